#include "platform/host/room.hpp"

#include "rooms/privacy/routes.hpp"

namespace xiuhua::privacy {

extern const Room room;
const Room room{"privacy", add_routes};

}  // namespace xiuhua::privacy
