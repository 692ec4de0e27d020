#include "rooms/reports/rules.hpp"

namespace xiuhua::reports {

Done check_title(std::string_view title) {
    if (title.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return fail(ErrorCode::invalid, "reports.title_missing", "title");
    }
    if (title.size() > title_bytes_max) {
        return fail(ErrorCode::invalid, "reports.title_too_long", "title");
    }
    return {};
}

}  // namespace xiuhua::reports
