#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::ledger {

void add_routes(Router& router);

}  // namespace xiuhua::ledger
