#pragma once
// Break-glasses as their opener and the auditor see them.
#include "rooms/access/model_glass.hpp"

namespace xiuhua::access {

struct BreakGlassView {
    BreakGlassId id;
    UserId user;
    std::string user_name, area_code, reason;
    Instant opened_at, ends_at;
    bool open = false;
    std::optional<Instant> ended_at;
    std::string ended_by_name;  // Empty: its time was over, or it is open.
    std::int64_t looks = 0;
    std::optional<GlassFinding> finding;
    std::string finding_note, reviewed_by_name;
    std::optional<Instant> reviewed_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(BreakGlassView, (),
                      (id, user, user_name, area_code, reason, opened_at, ends_at, open, ended_at,
                       ended_by_name, looks, finding, finding_note, reviewed_by_name, reviewed_at,
                       version))

// What one's own screen needs: the open one, and what the form must ask.
struct OwnBreakGlass {
    std::optional<BreakGlassView> open;
    int hours = 0;
    int reason_characters_min = 0;
};
BOOST_DESCRIBE_STRUCT(OwnBreakGlass, (), (open, hours, reason_characters_min))

BreakGlassView glass_view(const Glass& glass, const std::map<std::string, std::string>& names,
                          Instant now);

}  // namespace xiuhua::access
