#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::reports {

// Forms, what was reported and its files: figures of places, nobody's data.
inline constexpr Permission read_permission{
    "reports.read", {Role::administrator, Role::command_post, Role::community_lead, Role::auditor}};
inline constexpr Permission forms_permission{"reports.forms",
                                             {Role::administrator, Role::command_post}};
inline constexpr Permission make_permission{
    "reports.make", {Role::administrator, Role::command_post, Role::community_lead}};
// The records behind a figure say who is isolated or had a fever: for those who lead the work, not for who keeps the
// program or audits it.
inline constexpr Permission trace_permission{"reports.trace",
                                             {Role::command_post, Role::community_lead}};

}  // namespace xiuhua::reports
