#pragma once
// Commands on saved views. The caller's transaction.
#include "platform/http/router.hpp"
#include "rooms/ledger/rules.hpp"
#include "rooms/ledger/store.hpp"

namespace xiuhua::ledger {

struct LedgerViewForm {
    std::string ledger, name;
    bool shared = false;
    std::optional<Role> shared_role;
    std::optional<std::string> shared_area;
    std::map<std::string, std::string> filters;
    std::string sort;
    std::vector<std::string> columns, frozen;
};
BOOST_DESCRIBE_STRUCT(LedgerViewForm, (),
                      (ledger, name, shared, shared_role, shared_area, filters, sort, columns,
                       frozen))
struct LedgerViewChange {
    LedgerViewForm view;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(LedgerViewChange, (), (view, version))
struct LedgerView {
    ViewId id;
    std::string ledger, name, owner_name;
    bool own = false, shared = false;
    std::optional<Role> shared_role;
    std::string shared_area;
    std::map<std::string, std::string> filters;
    std::string sort;
    std::vector<std::string> columns, frozen;
    Instant changed_at;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(LedgerView, (),
                      (id, ledger, name, owner_name, own, shared, shared_role, shared_area, filters,
                       sort, columns, frozen, changed_at, version))
struct LedgerViewFilter {
    std::string ledger;
};
BOOST_DESCRIBE_STRUCT(LedgerViewFilter, (), (ledger))
struct LedgerAudiences {
    std::vector<Role> roles;
};
BOOST_DESCRIBE_STRUCT(LedgerAudiences, (), (roles))

Result<std::vector<LedgerView>> list_views(Context& context, const LedgerViewFilter& filter);
// With whom a view may be shared: the roles that have ledgers.
Result<LedgerAudiences> list_audiences();
// `conflict` ledger.name_taken, ledger.too_many_views.
Result<LedgerView> add_view(Context& context, const LedgerViewForm& form);
// Only the owner's; another's looks like not there.
Result<LedgerView> change_view(Context& context, ViewId id, const LedgerViewChange& change);
Result<LedgerView> remove_view(Context& context, ViewId id);

}  // namespace xiuhua::ledger
