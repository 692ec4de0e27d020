#pragma once
// Who may do what with the register.
#include "kernel/permission.hpp"

namespace xiuhua::registry {

inline constexpr Permission read{
    "registry.read",
    {Role::administrator, Role::command_post, Role::community_lead, Role::grid_worker,
     Role::reviewer, Role::checkpoint, Role::medic, Role::counsellor, Role::supply}};
// Places are no secret within the office; every role that picks one needs them.
inline constexpr Permission read_areas{
    "registry.read_areas",
    {Role::administrator, Role::command_post, Role::community_lead, Role::grid_worker,
     Role::reviewer, Role::checkpoint, Role::medic, Role::counsellor, Role::supply, Role::auditor}};
inline constexpr Permission write{"registry.write",
                                  {Role::administrator, Role::community_lead, Role::grid_worker}};
inline constexpr Permission write_areas{"registry.write_areas",
                                        {Role::administrator, Role::community_lead}};
// A clear number or address, with a reason, audited and visible to the person.
inline constexpr Permission disclose{
    "registry.disclose",
    {Role::command_post, Role::community_lead, Role::grid_worker, Role::reviewer, Role::medic}};
inline constexpr Permission export_people{"registry.export",
                                          {Role::command_post, Role::community_lead}};
// Two records of one person: who answers for the register of an area.
inline constexpr Permission merge_people_permission{
    "registry.merge", {Role::administrator, Role::command_post, Role::community_lead}};
inline constexpr Permission import_people{"registry.import",
                                          {Role::administrator, Role::community_lead}};

}  // namespace xiuhua::registry
