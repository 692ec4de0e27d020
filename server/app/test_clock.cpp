#include "app/test_clock.hpp"

namespace xiuhua::app {
namespace {

struct ClockSetting {
    Instant now;
};
BOOST_DESCRIBE_STRUCT(ClockSetting, (), (now))

bool is_loopback(std::string_view remote) {
    return remote.starts_with("127.") || remote == "::1" || remote.starts_with("::ffff:127.");
}

}  // namespace

void add_test_clock(Router& router, ControlledClock& clock) {
    router.raw<Nothing, ClockSetting, ClockSetting>(
        "POST /test/clock", Access::anyone(),
        [&clock](const Request& request, const Viewer&) -> Result<Response> {
            if (!is_loopback(request.remote)) {
                return fail(ErrorCode::not_found, "request.no_such_resource");
            }
            XH_TRY(setting, json::parse<ClockSetting>(request.body));
            clock.set(setting.now);
            Response response;
            response.body = json::write(ClockSetting{clock.now()});
            return response;
        });
}

}  // namespace xiuhua::app
