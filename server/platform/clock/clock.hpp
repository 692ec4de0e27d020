#pragma once
// The only door to the system's clock. Everything else is given `now`.
#include "kernel/instant.hpp"

namespace xiuhua {

class Clock {
  public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

// UTC from the operating system.
class SystemClock final : public Clock {
  public:
    Instant now() const override;
};

}  // namespace xiuhua
