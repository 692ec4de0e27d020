#pragma once
// SQL on identities, passkeys and challenges. Each is its user's own; the caller names the user.
#include "platform/db/db.hpp"
#include "rooms/access/model_ways.hpp"

namespace xiuhua::access::store {

// ---- identities
// `conflict` db.unique when the identity is linked already.
Done insert_identity(Tx& tx, const Identity& identity);
struct ForeignName {
    std::string_view issuer, subject;
};
Result<std::optional<Identity>> find_identity(Tx& tx, const ForeignName& name);
Result<std::vector<Identity>> identities_of(Tx& tx, UserId user);
Result<std::int64_t> delete_identity(Tx& tx, UserId user, IdentityId id);
Done delete_identities(Tx& tx, UserId user);
Done set_identity_used(Tx& tx, IdentityId id, Instant at);

// ---- passkeys
Done insert_passkey(Tx& tx, const Passkey& passkey);
Result<std::optional<Passkey>> find_passkey(Tx& tx, std::string_view credential_id);
Result<std::vector<Passkey>> passkeys_of(Tx& tx, UserId user);
Result<std::int64_t> delete_passkey(Tx& tx, UserId user, PasskeyId id);
Result<std::int64_t> delete_passkeys(Tx& tx, UserId user);
// Only while the counter is still `before`: of two uses at once one wins. Answers whether it was.
struct PasskeyCount {
    std::int64_t before = 0, after = 0;
};
Result<bool> set_passkey_used(Tx& tx, PasskeyId id, const PasskeyCount& count, Instant at);

// ---- challenges
// Keeps it as used until it is over; answers whether this was the first time.
Result<bool> use_challenge(Tx& tx, std::string_view digest, std::optional<UserId> user,
                           Instant ends_at);
Done delete_challenges_over(Tx& tx, Instant now);

}  // namespace xiuhua::access::store
