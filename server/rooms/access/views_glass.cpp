#include "rooms/access/views_glass.hpp"

#include "rooms/access/rules_glass.hpp"

namespace xiuhua::access {

BreakGlassView glass_view(const Glass& glass, const std::map<std::string, std::string>& names,
                          Instant now) {
    const auto name_of = [&](const std::optional<UserId>& user) {
        const auto found = user ? names.find(to_text(*user)) : names.end();
        return found == names.end() ? std::string{} : found->second;
    };
    return {glass.id,
            glass.user,
            name_of(glass.user),
            glass.area_code,
            glass.reason,
            glass.opened_at,
            glass.ends_at,
            glass_is_open(glass, now),
            glass.ended_at,
            name_of(glass.ended_by),
            glass.looks,
            glass.finding,
            glass.finding_note.value_or(""),
            name_of(glass.reviewed_by),
            glass.reviewed_at,
            glass.version};
}

}  // namespace xiuhua::access
