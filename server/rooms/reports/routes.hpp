#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::reports {

void add_routes(Router& router);

}  // namespace xiuhua::reports
