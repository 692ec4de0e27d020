#include "platform/host/room.hpp"

#include "rooms/example/permissions.hpp"

namespace xiuhua::example {

void add_routes(Router& router);

namespace {

void join(RoomHost& host) {
    add_routes(host.router());
    host.services().live.on("example.entry_made", read_permission);
}

}  // namespace

extern const Room room;
const Room room{"example", join};

}  // namespace xiuhua::example
