#include "app/rooms.hpp"

// One line a room here and one in the list below; ./dev new-room writes both.
namespace xiuhua::access {
extern const Room room;
}
namespace xiuhua::policy {
extern const Room room;
}
namespace xiuhua::registry {
extern const Room room;
}
namespace xiuhua::privacy {
extern const Room room;
}
namespace xiuhua::documents {
extern const Room room;
}
namespace xiuhua::isolation {
extern const Room room;
}
namespace xiuhua::tracking {
extern const Room room;
}
namespace xiuhua::operation {
extern const Room room;
}
namespace xiuhua::ledger {
extern const Room room;
}
namespace xiuhua::reports {
extern const Room room;
}
// (rooms)

namespace xiuhua::app {

std::span<const Room* const> rooms() {
    static const std::vector<const Room*> list{
        &access::room,    &policy::room,   &registry::room,  &privacy::room, &documents::room,
        &isolation::room, &tracking::room, &operation::room, &ledger::room,  &reports::room,
        // (list)
    };
    return list;
}

}  // namespace xiuhua::app
