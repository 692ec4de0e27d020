#include "platform/host/room.hpp"

#include "rooms/ledger/routes.hpp"

namespace xiuhua::ledger {
namespace {

void join(RoomHost& host) {
    add_routes(host.router());
}

}  // namespace

extern const Room room;
const Room room{"ledger", join};

}  // namespace xiuhua::ledger
