#pragma once
// Scenes that the scenarios of room tracking share: a phone of an invented order, at home and away.
#include <fmt/format.h>

#include <boost/beast/core/detail/base64.hpp>

#include "testkit/isolation_scenes.hpp"

namespace xiuhua::tracking {
using isolation::confirmed_order;
using isolation::never;
using isolation::on_each_engine;
using isolation::plus;
using isolation::text_at;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testkit::Scenario;
using testkit::TestApp;

// 姚桥家园 in the invented district; what no list, log or stranger may show.
inline constexpr double home_latitude = 34.801, home_longitude = 113.812;
inline const std::vector<std::string> places{"34.80", "113.81", "latitude", "longitude"};

inline std::string base64_of(std::string_view text) {
    namespace base64 = boost::beast::detail::base64;
    std::string coded(base64::encoded_size(text.size()), '\0');
    coded.resize(base64::encode(coded.data(), text.data(), text.size()));
    return coded;
}

inline std::string order_path(const std::string& order) {
    return "/api/tracking/orders/" + order;
}

struct Phone {
    std::string order, device, secret;

    std::map<std::string, std::string> basic() const {
        return {{"authorization", "Basic " + base64_of(device + ":" + secret)}};
    }
    std::string whole() const { return device + "." + secret; }
};

inline Phone phone_for(TestApp& app, const std::string& name,
                       const std::string& login = "worker_sun") {
    const std::string order = confirmed_order(app, name);
    const std::string answer =
        app.run({.as = login,
                 .post = order_path(order) + "/credential",
                 .body = fmt::format(R"({{"home":{{"latitude":{},"longitude":{}}}}})",
                                     home_latitude, home_longitude),
                 .has = {"owntracks:///config?inline=", "<svg"},
                 .lacks = never,
                 .events = {"tracking.fence_set", "tracking.credential_issued"}});
    const auto document = boost::json::parse(answer);
    return {order, text_at(document, "/device"), text_at(document, "/secret")};
}

// East of home by so many metres, now or a while ago.
inline std::string location(TestApp& app, double meters_east, seconds ago = seconds{0},
                            int accuracy = 12) {
    constexpr double meters_a_degree = 91'400;  // Of longitude, at this latitude.
    const auto at =
        std::chrono::duration_cast<seconds>((app.clock().now() - ago).time_since_epoch());
    return fmt::format(R"({{"_type":"location","lat":{:.6f},"lon":{:.6f},"tst":{},"acc":{},)"
                       R"("batt":80,"tid":"p1"}})",
                       home_latitude, home_longitude + meters_east / meters_a_degree, at.count(),
                       accuracy);
}

inline Response report(TestApp& app, const Phone& phone, const std::string& body) {
    return app.send({.post = "/pub", .body = body, .headers = phone.basic()});
}

// Reports every minute for so long, from so far; a phone's positions wander a little (the rule gives no weight to a
// place it knows).
inline void stay(TestApp& app, const Phone& phone, int for_minutes, double meters_east) {
    for (int i = 0; i < for_minutes; ++i) {
        app.clock().advance(minutes{1});
        const Response response =
            report(app, phone, location(app, meters_east + 0.5 * i, seconds{0}));
        CHECK(response.status == 200);
    }
}

inline std::int64_t count_rows(TestApp& app, const std::string& table) {
    const std::string sql = "SELECT COUNT(*) FROM " + table;
    const auto found = app.db().read([&](Tx& tx) {
        return tx.row<std::int64_t>({"test.count_rows", sql});
    });
    REQUIRE(found);
    return found->value_or(0);
}

// Of positions that are not in their days yet; seals have no fixed length, so a report that was kept shows.
inline std::int64_t kept_bytes(TestApp& app) {
    constexpr Query sum{"test.kept_bytes",
                        "SELECT (SELECT COALESCE(SUM(LENGTH(place)), 0) FROM tracking_live) + "
                        "(SELECT COALESCE(SUM(LENGTH(sealed)), 0) FROM tracking_hot)"};
    const auto found = app.db().read([&](Tx& tx) { return tx.row<std::int64_t>(sum); });
    REQUIRE(found);
    return found->value_or(0);
}

inline void release(TestApp& app, const std::string& order) {
    const auto done = app.act("reviewer_zhou", [&](Context& context) -> Done {
        XH_TRY(view, isolation::look_at_order(context, isolation::order_id(order)));
        XH_TRY(ended, isolation::withdraw_order(context, isolation::order_id(order),
                                                {"检测阴性，撤销", view.version}));
        return {};
    });
    REQUIRE(done);
}

}  // namespace xiuhua::tracking
