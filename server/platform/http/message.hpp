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

namespace xiuhua {

enum class Method { get, post, put, patch, del };
std::string_view method_text(Method method);  // "GET", "DELETE" …

struct Request {
    Method method = Method::get;
    std::string path;                                              // Decoded, without the query.
    std::vector<std::pair<std::string, std::string>> query;        // Decoded, in order.
    std::map<std::string, std::string, std::less<>> headers;       // Names in lower case.
    std::string body;
    std::filesystem::path upload;   // For upload routes: the body, streamed to this file; removed after the answer.
    std::string remote;             // Peer's address, for delays against guessing. Not logged with people.
    std::string request_id;         // Given back as X-Request-Id.
    std::map<std::string, std::string, std::less<>> path_values;   // {id} → text; filled by the router.

    std::string_view header(std::string_view name_lower_case) const;
    std::string_view cookie(std::string_view name) const;
    // `not_found` request.no_such_resource when the text is not an id.
    template <typename T>
    Result<T> path_id(std::string_view name) const {
        const auto found = path_values.find(name);
        const auto uuid =
            found == path_values.end() ? std::nullopt : parse_uuid(found->second);
        if (!uuid) {
            return fail(ErrorCode::not_found, "request.no_such_resource");
        }
        return T{*uuid};
    }
    std::string path_text(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::filesystem::path file;                                   // Sent instead of `body` when set.
    bool remove_file_after = false;
    std::vector<std::pair<std::string, std::string>> headers;
};

int http_status(ErrorCode code);
// {"error":{"code":"conflict","key":"isolation.too_early","field":"","fields":[{"field":"","key":""}]}}
Response error_response(const Error& error);

}  // namespace xiuhua
