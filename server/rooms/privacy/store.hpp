#pragma once
// SQL on privacy's own table.
#include <optional>
#include <vector>

#include "platform/db/db.hpp"
#include "rooms/privacy/model.hpp"

namespace xiuhua::privacy::store {

Done insert(Tx& tx, const Destruction& destruction);
// `was`: the state it was read in; `conflict` privacy.not_proposed when somebody was faster.
Done save(Tx& tx, const Destruction& destruction, DestructionState was);
Done remove(Tx& tx, DestructionId id);
Result<std::optional<Destruction>> find(Tx& tx, DestructionId id);
// Newest first.
Result<std::vector<Destruction>> list(Tx& tx, std::string_view after, int limit);
Result<std::vector<Destruction>> unfinished(Tx& tx, Purpose purpose);

}  // namespace xiuhua::privacy::store
