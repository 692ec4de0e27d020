#include "platform/http/plain_request.hpp"

#include <array>
#include <charconv>

namespace xiuhua::wire {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t name_bytes_max = 64;

// RFC 9110, 5.6.2: what a field's name is made of; 0 for what it is not, else the letter in lower case.
constexpr std::array<char, 256> token_letters() {
    std::array<char, 256> letters{};
    for (const char c : std::string_view{"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"}) {
        letters[static_cast<unsigned char>(c)] = c;
    }
    for (char c = 'A'; c <= 'Z'; ++c) {
        letters[static_cast<unsigned char>(c)] = static_cast<char>(c - 'A' + 'a');
    }
    return letters;
}
constexpr std::array<char, 256> token = token_letters();

bool is_visible(std::string_view text, unsigned char lowest) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < lowest && byte != '\t') || byte == 0x7f) {
            return false;
        }
    }
    return true;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

struct Verb {
    std::string_view text;
    Method method;
    bool head_only;
};
constexpr std::array<Verb, 6> verbs{{{"GET", Method::get, false},
                                     {"POST", Method::post, false},
                                     {"PUT", Method::put, false},
                                     {"PATCH", Method::patch, false},
                                     {"DELETE", Method::del, false},
                                     {"HEAD", Method::get, true}}};

bool take_request_line(std::string_view line, Request& request, PlainRequest& plain) {
    constexpr std::string_view version = " HTTP/1.1";
    const std::size_t blank = line.find(' ');
    if (blank == line.npos || !line.ends_with(version) ||
        line.size() <= blank + 1 + version.size()) {
        return false;
    }
    const std::string_view verb_text = line.substr(0, blank);
    const std::string_view target =
        line.substr(blank + 1, line.size() - blank - 1 - version.size());
    if (target.find_first_of(" \t") != target.npos || !is_visible(target, 0x21)) {
        return false;
    }
    for (const Verb& verb : verbs) {
        if (verb.text == verb_text) {
            request.method = verb.method;
            plain.head_only = verb.head_only;
            return set_target(request, target).has_value();
        }
    }
    return false;
}

// Fields that say how the message is framed, or that the connection shall become something else.
bool is_plain(std::string_view name, std::string_view value) {
    if (name == "connection") {
        return value == "keep-alive" || value == "Keep-Alive";
    }
    return name != "transfer-encoding" && name != "expect" && name != "upgrade" &&
           name != "trailer" && name != "te" && name != "http2-settings";
}

bool take_field(std::string_view line, Request& request) {
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == line.npos || colon > name_bytes_max) {
        return false;
    }
    std::string name(colon, '\0');
    for (std::size_t i = 0; i < colon; ++i) {
        name[i] = token[static_cast<unsigned char>(line[i])];
        if (name[i] == '\0') {
            return false;
        }
    }
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!is_visible(value, 0x20) || !is_plain(name, value)) {
        return false;
    }
    // A field said twice is for the parser, which joins what may be joined.
    return request.headers.try_emplace(std::move(name), value).second;
}

// nullopt: not a length.
std::optional<std::size_t> body_length(const Request& request) {
    const std::string_view text = request.header("content-length");
    std::size_t length = 0;
    if (text.empty()) {
        return request.headers.contains("content-length") ? std::nullopt : std::optional{length};
    }
    constexpr std::size_t digits_max = 12;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), length);
    if (end.ec != std::errc{} || end.ptr != text.data() + text.size() || text.size() > digits_max) {
        return std::nullopt;
    }
    return length;
}

}  // namespace

PlainRequest take_plain_request(std::string_view bytes, const PlainLimits& limits,
                                Request& request) {
    PlainRequest plain;
    const std::size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == bytes.npos || head_end + 4 > limits.header_bytes) {
        return {};
    }
    std::string_view head = bytes.substr(0, head_end + 2);
    std::size_t line_bytes = head.find(line_end);
    if (!take_request_line(head.substr(0, line_bytes), request, plain)) {
        return {};
    }
    head.remove_prefix(line_bytes + 2);
    for (std::size_t fields = 0; !head.empty(); ++fields) {
        line_bytes = head.find(line_end);
        if (fields == limits.header_fields || !take_field(head.substr(0, line_bytes), request)) {
            return {};
        }
        head.remove_prefix(line_bytes + 2);
    }
    const auto length = body_length(request);
    const std::size_t body_begin = head_end + 4;
    if (!length || *length > limits.body_bytes || *length > bytes.size() - body_begin ||
        request.header("host").empty()) {
        return {};
    }
    request.body.assign(bytes.substr(body_begin, *length));
    plain.bytes = body_begin + *length;
    return plain;
}

}  // namespace xiuhua::wire
