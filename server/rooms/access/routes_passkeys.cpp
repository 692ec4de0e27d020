#include "rooms/access/actions_passkeys.hpp"
#include "rooms/access/routes.hpp"

namespace xiuhua::access {

void add_passkey_routes(Router& router) {
    router.act<Nothing, PasskeyCreation>(
        "POST /api/access/passkeys/options", Access::signed_in(),
        [](Context& context, const Request&, const Nothing&) { return ask_for_passkey(context); });
    router.raw<Nothing, PasskeyForm, PasskeyRow>(
        "POST /api/access/passkeys", Access::signed_in(),
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(form, json::parse<PasskeyForm>(request.body));
            XH_TRY(row, add_passkey(router.services(), viewer, form));
            Response response;
            response.body = json::write(row);
            return response;
        });
    router.view<Nothing, std::vector<PasskeyRow>>(
        "GET /api/access/passkeys", Access::signed_in(),
        [](Context& context, const Request&, const Nothing&) { return list_passkeys(context); });
    router.act<Nothing, Nothing>(
        "POST /api/access/passkeys/{id}/revocation", Access::signed_in(),
        [](Context& context, const Request& request, const Nothing&) -> Result<Nothing> {
            XH_TRY(id, request.path_id<PasskeyId>("id"));
            return revoke_passkey(context, id);
        });
    router.act<Nothing, PasskeyRequest>(
        "POST /api/access/login/passkey/options", Access::anyone(),
        [](Context& context, const Request& request, const Nothing&) -> Result<PasskeyRequest> {
            XH_DO(check_own_page(request));
            return ask_passkey(context);
        });
    router.raw<Nothing, PasskeyLogin, SessionView>(
        "POST /api/access/login/passkey", Access::anyone(),
        [&router](const Request& request, const Viewer&) -> Result<Response> {
            XH_DO(check_own_page(request));
            XH_TRY(login, json::parse<PasskeyLogin>(request.body));
            return entered(router, request,
                           log_in_by_passkey(router.services(), login, request.remote,
                                             request.header("user-agent")));
        });
}

}  // namespace xiuhua::access
