#include "platform/oidc/id_token.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <boost/json.hpp>

#include "platform/crypto/password.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::oidc {
namespace {

using namespace std::chrono_literals;

constexpr auto clock_difference = 60s;  // Between the provider's clock and ours.
constexpr auto token_age_max = 10min;   // It comes straight from the provider.
constexpr int rsa_bits_min = 2'048;
constexpr int rsa_bits_max = 8'192;  // Larger ones only cost time.
constexpr std::size_t p256_bytes = 32;
constexpr std::size_t subject_bytes_max = 255;  // OpenID Connect Core 2.
constexpr std::size_t methods_max = 20;

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;
using Number = Owned<BIGNUM, BN_free>;

tl::unexpected<Error> bad(std::string what) {
    return fail(ErrorCode::unauthenticated, "access.bad_provider_token", {}, std::move(what));
}

std::string text_of(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text == nullptr ? std::string{} : std::string{text->begin(), text->end()};
}

std::optional<Instant> time_of(const boost::json::object& object, std::string_view name) {
    constexpr std::int64_t seconds_max = 253'402'300'799;  // 9999
    const auto* value = object.if_contains(name);
    if (value == nullptr || !value->is_number()) {
        return std::nullopt;
    }
    boost::system::error_code wrong;
    const auto seconds = value->to_number<std::int64_t>(wrong);
    if (wrong || seconds < 0 || seconds > seconds_max) {
        return std::nullopt;
    }
    return Instant{std::chrono::seconds{seconds}};
}

std::shared_ptr<EVP_PKEY> made(const char* kind, OSSL_PARAM_BLD* builder) {
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters{OSSL_PARAM_BLD_to_param(builder)};
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context{
        EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)};
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0) {
        return nullptr;
    }
    return {key, EVP_PKEY_free};
}

Number number_of(const std::string& bytes) {
    return Number{BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                            static_cast<int>(bytes.size()), nullptr)};
}

std::shared_ptr<EVP_PKEY> rsa_key(const boost::json::object& jwk) {
    constexpr std::size_t exponent_bytes_max = 8;
    const auto modulus = crypto::parse_base64url(text_of(jwk, "n"));
    const auto exponent = crypto::parse_base64url(text_of(jwk, "e"));
    if (!modulus || !exponent || exponent->empty() || exponent->size() > exponent_bytes_max) {
        return nullptr;
    }
    const Number n = number_of(*modulus);
    const Number e = number_of(*exponent);
    if (!n || !e || BN_num_bits(n.get()) < rsa_bits_min || BN_num_bits(n.get()) > rsa_bits_max ||
        !BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get())) {
        return nullptr;
    }
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder{OSSL_PARAM_BLD_new()};
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return nullptr;
    }
    return made("RSA", builder.get());
}

std::shared_ptr<EVP_PKEY> p256_key(const boost::json::object& jwk) {
    const auto x = crypto::parse_base64url(text_of(jwk, "x"));
    const auto y = crypto::parse_base64url(text_of(jwk, "y"));
    if (text_of(jwk, "crv") != "P-256" || !x || !y || x->size() != p256_bytes ||
        y->size() != p256_bytes) {
        return nullptr;
    }
    const std::string point = "\x04" + *x + *y;  // Uncompressed; OpenSSL checks that it lies on it.
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder{OSSL_PARAM_BLD_new()};
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return nullptr;
    }
    return made("EC", builder.get());
}

std::optional<SigningKey> signing_key(const boost::json::value& value) {
    const auto* jwk = value.if_object();
    if (jwk == nullptr || (jwk->contains("use") && text_of(*jwk, "use") != "sig")) {
        return std::nullopt;
    }
    const std::string kind = text_of(*jwk, "kty");
    const std::string algorithm = text_of(*jwk, "alg");
    SigningKey key;
    key.id = text_of(*jwk, "kid");
    if (kind == "RSA" && (algorithm.empty() || algorithm == "RS256")) {
        key.key = rsa_key(*jwk);
    } else if (kind == "EC" && (algorithm.empty() || algorithm == "ES256")) {
        key.algorithm = Algorithm::es256;
        key.key = p256_key(*jwk);
    }
    return key.key ? std::optional{std::move(key)} : std::nullopt;
}

// The two numbers side by side, as a JWS has them (RFC 7518 3.4), become what OpenSSL reads.
std::optional<std::string> der_signature(const std::string& raw) {
    if (raw.size() != 2 * p256_bytes) {
        return std::nullopt;
    }
    Number r = number_of(raw.substr(0, p256_bytes));
    Number s = number_of(raw.substr(p256_bytes));
    const Owned<ECDSA_SIG, ECDSA_SIG_free> pair{ECDSA_SIG_new()};
    if (!r || !s || !pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) {
        return std::nullopt;
    }
    (void)r.release();  // The pair's now.
    (void)s.release();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0) {
        return std::nullopt;
    }
    std::string bytes{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
    OPENSSL_free(der);
    return bytes;
}

bool signed_by(const SigningKey& key, std::string_view text, std::string signature) {
    if (key.algorithm == Algorithm::es256) {
        auto der = der_signature(signature);
        if (!der) {
            return false;
        }
        signature = std::move(*der);
    }
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context{EVP_MD_CTX_new()};
    return context &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.key.get()) ==
               1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                            signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                            text.size()) == 1;
}

struct Parts {
    boost::json::object header, payload;
    std::string_view signed_text;
    std::string signature;
};
Result<boost::json::object> object_of(std::string_view encoded) {
    const auto text = crypto::parse_base64url(encoded);
    if (!text) {
        return bad("not base64url");
    }
    auto document = json::parse_document(*text);
    if (!document || !document->is_object()) {
        return bad("not a JSON object");
    }
    return std::move(document->get_object());
}
Result<Parts> split(std::string_view token) {
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (token.size() > token_bytes_max || second == std::string_view::npos ||
        token.find('.', second + 1) != std::string_view::npos) {
        return bad("not three parts");
    }
    Parts parts;
    XH_TRY(header, object_of(token.substr(0, first)));
    XH_TRY(payload, object_of(token.substr(first + 1, second - first - 1)));
    const auto signature = crypto::parse_base64url(token.substr(second + 1));
    if (!signature) {
        return bad("signature is not base64url");
    }
    return Parts{std::move(header), std::move(payload), token.substr(0, second), *signature};
}

Done check_signature(const Parts& parts, const KeySet& keys) {
    const std::string name = text_of(parts.header, "alg");
    if (name != "RS256" && name != "ES256") {
        return bad("alg " + name);
    }
    if (parts.header.contains("crit")) {
        return bad("crit");  // Something that must be understood, and is not.
    }
    const Algorithm algorithm = name == "RS256" ? Algorithm::rs256 : Algorithm::es256;
    const std::string id = text_of(parts.header, "kid");
    bool found = false;
    for (const SigningKey& key : keys) {
        if (key.algorithm != algorithm || (!id.empty() && key.id != id)) {
            continue;
        }
        found = true;
        if (signed_by(key, parts.signed_text, parts.signature)) {
            return {};
        }
    }
    if (!found) {
        return fail(ErrorCode::unauthenticated, "access.provider_key_unknown", {}, "kid");
    }
    return bad("signature");
}

bool is_for(const boost::json::object& payload, const std::string& client_id) {
    const auto* audience = payload.if_contains("aud");
    if (audience == nullptr) {
        return false;
    }
    const auto is_us = [&](const boost::json::value& value) {
        return value.is_string() && std::string_view{value.get_string()} == client_id;
    };
    if (const auto* many = audience->if_array()) {
        // With others in it, it must say that it was made for us.
        return std::any_of(many->begin(), many->end(), is_us) &&
               (many->size() == 1 || text_of(payload, "azp") == client_id);
    }
    return is_us(*audience);
}

Done check_claims(const boost::json::object& payload, const Expected& expected) {
    if (text_of(payload, "iss") != expected.issuer) {
        return bad("iss");
    }
    if (!is_for(payload, expected.client_id)) {
        return bad("aud");
    }
    if (payload.contains("azp") && text_of(payload, "azp") != expected.client_id) {
        return bad("azp");
    }
    if (expected.nonce.empty() ||
        !crypto::equal_constant_time(text_of(payload, "nonce"), expected.nonce)) {
        return bad("nonce");
    }
    const auto expires = time_of(payload, "exp");
    if (!expires || expected.now >= *expires + clock_difference) {
        return bad("exp");
    }
    const auto issued = time_of(payload, "iat");
    if (!issued || *issued > expected.now + clock_difference ||
        expected.now - *issued > token_age_max + clock_difference) {
        return bad("iat");
    }
    const auto begins = time_of(payload, "nbf");
    if (payload.contains("nbf") && (!begins || *begins > expected.now + clock_difference)) {
        return bad("nbf");
    }
    return {};
}

}  // namespace

Result<KeySet> parse_keys(std::string_view text) {
    const auto document = json::parse_document(text);
    const auto* object = document ? document->if_object() : nullptr;
    const auto* keys = object != nullptr ? object->if_contains("keys") : nullptr;
    KeySet set;
    if (keys != nullptr && keys->is_array()) {
        for (const auto& value : keys->get_array()) {
            auto key = signing_key(value);
            if (key && set.size() < keys_max) {
                set.push_back(std::move(*key));
            }
        }
    }
    if (set.empty()) {
        return fail(ErrorCode::unavailable, "access.provider_keys");
    }
    return set;
}

Result<Claims> verify_id_token(std::string_view token, const KeySet& keys,
                               const Expected& expected) {
    XH_TRY(parts, split(token));
    XH_DO(check_signature(parts, keys));
    XH_DO(check_claims(parts.payload, expected));
    Claims claims;
    claims.subject = text_of(parts.payload, "sub");
    if (claims.subject.empty() || claims.subject.size() > subject_bytes_max) {
        return bad("sub");
    }
    claims.context_class = text_of(parts.payload, "acr");
    const auto* methods = parts.payload.if_contains("amr");
    if (methods != nullptr && methods->is_array()) {
        for (const auto& method : methods->get_array()) {
            if (method.is_string() && claims.methods.size() < methods_max) {
                claims.methods.emplace_back(std::string_view{method.get_string()});
            }
        }
    }
    return claims;
}

}  // namespace xiuhua::oidc
