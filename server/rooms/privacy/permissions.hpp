#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::privacy::permissions {

// The whole log is the auditor's; nobody who is watched by it may page through it.
inline constexpr Permission audit{"privacy.audit", {Role::auditor}};
inline constexpr Permission verify{"privacy.verify", {Role::auditor, Role::administrator}};
// Who looked at one person: for complaints. A lead only within the own communities.
inline constexpr Permission accesses{"privacy.accesses", {Role::auditor, Role::community_lead}};
// Destroying a purpose's data at the end of the event takes two: one proposes, another confirms.
inline constexpr Permission destruction{"privacy.destruction",
                                        {Role::auditor, Role::administrator}};
inline constexpr Permission destroy{"privacy.destroy", {Role::auditor, Role::administrator}};
inline constexpr Permission own_accesses{"privacy.own_accesses", {Role::resident}};

}  // namespace xiuhua::privacy::permissions
