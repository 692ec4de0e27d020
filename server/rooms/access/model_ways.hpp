#pragma once
// Ways in besides the password: the office's OpenID provider, and passkeys.
#include "platform/crypto/passkey.hpp"
#include "rooms/access/model.hpp"

namespace xiuhua::crypto {
BOOST_DESCRIBE_ENUM(PasskeyAlgorithm, es256, rs256, eddsa)
}

namespace xiuhua::access {

using IdentityId = Id<struct IdentityTag>;
using PasskeyId = Id<struct PasskeyTag>;

struct Identity {
    IdentityId id;
    UserId user;
    std::string issuer, subject;
    Instant linked_at;
    UserId linked_by;
    std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (id, user, issuer, subject, linked_at, linked_by, last_used_at))

struct Passkey {
    PasskeyId id;
    UserId user;
    std::string credential_id;  // base64url
    crypto::PasskeyAlgorithm algorithm = crypto::PasskeyAlgorithm::es256;
    Bytes public_key;
    std::int64_t sign_count = 0;
    std::string label;
    Instant created_at;
    std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Passkey, (),
                      (id, user, credential_id, algorithm, public_key, sign_count, label,
                       created_at, last_used_at))

// policy/provider.json: which words of the provider's count as its own second factor. Empty: none does.
struct ProviderPolicy {
    std::vector<std::string> second_factor_acr, second_factor_amr;
};
BOOST_DESCRIBE_STRUCT(ProviderPolicy, (), (second_factor_acr, second_factor_amr))

}  // namespace xiuhua::access
