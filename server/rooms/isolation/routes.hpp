#pragma once
#include "platform/host/room.hpp"

namespace xiuhua::isolation {

void add_order_routes(Router& router);
void add_daily_routes(Router& router);
void add_bulk_routes(Router& router);
void add_calendar_routes(Router& router);
void add_export_route(Router& router);

}  // namespace xiuhua::isolation
