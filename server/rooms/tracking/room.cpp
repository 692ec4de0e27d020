#include "platform/host/room.hpp"

namespace xiuhua::tracking {
namespace {

void join(RoomHost&) {}

}  // namespace

extern const Room room;
const Room room{"tracking", join};

}  // namespace xiuhua::tracking
