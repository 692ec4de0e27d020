#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::policy::permissions {

// Whoever decides, is decided upon by, or checks a number must be able to see it with its source.
inline constexpr Permission read{
    "policy.read",
    {Role::administrator, Role::command_post, Role::community_lead, Role::grid_worker,
     Role::reviewer, Role::checkpoint, Role::supply, Role::counsellor, Role::medic,
     Role::enterprise, Role::site_head, Role::auditor, Role::resident}};
// Numbers change by notice of the command post; the administrator types what it was given.
inline constexpr Permission add{"policy.add", {Role::administrator, Role::command_post}};

}  // namespace xiuhua::policy::permissions
