#include "rooms/operation/routes.hpp"

#include "rooms/operation/actions.hpp"
#include "rooms/operation/permissions.hpp"
#include "rooms/operation/views.hpp"

namespace xiuhua::operation {

void add_routes(RoomHost& host) {
    Router& router = host.router();
    router.view<Nothing, OperationState>(
        "GET /api/operation/state", permissions::state,
        [](Context& context, const Request&, const Nothing&) -> Result<OperationState> {
            return state_of(context.services);
        });
    router.act<LogLevelForm, LogLevelForm>(
        "POST /api/operation/log-level", permissions::log_level,
        [](Context& context, const Request&, const LogLevelForm& form) {
            return change_log_level(context, form);
        });
}

}  // namespace xiuhua::operation
