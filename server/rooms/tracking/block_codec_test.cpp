#include "rooms/tracking/block_codec.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>

using namespace xiuhua;
using namespace xiuhua::tracking;

namespace {

constexpr Instant start{std::chrono::milliseconds{1'583'107'200'000}};

TrackPoint at_home(int minute) {
    TrackPoint point;
    point.point = {34.781234, 113.789012};
    point.fix_time = start + std::chrono::minutes{minute};
    point.server_time = point.fix_time + std::chrono::seconds{2};
    point.accuracy_meters = 15;
    point.battery_fraction = 0.8;
    return point;
}

template <typename T>
T one_of(std::mt19937_64& random, std::initializer_list<T> values) {
    return values.begin()[random() % values.size()];
}

// Everything that a phone, or somebody who plays one, may send.
TrackPoint anything(std::mt19937_64& random) {
    const double infinite = std::numeric_limits<double>::infinity();
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    std::uniform_real_distribution<double> number(-200, 200);
    TrackPoint point;
    point.point = {one_of(random, {34.78, 0.0, -0.0, 90.0, nothing, 1e300, number(random)}),
                   one_of(random, {113.7, 180.0, -180.0, infinite, number(random)})};
    const auto time = one_of<std::int64_t>(
        random, {1'583'107'200'000, 1'583'107'200'123, 0, -1, static_cast<std::int64_t>(random()),
                 std::numeric_limits<std::int64_t>::min(), 4'102'444'800'000});
    point.fix_time = Instant{std::chrono::milliseconds{time}};
    point.server_time = start + std::chrono::milliseconds{random() % 100'000};
    if (random() % 2 != 0) {
        point.device_time = start + std::chrono::milliseconds{random() % 1'000'000};
    }
    if (random() % 3 != 0) {
        point.accuracy_meters = one_of(random, {0.0, 12.0, 13.37, 1e9, nothing, -1.0});
        point.speed_meters_per_second = one_of(random, {0.0, 1.4, infinite, number(random)});
        point.heading_degrees = one_of(random, {0.0, 359.9, 720.0, number(random)});
        point.battery_fraction = one_of(random, {0.0, 1.0, 0.555, 2.0});
    }
    point.charging = random() % 2 != 0;
    point.doubt = static_cast<Doubt>(random() % 6);
    point.family = static_cast<PhoneFamily>(random() % 5);
    return point;
}

// == of two doubles is not enough: NaN is what it is, too.
bool same(const TrackPoint& left, const TrackPoint& right) {
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    TrackPoint one = left;
    TrackPoint other = right;
    one.point = other.point = {};
    return one == other && bits(left.point.latitude) == bits(right.point.latitude) &&
           bits(left.point.longitude) == bits(right.point.longitude);
}

void check_round_trip(const std::vector<TrackPoint>& points) {
    const auto decoded = decode_block(encode_block(points));
    REQUIRE(decoded);
    REQUIRE(decoded->size() == points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        CAPTURE(i);
        CHECK(same((*decoded)[i], as_kept(points[i])));
        CHECK(same(as_kept(as_kept(points[i])), as_kept(points[i])));
    }
}

}  // namespace

TEST_CASE("a block gives back what was put in, for every number of points") {
    for (const int count : {0, 1, 2, 31, 32, 33, 64, 65, 1440}) {
        std::vector<TrackPoint> points;
        for (int i = 0; i < count; ++i) {
            points.push_back(at_home(i));
        }
        check_round_trip(points);
    }
}

TEST_CASE("a block gives back whatever a phone may claim") {
    for (int seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(static_cast<unsigned>(seed));
        std::vector<TrackPoint> points(random() % 100);
        for (TrackPoint& point : points) {
            point = random() % 4 == 0 && &point != points.data() ? *(&point - 1) : anything(random);
        }
        check_round_trip(points);
    }
}

TEST_CASE("the same place with another accuracy is another fix") {
    TrackPoint sharp = at_home(1);
    TrackPoint blunt = at_home(2);
    TrackPoint unknown = at_home(3);
    blunt.accuracy_meters = 900;
    unknown.accuracy_meters.reset();
    check_round_trip({at_home(0), sharp, blunt, unknown, at_home(4)});
}

TEST_CASE("a phone at rest costs about a byte a point, whatever else it says") {
    std::vector<TrackPoint> points;
    for (int i = 0; i < 1440; ++i) {
        points.push_back(at_home(i));
    }
    CHECK(encode_block(points).size() < 1440);
}

TEST_CASE("broken bytes are refused or read, never more") {
    std::vector<TrackPoint> points;
    for (int i = 0; i < 100; ++i) {
        points.push_back(at_home(i));
        points.back().point.latitude += 1e-5 * (i % 7);
    }
    const std::string whole = encode_block(points);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_FALSE(decode_block(whole.substr(0, length)));
    }
    CHECK_FALSE(decode_block(whole + "x"));
    std::mt19937_64 random(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = whole;
        for (int flips = 0; flips < 1 + i % 3; ++flips) {
            bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
        }
        (void)decode_block(bytes);
    }
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(random() % 64, '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(random());
        }
        if (!bytes.empty()) {
            bytes[0] = 1;
        }
        (void)decode_block(bytes);
    }
    CHECK_FALSE(decode_block(std::string{"\x01\xff\xff\xff", 4}));
}
