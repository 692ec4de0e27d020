#include "platform/crypto/passkey.hpp"

#include "fuzz.hpp"

namespace xiuhua::fuzz {

// What an authenticator says, behind client data that is right, so that the rounds come to the binary part.
void fuzz(std::string_view bytes) {
    const crypto::PasskeySite site{"localhost", "http://localhost"};
    const std::string made =
        R"({"type":"webauthn.create","challenge":"YQ","origin":"http://localhost"})";
    const std::string used =
        R"({"type":"webauthn.get","challenge":"YQ","origin":"http://localhost"})";
    const auto passkey = crypto::check_new_passkey(site, "YQ", {made, bytes});
    if (passkey) {
        promise(!passkey->credential_id.empty() &&
                    passkey->credential_id.size() <= crypto::credential_id_bytes_max,
                "a credential id is bounded");
        promise(!passkey->public_key.empty(), "there is a key");
        const crypto::KnownPasskey known{passkey->algorithm, passkey->public_key, 0};
        promise(!crypto::check_passkey(site, "YQ", known, {used, bytes, "no signature"}),
                "without a signature nobody is known");
    }
    // As client data, and as what was signed.
    promise(!crypto::check_new_passkey(site, "YQ", {bytes, bytes}) || passkey,
            "client data decides nothing alone");
    const std::string key(64, '\x01');
    const std::size_t half = bytes.size() / 2;
    for (const auto algorithm : {crypto::PasskeyAlgorithm::es256, crypto::PasskeyAlgorithm::rs256,
                                 crypto::PasskeyAlgorithm::eddsa}) {
        (void)crypto::check_passkey(site, "YQ", {algorithm, key, 0},
                                    {used, bytes.substr(0, half), bytes.substr(half)});
        (void)crypto::check_passkey(site, "YQ", {algorithm, bytes, 0}, {used, bytes, bytes});
    }
}

}  // namespace xiuhua::fuzz
