#include "adapters/positions/message.hpp"

#include <doctest/doctest.h>

#include "adapters/positions/fields.hpp"

using namespace xiuhua;
using namespace xiuhua::positions;

TEST_CASE("the family of a message is told by its shape") {
    struct Row {
        std::string_view query, body, expected;
    };
    constexpr std::array names{"owntracks", "traccar", "gpslogger", "overland"};
    for (const Row& row : {
             Row{"", R"({"_type":"location","lat":1})", "owntracks"},
             Row{"", R"( [{"_type":"location"}])", "owntracks"},
             Row{"u=jane&d=phone", R"({"tst":1,"_type" :"lwt"})", "owntracks"},
             Row{"", R"({"locations":[{"_type":1}],"trip":{}})", "overland"},
             Row{"", R"({"location":{"extras":{"_type":"x","locations":1}},"device_id":"1"})",
                 "traccar"},
             Row{"", R"({"lat":"1","note":"\"_type\":"})", "gpslogger"},
             Row{"id=1&lat=1&lon=2&speed=3&accuracy=4", "", "traccar"},
             Row{"id=1", "", "traccar"},
             Row{"id=1&lat=1&lon=2&acc=4", "", "gpslogger"},
             Row{"client=gpslogger&id=1", "", "gpslogger"},
             Row{"client=other&id=1", "", "traccar"},
             Row{"", "id=1&timestamp=1&batt=50", "traccar"},
             Row{"", "id=1&lat=1&lon=2&spd=4", "gpslogger"},
             Row{"", "", "positions.empty"},
             Row{"", " \n", "positions.empty"},
             Row{"", "a=%", "positions.bad_form"},
         }) {
        CAPTURE(row.query);
        CAPTURE(row.body);
        const auto query = parse_form(row.query);
        REQUIRE(query);
        const auto family =
            family_of({.query = *query, .content_type = {}, .body = row.body, .received_at = {}});
        CHECK((family ? names[static_cast<std::size_t>(*family)] : family.error().key) ==
              row.expected);
    }
}

TEST_CASE("a passing fault asks the client to keep the message, a broken message does not") {
    for (const ErrorCode code :
         {ErrorCode::unavailable, ErrorCode::internal, ErrorCode::too_many}) {
        CHECK(retry_of({.code = code}) == Retry::later);
    }
    for (const ErrorCode code :
         {ErrorCode::invalid, ErrorCode::unauthenticated, ErrorCode::forbidden,
          ErrorCode::not_found, ErrorCode::conflict, ErrorCode::too_large}) {
        CHECK(retry_of({.code = code}) == Retry::never);
    }
}

TEST_CASE("a form is decoded, and refused when it is broken or too long") {
    const auto form = parse_form("a=1&&b=x+y%2Bz&c&=d&e=");
    REQUIRE(form);
    CHECK(*form == Parameters{{"a", "1"}, {"b", "x y+z"}, {"c", ""}, {"", "d"}, {"e", ""}});
    CHECK(parse_form("")->empty());
    for (const std::string_view text : {"a=%", "a=%4", "a=%zz", "%=1"}) {
        CHECK_FALSE(parse_form(text));
    }
    std::string many = "a=1";
    for (std::size_t i = 1; i < parameters_max; ++i) {
        many += "&a=1";
    }
    CHECK(parse_form(many)->size() == parameters_max);
    CHECK_FALSE(parse_form(many + "&a=1"));
    CHECK(encode_parameter("a b/ü") == "a%20b%2F%C3%BC");
}

TEST_CASE("a client's time is read in every form that the clients write") {
    struct Row {
        std::string_view text, expected;
    };
    for (const Row& row :
         {Row{"1457205869", "2016-03-05T19:24:29.000Z"},
          Row{"1457205869.5", "2016-03-05T19:24:29.500Z"},
          Row{"1457205869949", "2016-03-05T19:24:29.949Z"},
          Row{"2016-03-05T19:24:29Z", "2016-03-05T19:24:29.000Z"},
          Row{"2016-03-05T19:24:29.9491234Z", "2016-03-05T19:24:29.949Z"},
          Row{"2016-03-05T19:24:29.9Z", "2016-03-05T19:24:29.900Z"},
          Row{"2016-03-05T21:24:29+02:00", "2016-03-05T19:24:29.000Z"},
          Row{"2016-03-05T21:24:29+0200", "2016-03-05T19:24:29.000Z"},
          Row{"2016-03-05 19:24:29", "2016-03-05T19:24:29.000Z"},
          Row{"2016-02-30T00:00:00Z", "none"}, Row{"1007-10-01T08:00:00Z", "none"},
          Row{"0", "none"}, Row{"-1", "none"}, Row{"nan", "none"}, Row{"253402300800000", "none"},
          Row{"", "none"}, Row{"2016-03-05", "none"}, Row{"2016-03-05T19:24:29.Z", "none"},
          Row{"2016-03-05T19:24:29+2", "none"}}) {
        CAPTURE(row.text);
        const auto time = time_of_text(row.text);
        CHECK((time ? to_text(*time) : "none") == row.expected);
    }
}

TEST_CASE("a text is cut between characters") {
    CHECK(cut_text("绣花", 6) == "绣花");
    CHECK(cut_text("绣花", 5) == "绣");
    CHECK(cut_text("绣花", 2).empty());
    CHECK(cut_text("abc", 2) == "ab");
}
