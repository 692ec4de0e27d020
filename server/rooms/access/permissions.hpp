#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::access {

// Accounts, roles, areas, first passwords. By role an administrator sees nobody's health.
inline constexpr Permission manage_users{"access.users", {Role::administrator}};
// Devices' tokens.
inline constexpr Permission manage_tokens{"access.tokens", {Role::administrator}};
// A clear view outside one's own areas, for hours, with a reason: those whose work an emergency can carry across the
// border of their areas. It lets them look, not act.
inline constexpr Permission break_glass{
    "access.break_glass",
    {Role::command_post, Role::community_lead, Role::grid_worker, Role::reviewer, Role::medic}};
// To see every break-glass, end it, and look back at it.
inline constexpr Permission oversee_break_glass{"access.oversee_break_glass", {Role::auditor}};

}  // namespace xiuhua::access
