#include "kernel/instant.hpp"

#include <doctest/doctest.h>

namespace xiuhua {
namespace {

TEST_CASE("a time is read with its offset and written in UTC") {
    struct Row {
        std::string_view text;
        std::string_view canonical;
    };
    for (const Row& row : {Row{"2026-11-23T14:05:00+08:00", "2026-11-23T06:05:00.000Z"},
                           Row{"2026-11-23T06:05:00Z", "2026-11-23T06:05:00.000Z"},
                           Row{"2026-11-23T06:05:00.5Z", "2026-11-23T06:05:00.500Z"},
                           Row{"2026-11-23T06:05:00.123Z", "2026-11-23T06:05:00.123Z"},
                           Row{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z"},
                           Row{"2028-02-29T00:00:00-05:30", "2028-02-29T05:30:00.000Z"}}) {
        CAPTURE(row.text);
        const auto instant = parse_instant(row.text);
        REQUIRE(instant);
        CHECK(to_text(*instant) == row.canonical);
    }
}

TEST_CASE("a time that does not exist or is not whole is refused") {
    for (const std::string_view text :
         {"", "2026-11-23", "2026-11-23T06:05:00", "2026-11-23T24:00:00Z", "2026-11-23T06:60:00Z",
          "2026-02-30T06:00:00Z", "2026-11-23 06:05:00Z", "2026-11-23T06:05:00.Z",
          "2026-11-23T06:05:00.1234Z", "2026-11-23T06:05:00+8:00", "2026-11-23T06:05:00+15:00",
          "2026-11-23T06:05:00Zjunk"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_instant(text));
    }
}

TEST_CASE("the office's day begins at 16:00 UTC of the day before") {
    const Instant last_second = *parse_instant("2026-11-22T15:59:59.999Z");
    CHECK(to_text(office_date(last_second)) == "2026-11-22");
    CHECK(to_text(office_date(last_second + std::chrono::milliseconds{1})) == "2026-11-23");
    CHECK(office_instant(*parse_date("2026-11-23")) == *parse_instant("2026-11-22T16:00:00Z"));
    CHECK(office_instant(*parse_date("2026-11-23"), std::chrono::hours{9}) ==
          *parse_instant("2026-11-23T01:00:00Z"));
}

TEST_CASE("a date must exist in the calendar") {
    CHECK(parse_date("2028-02-29"));
    CHECK_FALSE(parse_date("2026-02-29"));
    CHECK_FALSE(parse_date("2026-13-01"));
    CHECK_FALSE(parse_date("2026-1-01"));
    CHECK_FALSE(parse_date("2026/01/01"));
}

}  // namespace
}  // namespace xiuhua
