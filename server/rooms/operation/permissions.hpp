#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::operation::permissions {

inline constexpr Permission state{"operation.state", {Role::administrator}};
inline constexpr Permission log_level{"operation.log_level", {Role::administrator}};

}  // namespace xiuhua::operation::permissions
