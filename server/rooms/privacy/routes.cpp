#include "rooms/privacy/routes.hpp"

#include "rooms/privacy/actions.hpp"
#include "rooms/privacy/permissions.hpp"

namespace xiuhua::privacy {

void add_routes(RoomHost& host) {
    Router& router = host.router();
    router.view<AuditFilter, Page<AuditRow>>(
        "GET /api/privacy/audit", permissions::audit,
        [](Context& context, const Request&, const AuditFilter& filter) {
            return list_audit(context, filter);
        });
    router.view<Nothing, audit::Verification>(
        "GET /api/privacy/audit/verification", permissions::verify,
        [](Context& context, const Request&, const Nothing&) { return audit::verify(context.tx); });
    router.view<AccessFilter, Page<AccessRow>>(
        "GET /api/privacy/people/{id}/accesses", permissions::accesses,
        [](Context& context, const Request& request,
           const AccessFilter& filter) -> Result<Page<AccessRow>> {
            XH_TRY(id, request.path_id<PersonId>("id"));
            return accesses_of(context, id, filter);
        });
    router.view<AccessFilter, Page<AccessRow>>(
        "GET /api/privacy/me/accesses", permissions::own_accesses,
        [](Context& context, const Request&, const AccessFilter& filter) {
            return own_accesses(context, filter);
        });
    // What is kept about people and why is no secret before anybody who is logged in.
    router.view<Nothing, Page<PersonalFieldView>>(
        "GET /api/privacy/fields", Access::signed_in(),
        [&host](Context&, const Request&, const Nothing&) -> Result<Page<PersonalFieldView>> {
            return field_catalogue(host.personal_fields());
        });
}

}  // namespace xiuhua::privacy
