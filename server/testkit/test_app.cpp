#include "testkit/test_app.hpp"

namespace xiuhua::testkit {

const Instant test_now =
    office_instant(Date{std::chrono::year{2026} / 3 / 2}, std::chrono::hours{9});

}  // namespace xiuhua::testkit
