#include "platform/json/json.hpp"

#include <charconv>

namespace xiuhua::json {

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t written = 0;  // What needs no escape is copied in one piece.
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        out += text.substr(written, i - written);
        written = i + 1;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    out += text.substr(written);
    out += '"';
}

void write_number(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";  // JSON has no word for it.
        return;
    }
    // Boost.JSON would print 31.2 as 3.12E1; readers of the contract deserve the short form.
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), end.ptr);
}

Result<boost::json::value> parse_document(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = nesting_max;
    boost::system::error_code error;
    auto value = boost::json::parse(text, error, {}, options);
    if (error) {
        return fail(ErrorCode::invalid, "request.bad_json", {}, error.message());
    }
    return value;
}

Done refuse_fields(std::vector<FieldError> fields) {
    if (fields.empty()) {
        return {};
    }
    Error error{ErrorCode::invalid, "request.bad_field", {}, {}, std::move(fields)};
    if (error.fields.size() == 1) {
        error.field = error.fields.front().field;
        error.key = error.fields.front().key;
    }
    return fail(std::move(error));
}

std::string short_type_name(std::string_view pretty_function) {
    // "std::string xiuhua::json::type_name() [with T = xiuhua::isolation::OrderView; std::string = …]" (g++)
    // "std::string xiuhua::json::type_name() [T = xiuhua::isolation::OrderView]" (clang)
    const auto start = pretty_function.find("T = ");
    if (start == std::string_view::npos) {
        return "Unknown";
    }
    auto name = pretty_function.substr(start + 4);
    name = name.substr(0, name.find_first_of(";]"));
    const auto colon = name.rfind(':');
    return std::string{colon == std::string_view::npos ? name : name.substr(colon + 1)};
}

}  // namespace xiuhua::json
