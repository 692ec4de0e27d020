#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::registry {

void add_people_routes(Router& router);
void add_import_routes(Router& router);
void add_merge_routes(Router& router);

}  // namespace xiuhua::registry
