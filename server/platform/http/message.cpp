#include "platform/http/message.hpp"

#include <algorithm>
#include <cassert>

#include "platform/json/json.hpp"

namespace xiuhua {
namespace {

std::string_view code_text(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return "invalid";
        case ErrorCode::unauthenticated:
            return "unauthenticated";
        case ErrorCode::forbidden:
            return "forbidden";
        case ErrorCode::not_found:
            return "not_found";
        case ErrorCode::conflict:
            return "conflict";
        case ErrorCode::too_large:
            return "too_large";
        case ErrorCode::too_many:
            return "too_many";
        case ErrorCode::unavailable:
            return "unavailable";
        case ErrorCode::internal:
            return "internal";
    }
    assert(false && "every ErrorCode is listed above");
    return "internal";
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

enum class Part { path, query };

std::optional<std::string> decode(std::string_view text, Part part) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            c = static_cast<char>(high * 16 + low);
            i += 2;
            if (part == Part::path && (c == '/' || c == '\\')) {
                return std::nullopt;
            }
        } else if (c == '+' && part == Part::query) {
            c = ' ';
        }
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7f || (byte < 0x20 && part == Part::path) || byte == 0) {
            return std::nullopt;
        }
        out += c;
    }
    if (!is_utf8(out)) {
        return std::nullopt;
    }
    return out;
}

tl::unexpected<Error> bad_target() {
    return fail(ErrorCode::invalid, "request.bad_target");
}

// Element Plus sets inline styles; zxing and ECharts need WebAssembly, workers and blobs,
// an opened paper is a frame on a blob (docs: FACTS of the web).
constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; frame-src 'self' blob:; worker-src 'self' blob:; "
    "font-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> security_headers{{
    {"Content-Security-Policy", content_security_policy},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy",
     "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"},
}};

}  // namespace

std::string_view method_text(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
    }
    assert(false && "every Method is listed above");
    return "GET";
}

bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        std::size_t more = 0;
        std::uint32_t point = lead;
        if (lead >= 0x80) {
            if (lead >= 0xc2 && lead <= 0xdf) {
                more = 1;
                point = lead & 0x1fu;
            } else if (lead >= 0xe0 && lead <= 0xef) {
                more = 2;
                point = lead & 0x0fu;
            } else if (lead >= 0xf0 && lead <= 0xf4) {
                more = 3;
                point = lead & 0x07u;
            } else {
                return false;
            }
        }
        if (more > text.size() - i - 1) {
            return false;
        }
        for (std::size_t k = 1; k <= more; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if ((next & 0xc0u) != 0x80u) {
                return false;
            }
            point = point << 6 | (next & 0x3fu);
        }
        const bool overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
        if (overlong || (point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
            return false;
        }
        i += more + 1;
    }
    return true;
}

std::string_view Request::header(std::string_view name_lower_case) const {
    const auto found = headers.find(name_lower_case);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view Request::cookie(std::string_view name) const {
    std::string_view rest = header("cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        while (!pair.empty() && pair.front() == ' ') {
            pair.remove_prefix(1);
        }
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
    }
    return {};
}

std::string Request::path_text(std::string_view name) const {
    const auto found = path_values.find(name);
    return found == path_values.end() ? std::string{} : found->second;
}

Done set_target(Request& request, std::string_view target) {
    if (target.empty() || target.front() != '/') {
        return bad_target();
    }
    const auto question = target.find('?');
    auto path = decode(target.substr(0, question), Part::path);
    if (!path) {
        return bad_target();
    }
    request.path = std::move(*path);
    request.query.clear();
    std::string_view rest =
        question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (pair.empty()) {
            continue;
        }
        const auto equals = pair.find('=');
        auto name = decode(pair.substr(0, equals), Part::query);
        auto value =
            decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1),
                   Part::query);
        if (!name || !value || request.query.size() >= query_parameters_max) {
            return bad_target();
        }
        request.query.emplace_back(std::move(*name), std::move(*value));
    }
    return {};
}

std::string_view Response::header(std::string_view name) const {
    for (const auto& [known, value] : headers) {
        if (known == name) {
            return value;
        }
    }
    return {};
}

int http_status(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid:
            return 400;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::forbidden:
            return 403;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::too_large:
            return 413;
        case ErrorCode::too_many:
            return 429;
        case ErrorCode::unavailable:
            return 503;
        case ErrorCode::internal:
            return 500;
    }
    assert(false && "every ErrorCode is listed above");
    return 500;
}

Response error_response(const Error& error) {
    return error_response(http_status(error.code), error);
}

Response error_response(int status, const Error& error) {
    Response response;
    response.status = status;
    std::string& out = response.body;
    out = "{\"error\":{\"code\":";
    json::write_text(out, code_text(error.code));
    out += ",\"key\":";
    json::write_text(out, error.key);
    out += ",\"field\":";
    json::write_text(out, error.field);
    out += ",\"fields\":[";
    bool first = true;
    for (const FieldError& field : error.fields) {
        out += std::exchange(first, false) ? "{\"field\":" : ",{\"field\":";
        json::write_text(out, field.field);
        out += ",\"key\":";
        json::write_text(out, field.key);
        out += '}';
    }
    out += "]}}";
    if (status == 503) {
        response.headers.emplace_back("Retry-After", "2");
    }
    return response;
}

void add_security_headers(Response& response) {
    for (const auto& [name, value] : security_headers) {
        if (response.header(name).empty()) {
            response.headers.emplace_back(name, value);
        }
    }
}

}  // namespace xiuhua
