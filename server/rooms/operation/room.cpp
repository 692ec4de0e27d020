#include "rooms/operation/routes.hpp"

namespace xiuhua::operation {

extern const Room room;
const Room room{"operation", add_routes};

}  // namespace xiuhua::operation
