#pragma once
#include "platform/host/room.hpp"

namespace xiuhua::tracking {

// The ground of all maps: everybody signed in may read it, for it says nothing of anybody.
void add_map_routes(RoomHost& host);

}  // namespace xiuhua::tracking
