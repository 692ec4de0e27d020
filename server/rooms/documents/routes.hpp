#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::documents {

void add_routes(Router& router);

}  // namespace xiuhua::documents
