#include "adapters/positions/message.hpp"

#include <algorithm>

namespace xiuhua::positions {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (i + 2 >= text.size()) {
                return std::nullopt;
            }
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

// Names of a JSON object's own members (not of nested ones), without reading the values. For a text that is not
// JSON the answer is any names: the decoder will say so.
class TopNames {
  public:
    explicit TopNames(std::string_view text) {
        std::size_t depth = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '{' || c == '[') {
                ++depth;
            } else if (c == '}' || c == ']') {
                depth -= depth > 0 ? 1 : 0;
            } else if (c == '"') {
                const std::size_t end = string_end(text, i);
                const std::size_t after = text.find_first_not_of(" \t\r\n", end + 1);
                if (depth == 1 && after < text.size() && text[after] == ':') {
                    note(text.substr(i + 1, end - i - 1));
                }
                i = end;
            }
        }
    }
    bool type = false, locations = false, location = false;

  private:
    static std::size_t string_end(std::string_view text, std::size_t from) {
        for (std::size_t i = from + 1; i < text.size(); ++i) {
            if (text[i] == '\\') {
                ++i;
            } else if (text[i] == '"') {
                return i;
            }
        }
        return text.size();
    }
    void note(std::string_view name) {
        type = type || name == "_type";
        locations = locations || name == "locations";
        location = location || name == "location";
    }
};

Family form_family(std::span<const std::pair<std::string, std::string>> parameters) {
    const bool gpslogger =
        std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
            return parameter.first == "acc" || parameter.first == "spd" ||
                   (parameter.first == "client" && parameter.second == "gpslogger");
        });
    return gpslogger ? Family::gpslogger : Family::traccar;
}

}  // namespace

Result<Family> family_of(const Message& message) {
    const std::size_t first = message.body.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) {
        if (message.query.empty()) {
            return fail(ErrorCode::invalid, "positions.empty");
        }
        return form_family(message.query);
    }
    if (message.body.size() > body_bytes_max) {
        return fail(ErrorCode::too_large, "positions.too_large");
    }
    if (message.body[first] == '[') {
        return Family::owntracks;
    }
    if (message.body[first] == '{') {
        const TopNames names{message.body};
        return names.type        ? Family::owntracks
               : names.locations ? Family::overland
               : names.location  ? Family::traccar
                                 : Family::gpslogger;
    }
    XH_TRY(form, parse_form(message.body));
    return form_family(form);
}

Retry retry_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::invalid:
        case ErrorCode::unauthenticated:
        case ErrorCode::forbidden:
        case ErrorCode::not_found:
        case ErrorCode::conflict:
        case ErrorCode::too_large:
            return Retry::never;
        case ErrorCode::too_many:
        case ErrorCode::unavailable:
        case ErrorCode::internal:
            return Retry::later;
    }
    return Retry::later;
}

std::string encode_parameter(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~";
    std::string out;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (letter || (c >= '0' && c <= '9') || plain.find(c) != std::string_view::npos) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

Result<Parameters> parse_form(std::string_view text) {
    Parameters parameters;
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view part = text.substr(0, end);
        text = end == text.npos ? std::string_view{} : text.substr(end + 1);
        if (part.empty()) {
            continue;
        }
        const std::size_t equals = part.find('=');
        const auto name = decoded(part.substr(0, equals));
        const auto value =
            decoded(equals == part.npos ? std::string_view{} : part.substr(equals + 1));
        if (!name || !value || parameters.size() == parameters_max) {
            return fail(ErrorCode::invalid, "positions.bad_form");
        }
        parameters.emplace_back(*name, *value);
    }
    return parameters;
}

}  // namespace xiuhua::positions
