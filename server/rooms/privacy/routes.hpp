#pragma once
#include "platform/host/room.hpp"

namespace xiuhua::privacy {

void add_routes(RoomHost& host);

}  // namespace xiuhua::privacy
