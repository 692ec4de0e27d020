#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::tracking {

void add_office_routes(Router& router);
void add_own_routes(Router& router);
// Where phones report: /pub and /api/tracking/positions, without anybody signed in.
void add_phone_routes(Router& router);

}  // namespace xiuhua::tracking
