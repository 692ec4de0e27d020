#pragma once
// Wakes the pump of this process when a transaction has written something for it. It rings before the commit,
// so the pump looks several times; other processes' commits are found by polling.
#include <chrono>
#include <cstdint>

namespace xiuhua::outbox {

void ring_bell();
std::uint64_t bell_count();
// Waits until the count differs from `seen` or the time is over; answers the count.
std::uint64_t wait_for_bell(std::uint64_t seen, std::chrono::milliseconds timeout);

// The order in which this process wrote entries of one millisecond.
std::int64_t next_order();

}  // namespace xiuhua::outbox
