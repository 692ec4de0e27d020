#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::example {

inline constexpr Permission read_permission{
    "example.read", {Role::command_post, Role::community_lead, Role::grid_worker}};
inline constexpr Permission write_permission{"example.write",
                                             {Role::community_lead, Role::grid_worker}};

}  // namespace xiuhua::example
