#pragma once
// A retry with the same Idempotency-Key gets the first answer and changes nothing. The key is remembered in the
// act's own transaction, so there is no moment in which the act is done and the key is not.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "platform/crypto/vault.hpp"
#include "platform/db/db.hpp"

namespace xiuhua::idempotency {

inline constexpr std::size_t key_characters_max =
    100;                                       // A UUID has 36; a device's epoch-serial fits too.
inline constexpr std::chrono::hours kept{24};  // Phones out of reach retry within a shift.

// Visible ASCII, 1 to key_characters_max.
bool is_key(std::string_view text);

struct Act {
    UserId user;
    std::string key;
    std::string route;    // "POST /api/isolation/orders/{id}/release"
    std::string request;  // Keyed hash of what was asked: path and body.
};

// Takes the key, or answers what was answered under it before; `conflict` request.key_reused when it belongs to
// another request. Taking comes before looking: on PostgreSQL a look at a key that is not there would read a page of
// the index into which every other act is about to write, and half of them would be run again. A second request with
// the same key waits here for the first.
Result<std::optional<std::string>> claim(Tx& tx, const Vault& vault, const Act& act, Instant now);
// Stores the answer under the claimed key.
Done remember(Tx& tx, const Vault& vault, const Act& act, std::string_view answer, Instant now);
// Forgets what is older than `kept`; answers how many. The host runs it daily.
Result<std::int64_t> purge(Tx& tx, Instant now);

}  // namespace xiuhua::idempotency

namespace xiuhua {
// The name under which the host schedules it.
inline Result<std::int64_t> purge_idempotency(Tx& tx, Instant now) {
    return idempotency::purge(tx, now);
}
}  // namespace xiuhua
