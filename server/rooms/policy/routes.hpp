#pragma once
#include "platform/http/router.hpp"
#include "platform/policy/policy_validators.hpp"

namespace xiuhua::policy {

void add_routes(Router& router, const PolicyValidators& validators);

}  // namespace xiuhua::policy
