#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::access {

void add_routes(Router& router);

}  // namespace xiuhua::access
