#include "adapters/gpslogger/gpslogger.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;

namespace {

Result<positions::Upload> decode(std::string_view query, std::string_view body = {}) {
    XH_TRY(parameters, positions::parse_form(query));
    return gpslogger::decode(
        {.query = parameters, .content_type = {}, .body = body, .received_at = {}});
}

std::string line(const positions::Fix& fix) {
    const auto number = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.6g}", *value) : "-";
    };
    return fmt::format("{:.3f} {:.3f} {} acc{} alt{} v{} dir{} b{}{}{}", fix.point.latitude,
                       fix.point.longitude, to_text(fix.fix_time), number(fix.accuracy_meters),
                       number(fix.altitude_meters), number(fix.speed_meters_per_second),
                       number(fix.heading_degrees), number(fix.battery_fraction),
                       fix.charging ? "+" : "", fix.mock ? " mock" : "");
}

}  // namespace

// Values of mendhak/gpslogger's CustomUrlManagerTest: what its templates become.
TEST_CASE("a template of GPSLogger has the values that its makers' tests expect") {
    struct Row {
        std::string_view query, expected;
    };
    for (const Row& row : {
             Row{"lat=12.193&lon=19.111&sat=9&desc=blah&alt=45.0&acc=8.0&dir=359.0&prov=MOCK"
                 "&spd_kph=32418.0&spd=9005.0&time=2016-03-05T19:24:29.949Z&battery=91.0"
                 "&androidId=22&serial=SRS11&activity=",
                 "12.193 19.111 2016-03-05T19:24:29.949Z acc8 alt45 v9005 dir359 b0.91 mock"},
             Row{"lat=12.193&lon=19.111&sat=0&desc=&alt=0.0&acc=0.0&dir=0.0&prov=gps&spd=0.0"
                 "&time=2016-03-05T19:24:29.949Z&battery=0.0&androidId=&serial=&activity=",
                 "12.193 19.111 2016-03-05T19:24:29.949Z acc- alt0 v0 dir0 b0"},
             Row{"lat=12.193&lon=19.456&epoch=1457205869",
                 "12.193 19.456 2016-03-05T19:24:29.000Z acc- alt- v- dir- b-"},
             Row{"lat=12.193&lon=19.456&epoch=1457205869000",
                 "12.193 19.456 2016-03-05T19:24:29.000Z acc- alt- v- dir- b-"},
             Row{"lat=12.193&lon=19.456&timeoff=2016-05-02T20:14:19.349%2B03:00",
                 "12.193 19.456 2016-05-02T17:14:19.349Z acc- alt- v- dir- b-"},
             Row{"lat=12.193&lon=19.456&sat=0&desc=&alt=0.0&acc=0.0&dir=0.0&prov=network"
                 "&spd_kph=0.0&spd=0.0&timestamp=1457205869"
                 "&timeoffset=2016-03-05T21:24:29.949%2B02:00&time=2016-03-05T19:24:29.949Z"
                 "&starttimestamp=1495884681&date=2016-03-05&batt=81.0&ischarging=true&aid=&ser="
                 "&act=&filename=20170527abc&profile=Default+Profile&hdop=&vdop=19&pdop=&dist=0&",
                 "12.193 19.456 2016-03-05T19:24:29.000Z acc- alt0 v0 dir0 b0.81+"},
         }) {
        CAPTURE(row.query);
        const auto from_query = decode("id=x1.secret&" + std::string{row.query});
        REQUIRE(from_query);
        CHECK(from_query->device == "x1.secret");
        REQUIRE(from_query->fixes.size() == 1);
        CHECK(line(from_query->fixes[0]) == row.expected);
        const auto from_body = decode("id=x1.secret", row.query);
        REQUIRE(from_body);
        CHECK(from_body->device == "x1.secret");
        CHECK(line(from_body->fixes[0]) == row.expected);
    }
}

TEST_CASE("a JSON body of GPSLogger may put its numbers in quotes") {
    const auto upload = decode("id=x1.s", R"({"lat":"12.193","lon":19.456,"acc":"8.0","spd":"1.5",
        "timestamp":"1457205869","batt":"81.0","ischarging":"true","alt":""})");
    REQUIRE(upload);
    CHECK(line(upload->fixes[0]) ==
          "12.193 19.456 2016-03-05T19:24:29.000Z acc8 alt- v1.5 dir- b0.81+");
}

TEST_CASE("a broken message of GPSLogger is refused by a stable key") {
    struct Row {
        std::string_view query, body, key;
    };
    for (const Row& row :
         {Row{"", "", "positions.empty"},
          Row{"lat=1&lon=1&timestamp=1457205869", "", "positions.no_device"},
          Row{"id=1&lat=1&lon=1", "", "positions.no_time"},
          Row{"id=1&lat=1&timestamp=1457205869", "", "positions.no_position"},
          Row{"id=1&lat=%25LAT&lon=1&timestamp=1", "", "positions.bad_field"},
          Row{"id=1", "{", "positions.bad_json"}, Row{"id=1", "lat=%", "positions.bad_form"}}) {
        CAPTURE(row.query);
        const auto upload = decode(row.query, row.body);
        REQUIRE_FALSE(upload);
        CHECK(upload.error().key == row.key);
    }
}

TEST_CASE("our own template is read back") {
    std::string text =
        gpslogger::url_template("https://office.example/api/tracking/positions", "x1.s");
    CHECK(text.rfind(
              "https://office.example/api/tracking/positions?client=gpslogger&id=x1.s&lat=%LAT",
              0) == 0);
    const std::vector<std::pair<std::string, std::string>> values{{"%LAT", "34.8"},
                                                                  {"%LON", "113.8"},
                                                                  {"%ACC", "12"},
                                                                  {"%ALT", "88"},
                                                                  {"%SPD", "1.2"},
                                                                  {"%DIR", "10"},
                                                                  {"%TIMESTAMP", "1700000000"},
                                                                  {"%BATT", "55"},
                                                                  {"%ISCHARGING", "false"},
                                                                  {"%PROV", "gps"}};
    for (const auto& [name, value] : values) {
        text.replace(text.find(name), name.size(), value);
    }
    const auto upload = decode(text.substr(text.find('?') + 1));
    REQUIRE(upload);
    CHECK(line(upload->fixes[0]) ==
          "34.800 113.800 2023-11-14T22:13:20.000Z acc12 alt88 v1.2 dir10 b0.55");
    CHECK(upload->fixes[0].trigger == "gps");
}
