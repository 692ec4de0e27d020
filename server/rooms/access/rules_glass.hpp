#pragma once
// Pure decisions of break-glass: who may open one, how long it lasts, what ends it.
#include "rooms/access/model_glass.hpp"

namespace xiuhua::access {

inline constexpr std::size_t glass_reason_characters_max = 500;
inline constexpr std::size_t glass_note_characters_max = 500;

// `invalid` policy.number_out_of_range with the field.
Done check_glass_policy(const BreakGlassPolicy& policy);

struct GlassWish {
    std::string_view area_code, reason;
    const Scope& own;              // The opener's own areas.
    std::string_view office_code;  // Of the whole subdistrict.
    bool open_already = false;
    std::int64_t opened_today = 0;
};
// `invalid` with fields access.area_unknown, access.glass_not_needed (the own areas cover it),
// access.glass_reason_short, access.glass_reason_long; `conflict` access.glass_open_already; `too_many`
// access.glass_too_often.
Done check_glass_wish(const GlassWish& wish, const BreakGlassPolicy& policy);
Instant glass_ends(const BreakGlassPolicy& policy, Instant opened_at);
// Not a moment after ends_at, and not after anybody ended it.
bool glass_is_open(const Glass& glass, Instant now);
BreakGlass break_glass_of(const Glass& glass);

// The opener does not judge their own look. `forbidden` access.not_yourself, `conflict` access.glass_still_open,
// access.glass_reviewed, `invalid` access.glass_note_missing when it was not justified.
struct GlassReview {
    GlassFinding finding = GlassFinding::justified;
    std::string_view note;
    UserId reviewer;
};
Done check_glass_review(const Glass& glass, const GlassReview& review, Instant now);

}  // namespace xiuhua::access
