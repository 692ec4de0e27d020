#pragma once
// SQL on saved views. A view belongs to a person, not to an area; who else sees it is decided by a rule.
#include "platform/db/db.hpp"
#include "rooms/ledger/model.hpp"

namespace xiuhua::ledger::store {

Done insert(Tx& tx, const SavedView& view);      // `conflict` db.unique when the name is taken.
Result<SavedView> save(Tx& tx, SavedView view);  // `conflict` ledger.changed_meanwhile.
Done remove(Tx& tx, ViewId id);
Result<std::optional<SavedView>> find(Tx& tx, ViewId id);
Result<bool> has_name(Tx& tx, const SavedView& view);  // Another of the owner's bears it.
Result<std::int64_t> count(Tx& tx, UserId owner, std::string_view ledger);
// The user's own and all that are shared, by name.
Result<std::vector<SavedView>> list(Tx& tx, UserId user, std::string_view ledger);

}  // namespace xiuhua::ledger::store
