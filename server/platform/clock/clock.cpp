#include "platform/clock/clock.hpp"

namespace xiuhua {

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace xiuhua
