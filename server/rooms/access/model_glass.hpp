#pragma once
// A break-glass: a clear view outside one's own areas, for hours, with a reason, under the auditor's eyes.
#include "rooms/access/model.hpp"

namespace xiuhua::access {

enum class GlassFinding { justified, unjustified };
BOOST_DESCRIBE_ENUM(GlassFinding, justified, unjustified)

struct Glass {
    BreakGlassId id;
    UserId user;
    std::string area_code, reason;
    ScopeId scope;
    int policy_version = 0;
    Instant opened_at, ends_at;
    std::optional<Instant> ended_at;
    std::optional<UserId> ended_by;  // Nobody: its time was over.
    std::int64_t looks = 0;
    std::optional<GlassFinding> finding;
    std::optional<std::string> finding_note;
    std::optional<UserId> reviewed_by;
    std::optional<Instant> reviewed_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(Glass, (),
                      (id, user, area_code, reason, scope, policy_version, opened_at, ends_at,
                       ended_at, ended_by, looks, finding, finding_note, reviewed_by, reviewed_at,
                       version))

// policy/break_glass.json
struct BreakGlassPolicy {
    int hours = 0;
    int reason_characters_min = 0;
    int openings_a_day_max = 0;  // Of one person.
};
BOOST_DESCRIBE_STRUCT(BreakGlassPolicy, (), (hours, reason_characters_min, openings_a_day_max))

}  // namespace xiuhua::access
