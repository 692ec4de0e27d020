#pragma once
// Who may do what in isolation; the matrix in docs/rooms/permissions.md is printed from the routes.
#include "kernel/permission.hpp"

namespace xiuhua::isolation::permissions {

inline constexpr Permission screen{
    "isolation.screen",
    {Role::checkpoint, Role::grid_worker, Role::community_lead, Role::medic, Role::command_post}};
inline constexpr Permission read{"isolation.read",
                                 {Role::grid_worker, Role::community_lead, Role::reviewer,
                                  Role::medic, Role::command_post, Role::auditor}};
// Health words: temperatures, symptoms, findings, reasons. Not a route of its own: views ask for it.
inline constexpr Permission health{
    "isolation.health",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::medic, Role::command_post}};
inline constexpr Permission order{"isolation.order",
                                  {Role::grid_worker, Role::community_lead, Role::command_post}};
inline constexpr Permission confirm{"isolation.confirm", {Role::reviewer, Role::command_post}};
inline constexpr Permission extend{"isolation.extend", {Role::reviewer, Role::command_post}};
inline constexpr Permission transfer{"isolation.transfer",
                                     {Role::reviewer, Role::command_post, Role::medic}};
inline constexpr Permission withdraw{
    "isolation.withdraw",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::command_post}};
inline constexpr Permission release{"isolation.release", {Role::reviewer, Role::command_post}};
inline constexpr Permission assign{"isolation.assign",
                                   {Role::community_lead, Role::reviewer, Role::command_post}};
inline constexpr Permission report{
    "isolation.report", {Role::grid_worker, Role::community_lead, Role::medic, Role::command_post}};
inline constexpr Permission visit{
    "isolation.visit", {Role::grid_worker, Role::community_lead, Role::medic, Role::command_post}};
inline constexpr Permission paper{
    "isolation.paper",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::command_post}};
inline constexpr Permission message{
    "isolation.message",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::command_post}};
inline constexpr Permission alert{
    "isolation.alert",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::medic, Role::command_post}};
inline constexpr Permission todo{
    "isolation.todo",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::medic, Role::command_post}};
inline constexpr Permission export_orders{
    "isolation.export", {Role::community_lead, Role::reviewer, Role::command_post}};
// To follow one's own acts on many orders; each kind of act asks for its own permission besides.
inline constexpr Permission bulk{
    "isolation.bulk",
    {Role::grid_worker, Role::community_lead, Role::reviewer, Role::command_post}};
inline constexpr Permission own{"isolation.own", {Role::resident}};

}  // namespace xiuhua::isolation::permissions
