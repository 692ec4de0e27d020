#include "platform/outbox/bell.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace xiuhua::outbox {
namespace {

struct Bell {
    std::mutex mutex;
    std::condition_variable rung;
    std::uint64_t count = 0;
};

Bell& bell() {
    static Bell one;
    return one;
}

}  // namespace

void ring_bell() {
    {
        const std::lock_guard lock{bell().mutex};
        ++bell().count;
    }
    bell().rung.notify_all();
}

std::uint64_t bell_count() {
    const std::lock_guard lock{bell().mutex};
    return bell().count;
}

std::uint64_t wait_for_bell(std::uint64_t seen, std::chrono::milliseconds timeout) {
    std::unique_lock lock{bell().mutex};
    bell().rung.wait_for(lock, timeout, [&] { return bell().count != seen; });
    return bell().count;
}

std::int64_t next_order() {
    static std::atomic<std::int64_t> order{0};
    return ++order;
}

}  // namespace xiuhua::outbox
