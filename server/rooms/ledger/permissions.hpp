#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::ledger::permissions {

// Whoever has ledgers may keep ways of looking at them. What a view shows is asked of the ledger's own room.
inline constexpr Permission views{"ledger.views",
                                  {Role::administrator, Role::command_post, Role::community_lead,
                                   Role::grid_worker, Role::reviewer, Role::medic, Role::auditor}};
inline constexpr Permission share{
    "ledger.share",
    {Role::administrator, Role::command_post, Role::community_lead, Role::reviewer}};

}  // namespace xiuhua::ledger::permissions
