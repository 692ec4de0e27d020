#include "kernel/id.hpp"

#include <doctest/doctest.h>

namespace xiuhua {
namespace {

TEST_CASE("an id survives its text, and bad text is refused") {
    const auto uuid = parse_uuid("018f2b6a-7c1d-7e3f-8a2b-00112233aaff");
    REQUIRE(uuid);
    CHECK(to_text(*uuid) == "018f2b6a-7c1d-7e3f-8a2b-00112233aaff");
    CHECK(parse_uuid("018F2B6A-7C1D-7E3F-8A2B-00112233AAFF") == uuid);
    for (const std::string_view text :
         {"", "018f2b6a", "018f2b6a-7c1d-7e3f-8a2b-00112233aafg",
          "018f2b6a+7c1d-7e3f-8a2b-00112233aaff", "018f2b6a-7c1d-7e3f-8a2b-00112233aaff0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_uuid(text));
    }
}

TEST_CASE("an id of version 7 sorts by its millisecond and says its version") {
    std::array<std::uint8_t, 10> random{};
    random.fill(0xFF);
    const Instant now = *parse_instant("2026-11-23T06:05:00.123Z");
    const Uuid earlier = make_uuid_v7(now, random);
    random.fill(0);
    const Uuid later = make_uuid_v7(now + std::chrono::milliseconds{1}, random);
    CHECK(earlier < later);
    CHECK(to_text(earlier) < to_text(later));
    CHECK(to_text(earlier)[14] == '7');
    CHECK((earlier.bytes[8] & 0xC0) == 0x80);
    CHECK((later.bytes[8] & 0xC0) == 0x80);
}

}  // namespace
}  // namespace xiuhua
