#pragma once
// The pump's side of the outbox: numbering, cursors, deliveries, parked ones. Rooms use outbox.hpp only.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/outbox/outbox.hpp"

namespace xiuhua::outbox {

inline constexpr int batch_max = 500;  // Rows one transaction of the pump touches.

Result<bool> has_unnumbered(Tx& tx);
// Numbers committed events in the order (at, order of writing). Answers how many.
Result<int> number_batch(Tx& tx);

Result<std::int64_t> delivered_until(Tx& tx);
Done set_delivered(Tx& tx, std::int64_t seq);
// Numbered events with first < seq ≤ last, in order, at most `limit`.
Result<std::vector<StoredEvent>> events_between(Tx& tx, std::int64_t first, std::int64_t last,
                                                int limit = batch_max);

Result<bool> is_delivered(Tx& tx, std::string_view event_id, std::string_view consumer);
Done record_delivery(Tx& tx, std::string_view event_id, std::string_view consumer);

struct Parked {
    StoredEvent event;
    std::string consumer;
    int tries = 0;
};
BOOST_DESCRIBE_STRUCT(Parked, (), (event, consumer, tries))
// A waiting parked delivery of the same consumer and subject before `seq`: later ones must not overtake it.
Result<bool> is_blocked(Tx& tx, const StoredEvent& event, std::string_view consumer);
Done park(Tx& tx, const StoredEvent& event, std::string_view consumer, int tries, Instant due,
          std::string_view error_key, bool failed);
Done unpark(Tx& tx, std::string_view event_id, std::string_view consumer);
Result<std::vector<Parked>> parked_due(Tx& tx, Instant now);
Result<std::int64_t> count_failed(Tx& tx);

// Delivered events older than `before`, at most batch_max; their deliveries go with them. Parked ones stay.
Result<std::int64_t> purge(Tx& tx, Instant before);

}  // namespace xiuhua::outbox
