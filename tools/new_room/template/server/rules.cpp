#include "rooms/example/rules.hpp"

namespace xiuhua::example {

Done check_title(std::string_view title) {
    if (title.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return fail(ErrorCode::invalid, "example.title_missing", "title");
    }
    if (title.size() > title_bytes_max) {
        return fail(ErrorCode::invalid, "example.title_too_long", "title");
    }
    return {};
}

}  // namespace xiuhua::example
