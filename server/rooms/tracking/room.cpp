#include "platform/host/room.hpp"

#include "rooms/tracking/routes_map.hpp"

namespace xiuhua::tracking {
namespace {

void join(RoomHost& host) {
    add_map_routes(host);
}

}  // namespace

extern const Room room;
const Room room{"tracking", join};

}  // namespace xiuhua::tracking
