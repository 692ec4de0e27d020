#pragma once
// POST /test/clock {now}: moves the time of a demonstration or a browser test. Registered only when the
// configuration asks for a controlled clock, which it allows on loopback addresses alone.
#include "platform/clock/controlled_clock.hpp"
#include "platform/http/router.hpp"

namespace xiuhua::app {

void add_test_clock(Router& router, ControlledClock& clock);

}  // namespace xiuhua::app
