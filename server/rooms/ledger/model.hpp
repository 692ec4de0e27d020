#pragma once
// A saved view of a ledger: filters, order and columns under a name, for oneself or for colleagues.
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/permission.hpp"

namespace xiuhua::ledger {

using ViewId = Id<struct LedgerViewTag>;

struct SavedView {
    ViewId id;
    std::string ledger;  // "orders": the ledger's name on the desk.
    std::string name;
    UserId owner;
    std::string owner_name;
    bool shared = false;
    std::optional<Role> shared_role;  // Only who has it; absent: every role.
    std::string shared_area;          // Only who works there, above or below; empty: everywhere.
    std::map<std::string, std::string> filters;
    std::string sort;
    std::vector<std::string> columns, frozen;  // Shown, in this order; the ones that stay in view.
    Instant changed_at;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(SavedView, (),
                      (id, ledger, name, owner, owner_name, shared, shared_role, shared_area,
                       filters, sort, columns, frozen, changed_at, version))

}  // namespace xiuhua::ledger
