#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::access {

// Accounts, roles, areas, first passwords. By role an administrator sees nobody's health.
inline constexpr Permission manage_users{"access.users", {Role::administrator}};
// Devices' tokens.
inline constexpr Permission manage_tokens{"access.tokens", {Role::administrator}};

}  // namespace xiuhua::access
