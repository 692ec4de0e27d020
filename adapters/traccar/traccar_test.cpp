#include "adapters/traccar/traccar.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;
using positions::Message;
using positions::Signal;

namespace {

const Instant arrival = *parse_instant("2026-11-24T08:00:00Z");

Result<positions::Upload> decode_query(std::string_view query) {
    XH_TRY(parameters, positions::parse_form(query));
    return traccar::decode(
        {.query = parameters, .content_type = {}, .body = {}, .received_at = arrival});
}

Result<positions::Upload> decode_body(std::string_view body, std::string_view type) {
    return traccar::decode(
        {.query = {}, .content_type = type, .body = body, .received_at = arrival});
}

std::string line(const positions::Fix& fix) {
    const auto number = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.4g}", *value) : "-";
    };
    return fmt::format("{:.7f} {:.7f} {} acc{} alt{} v{} cog{} b{}{}{}", fix.point.latitude,
                       fix.point.longitude, to_text(fix.fix_time), number(fix.accuracy_meters),
                       number(fix.altitude_meters), number(fix.speed_meters_per_second),
                       number(fix.heading_degrees), number(fix.battery_fraction),
                       fix.charging ? "+" : "", fix.mock ? " mock" : "");
}

}  // namespace

// Values of traccar's own OsmAndProtocolDecoderTest, and of what Traccar Client 8 and 10 send.
TEST_CASE("a query or form of Traccar Client has the values that its makers' tests expect") {
    struct Row {
        std::string_view query, device, expected;
    };
    for (const Row& row : {
             Row{"id=902064&lat=42.06288&lon=-88.23412&timestamp=2016-01-27T18%3A55%3A47Z&hdop=6.0"
                 "&altitude=224.0&speed=0.0",
                 "902064",
                 "42.0628800 -88.2341200 2016-01-27T18:55:47.000Z acc- alt224 v0 cog- b-"},
             Row{"id=902064&lat=42.06288&lon=-88.23412&timestamp=1442068686579&hdop=6.0"
                 "&altitude=224.0&speed=0.0",
                 "902064",
                 "42.0628800 -88.2341200 2015-09-12T14:38:06.579Z acc- alt224 v0 cog- b-"},
             Row{"lat=49.60688&lon=6.15788&timestamp=2014-06-04+09%3A10%3A11&altitude=384.7"
                 "&speed=0.0&id=353861053849681",
                 "353861053849681",
                 "49.6068800 6.1578800 2014-06-04T09:10:11.000Z acc- alt384.7 v0 cog- b-"},
             Row{"id=123456&timestamp=1377177267&lat=60.0&lon=30.0&speed=0.0&bearing=0.0&altitude=0"
                 "&hdop=0.0",
                 "123456", "60.0000000 30.0000000 2013-08-22T13:14:27.000Z acc- alt0 v0 cog0 b-"},
             Row{"id=123456&timestamp=1377177267&lat=60.0&lon=30.0", "123456",
                 "60.0000000 30.0000000 2013-08-22T13:14:27.000Z acc- alt- v- cog- b-"},
             Row{"lat=60.0&lon=30.0&speed=0.0&heading=0.0&vacc=0&hacc=0&altitude=0&deviceid=123456",
                 "123456", "60.0000000 30.0000000 2026-11-24T08:00:00.000Z acc- alt0 v0 cog0 b-"},
             Row{"id=861001000719969&lat=41.666667&lon=-0.883333&altitude=350.059479&speed=0.000000"
                 "&batt=87",
                 "861001000719969",
                 "41.6666670 -0.8833330 2026-11-24T08:00:00.000Z acc- alt350.1 v0 cog- b0.87"},
             Row{"id=123456&timestamp=1377177267&location=60.0,30.0", "123456",
                 "60.0000000 30.0000000 2013-08-22T13:14:27.000Z acc- alt- v- cog- b-"},
             Row{"id=123456789012345&timestamp=1504763810&lat=40.7232948571&lon=-74.0061408571"
                 "&bearing=7.19889788244&speed=40&ignition=true&rpm=933&fuel=24",
                 "123456789012345",
                 "40.7232949 -74.0061409 2017-09-07T05:56:50.000Z acc- alt- v20.58 cog7.199 b-"},
             Row{"id=x1.secret&timestamp=1700000000&lat=34.8&lon=113.8&speed=1.943844&bearing=90"
                 "&altitude=88&accuracy=12.5&batt=50&charge=true&mock=true",
                 "x1.secret",
                 "34.8000000 113.8000000 2023-11-14T22:13:20.000Z acc12.5 alt88 v1 cog90 b0.5+ "
                 "mock"},
         }) {
        CAPTURE(row.query);
        for (const bool as_form : {false, true}) {
            const auto upload = as_form
                                    ? decode_body(row.query, "application/x-www-form-urlencoded")
                                    : decode_query(row.query);
            REQUIRE(upload);
            CHECK(upload->device == row.device);
            REQUIRE(upload->fixes.size() == 1);
            CHECK(line(upload->fixes[0]) == row.expected);
        }
    }
}

TEST_CASE("2^31 parts seconds from milliseconds") {
    CHECK(decode_query("id=1&lat=1&lon=1&timestamp=2147483647")->fixes[0].fix_time ==
          Instant{std::chrono::seconds{2147483647}});
    CHECK(decode_query("id=1&lat=1&lon=1&timestamp=2147483648")->fixes[0].fix_time ==
          Instant{std::chrono::milliseconds{2147483648}});
}

TEST_CASE("a message without coordinates is a heartbeat") {
    for (const std::string_view query :
         {"id=123456&timestamp=1377177267&cell=257,02,16,2224&wifi=00-14-22-01-23-45,-80",
          "id=123456&timestamp=1377177267&batt=50"}) {
        const auto upload = decode_query(query);
        REQUIRE(upload);
        CHECK(upload->fixes.empty());
        REQUIRE(upload->signals.size() == 1);
        CHECK(upload->signals[0].kind == Signal::Kind::heartbeat);
        CHECK(upload->signals[0].time == Instant{std::chrono::seconds{1377177267}});
    }
    const auto upload = decode_body(
        R"({"location":{"timestamp":"2025-06-15T13:45:12.862Z","event":"heartbeat"},"device_id":"4"})",
        "application/json");
    REQUIRE(upload);
    CHECK(upload->signals.size() == 1);
}

TEST_CASE("JSON of Traccar Client 9 has the values that its makers' tests expect") {
    struct Row {
        std::string_view body, device, trigger, expected;
    };
    for (const Row& row : {
             Row{R"({"location":{"timestamp":"2025-06-15T13:45:12.862Z","coords":{
                     "latitude":37.4219983,"longitude":-122.084,"accuracy":5,"speed":0,"heading":-1,
                     "altitude":5},"is_moving":false,"odometer":0,"event":"motionchange",
                     "battery":{"level":1,"is_charging":false},"activity":{"type":"still"},
                     "extras":{"device_double_test":1.345},"_":"&id=48241179&lat=37.4219983&"},
                     "device_id":"48241179"})",
                 "48241179", "motionchange",
                 "37.4219983 -122.0840000 2025-06-15T13:45:12.862Z acc5 alt5 v0 cog- b1"},
             Row{R"({"location":{"extras":{},"mock":true,"coords":{"speed_accuracy":-1,"speed":-1,
                     "longitude":-122.406417,"ellipsoidal_altitude":0,"floor":null,
                     "heading_accuracy":-1,"latitude":37.785834000000001,"accuracy":5,
                     "altitude_accuracy":-1,"altitude":0,"heading":-1},"is_moving":false,"age":188,
                     "odometer":0,"event":"motionchange","battery":{"level":-1,"is_charging":false},
                     "timestamp":"2025-05-09T04:11:30.579Z"},"device_id":"658765"})",
                 "658765", "motionchange",
                 "37.7858340 -122.4064170 2025-05-09T04:11:30.579Z acc5 alt0 v- cog- b- mock"},
             Row{R"({"location":{"event":"motionchange","is_moving":false,
                     "timestamp":"2021-07-21T08:06:34.444Z","odometer":0,"coords":{
                     "latitude":-6.1148096,"longitude":106.6837015,"accuracy":3.8,"speed":18.67,
                     "heading":63,"altitude":35.7,"altitude_accuracy":3.8},
                     "battery":{"is_charging":true,"level":0.79},"extras":{}},
                     "device_id":"8737767034"})",
                 "8737767034", "motionchange",
                 "-6.1148096 106.6837015 2021-07-21T08:06:34.444Z acc3.8 alt35.7 v18.67 cog63 "
                 "b0.79+"},
         }) {
        CAPTURE(row.body);
        const auto upload = decode_body(row.body, "application/json");
        REQUIRE(upload);
        CHECK(upload->device == row.device);
        REQUIRE(upload->fixes.size() == 1);
        CHECK(upload->fixes[0].trigger == row.trigger);
        CHECK(line(upload->fixes[0]) == row.expected);
    }
}

TEST_CASE("a broken message of Traccar Client is refused by a stable key") {
    struct Row {
        std::string_view query, key;
    };
    for (const Row& row :
         {Row{"timestamp=1377177267&lat=60.0&lon=30.0", "positions.no_device"},
          Row{"id=&lat=60.0&lon=30.0", "positions.no_device"},
          Row{"id=1&lat=60.0", "positions.no_position"},
          Row{"id=1&lat=60x&lon=1", "positions.bad_field"},
          Row{"id=1&lat=1&lon=1&timestamp=yesterday", "positions.bad_field"},
          Row{"id=1&lat=1&lon=1&timestamp=-5", "positions.bad_field"},
          Row{"id=1&location=60", "positions.bad_field"}, Row{"id=%zz", "positions.bad_form"}}) {
        CAPTURE(row.query);
        const auto upload = decode_query(row.query);
        REQUIRE_FALSE(upload);
        CHECK(upload.error().key == row.key);
    }
    for (const Row& row :
         {Row{"{}", "positions.no_device"},
          Row{R"({"device_id":"1"})", "positions.unknown_message"},
          Row{R"({"device_id":"1","location":[]})", "positions.bad_field"},
          Row{R"({"device_id":"1","location":{}})", "positions.no_time"},
          Row{R"({"device_id":"1","location":{"timestamp":1700000000,"coords":{}}})",
              "positions.no_position"},
          Row{"{", "positions.bad_json"}, Row{"", "positions.empty"}}) {
        CAPTURE(row.query);
        const auto upload = decode_body(row.query, "application/json");
        REQUIRE_FALSE(upload);
        CHECK(upload.error().key == row.key);
    }
    CHECK(decode_query("id=" + std::string(200, 'a') + "&lat=1&lon=1").error().key ==
          "positions.bad_device");
}

TEST_CASE("impossible numbers pass the decoder, so that they are kept apart and not lost") {
    const auto upload = decode_query("id=1&timestamp=1700000000&lat=NaN&lon=300");
    REQUIRE(upload);
    CHECK_FALSE(is_valid(upload->fixes[0].point));
}

TEST_CASE("Traccar Client is set up by one link") {
    CHECK(
        traccar::configuration_link({.url = "https://office.example/api/tracking/positions",
                                     .device = "x1.s&t",
                                     .interval_seconds = 60}) ==
        "org.traccar.client://config?url=https%3A%2F%2Foffice.example%2Fapi%2Ftracking%2Fpositions"
        "&id=x1.s%26t&accuracy=high&distance=0&interval=60&fastestInterval=60&heartbeat=60"
        "&buffer=true&stopDetection=true&service=true");
}
