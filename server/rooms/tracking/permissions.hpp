#pragma once
// Who may do what with positions; the matrix in docs/rooms/permissions.md is printed from the routes.
#include "kernel/permission.hpp"

namespace xiuhua::tracking::permissions {

// Hands out, looks up and withdraws the phone's credential; sets the fence; records errands.
inline constexpr Permission manage{"tracking.manage",
                                   {Role::grid_worker, Role::community_lead, Role::command_post}};
// The live map of homes: where people should be and whether their phones agree, no tracks.
inline constexpr Permission homes{"tracking.homes",
                                  {Role::grid_worker, Role::community_lead, Role::command_post}};
// A track, with a reason and for a short time.
inline constexpr Permission track{"tracking.track",
                                  {Role::grid_worker, Role::community_lead, Role::command_post}};
// A track as a file leaves the office: fewer people, always watermarked.
inline constexpr Permission export_track{"tracking.export",
                                         {Role::community_lead, Role::command_post}};
// Who decides about errands reads them, too.
inline constexpr Permission errands{
    "tracking.errands",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::command_post}};
// Whoever asked for an errand does not decide about it.
inline constexpr Permission decide{"tracking.decide",
                                   {Role::community_lead, Role::reviewer, Role::command_post}};
inline constexpr Permission alert{"tracking.alert",
                                  {Role::grid_worker, Role::community_lead, Role::command_post}};
// False-alarm rates and certificates of destruction: nothing of a person's positions.
inline constexpr Permission oversight{"tracking.oversight",
                                      {Role::community_lead, Role::command_post, Role::auditor}};
inline constexpr Permission own{"tracking.own", {Role::resident}};

}  // namespace xiuhua::tracking::permissions
