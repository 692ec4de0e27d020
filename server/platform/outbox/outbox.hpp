#pragma once
// What happened, told after the commit, exactly as often as it happened. An event is written in the action's
// transaction; the pump numbers committed events one by one, hands each to the rooms that listen (each in a
// transaction of its own, which also records the delivery) and then to the live screens.
#include <functional>
#include <string>
#include <string_view>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "platform/db/db.hpp"

namespace xiuhua {

struct Event {
    std::string kind;     // "isolation.order_released"; the list stands in contract/events.yaml
    std::string subject;  // Id as text of what it happened to.
    std::string
        area_code;  // Live screens show it to viewers whose scope covers this. Empty: command post only.
    UserId addressee = {};  // Set: only this user's screens (an alert's named person).
    RawJson payload;        // Ids, states, versions. Nothing personal.
};

struct StoredEvent {
    std::int64_t seq = 0;  // Order of delivery; Last-Event-ID of the live stream.
    std::string id;        // UUID
    Instant at;
    std::string kind, subject, area_code;
    UserId addressee;
    RawJson payload;
};
BOOST_DESCRIBE_STRUCT(StoredEvent, (), (seq, id, at, kind, subject, area_code, addressee, payload))

namespace outbox {

Done append(Tx& tx, Instant now, const Event& event);

}  // namespace outbox
}  // namespace xiuhua
