#pragma once
#include "platform/host/room.hpp"
#include "rooms/isolation/permissions.hpp"

namespace xiuhua::isolation {

void add_order_routes(Router& router);
void add_daily_routes(Router& router);
void add_bulk_routes(Router& router);
void add_calendar_routes(Router& router);
void add_message_routes(Router& router);
void add_export_route(Router& router);

// A look that leaves a trace: health words are read and the reading is audited in one write transaction. Who may
// not see health words only reads.
template <typename View, typename Id>
void audited_look(Router& router, std::string_view route, const Permission& permission,
                  Result<View> (*look)(Context&, Id)) {
    Services& services = router.services();
    router.raw<Nothing, Nothing, View>(
        route, permission,
        [&services, look](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<Id>("id"));
            const auto work = [&](Tx& tx) {
                Context context{tx, viewer, services, services.clock.now(), request.request_id};
                return look(context, id);
            };
            XH_TRY(seen, viewer.may(permissions::health) ? services.db.write(work)
                                                         : services.db.read(work));
            Response response;
            response.body = json::write(seen);
            return response;
        });
}

}  // namespace xiuhua::isolation
