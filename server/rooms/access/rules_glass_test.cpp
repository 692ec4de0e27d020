#include "rooms/access/rules_glass.hpp"

#include <doctest/doctest.h>

namespace xiuhua::access {
namespace {

using namespace std::chrono_literals;

const Instant now{std::chrono::milliseconds{1'772'413'200'000}};
const BreakGlassPolicy policy{3, 10, 5};
const Scope own{ScopeId{}, {"410105014001001"}};

std::string outcome(const Done& done) {
    if (done) {
        return "ok";
    }
    const Error& error = done.error();
    return error.fields.empty() ? error.key : error.fields[0].field + ":" + error.fields[0].key;
}

Glass opened_at(Instant at) {
    Glass glass;
    glass.opened_at = at;
    glass.ends_at = glass_ends(policy, at);
    return glass;
}

}  // namespace

TEST_CASE("a break-glass lasts three hours and not a moment longer") {
    const Glass glass = opened_at(now);
    CHECK(glass_is_open(glass, now));
    CHECK(glass_is_open(glass, now + 3h - 1ms));
    CHECK_FALSE(glass_is_open(glass, now + 3h));
    CHECK_FALSE(glass_is_open(glass, now + 24h));
    // A clock that was set back does not lengthen it.
    CHECK(glass_is_open(glass, now - 1min));
    Glass ended = glass;
    ended.ended_at = now + 1min;
    CHECK_FALSE(glass_is_open(ended, now + 1min));
    CHECK_FALSE(glass_is_open(ended, now));
}

TEST_CASE("through a break-glass one sees what it opened and nothing of one's own") {
    Viewer viewer;
    viewer.scope = own;
    CHECK(through_glass(viewer).scope.covers("41010501400100101"));
    Glass glass = opened_at(now);
    glass.area_code = "410105014008";
    viewer.glass = break_glass_of(glass);
    CHECK(viewer.scope.covers("41010501400100101"));
    CHECK_FALSE(viewer.scope.covers("410105014008001"));
    CHECK(through_glass(viewer).scope.covers("410105014008001"));
    CHECK_FALSE(through_glass(viewer).scope.covers("41010501400100101"));
}

TEST_CASE("a break-glass needs a reason, a place outside one's areas, and moderation") {
    struct Row {
        std::string_view area, reason;
        bool open_already;
        std::int64_t opened_today;
        std::string_view outcome;
    };
    for (const Row& row : {
             Row{"410105014008", "老人走失，家属在辖区外求助", false, 0, "ok"},
             Row{"410105014008", "一二三四五六七八九十", false, 0, "ok"},
             Row{"410105014008", "一二三四五六七八九", false, 0,
                 "reason:access.glass_reason_short"},
             Row{"410105014008", "", false, 0, "reason:access.glass_reason_short"},
             Row{"410105014", "一二三四五六七八九十", false, 0, "ok"},
             Row{"410105014001001", "一二三四五六七八九十", false, 0,
                 "area_code:access.glass_not_needed"},
             Row{"41010501400100101", "一二三四五六七八九十", false, 0,
                 "area_code:access.glass_not_needed"},
             Row{"410105014001", "一二三四五六七八九十", false, 0, "ok"},
             Row{"110101001", "一二三四五六七八九十", false, 0, "area_code:access.area_unknown"},
             Row{"4101050140x8", "一二三四五六七八九十", false, 0, "area_code:access.area_unknown"},
             Row{"410105014008", "一二三四五六七八九十", true, 1, "access.glass_open_already"},
             Row{"410105014008", "一二三四五六七八九十", false, 4, "ok"},
             Row{"410105014008", "一二三四五六七八九十", false, 5, "access.glass_too_often"},
         }) {
        CAPTURE(row.area);
        CAPTURE(row.reason);
        CHECK(outcome(check_glass_wish(
                  {row.area, row.reason, own, "410105014", row.open_already, row.opened_today},
                  policy)) == row.outcome);
    }
    const std::string long_reason(501, 'x');
    CHECK(outcome(check_glass_wish({"410105014008", long_reason, own, "410105014"}, policy)) ==
          "reason:access.glass_reason_long");
    const Scope everywhere{ScopeId{}, {""}};
    CHECK(outcome(check_glass_wish(
              {"410105014008", "一二三四五六七八九十", everywhere, "410105014"}, policy)) ==
          "area_code:access.glass_not_needed");
}

TEST_CASE("the policy of break-glass stays within what an emergency can be") {
    CHECK(outcome(check_glass_policy(policy)) == "ok");
    CHECK(outcome(check_glass_policy({24, 4, 1})) == "ok");
    CHECK(outcome(check_glass_policy({25, 10, 5})) == "hours:access.policy_range");
    CHECK(outcome(check_glass_policy({0, 10, 5})) == "hours:access.policy_range");
    CHECK(outcome(check_glass_policy({3, 3, 5})) == "reason_characters_min:access.policy_range");
    CHECK(outcome(check_glass_policy({3, 10, 0})) == "openings_a_day_max:access.policy_range");
}

TEST_CASE("the auditor looks back at it when it is over, once, and says why it was wrong") {
    const UserId opener{*parse_uuid("01890000-0000-7000-8000-000000000001")};
    const UserId auditor{*parse_uuid("01890000-0000-7000-8000-000000000002")};
    Glass glass = opened_at(now);
    glass.user = opener;
    using enum GlassFinding;
    CHECK(outcome(check_glass_review(glass, {justified, "", auditor}, now + 3h)) == "ok");
    CHECK(outcome(check_glass_review(glass, {justified, "", auditor}, now + 3h - 1ms)) ==
          "access.glass_still_open");
    CHECK(outcome(check_glass_review(glass, {justified, "", opener}, now + 3h)) ==
          "access.not_yourself");
    CHECK(outcome(check_glass_review(glass, {unjustified, "", auditor}, now + 3h)) ==
          "access.glass_note_missing");
    CHECK(outcome(check_glass_review(glass, {unjustified, "与工作无关", auditor}, now + 3h)) ==
          "ok");
    glass.finding = justified;
    CHECK(outcome(check_glass_review(glass, {justified, "", auditor}, now + 3h)) ==
          "access.glass_reviewed");
}

}  // namespace xiuhua::access
