#pragma once
// Wakes everybody whose batch has been answered by one call to the kernel. A condition of each one's own is a call for
// each, which was most of what a small action cost; std::atomic::wait yields the processor four times before it sleeps.
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <limits>

namespace xiuhua::db {

class Answered {
  public:
    // Until `finished` holds and tell() was called after it became so. Who waits for a later batch is woken too, and
    // sleeps again.
    void wait(const std::atomic<bool>& finished) const {
        while (!finished.load(std::memory_order_acquire)) {
            const std::uint32_t seen = batches_.load();
            if (finished.load(std::memory_order_acquire)) {
                return;
            }
            // Returns at once when another batch has been answered meanwhile.
            ::syscall(SYS_futex, &batches_, FUTEX_WAIT_PRIVATE, seen, nullptr, nullptr, 0);
        }
    }
    void tell() {
        ++batches_;
        ::syscall(SYS_futex, &batches_, FUTEX_WAKE_PRIVATE, std::numeric_limits<int>::max(),
                  nullptr, nullptr, 0);
    }

  private:
    std::atomic<std::uint32_t> batches_ = 0;
    static_assert(sizeof(batches_) == 4 && std::atomic<std::uint32_t>::is_always_lock_free);
};

}  // namespace xiuhua::db
