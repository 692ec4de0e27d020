#pragma once
// What a handler sees of HTTP: no sockets, no Boost.Beast.
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/result.hpp"
#include "kernel/viewer.hpp"

namespace xiuhua {

enum class Method { get, post, put, patch, del };
std::string_view method_text(Method method);  // "GET", "DELETE" …

struct Request {
    Method method = Method::get;
    std::string path;                                         // Decoded, without the query.
    std::vector<std::pair<std::string, std::string>> query;   // Decoded, in order.
    std::map<std::string, std::string, std::less<>> headers;  // Names in lower case.
    std::string body;
    std::filesystem::path
        upload;  // For upload routes: the body, streamed to this file; removed after the answer.
    std::string remote;      // Peer's address, for delays against guessing. Not logged with people.
    std::string request_id;  // Given back as X-Request-Id.
    std::map<std::string, std::string, std::less<>>
        path_values;  // {id} → text; filled by the router.

    std::string_view header(std::string_view name_lower_case) const;
    std::string_view cookie(std::string_view name) const;
    // `not_found` request.no_such_resource when the text is not an id.
    template <typename T>
    Result<T> path_id(std::string_view name) const {
        const auto found = path_values.find(name);
        const auto uuid = found == path_values.end() ? std::nullopt : parse_uuid(found->second);
        if (!uuid) {
            return fail(ErrorCode::not_found, "request.no_such_resource");
        }
        return T{*uuid};
    }
    std::string path_text(std::string_view name) const;
};

// Splits "/api/x%20y?text=%E5%A7%9A" into request.path and request.query, decoded. `invalid`
// request.bad_target for what no honest client sends: broken escapes, control characters, bytes that are not
// UTF-8, and %2F in the path (it would change which route is meant).
inline constexpr std::size_t query_parameters_max = 100;
Done set_target(Request& request, std::string_view target);
bool is_utf8(std::string_view text);

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::filesystem::path file;  // Sent instead of `body` when set.
    bool remove_file_after = false;
    std::shared_ptr<const std::string> shared_body;  // The same: kept by somebody, not copied.
    std::vector<std::pair<std::string, std::string>> headers;
    // Set by GET /api/live alone: the connection goes on as this viewer's event stream.
    std::optional<Viewer> live_viewer;

    std::string_view header(std::string_view name) const;  // As written; empty when absent.
};

int http_status(ErrorCode code);
// {"error":{"code":"conflict","key":"isolation.too_early","field":"","fields":[{"field":"","key":""}]}}
// 503 carries Retry-After.
Response error_response(const Error& error);
// The same shape with a status that no ErrorCode has (405, 408, 431).
Response error_response(int status, const Error& error);
// On every answer, whoever made it. Keeps what is already set.
void add_security_headers(Response& response);

}  // namespace xiuhua
