#include "rooms/tracking/rules.hpp"

#include <doctest/doctest.h>

namespace xiuhua::tracking {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant noon = office_instant(Date{std::chrono::year{2026} / 3 / 2}, hours{12});
constexpr GeoPoint home{34.801, 113.812};

positions::Fix fix_at(const GeoPoint& point, Instant time) {
    positions::Fix fix;
    fix.point = point;
    fix.fix_time = time;
    return fix;
}

FixLimits limits() {
    return {noon - hours{24}, noon, 400, 120};
}

GeoPoint north_of(const GeoPoint& point, double meters) {
    return {point.latitude + meters / 111'195.0, point.longitude};
}

}  // namespace

TEST_CASE(
    "a fix is doubted for what it is: no place, mock, from the future, older than the order") {
    struct Row {
        GeoPoint point;
        seconds from_noon;
        bool mock;
        Doubt doubt;
    };
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (const Row& row :
         {Row{home, seconds{0}, false, Doubt::none},
          Row{{none, 113}, seconds{0}, false, Doubt::impossible},
          Row{{90.1, 113}, seconds{0}, false, Doubt::impossible},
          Row{{90, 180}, seconds{0}, false, Doubt::none},
          Row{home, seconds{120}, false, Doubt::none},
          Row{home, seconds{121}, false, Doubt::future}, Row{home, -hours{24}, false, Doubt::none},
          Row{home, -hours{24} - seconds{1}, false, Doubt::before_order},
          Row{home, seconds{0}, true, Doubt::mock}}) {
        positions::Fix fix = fix_at(row.point, noon + row.from_noon);
        fix.mock = row.mock;
        CHECK(check_fix(fix, {}, limits()).doubt == row.doubt);
    }
}

TEST_CASE("nobody travels faster than 400 km/h, and a phone's error is no travel") {
    const Trail trail = check_fix(fix_at(home, noon - minutes{1}), {}, limits()).trail;
    // 6,667 m in a minute are 400 km/h.
    CHECK(check_fix(fix_at(north_of(home, 6'600), noon), trail, limits()).doubt == Doubt::none);
    CHECK(check_fix(fix_at(north_of(home, 6'700), noon), trail, limits()).doubt == Doubt::too_fast);
    positions::Fix coarse = fix_at(north_of(home, 6'700), noon);
    coarse.accuracy_meters = 200;
    CHECK(check_fix(coarse, trail, limits()).doubt == Doubt::none);
    positions::Fix flown = fix_at(home, noon);
    flown.speed_meters_per_second = 112;
    CHECK(check_fix(flown, trail, limits()).doubt == Doubt::too_fast);
}

TEST_CASE("three fixes that agree outvote one that was wrong; two do not") {
    const GeoPoint elsewhere = north_of(home, 800'000);
    Trail trail = check_fix(fix_at(elsewhere, noon - minutes{4}), {}, limits()).trail;
    for (const Doubt expected : {Doubt::too_fast, Doubt::too_fast, Doubt::none, Doubt::none}) {
        const Instant at = trail.rival ? trail.rival->time : trail.believed->time;
        const CheckedFix checked = check_fix(fix_at(home, at + minutes{1}), trail, limits());
        CHECK(checked.doubt == expected);
        trail = checked.trail;
    }
}

TEST_CASE("a late fix is judged and does not turn the trail back") {
    const Trail trail = check_fix(fix_at(home, noon), {}, limits()).trail;
    const CheckedFix late =
        check_fix(fix_at(north_of(home, 50), noon - minutes{5}), trail, limits());
    CHECK(late.doubt == Doubt::none);
    CHECK(late.trail.believed->time == noon);
}

TEST_CASE("a credential's words are read back, and nothing else is") {
    CHECK(word_of(std::string("\0\x1f\x20\xff", 4)) == "a9a9");
    CHECK(is_device("xabcdefghij"));
    CHECK_FALSE(is_device("xabcdefghi"));
    CHECK_FALSE(is_device("yabcdefghij"));
    CHECK_FALSE(is_device("xABCDEFGHIJ"));
    const auto both = identity_of("xabcdefghij.secret.more");
    REQUIRE(both);
    CHECK(both->device == "xabcdefghij");
    CHECK(*both->secret == "secret.more");
    CHECK_FALSE(identity_of("xabcdefghij"));
    CHECK_FALSE(identity_of(".secret"));
}

TEST_CASE("a stay of ten minutes is a stop, less is passing by") {
    std::vector<TrackPoint> points;
    const auto add = [&](double meters, int minute) {
        TrackPoint point;
        point.point = north_of(home, meters);
        point.fix_time = noon + minutes{minute};
        points.push_back(point);
    };
    for (int minute = 0; minute <= 10; ++minute) {
        add(minute % 2, minute);
    }
    for (int minute = 11; minute < 20; ++minute) {
        add(300.0 * (minute - 10), minute);
    }
    for (int minute = 20; minute < 30; ++minute) {
        add(5'000, minute);
    }
    const std::vector<Stop> stops = stops_of(points);
    REQUIRE(stops.size() == 1);
    CHECK(stops[0].fixes == 11);
    CHECK(stops[0].until - stops[0].from == minutes{10});
    CHECK(stops_of({}).empty());
}

TEST_CASE("a look shows a day of track, and none of tomorrow") {
    const TrackingPolicy policy;
    const auto now = look_window(std::nullopt, policy, noon);
    REQUIRE(now);
    CHECK(now->from == noon - hours{24});
    CHECK(now->until == noon);
    const auto older = look_window(noon - hours{48}, policy, noon);
    REQUIRE(older);
    CHECK(older->until == noon - hours{24});
    CHECK(look_window(noon, policy, noon).error().key == "tracking.from_in_future");
}

TEST_CASE("an errand has an end, is not over, and is not decided twice or by its asker") {
    const TrackingPolicy policy;
    struct Row {
        minutes from, until;
        std::string_view outcome;
    };
    for (const Row& row : {Row{minutes{0}, minutes{1}, "ok"}, Row{minutes{0}, hours{12}, "ok"},
                           Row{minutes{0}, hours{12} + minutes{1}, "tracking.errand_too_long"},
                           Row{minutes{1}, minutes{1}, "tracking.errand_window"},
                           Row{-minutes{5}, minutes{0}, "tracking.errand_over"}}) {
        const Done checked = check_errand(noon + row.from, noon + row.until, policy, noon);
        CHECK((checked ? "ok" : checked.error().key) == row.outcome);
    }
    Errand errand;
    errand.asked_by = UserId{*parse_uuid("0190a000-0000-7000-8000-000000000001")};
    const ErrandDecider other{UserId{*parse_uuid("0190a000-0000-7000-8000-000000000002")}, "周敏"};
    CHECK(decide(errand, ErrandDecision::approve, {errand.asked_by, ""}, noon).error().key ==
          "tracking.decider_is_asker");
    const auto approved = decide(errand, ErrandDecision::approve, other, noon);
    REQUIRE(approved);
    CHECK(decide(*approved, ErrandDecision::refuse, other, noon).error().key ==
          "tracking.errand_decided");
    CHECK(decide(*approved, ErrandDecision::withdraw, {errand.asked_by, ""}, noon)->state ==
          ErrandState::withdrawn);
}

TEST_CASE("the ladder climbs from message to call to visit, and stops when the phone is back") {
    const TrackingPolicy policy;
    TrackingAlert alert;
    alert.raised_at = noon;
    alert = with_message(alert, policy, noon);
    CHECK(climb(alert, policy, noon + minutes{10} - milliseconds{1}).step == LadderStep::message);
    TrackingAlert called = climb(alert, policy, noon + minutes{10});
    CHECK(called.step == LadderStep::call);
    CHECK(called.step_due_at == noon + minutes{30});
    CHECK(climb(called, policy, noon + minutes{30}).step == LadderStep::visit);
    CHECK(climb(came_back(called, noon), policy, noon + hours{1}).step == LadderStep::call);
    const auto reached =
        log_step(called, LadderStep::call, StepOutcome::reached, noon + minutes{12});
    REQUIRE(reached);
    CHECK(reached->step == LadderStep::call);
    CHECK_FALSE(reached->step_due_at);
    alert.finding = "drift";
    CHECK(log_step(alert, LadderStep::visit, StepOutcome::reached, noon).error().key ==
          "tracking.alert_closed");
}

TEST_CASE("when half of the phones fall silent at once, it is not the people") {
    CHECK(is_mass_silence(10, 5));
    CHECK_FALSE(is_mass_silence(10, 4));
    CHECK_FALSE(is_mass_silence(9, 9));
}

TEST_CASE("a policy that nobody could keep is refused with its fields") {
    CHECK(check_policy(TrackingPolicy{}));
    TrackingPolicy wrong;
    wrong.retention_days = 181;
    wrong.visit_after_minutes = wrong.call_after_minutes;
    const Done checked = check_policy(wrong);
    REQUIRE_FALSE(checked);
    CHECK(checked.error().fields.size() == 2);
}

}  // namespace xiuhua::tracking
