#pragma once
#include "platform/http/disposition.hpp"
#include "platform/http/router.hpp"

namespace xiuhua::documents {

void add_routes(Router& router);
void add_printing_routes(Router& router);
void add_scan_routes(Router& router);
void add_draft_routes(Router& router);

}  // namespace xiuhua::documents
