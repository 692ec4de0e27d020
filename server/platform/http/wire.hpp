#pragma once
// The text around a body, and what a refused request is told. No sockets here.
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace xiuhua::wire {

std::string_view reason(int status);

enum class Connection {
    keep_alive,
    keep_alive_stated,
    close
};  // Stated: HTTP/1.0 wants to be told.

struct HeadFacts {
    std::optional<std::uint64_t> body_bytes;  // Nothing: the body ends with the connection.
    Connection connection = Connection::keep_alive;
    std::string_view date;  // IMF-fixdate
    bool with_standard =
        false;  // no-store and the security headers, which the response does not hold itself.
};
// Status line and header up to the empty line. A header whose value holds a line break is left out.
std::string response_head(const Response& response, const HeadFacts& facts);
// "Mon, 23 Nov 2026 21:12:15 GMT"
std::string http_date(Instant instant);

// A refusal before the router saw the request, with security headers and no-store.
Response refusal(int status, std::string_view key);
// Last-Event-ID header, or ?last_event_id= (EventSource cannot set headers on its first request).
std::optional<std::int64_t> last_event_id(const Request& request);
// The peer, or the client that a proxy on this machine names last in X-Forwarded-For.
bool is_loopback(std::string_view address);
std::string client_address(const Request& request, std::string_view peer);
// A request of this machine that no proxy passed on.
bool is_local(const Request& request, std::string_view peer);

}  // namespace xiuhua::wire
