#include "platform/crypto/passkey.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <memory>

#include "platform/crypto/cbor_counts.hpp"
#include "platform/crypto/password.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::crypto {
namespace {

constexpr std::uint8_t user_present = 0x01;
constexpr std::uint8_t user_verified = 0x04;

template <typename T, auto Free>
struct Freed {
    void operator()(T* thing) const { Free(&thing); }
};
using Credential = std::unique_ptr<fido_cred_t, Freed<fido_cred_t, fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, Freed<fido_assert_t, fido_assert_free>>;
using Es256 = std::unique_ptr<es256_pk_t, Freed<es256_pk_t, es256_pk_free>>;
using Rs256 = std::unique_ptr<rs256_pk_t, Freed<rs256_pk_t, rs256_pk_free>>;
using Eddsa = std::unique_ptr<eddsa_pk_t, Freed<eddsa_pk_t, eddsa_pk_free>>;

void start_fido() {
    static const bool started = (fido_init(0), true);
    (void)started;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

int cose_of(PasskeyAlgorithm algorithm) {
    switch (algorithm) {
        case PasskeyAlgorithm::es256:
            return COSE_ES256;
        case PasskeyAlgorithm::rs256:
            return COSE_RS256;
        case PasskeyAlgorithm::eddsa:
            return COSE_EDDSA;
    }
    return 0;
}

std::string sha256(std::string_view text) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), bytes_of(text), text.size());
    return hash;
}

// What is wrong with what the browser signed over; empty when nothing is.
std::string client_data_fault(std::string_view client_data, std::string_view type,
                              const PasskeySite& site, std::string_view challenge) {
    if (client_data.size() > client_data_bytes_max) {
        return "client data too long";
    }
    const auto document = json::parse_document(client_data);
    const auto* object = document ? document->if_object() : nullptr;
    if (object == nullptr) {
        return "client data is no JSON object";
    }
    const auto text_of = [&](std::string_view name) -> std::string_view {
        const auto* value = object->if_contains(name);
        return value != nullptr && value->is_string() ? std::string_view{value->get_string()}
                                                      : std::string_view{};
    };
    if (text_of("type") != type) {
        return "type";
    }
    if (challenge.empty() || !equal_constant_time(text_of("challenge"), challenge)) {
        return "challenge";
    }
    if (text_of("origin") != site.origin) {
        return "origin";
    }
    const auto* foreign = object->if_contains("crossOrigin");
    if (foreign != nullptr && !(foreign->is_bool() && !foreign->get_bool())) {
        return "cross-origin";
    }
    return {};
}

// Site, flags and counter (WebAuthn 6.1): CBOR follows.
constexpr std::size_t head_bytes = 37;

// Where it follows when a key does: behind the maker's and the credential's ids.
std::size_t credential_end(std::string_view data) {
    constexpr std::size_t flags_at = 32, maker_id = 16, length = 2;
    constexpr std::uint8_t with_key = 0x40;
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(data[i]); };
    if (data.size() < head_bytes + maker_id + length || (at(flags_at) & with_key) == 0) {
        return head_bytes;
    }
    const std::size_t id =
        std::size_t{at(head_bytes + maker_id)} << 8U | std::size_t{at(head_bytes + maker_id + 1)};
    return head_bytes + maker_id + length + id;
}

bool is_readable(std::string_view data, std::size_t cbor_at) {
    return data.size() >= cbor_at && data.size() <= authenticator_data_bytes_max &&
           cbor_counts_fit(data.substr(cbor_at));
}

// The credential as libfido2 reads it, if its key is of this algorithm.
Credential credential_of(PasskeyAlgorithm algorithm, std::string_view authenticator_data) {
    Credential credential{fido_cred_new()};
    if (!credential || fido_cred_set_type(credential.get(), cose_of(algorithm)) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential.get(), bytes_of(authenticator_data),
                                   authenticator_data.size()) != FIDO_OK) {
        return nullptr;
    }
    return credential;
}

int verify(const fido_assert_t* assertion, const KnownPasskey& known) {
    const void* key = known.public_key.data();
    const std::size_t size = known.public_key.size();
    const int cose = cose_of(known.algorithm);
    switch (known.algorithm) {
        case PasskeyAlgorithm::es256: {
            const Es256 made{es256_pk_new()};
            return es256_pk_from_ptr(made.get(), key, size) == FIDO_OK
                       ? fido_assert_verify(assertion, 0, cose, made.get())
                       : FIDO_ERR_INVALID_ARGUMENT;
        }
        case PasskeyAlgorithm::rs256: {
            const Rs256 made{rs256_pk_new()};
            return rs256_pk_from_ptr(made.get(), key, size) == FIDO_OK
                       ? fido_assert_verify(assertion, 0, cose, made.get())
                       : FIDO_ERR_INVALID_ARGUMENT;
        }
        case PasskeyAlgorithm::eddsa: {
            const Eddsa made{eddsa_pk_new()};
            return eddsa_pk_from_ptr(made.get(), key, size) == FIDO_OK
                       ? fido_assert_verify(assertion, 0, cose, made.get())
                       : FIDO_ERR_INVALID_ARGUMENT;
        }
    }
    return FIDO_ERR_INVALID_ARGUMENT;
}

}  // namespace

std::optional<PasskeySite> passkey_site(std::string_view public_url) {
    const auto scheme = public_url.find("://");
    if (scheme == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rest = public_url.substr(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find('/'));
    const std::string host{authority.substr(0, authority.find(':'))};
    // Browsers make none for an address in numbers (WebAuthn 5.1.3), nor without TLS but on the machine itself.
    const bool numbers = host.find_first_not_of("0123456789.") == std::string::npos;
    const bool secure = public_url.starts_with("https://") || host == "localhost";
    if (host.empty() || numbers || host.front() == '[' || !secure) {
        return std::nullopt;
    }
    return PasskeySite{host,
                       std::string{public_url.substr(0, scheme + 3)} + std::string{authority}};
}

Result<NewPasskey> check_new_passkey(const PasskeySite& site, std::string_view challenge,
                                     const PasskeyMade& made) {
    const auto bad = [](std::string what) {
        return fail(ErrorCode::invalid, "access.bad_passkey", {}, std::move(what));
    };
    start_fido();
    const std::string fault =
        client_data_fault(made.client_data, "webauthn.create", site, challenge);
    if (!fault.empty()) {
        return bad(fault);
    }
    if (made.authenticator_data.size() > authenticator_data_bytes_max) {
        return bad("authenticator data too long");
    }
    if (!is_readable(made.authenticator_data, credential_end(made.authenticator_data))) {
        return bad("authenticator data");
    }
    for (const auto algorithm :
         {PasskeyAlgorithm::es256, PasskeyAlgorithm::rs256, PasskeyAlgorithm::eddsa}) {
        const Credential credential = credential_of(algorithm, made.authenticator_data);
        if (!credential) {
            continue;
        }
        // Without attestation there is no signature for fido_cred_verify: what it would check besides is checked here.
        const std::string hash = sha256(site.id);
        if (made.authenticator_data.substr(0, hash.size()) != hash) {
            return bad("site");
        }
        const std::uint8_t flags = fido_cred_flags(credential.get());
        if ((flags & user_present) == 0 || (flags & user_verified) == 0) {
            return bad("user not verified");
        }
        NewPasskey passkey;
        passkey.credential_id.assign(
            reinterpret_cast<const char*>(fido_cred_id_ptr(credential.get())),
            fido_cred_id_len(credential.get()));
        passkey.algorithm = algorithm;
        passkey.public_key.assign(
            reinterpret_cast<const char*>(fido_cred_pubkey_ptr(credential.get())),
            fido_cred_pubkey_len(credential.get()));
        passkey.sign_count = fido_cred_sigcount(credential.get());
        if (passkey.credential_id.empty() ||
            passkey.credential_id.size() > credential_id_bytes_max) {
            return bad("credential id");
        }
        return passkey;
    }
    return bad("authenticator data");
}

Result<std::int64_t> check_passkey(const PasskeySite& site, std::string_view challenge,
                                   const KnownPasskey& known, const PasskeyUsed& used) {
    const auto bad = [](std::string what) {
        return fail(ErrorCode::unauthenticated, "access.bad_passkey", {}, std::move(what));
    };
    start_fido();
    const std::string fault = client_data_fault(used.client_data, "webauthn.get", site, challenge);
    if (!fault.empty()) {
        return bad(fault);
    }
    const Assertion assertion{fido_assert_new()};
    const std::string hash = sha256(used.client_data);
    const bool taken =
        assertion && is_readable(used.authenticator_data, head_bytes) &&
        fido_assert_set_count(assertion.get(), 1) == FIDO_OK &&
        fido_assert_set_clientdata_hash(assertion.get(), bytes_of(hash), hash.size()) == FIDO_OK &&
        fido_assert_set_rp(assertion.get(), site.id.c_str()) == FIDO_OK &&
        fido_assert_set_authdata_raw(assertion.get(), 0, bytes_of(used.authenticator_data),
                                     used.authenticator_data.size()) == FIDO_OK &&
        fido_assert_set_sig(assertion.get(), 0, bytes_of(used.signature), used.signature.size()) ==
            FIDO_OK &&
        fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK &&
        fido_assert_set_uv(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK;
    if (!taken) {
        return bad("authenticator data");
    }
    if (const int code = verify(assertion.get(), known); code != FIDO_OK) {
        return bad(fido_strerr(code));
    }
    const std::int64_t count = fido_assert_sigcount(assertion.get(), 0);
    // Passkeys kept by a phone's maker count nothing: zero stays zero (WebAuthn 7.2, step 21).
    if ((count != 0 || known.sign_count != 0) && count <= known.sign_count) {
        return fail(ErrorCode::unauthenticated, "access.passkey_copied");
    }
    return count;
}

}  // namespace xiuhua::crypto
