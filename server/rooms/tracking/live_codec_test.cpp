#include "rooms/tracking/live_codec.hpp"

#include <doctest/doctest.h>

#include <random>

#include "platform/json/json.hpp"

namespace xiuhua::tracking {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant start{milliseconds{1'774'000'000'123}};

TrackPoint point_at(int number) {
    TrackPoint point;
    point.point = {34.801 + 1e-5 * number, 113.812 - 1e-6 * number};
    point.fix_time = start + seconds{60 * number};
    point.server_time = point.fix_time + seconds{2};
    point.accuracy_meters = 12.5;
    point.battery_fraction = 0.8;
    return point;
}

LivePlace some_place() {
    LivePlace place;
    place.fence.verdict = FenceVerdict::suspect;
    place.fence.since = start;
    place.fence.log_odds = 4.25;
    place.fence.seen_at = start + seconds{61};
    place.fence.fix_time = start + seconds{60};
    place.fence.places = {{34.8, 113.8}, {34.8001, 113.8002}};
    place.fence.outside = {3, start, start + seconds{60}};
    place.fence.clear = {2, start, start + seconds{30}};
    place.fence.best_accuracy_meters = 9;
    place.trail.believed = Anchor{{34.8, 113.8}, start, 12};
    place.trail.rival = Anchor{{31.2, 121.4}, start + seconds{1}, 0};
    place.trail.rival_fixes = 2;
    return place;
}

}  // namespace

TEST_CASE("a phone's live state comes back as it was, with the newest points") {
    Tail tail;
    std::vector<TrackPoint> kept;
    for (int i = 0; i < 40; ++i) {
        TrackPoint point = point_at(i % 7 == 3 ? i - 3 : i);  // Some come late, or again.
        point.doubt = i % 9 == 0 ? Doubt::too_fast : Doubt::none;
        point.charging = i % 2 == 0;
        point.family = i % 5 == 0 ? PhoneFamily::overland : PhoneFamily::owntracks;
        if (i % 4 == 0) {
            point.device_time = point.fix_time - seconds{i};
            point.speed_meters_per_second = 0.5 * i;
            point.heading_degrees = 5.0 * i;
        }
        if (i == 11) {
            point.point.latitude = 200;  // No place on Earth is kept as sent.
        }
        tail.add(point);
        kept.push_back(as_kept(point));
    }
    const auto record = decode_live(encode_live(some_place(), tail));
    REQUIRE(record);
    CHECK(json::write(record->place) == json::write(some_place()));
    CHECK(record->tail.size() == kept.size());
    CHECK(record->tail.points() == kept);
    Tail again = record->tail;
    again.add(point_at(50));
    CHECK(again.points().back() == as_kept(point_at(50)));
}

TEST_CASE("what an earlier version sealed as JSON is still understood") {
    const auto record = decode_live(json::write(some_place()));
    REQUIRE(record);
    CHECK(json::write(record->place) == json::write(some_place()));
    CHECK(record->tail.size() == 0);
    CHECK(decode_live(""));
}

TEST_CASE("a resend is known by its time and place, a newer point is not looked for") {
    Tail tail;
    CHECK_FALSE(tail.holds(point_at(1)));
    tail.add(point_at(1));
    tail.add(point_at(2));
    CHECK(tail.holds(point_at(1)));
    CHECK(tail.holds(point_at(2)));
    CHECK_FALSE(tail.holds(point_at(3)));
    TrackPoint moved = point_at(1);
    moved.point.latitude += 1e-4;
    CHECK_FALSE(tail.holds(moved));
}

TEST_CASE("bytes that are no live state are refused, whatever they are") {
    std::mt19937 random{7};
    Tail tail;
    for (int i = 0; i < 20; ++i) {
        tail.add(point_at(i));
    }
    const std::string good = encode_live(some_place(), tail);
    for (int i = 0; i < 20'000; ++i) {
        std::string bad = good.substr(0, random() % good.size());
        for (std::size_t wrong = random() % 4; wrong > 0 && !bad.empty(); --wrong) {
            bad[random() % bad.size()] = static_cast<char>(random());
        }
        if (const auto record = decode_live(bad)) {
            CHECK(record->tail.points().size() == record->tail.size());
        }
    }
    CHECK_FALSE(decode_live("{"));
    CHECK_FALSE(decode_live(good.substr(0, 20)));
}

}  // namespace xiuhua::tracking
