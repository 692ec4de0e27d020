#include "rooms/privacy/routes.hpp"

#include "rooms/privacy/actions.hpp"
#include "rooms/privacy/actions_destruction.hpp"
#include "rooms/privacy/permissions.hpp"

namespace xiuhua::privacy {

namespace {

void add_destruction_routes(RoomHost& host) {
    Router& router = host.router();
    router.view<DestructionFilter, Page<DestructionView>>(
        "GET /api/privacy/destructions", permissions::destruction,
        [](Context& context, const Request&, const DestructionFilter& filter) {
            return list_destructions(context, filter);
        });
    router.view<Nothing, DestructionView>(
        "GET /api/privacy/destructions/{id}", permissions::destruction,
        [](Context& context, const Request& request, const Nothing&) -> Result<DestructionView> {
            XH_TRY(id, request.path_id<DestructionId>("id"));
            return see_destruction(context, id);
        });
    router.view<EndingQuery, EndingPreview>(
        "GET /api/privacy/ending-preview", permissions::destruction,
        [&host](Context& context, const Request&, const EndingQuery& query) {
            return preview_ending(context, host.personal_fields(), query);
        });
    router.act<EndingForm, DestructionView>(
        "POST /api/privacy/destructions", permissions::destroy,
        [](Context& context, const Request&, const EndingForm& form) {
            return propose_ending(context, form);
        });
    router.act<EndingConfirmation, DestructionView>(
        "POST /api/privacy/destructions/{id}/confirmation", permissions::destroy,
        [](Context& context, const Request& request,
           const EndingConfirmation& form) -> Result<DestructionView> {
            XH_TRY(id, request.path_id<DestructionId>("id"));
            return confirm_ending(context, id, form);
        });
    router.act<Nothing, DestructionView>(
        "POST /api/privacy/destructions/{id}/withdrawal", permissions::destroy,
        [](Context& context, const Request& request, const Nothing&) -> Result<DestructionView> {
            XH_TRY(id, request.path_id<DestructionId>("id"));
            return withdraw_ending(context, id);
        });
}

}  // namespace

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
        [&host](Context& context, const Request&,
                const Nothing&) -> Result<Page<PersonalFieldView>> {
            XH_TRY(retention, retention_in_force(context));
            return field_catalogue(host.personal_fields(), retention);
        });
    add_destruction_routes(host);
}

}  // namespace xiuhua::privacy
