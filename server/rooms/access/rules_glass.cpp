#include "rooms/access/rules_glass.hpp"

#include "kernel/text.hpp"
#include "rooms/access/rules.hpp"

namespace xiuhua::access {

Done check_glass_policy(const BreakGlassPolicy& policy) {
    constexpr int hours_max =
        24;  // Longer is not an emergency: the areas of the account are wrong.
    constexpr int reason_max = 100;
    constexpr int openings_max = 50;
    std::vector<FieldError> faults;
    const auto bounded = [&](const char* field, int value, int low, int high) {
        if (value < low || value > high) {
            faults.push_back({field, "access.policy_range"});
        }
    };
    bounded("hours", policy.hours, 1, hours_max);
    bounded("reason_characters_min", policy.reason_characters_min, 4, reason_max);
    bounded("openings_a_day_max", policy.openings_a_day_max, 1, openings_max);
    return json::refuse_fields(std::move(faults));
}

Done check_glass_wish(const GlassWish& wish, const BreakGlassPolicy& policy) {
    std::vector<FieldError> faults;
    if (!area_faults({std::string{wish.area_code}}, wish.office_code).empty()) {
        faults.push_back({"area_code", "access.area_unknown"});
    } else if (wish.own.covers(wish.area_code)) {
        faults.push_back({"area_code", "access.glass_not_needed"});
    }
    const std::size_t characters = length_in_characters(wish.reason);
    if (characters < static_cast<std::size_t>(policy.reason_characters_min) ||
        !is_clean_utf8(wish.reason)) {
        faults.push_back({"reason", "access.glass_reason_short"});
    } else if (characters > glass_reason_characters_max) {
        faults.push_back({"reason", "access.glass_reason_long"});
    }
    XH_DO(json::refuse_fields(std::move(faults)));
    if (wish.open_already) {
        return fail(ErrorCode::conflict, "access.glass_open_already");
    }
    if (wish.opened_today >= policy.openings_a_day_max) {
        return fail(ErrorCode::too_many, "access.glass_too_often");
    }
    return {};
}

Instant glass_ends(const BreakGlassPolicy& policy, Instant opened_at) {
    return opened_at + std::chrono::hours{policy.hours};
}

bool glass_is_open(const Glass& glass, Instant now) {
    return !glass.ended_at && now < glass.ends_at;
}

BreakGlass break_glass_of(const Glass& glass) {
    return {glass.id, Scope{glass.scope, {glass.area_code}}};
}

Done check_glass_review(const Glass& glass, const GlassReview& review, Instant now) {
    if (review.reviewer == glass.user) {
        return fail(ErrorCode::forbidden, "access.not_yourself");
    }
    if (glass_is_open(glass, now)) {
        return fail(ErrorCode::conflict, "access.glass_still_open");
    }
    if (glass.finding) {
        return fail(ErrorCode::conflict, "access.glass_reviewed");
    }
    const std::size_t characters = length_in_characters(review.note);
    const bool missing = review.finding == GlassFinding::unjustified && characters == 0;
    if (missing || characters > glass_note_characters_max || !is_clean_utf8(review.note)) {
        return fail(ErrorCode::invalid, "access.glass_note_missing", "note");
    }
    return {};
}

}  // namespace xiuhua::access
