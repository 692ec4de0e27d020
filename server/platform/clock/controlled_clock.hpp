#pragma once
// A clock that runs on but can be set: for browser tests and demonstrations, never in an office.
#include <atomic>

#include "platform/clock/clock.hpp"

namespace xiuhua {

class ControlledClock final : public Clock {
  public:
    explicit ControlledClock(const Clock& real) : real_(real) {}
    Instant now() const override { return real_.now() + offset_.load(); }
    // From here on time runs as the real clock does.
    void set(Instant now) { offset_.store(now - real_.now()); }

  private:
    const Clock& real_;
    std::atomic<std::chrono::milliseconds> offset_{std::chrono::milliseconds{0}};
};

}  // namespace xiuhua
