#include "adapters/overland/overland.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;
using overland::decode;

namespace {

std::string feature(std::string_view properties,
                    std::string_view coordinates = "[-122.030581,37.3318]") {
    return fmt::format(
        R"({{"type":"Feature","geometry":{{"type":"Point","coordinates":{}}},"properties":{}}})",
        coordinates, properties);
}

std::string key_of(std::string_view body) {
    const auto upload = decode(body);
    return upload ? "ok" : upload.error().key;
}

}  // namespace

// Values of the README of aaronpk/Overland-iOS.
TEST_CASE("a batch of Overland has the values of its documentation") {
    const std::string body = R"({"locations":[)" +
                             feature(R"({"timestamp":"2015-10-01T08:00:00-0700","altitude":0,
        "speed":4,"horizontal_accuracy":30,"vertical_accuracy":-1,"motion":["driving","stationary"],
        "pauses":false,"activity":"other_navigation","desired_accuracy":100,"deferred":1000,
        "significant_change":"disabled","locations_in_payload":1,"battery_state":"charging",
        "battery_level":0.89,"device_id":"phone","wifi":"home"})") +
                             "," +
                             feature(R"({"timestamp":"2015-10-01T15:01:00Z","speed":-1,"course":-1,
        "horizontal_accuracy":-1,"battery_level":-1,"battery_state":"unplugged","motion":[]})",
                                     "[113.5,34.75,88]") +
                             R"(],"trip":{"distance":10,"mode":"driving"}})";
    const auto upload = decode(body);
    REQUIRE(upload);
    CHECK(upload->device == "phone");
    REQUIRE(upload->fixes.size() == 2);
    const auto& first = upload->fixes[0];
    CHECK(first.point == GeoPoint{37.3318, -122.030581});
    CHECK(to_text(first.fix_time) == "2015-10-01T15:00:00.000Z");
    CHECK(first.altitude_meters == 0);
    CHECK(first.speed_meters_per_second == 4);
    CHECK(first.accuracy_meters == 30);
    CHECK(first.battery_fraction == 0.89);
    CHECK(first.charging);
    CHECK(first.trigger == "driving");
    CHECK(first.network == "home");
    const auto& second = upload->fixes[1];
    CHECK(second.point == GeoPoint{34.75, 113.5});
    CHECK_FALSE(second.speed_meters_per_second);
    CHECK_FALSE(second.heading_degrees);
    CHECK_FALSE(second.accuracy_meters);
    CHECK_FALSE(second.battery_fraction);
    CHECK_FALSE(second.charging);
}

TEST_CASE("Overland's newest point rides along, and what is no position is left out") {
    const std::string fix = feature(R"({"timestamp":"2015-10-01T08:00:00Z"})");
    CHECK(decode(R"({"locations":[],"current":)" + fix + "}")->fixes.size() == 1);
    CHECK(decode(R"({"locations":[]})")->fixes.empty());
    CHECK(
        decode(R"({"locations":[{"type":"Feature","geometry":null,"properties":{"action":"x"}}]})")
            ->fixes.empty());
    CHECK(decode(R"({"locations":[)" + feature(R"({"action":"visit","arrival_date":"x"})") + "]}")
              ->fixes.empty());
}

TEST_CASE("a broken batch of Overland is refused as a whole") {
    struct Row {
        std::string body, key;
    };
    const std::string good = feature(R"({"timestamp":"2015-10-01T08:00:00Z"})");
    for (const Row& row : {
             Row{"", "positions.bad_json"},
             Row{"[]", "positions.unknown_message"},
             Row{R"({"locations":{}})", "positions.unknown_message"},
             Row{R"({"locations":[7]})", "positions.bad_field"},
             Row{R"({"locations":[)" + good + R"(,{"type":"Feature"}]})", "positions.bad_field"},
             Row{R"({"locations":[)" + feature("{}") + "]}", "positions.no_time"},
             Row{R"({"locations":[)" + feature(R"({"timestamp":"then"})") + "]}",
                 "positions.bad_field"},
             Row{R"({"locations":[)" + feature(R"({"timestamp":"2015-10-01T08:00:00Z"})", "[1]") +
                     "]}",
                 "positions.bad_field"},
         }) {
        CAPTURE(row.body);
        CHECK(key_of(row.body) == row.key);
    }
    std::string many = R"({"locations":[)" + good;
    for (std::size_t i = 1; i < positions::fixes_max; ++i) {
        many += "," + good;
    }
    CHECK(decode(many + "]}")->fixes.size() == positions::fixes_max);
    CHECK(key_of(many + "," + good + "]}") == "positions.too_large");
}

TEST_CASE("Overland is set up by one link") {
    CHECK(overland::configuration_link(
              {.url = "https://o.example/api", .token = "x1.s", .device = "x1"}) ==
          "overland://setup?url=https%3A%2F%2Fo.example%2Fapi&token=x1.s&device_id=x1");
}
