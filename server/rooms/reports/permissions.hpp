#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::reports {

inline constexpr Permission read_permission{
    "reports.read", {Role::command_post, Role::community_lead, Role::grid_worker}};
inline constexpr Permission write_permission{"reports.write",
                                             {Role::community_lead, Role::grid_worker}};

}  // namespace xiuhua::reports
