#pragma once
// How a room joins the program: one `Room` object, listed in app/rooms.cpp.
#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/vault.hpp"
#include "platform/db/db.hpp"
#include "platform/host/services.hpp"
#include "platform/http/router.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/policy/policy_validators.hpp"

namespace xiuhua {

// Every personal field is declared where it is defined (PIPL 6, 19, 47); privacy shows the list.
struct PersonalField {
    std::string_view column;  // "registry_person.phone"
    Purpose purpose;  // Under which key it is sealed; searchable clear ones say so in `ground`.
    std::string_view use;  // What for, in one phrase (translation key "privacy.use.<…>" or text).
    std::string_view ground;   // Legal ground.
    std::string_view readers;  // Roles that may read it clear.
    std::string_view ends;     // When it is destroyed.
};
BOOST_DESCRIBE_STRUCT(PersonalField, (), (column, purpose, use, ground, readers, ends))

// Runs in a transaction of its own with the program itself as viewer; an Error rolls back and is tried again.
using EventHandler = std::function<Done(Context&, const StoredEvent&)>;
using JobHandler = std::function<Done(Context&, const Job&)>;

class RoomHost {
  public:
    virtual ~RoomHost() = default;
    virtual Router& router() = 0;
    virtual Services& services() = 0;
    // Delivered exactly once to each (kind, consumer); consumer is "<room>.<what it does>".
    virtual void on_event(std::string kind, std::string consumer, EventHandler handler) = 0;
    virtual void on_job(std::string kind, JobHandler handler) = 0;
    // Once each office day at `time_of_day`; after downtime once for the latest missed time.
    virtual void daily(std::string kind, std::chrono::minutes time_of_day, JobHandler handler) = 0;
    virtual void every(std::string kind, std::chrono::minutes period, JobHandler handler) = 0;
    virtual void personal(std::span<const PersonalField> fields) = 0;
    virtual std::vector<PersonalField> personal_fields()
        const = 0;  // Of all rooms; whole once all have joined.
    // host.policies().add<ScreeningPolicy>("screening"): what a body must look like to be accepted.
    virtual PolicyValidators& policies() = 0;
};

struct Room {
    std::string_view name;  // The folder's name; its migrations/ are compiled in and found by it.
    void (*join)(RoomHost& host);
};

// The viewer that jobs and event handlers act as: every permission of no role, the whole area, nil user.
const Viewer& program_viewer();

}  // namespace xiuhua
