#include "platform/host/room.hpp"

#include "rooms/registry/actions_import.hpp"
#include "rooms/registry/actions_merge.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/permissions.hpp"
#include "rooms/registry/routes.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::string_view ground = "突发事件应对法 (2024) 85; PIPL 13(3)(4)";
constexpr std::string_view ends =
    "retention: identity - when the person leaves the register, at the latest with the event";
constexpr std::string_view clear_readers =
    "command_post community_lead grid_worker reviewer medic, each reading audited";

constexpr std::array<PersonalField, 9> fields{{
    {"registry_person.name", Purpose::identity, "to address and find a person; stays searchable",
     ground, "everyone who may read the register within their areas", ends},
    {"registry_person.birth_date", Purpose::identity, "age, guardian under 14; stays readable",
     ground, "everyone who may read the register within their areas", ends},
    {"registry_person.identity_number", Purpose::identity, "to know who is meant", ground,
     clear_readers, ends},
    {"registry_person.phone", Purpose::identity, "to reach the person", ground, clear_readers,
     ends},
    {"registry_person.address", Purpose::identity, "to find the door where no place says it",
     ground, clear_readers, ends},
    {"registry_history.before", Purpose::identity, "to correct a mistaken change", ground, "nobody",
     ends},
    {"registry_merge.before", Purpose::identity, "to undo the merging of two records", ground,
     "nobody", ends},
    {"registry_import_change.before", Purpose::identity, "to undo what a sheet changed", ground,
     "nobody",
     "retention: identity - seven days after the import, or with its undoing; at the latest with "
     "the event"},
    {"registry_import_row.cells", Purpose::identity, "to correct rows that could not be read",
     ground, "who imported the sheet", "seven days after the import, or with its undoing"},
}};

void join(RoomHost& host) {
    host.personal(fields);
    add_people_routes(host.router());
    add_import_routes(host.router());
    host.on_job(std::string{import_job}, run_import_batch);
    host.on_job(std::string{undo_job}, run_undo_batch);
    add_merge_routes(host.router());
    host.on_job(std::string{scan_job}, run_scan_batch);
    host.on_job(std::string{merge_run_job}, run_merge_batch);
    // At night, before the office begins: what imports and doors brought in is looked through.
    host.daily(std::string{daily_scan}, std::chrono::hours{4}, begin_daily_scan);
    Live& live = host.services().live;
    live.on("registry.import_changed", import_people);
    live.on("registry.merge_run_changed", merge_people_permission);
    live.on("registry.duplicates_searched", merge_people_permission);
    host.daily("registry.purge_imports", std::chrono::hours{3}, purge_imports);
}

}  // namespace

extern const Room room;
const Room room{"registry", &join};

}  // namespace xiuhua::registry
