#include "platform/http/wire.hpp"

#include <charconv>
#include <ctime>

namespace xiuhua::wire {

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 302:
            return "Found";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 417:
            return "Expectation Failed";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Answer";  // The phrase means nothing (RFC 9112, 4).
    }
}

namespace {

// What finish() of the router adds to other answers, put together once.
const std::string& standard_fields() {
    static const std::string fields = [] {
        Response response;
        add_security_headers(response);
        std::string text = "\r\nCache-Control: no-store";
        for (const auto& [name, value] : response.headers) {
            text += "\r\n" + name + ": " + value;
        }
        return text;
    }();
    return fields;
}

}  // namespace

std::string response_head(const Response& response, const HeadFacts& facts) {
    std::string head;
    constexpr std::size_t usual_bytes = 1'280;  // With a small body behind it.
    head.reserve(usual_bytes);
    head += "HTTP/1.1 ";
    head += std::to_string(response.status);
    head += ' ';
    head += reason(response.status);
    const auto add = [&](std::string_view name, std::string_view value) {
        if (name.find_first_of("\r\n: ") != std::string_view::npos ||
            value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string_view::npos) {
            return;
        }
        head += "\r\n";
        head += name;
        head += ": ";
        head += value;
    };
    if (!facts.date.empty()) {
        add("Date", facts.date);
    }
    if (response.status != 304) {
        add("Content-Type", response.content_type);
        if (facts.body_bytes) {
            add("Content-Length", std::to_string(*facts.body_bytes));
        }
    }
    for (const auto& [name, value] : response.headers) {
        add(name, value);
    }
    if (facts.with_standard) {
        head += standard_fields();
    }
    switch (facts.connection) {
        case Connection::keep_alive:
            break;
        case Connection::keep_alive_stated:
            add("Connection", "keep-alive");
            break;
        case Connection::close:
            add("Connection", "close");
            break;
    }
    head += "\r\n\r\n";
    return head;
}

std::string http_date(Instant instant) {
    const std::time_t seconds =
        std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                       months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                       parts.tm_hour, parts.tm_min, parts.tm_sec);
}

Response refusal(int status, std::string_view key) {
    ErrorCode code = ErrorCode::invalid;
    if (status == 404) {
        code = ErrorCode::not_found;
    } else if (status == 413 || status == 431) {
        code = ErrorCode::too_large;
    } else if (status == 503) {
        code = ErrorCode::unavailable;
    } else if (status == 500) {
        code = ErrorCode::internal;
    }
    Response response = error_response(status, Error{code, std::string{key}});
    response.headers.emplace_back("Cache-Control", "no-store");
    add_security_headers(response);
    return response;
}

std::optional<std::int64_t> last_event_id(const Request& request) {
    std::string_view text = request.header("last-event-id");
    for (const auto& [name, value] : request.query) {
        if (text.empty() && name == "last_event_id") {
            text = value;
        }
    }
    std::int64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

std::string client_address(const Request& request, std::string_view peer) {
    const std::string_view forwarded = request.header("x-forwarded-for");
    if (!is_loopback(peer) || forwarded.empty()) {
        return std::string{peer};
    }
    std::string_view last = forwarded.substr(forwarded.rfind(',') + 1);
    while (!last.empty() && last.front() == ' ') {
        last.remove_prefix(1);
    }
    constexpr std::size_t address_characters_max = 45;  // The longest IPv6 text.
    return std::string{last.substr(0, address_characters_max)};
}

bool is_local(const Request& request, std::string_view peer) {
    return is_loopback(peer) && request.header("x-forwarded-for").empty() &&
           request.header("forwarded").empty();
}

}  // namespace xiuhua::wire
