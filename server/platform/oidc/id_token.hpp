#pragma once
// An OpenID provider's word on who somebody is (OpenID Connect Core 3.1.3.7). RS256 and ES256 alone: the algorithm is
// ours to choose, never the token's, and a key is used for its own algorithm only (RFC 8725 3.1, 3.2).
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY.

namespace xiuhua::oidc {

enum class Algorithm { rs256, es256 };

struct SigningKey {
    std::string id;  // "kid"; empty when the provider names none.
    Algorithm algorithm = Algorithm::rs256;
    std::shared_ptr<evp_pkey_st> key;
};
using KeySet = std::vector<SigningKey>;

inline constexpr std::size_t keys_max = 32;
inline constexpr std::size_t token_bytes_max = 16 << 10;

// A JSON Web Key Set (RFC 7517). Keys for other uses and kinds are passed over; RSA below 2,048 bits too.
// `unavailable` access.provider_keys when there is none left.
Result<KeySet> parse_keys(std::string_view text);

struct Expected {
    std::string issuer, client_id, nonce;
    Instant now;
};
struct Claims {
    std::string subject;
    std::string context_class;         // acr; empty when absent.
    std::vector<std::string> methods;  // amr
};
// `unauthenticated` access.provider_key_unknown (ask for the keys anew, they may have been changed) or
// access.bad_provider_token, with what is wrong as detail for the log.
Result<Claims> verify_id_token(std::string_view token, const KeySet& keys,
                               const Expected& expected);

}  // namespace xiuhua::oidc
