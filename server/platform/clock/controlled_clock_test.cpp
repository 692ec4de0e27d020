#include "platform/clock/controlled_clock.hpp"

#include <doctest/doctest.h>

namespace xiuhua {
namespace {

class StandingClock final : public Clock {
  public:
    Instant now() const override { return at; }
    Instant at{std::chrono::milliseconds{1'000}};
};

TEST_CASE("a controlled clock starts at the real time and runs on from where it was set") {
    StandingClock real;
    ControlledClock clock{real};
    CHECK(clock.now() == real.at);
    const Instant wanted{std::chrono::hours{24 * 365}};
    clock.set(wanted);
    CHECK(clock.now() == wanted);
    real.at += std::chrono::seconds{5};
    CHECK(clock.now() == wanted + std::chrono::seconds{5});
}

}  // namespace
}  // namespace xiuhua
