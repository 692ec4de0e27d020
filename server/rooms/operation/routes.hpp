#pragma once
#include "platform/host/room.hpp"

namespace xiuhua::operation {

void add_routes(RoomHost& host);

}  // namespace xiuhua::operation
