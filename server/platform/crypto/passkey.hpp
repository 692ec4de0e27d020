#pragma once
// What an authenticator signed (WebAuthn Level 2, 7.1 and 7.2), checked by libfido2. Attestation is not asked for: the
// office does not choose people's phones. User verification always is, so a passkey is two factors.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::crypto {

// Who asks: an authenticator answers only the site it was made for.
struct PasskeySite {
    std::string id;      // "office.example.cn"
    std::string origin;  // "https://office.example.cn"
};
// "https://office.example.cn:8443" → its host and itself; nothing when it is no such address.
std::optional<PasskeySite> passkey_site(std::string_view public_url);

inline constexpr std::size_t client_data_bytes_max = 4 << 10;
inline constexpr std::size_t authenticator_data_bytes_max = 4 << 10;
inline constexpr std::size_t credential_id_bytes_max = 1'023;  // WebAuthn 7.1, step 25.

enum class PasskeyAlgorithm { es256, rs256, eddsa };
struct NewPasskey {
    std::string credential_id;  // Bytes.
    PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
    std::string public_key;  // Bytes as libfido2 keeps them.
    std::int64_t sign_count = 0;
};
// `challenge` is what was sent, as base64url. `invalid` access.bad_passkey, with what is wrong as detail.
struct PasskeyMade {
    std::string_view client_data, authenticator_data;  // Bytes, as the browser gave them.
};
Result<NewPasskey> check_new_passkey(const PasskeySite& site, std::string_view challenge,
                                     const PasskeyMade& made);

struct PasskeyUsed {
    std::string_view client_data, authenticator_data, signature;
};
struct KnownPasskey {
    PasskeyAlgorithm algorithm = PasskeyAlgorithm::es256;
    std::string_view public_key;
    std::int64_t sign_count = 0;
};
// The counter after this use. `unauthenticated` access.bad_passkey; access.passkey_copied when the counter did not
// rise: two devices answer as one.
Result<std::int64_t> check_passkey(const PasskeySite& site, std::string_view challenge,
                                   const KnownPasskey& known, const PasskeyUsed& used);

}  // namespace xiuhua::crypto
