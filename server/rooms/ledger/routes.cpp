#include "rooms/ledger/routes.hpp"

#include "rooms/ledger/actions.hpp"
#include "rooms/ledger/permissions.hpp"

namespace xiuhua::ledger {

void add_routes(Router& router) {
    router.view<LedgerViewFilter, std::vector<LedgerView>>(
        "GET /api/ledger/views", permissions::views,
        [](Context& context, const Request&, const LedgerViewFilter& filter) {
            return list_views(context, filter);
        });
    router.view<Nothing, LedgerAudiences>(
        "GET /api/ledger/audiences", permissions::share,
        [](Context&, const Request&, const Nothing&) { return list_audiences(); },
        {.impersonal = true});
    router.act<LedgerViewForm, LedgerView>(
        "POST /api/ledger/views", permissions::views,
        [](Context& context, const Request&, const LedgerViewForm& form) {
            return add_view(context, form);
        });
    router.act<LedgerViewChange, LedgerView>(
        "POST /api/ledger/views/{id}/changes", permissions::views,
        [](Context& context, const Request& request,
           const LedgerViewChange& change) -> Result<LedgerView> {
            XH_TRY(id, request.path_id<ViewId>("id"));
            return change_view(context, id, change);
        });
    router.act<Nothing, LedgerView>(
        "POST /api/ledger/views/{id}/removal", permissions::views,
        [](Context& context, const Request& request, const Nothing&) -> Result<LedgerView> {
            XH_TRY(id, request.path_id<ViewId>("id"));
            return remove_view(context, id);
        });
}

}  // namespace xiuhua::ledger
