#include "rooms/tracking/fence.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace xiuhua;
using namespace xiuhua::tracking;

namespace {

const Instant midnight = *parse_instant("2026-11-24T00:00:00Z");
const GeoPoint home{34.8, 113.8};
constexpr double metres_per_degree = 111'195.08;  // Of latitude on the mean sphere.
const Fence house{.circles = {{home, 100}}, .polygons = {}, .leaves = {}};
const FencePolicy policy;

GeoPoint north_of_home(double metres) {
    return {home.latitude + metres / metres_per_degree, home.longitude};
}

Instant at(double seconds) {
    return midnight + std::chrono::milliseconds{std::llround(seconds * 1000)};
}

// A phone that reports: every fix a little elsewhere, as fixes are.
class Phone {
  public:
    explicit Phone(Fence fence = house) : fence_(std::move(fence)) {}
    FenceVerdict at_distance(double seconds, double metres, double accuracy = 15) {
        return fix({.point = north_of_home(metres + 0.01 * ++count_),
                    .time = at(seconds),
                    .accuracy_meters = accuracy});
    }
    FenceVerdict fix(const FenceFix& fix) {
        state = next(state, policy, fence_, fix, fix.time);
        return state.verdict;
    }
    // An hour at home: the state in which a real phone lives.
    Phone& settled() {
        for (int minute = -60; minute <= 0; ++minute) {
            at_distance(minute * 60, 5);
        }
        return *this;
    }
    FenceState state;

  private:
    Fence fence_;
    int count_ = 0;
};

}  // namespace

TEST_CASE("one fix never decides, however far it is") {
    for (const double metres : {150.0, 1'000.0, 100'000.0}) {
        Phone phone = Phone{}.settled();
        CHECK(phone.at_distance(60, metres) == FenceVerdict::inside);
        CHECK(phone.state.log_odds < policy.suspect_above);
        CHECK(wants_probe(phone.state));
    }
    Phone fresh;
    CHECK(fresh.at_distance(0, 5'000) == FenceVerdict::inside);
    CHECK(fresh.state.log_odds == doctest::Approx(std::log(1 / policy.junk_share)).epsilon(1e-6));
}

TEST_CASE("a walk away becomes a suspicion after two minutes and an exit after six") {
    Phone phone = Phone{}.settled();
    struct Row {
        int seconds;
        FenceVerdict verdict;
    };
    for (const Row& row : {Row{60, FenceVerdict::inside}, Row{120, FenceVerdict::inside},
                           Row{180, FenceVerdict::suspect}, Row{240, FenceVerdict::suspect},
                           Row{300, FenceVerdict::suspect}, Row{360, FenceVerdict::suspect},
                           Row{420, FenceVerdict::out}, Row{480, FenceVerdict::out}}) {
        CAPTURE(row.seconds);
        CHECK(phone.at_distance(row.seconds, 400) == row.verdict);
    }
    CHECK(phone.state.since == at(420));
    CHECK(phone.state.outside.since == at(60));
}

TEST_CASE("suspicion needs 120 seconds with three fixes, or 300 with two") {
    struct Row {
        std::vector<double> seconds;
        bool suspect;
    };
    for (const Row& row :
         {Row{{0, 60, 119}, false}, Row{{0, 60, 120}, true}, Row{{0, 120}, false},
          Row{{0, 299}, false}, Row{{0, 300}, true}, Row{{0, 1, 2, 3, 4, 5}, false}}) {
        Phone phone = Phone{}.settled();
        FenceVerdict verdict{};
        for (const double second : row.seconds) {
            verdict = phone.at_distance(60 + second, 400);
        }
        CAPTURE(row.seconds.size());
        CAPTURE(row.seconds.back());
        CHECK((verdict == FenceVerdict::suspect) == row.suspect);
    }
}

TEST_CASE("out needs 360 seconds, four fixes, and one of them good") {
    struct Row {
        double step_seconds;
        int fixes;
        double accuracy;
        bool out;
    };
    for (const Row& row : {Row{119, 4, 15, false}, Row{120, 4, 15, true}, Row{180, 3, 15, false},
                           Row{60, 6, 15, false}, Row{60, 7, 15, true}, Row{120, 4, 50, true},
                           Row{120, 4, 50.1, false}, Row{60, 30, 51, false}}) {
        Phone phone = Phone{}.settled();
        FenceVerdict verdict{};
        for (int i = 0; i < row.fixes; ++i) {
            verdict = phone.at_distance(60 + i * row.step_seconds, 800, row.accuracy);
        }
        CAPTURE(row.step_seconds);
        CAPTURE(row.fixes);
        CAPTURE(row.accuracy);
        CHECK((verdict == FenceVerdict::out) == row.out);
    }
}

TEST_CASE("a repeated coordinate counts for nothing") {
    Phone phone = Phone{}.settled();
    for (int minute = 1; minute <= 30; ++minute) {
        phone.fix({.point = north_of_home(400), .time = at(minute * 60), .accuracy_meters = 15});
    }
    CHECK(phone.state.verdict == FenceVerdict::inside);
    CHECK(phone.state.outside.fixes == 1);
    CHECK(phone.state.fix_time == at(30 * 60));
}

TEST_CASE("a phone that swings between known places says nothing new") {
    Phone phone = Phone{}.settled();
    for (int minute = 1; minute <= 120; ++minute) {
        const double metres = std::array{400.0, 60.0, 400.0, 5.0, 900.0, 60.0}[minute % 6];
        phone.fix({.point = north_of_home(metres), .time = at(minute * 60), .accuracy_meters = 15});
        CHECK(phone.state.verdict == FenceVerdict::inside);
        CHECK(phone.state.places.size() <= fence_places_max);
    }
    CHECK(phone.state.outside.fixes <= 3);
}

TEST_CASE("a fix with poor accuracy near the edge says little") {
    Phone phone = Phone{}.settled();
    for (int minute = 1; minute <= 20; ++minute) {
        phone.at_distance(minute * 60, 110, 400);  // 10 m outside, known within 265 m.
    }
    CHECK(phone.state.verdict == FenceVerdict::inside);
    Phone clear = Phone{}.settled();
    for (int minute = 1; minute <= 20; ++minute) {
        clear.at_distance(minute * 60, 110,
                          4);  // Counted as 8 m: chips are too sure of themselves.
    }
    CHECK(clear.state.verdict == FenceVerdict::out);
}

TEST_CASE("masts that see a phone kilometres away make a suspicion, never an exit") {
    struct Row {
        double accuracy;
        FenceVerdict verdict;
    };
    for (const Row& row : {Row{200, FenceVerdict::out}, Row{200.1, FenceVerdict::suspect}}) {
        Phone phone = Phone{}.settled();
        phone.at_distance(30, 3'000, 50);
        for (int minute = 1; minute <= 60; ++minute) {
            phone.at_distance(minute * 60, 3'000, row.accuracy);
        }
        CAPTURE(row.accuracy);
        CHECK(phone.state.verdict == row.verdict);
    }
}

TEST_CASE("an unknown accuracy counts as 100 m and never completes an exit") {
    Phone phone = Phone{}.settled();
    for (int minute = 1; minute <= 60; ++minute) {
        phone.fix({.point = north_of_home(2'000 + minute), .time = at(minute * 60)});
    }
    CHECK(phone.state.verdict == FenceVerdict::suspect);
}

TEST_CASE("who is out is back in by clear fixes at home, not by one") {
    Phone phone = Phone{}.settled();
    double second = 0;
    for (int i = 0; i < 20; ++i) {
        phone.at_distance(second += 60, 500);
    }
    REQUIRE(phone.state.verdict == FenceVerdict::out);
    CHECK(phone.state.log_odds == policy.log_odds_max);
    std::vector<FenceVerdict> verdicts;
    for (int i = 0; i < 6; ++i) {
        verdicts.push_back(phone.at_distance(second += 60, 5));
    }
    CHECK(verdicts[1] == FenceVerdict::out);
    CHECK(verdicts[2] == FenceVerdict::inside);  // 8 − 3 × 3.9 < −3.
    CHECK(verdicts[5] == FenceVerdict::inside);
    CHECK(phone.state.outside.fixes == 0);
    CHECK_FALSE(wants_probe(phone.state));
}

TEST_CASE("drift that comes and goes does not add up") {
    Phone phone = Phone{}.settled();
    double second = 0;
    for (int i = 0; i < 200; ++i) {
        phone.at_distance(second += 60, 180, 20);
        CHECK(phone.at_distance(second += 60, 5, 20) == FenceVerdict::inside);
    }
}

TEST_CASE("old doubts leak away within hours") {
    Phone phone = Phone{}.settled();
    phone.at_distance(60, 400);
    phone.at_distance(120, 400);
    const double before = phone.state.log_odds;
    phone.fix({.point = phone.state.places.front(), .time = at(120 + 3'600)});
    CHECK(phone.state.log_odds == doctest::Approx(before * std::exp(-1)));
    CHECK(phone.state.outside.fixes > 0);  // The gap was not longer than the leak.
    phone.fix({.point = phone.state.places.front(), .time = at(120 + 7'201)});
    CHECK(phone.state.outside.fixes == 0);
}

TEST_CASE("the home's Wi-Fi suppresses, its absence says nothing") {
    Phone phone = Phone{}.settled();
    for (int minute = 1; minute <= 30; ++minute) {
        phone.fix({.point = north_of_home(400 + minute),
                   .time = at(minute * 60),
                   .accuracy_meters = 15,
                   .home_network = HomeNetwork::connected});
    }
    CHECK(phone.state.verdict == FenceVerdict::inside);
    CHECK(phone.state.outside.fixes == 0);
}

TEST_CASE("silence is its own state, on both sides of its edge, and never an exit") {
    FenceState state;
    CHECK(judge(state, policy, midnight) == FenceVerdict::no_data);
    state = heard(state, midnight);
    CHECK(judge(state, policy, midnight) == FenceVerdict::no_data);
    const std::chrono::minutes silence{policy.silence_minutes};
    CHECK(judge(state, policy, midnight + silence) == FenceVerdict::no_data);
    CHECK(judge(state, policy, midnight + silence + std::chrono::milliseconds{1}) ==
          FenceVerdict::no_signal);

    Phone phone = Phone{}.settled();
    CHECK(judge(phone.state, policy, at(0) + silence) == FenceVerdict::inside);
    CHECK(judge(phone.state, policy, at(1) + silence) == FenceVerdict::no_signal);
    phone.state = heard(phone.state, at(1) + silence);  // A heartbeat is enough.
    CHECK(judge(phone.state, policy, at(1) + silence) == FenceVerdict::inside);
    CHECK(heard(phone.state, midnight).seen_at == phone.state.seen_at);  // Clocks may go back.
}

TEST_CASE("a late fix does not reopen a decision") {
    Phone phone = Phone{}.settled();
    for (int minute = 1; minute <= 10; ++minute) {
        phone.at_distance(minute * 60, 400);
    }
    const FenceState before = phone.state;
    for (const int second : {30, 600}) {
        phone.at_distance(second, 5);
        CHECK(phone.state.log_odds == before.log_odds);
        CHECK(phone.state.fix_time == before.fix_time);
    }
}

TEST_CASE("a permitted errand suspends the fence from its first second to before its last") {
    Fence fence = house;
    fence.leaves = {{at(600), at(1'800)}};
    struct Row {
        double seconds;
        bool leave;
    };
    for (const Row& row :
         {Row{599.999, false}, Row{600, true}, Row{1'799.999, true}, Row{1'800, false}}) {
        CHECK(on_leave(fence, at(row.seconds)) == row.leave);
    }
    Phone phone{fence};
    phone.settled();
    double second = 300;
    for (; second < 1'800; second += 60) {
        CHECK(phone.at_distance(second, 800) != FenceVerdict::out);
    }
    CHECK(phone.state.log_odds == 0);
    CHECK(phone.state.verdict == FenceVerdict::inside);
    for (; second < 1'800 + 360; second += 60) {  // Whoever stays away is found anew.
        CHECK(phone.at_distance(second, 800) != FenceVerdict::out);
    }
    CHECK(phone.at_distance(second, 800) == FenceVerdict::out);
}

TEST_CASE("without a fence there is nothing to leave") {
    Phone phone{Fence{}};
    for (int minute = 0; minute < 30; ++minute) {
        CHECK(phone.at_distance(minute * 60, 9'000) == FenceVerdict::inside);
    }
}

TEST_CASE("the distance to a fence is negative inside, and the nearest of several counts") {
    const auto square = [](double half_metres) {
        const double north = half_metres / metres_per_degree;
        const double east = north / std::cos(home.latitude * 3.14159265358979 / 180);
        return FencePolygon{{{home.latitude - north, home.longitude - east},
                             {home.latitude - north, home.longitude + east},
                             {home.latitude + north, home.longitude + east},
                             {home.latitude + north, home.longitude - east}}};
    };
    Fence fence{.circles = {}, .polygons = {square(50)}, .leaves = {}};
    struct Row {
        double metres, outside;
    };
    for (const Row& row : {Row{0, -50}, Row{49, -1}, Row{51, 1}, Row{-80, 30}, Row{500, 450}}) {
        CAPTURE(row.metres);
        CHECK(distance_outside_meters(fence, north_of_home(row.metres)) ==
              doctest::Approx(row.outside).epsilon(0.001));
    }
    fence.circles = {{north_of_home(100), 30}};
    CHECK(distance_outside_meters(fence, north_of_home(100)) == doctest::Approx(-30));
    CHECK(distance_outside_meters(fence, north_of_home(60)) == doctest::Approx(10).epsilon(0.01));
    CHECK(std::isinf(distance_outside_meters({}, home)));
    CHECK(
        std::isinf(distance_outside_meters({.circles = {}, .polygons = {{}}, .leaves = {}}, home)));
    // Across the date line, and a corner beside it.
    const Fence east{.circles = {},
                     .polygons = {{{{-1, 179.9}, {-1, -179.9}, {1, -179.9}, {1, 179.9}}}},
                     .leaves = {}};
    CHECK(distance_outside_meters(east, {0, 180}) < 0);
    CHECK(distance_outside_meters(east, {0, -179.95}) < 0);
    CHECK(distance_outside_meters(east, {0, 179.8}) > 0);
}

TEST_CASE("a polygon with a bay keeps the bay outside") {
    const double unit = 100 / metres_per_degree;
    FencePolygon bay;
    for (const auto& [north, east] : std::vector<std::pair<double, double>>{
             {0, 0}, {3, 0}, {3, 1}, {1, 1}, {1, 2}, {3, 2}, {3, 3}, {0, 3}}) {
        bay.corners.push_back({home.latitude + north * unit, home.longitude + east * unit});
    }
    const Fence fence{.circles = {}, .polygons = {bay}, .leaves = {}};
    const auto outside = [&](double north, double east) {
        return distance_outside_meters(
                   fence, {home.latitude + north * unit, home.longitude + east * unit}) > 0;
    };
    CHECK_FALSE(outside(0.5, 1.5));
    CHECK(outside(2, 1.5));
    CHECK_FALSE(outside(2, 0.5));
    CHECK_FALSE(outside(2, 2.5));
    CHECK(outside(3.5, 0.5));
}
