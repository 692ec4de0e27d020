#pragma once
// Break-glass: open, look, end, look back. The caller's transaction.
#include "platform/host/services.hpp"
#include "platform/http/router.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/access/views_glass.hpp"

namespace xiuhua::access {

inline constexpr std::string_view glass_header = "x-break-glass";
inline constexpr std::string_view glass_end_job = "access.end_break_glass";

struct BreakGlassForm {
    std::string area_code, reason;
};
BOOST_DESCRIBE_STRUCT(BreakGlassForm, (), (area_code, reason))
// Tells every auditor. Errors: see check_glass_wish.
Result<BreakGlassView> open_glass(Context& context, const BreakGlassForm& form);
Result<OwnBreakGlass> own_glass(Context& context);

// Ends it early. Own: whoever opened it; otherwise `not_found`. `conflict` access.glass_ended.
enum class Whose { own, anyone };
Result<BreakGlassView> end_glass(Context& context, BreakGlassId id, Whose whose);
// The job at its end: nobody ended it, its time is over.
Done end_glass_by_time(Context& context, const Job& job);

struct BreakGlassReviewForm {
    GlassFinding finding = GlassFinding::justified;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(BreakGlassReviewForm, (), (finding, note))
Result<BreakGlassView> review_glass(Context& context, BreakGlassId id,
                                    const BreakGlassReviewForm& form);

struct BreakGlassFilter {
    std::optional<bool> waiting;
    std::optional<UserId> user;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(BreakGlassFilter, (), (waiting, user, after, limit))
Result<Page<BreakGlassView>> list_glasses(Context& context, const BreakGlassFilter& filter);

// Through which glass a request of this user asks. `forbidden` access.glass_ended when it is not open or not theirs.
Result<BreakGlass> asked_glass(Tx& tx, UserId user, std::string_view header, Instant now);
// One entry a person shown, with the glass's id and reason; one without a person when the answer named nobody.
Done write_looks(Services& services, const Viewer& viewer, const RouteDescription& route,
                 const std::vector<PersonId>& people);

}  // namespace xiuhua::access
