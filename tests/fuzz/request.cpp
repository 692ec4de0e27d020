#include "fuzz.hpp"
#include "platform/http/message.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::fuzz {

struct FuzzFilter {
    std::optional<std::string> text;
    std::optional<std::int64_t> limit;
    std::optional<Date> day;
};
BOOST_DESCRIBE_STRUCT(FuzzFilter, (), (text, limit, day))

// The target of a request, its query as a struct, and its cookies.
void fuzz(std::string_view bytes) {
    Request request;
    if (set_target(request, bytes)) {
        promise(request.query.size() <= query_parameters_max, "a query is bounded");
        promise(is_utf8(request.path), "a path is UTF-8");
        (void)json::parse_parameters<FuzzFilter>(request.query);
    }
    request.headers["cookie"] = std::string{bytes};
    (void)request.cookie("session");
}

}  // namespace xiuhua::fuzz
