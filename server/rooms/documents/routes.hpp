#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::documents {

void add_routes(Router& router);
void add_printing_routes(Router& router);
void add_scan_routes(Router& router);
void add_draft_routes(Router& router);

// "attachment; filename=…" for a name in any script.
std::string disposition(std::string_view how, std::string_view ascii_name, std::string_view name);

}  // namespace xiuhua::documents
