#include "platform/host/room.hpp"

#include "rooms/reports/permissions.hpp"

namespace xiuhua::reports {

void add_routes(Router& router);

namespace {

void join(RoomHost& host) {
    add_routes(host.router());
    host.services().live.on("reports.entry_made", read_permission);
}

}  // namespace

extern const Room room;
const Room room{"reports", join};

}  // namespace xiuhua::reports
