#pragma once
// SQL on the room's own tables, always with Scope.
#include <optional>
#include <vector>

#include "kernel/page.hpp"
#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "rooms/reports/model.hpp"

namespace xiuhua::reports {

Done insert_entry(Tx& tx, const Entry& entry);
// Newest first, those before `before` (an entry's id) when given.
Result<std::vector<Entry>> list_entries(Tx& tx, const Scope& scope,
                                        const std::optional<EntryId>& before, int limit);

}  // namespace xiuhua::reports
