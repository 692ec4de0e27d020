#include "platform/host/room.hpp"

#include "rooms/policy/permissions.hpp"
#include "rooms/policy/routes.hpp"

namespace xiuhua::policy {
namespace {

void join(RoomHost& host) {
    add_routes(host.router(), host.policies());
    host.services().live.on("policy.version_added", permissions::read);
}

}  // namespace

extern const Room room;
const Room room{"policy", join};

}  // namespace xiuhua::policy
