#include "rooms/access/actions_glass.hpp"
#include "rooms/access/permissions.hpp"
#include "rooms/access/routes.hpp"

namespace xiuhua::access {

void add_glass_routes(Router& router) {
    router.act<BreakGlassForm, BreakGlassView>(
        "POST /api/access/break-glass", break_glass,
        [](Context& context, const Request&, const BreakGlassForm& form) {
            return open_glass(context, form);
        });
    router.view<Nothing, OwnBreakGlass>(
        "GET /api/access/break-glass/own", break_glass,
        [](Context& context, const Request&, const Nothing&) { return own_glass(context); },
        {.impersonal = true});
    router.act<Nothing, BreakGlassView>(
        "POST /api/access/break-glass/{id}/ending", break_glass,
        [](Context& context, const Request& request, const Nothing&) -> Result<BreakGlassView> {
            XH_TRY(id, request.path_id<BreakGlassId>("id"));
            return end_glass(context, id, Whose::own);
        });
    router.view<BreakGlassFilter, Page<BreakGlassView>>(
        "GET /api/access/break-glass", oversee_break_glass,
        [](Context& context, const Request&, const BreakGlassFilter& filter) {
            return list_glasses(context, filter);
        });
    router.act<Nothing, BreakGlassView>(
        "POST /api/access/break-glass/{id}/stopping", oversee_break_glass,
        [](Context& context, const Request& request, const Nothing&) -> Result<BreakGlassView> {
            XH_TRY(id, request.path_id<BreakGlassId>("id"));
            return end_glass(context, id, Whose::anyone);
        });
    router.act<BreakGlassReviewForm, BreakGlassView>(
        "POST /api/access/break-glass/{id}/review", oversee_break_glass,
        [](Context& context, const Request& request,
           const BreakGlassReviewForm& form) -> Result<BreakGlassView> {
            XH_TRY(id, request.path_id<BreakGlassId>("id"));
            return review_glass(context, id, form);
        });
}

}  // namespace xiuhua::access
