#pragma once
#include "kernel/permission.hpp"

namespace xiuhua::documents {

// Rows: numbers, kinds and states. The administrator keeps the house, not the papers in it.
inline constexpr Permission read_permission{
    "documents.read",
    {Role::command_post, Role::community_lead, Role::grid_worker, Role::reviewer, Role::auditor,
     Role::resident}};
// Live screens of staff only: a resident's own paper is read when it is opened.
inline constexpr Permission live_permission{
    "documents.read",
    {Role::command_post, Role::community_lead, Role::grid_worker, Role::reviewer, Role::auditor}};
// The paper itself, with everything on it. Each reading is audited.
inline constexpr Permission print_permission{
    "documents.print",
    {Role::command_post, Role::community_lead, Role::grid_worker, Role::reviewer, Role::resident}};
inline constexpr Permission hand_over_permission{
    "documents.hand_over", {Role::command_post, Role::community_lead, Role::grid_worker}};
// A resident signs only for oneself or one's own ward; a worker's tablet is handed to the person who signs.
inline constexpr Permission sign_permission{
    "documents.sign",
    {Role::command_post, Role::community_lead, Role::grid_worker, Role::resident}};
// Piles of papers for the office's printer: staff who carry them from door to door.
inline constexpr Permission print_many_permission{
    "documents.print_many", {Role::command_post, Role::community_lead, Role::grid_worker}};
// Papers signed by hand come back through the scanner and count as signed: who attended the signing brings them.
inline constexpr Permission scan_permission{
    "documents.scan", {Role::command_post, Role::community_lead, Role::grid_worker}};
// The words on the papers: written by one, approved by another.
inline constexpr Permission write_templates_permission{
    "documents.write_templates", {Role::command_post, Role::community_lead, Role::administrator}};
inline constexpr Permission approve_templates_permission{"documents.approve_templates",
                                                         {Role::command_post, Role::reviewer}};
inline constexpr Permission templates_permission{
    "documents.templates",
    {Role::administrator, Role::command_post, Role::community_lead, Role::grid_worker,
     Role::reviewer, Role::auditor}};

}  // namespace xiuhua::documents
