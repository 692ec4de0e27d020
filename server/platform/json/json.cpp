#include "platform/json/json.hpp"

#include <charconv>
#include <cstring>

namespace xiuhua::json {
namespace {

// A number of at most six decimals - a coordinate, a temperature, a share - is a whole number of millionths: its digits
// are written without the search for the shortest text, which is the same one (fifteen digits at most always come back).
constexpr double millionths = 1e6;
constexpr double plain_number_end = 1e8;
constexpr std::size_t number_bytes = 24;

char* put_whole(char* end, std::uint64_t value) {
    do {
        *--end = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    return end;
}

bool write_plain(std::string& out, double value) {
    if (!(std::fabs(value) < plain_number_end) || (value == 0 && std::signbit(value))) {
        return false;
    }
    const auto scaled = static_cast<std::uint64_t>(std::llround(std::fabs(value) * millionths));
    // to_chars() writes 1e-04 for what is smaller still.
    constexpr std::uint64_t smallest = 1'000;
    if (static_cast<double>(scaled) / millionths != std::fabs(value) ||
        (scaled < smallest && value != 0)) {
        return false;
    }
    std::array<char, number_bytes> buffer{};
    char* const end = buffer.data() + buffer.size();
    char* at = end;
    std::uint64_t whole = scaled / 1'000'000;
    std::uint64_t rest = scaled % 1'000'000;
    if (rest != 0) {
        int decimals = 6;
        for (; rest % 10 == 0; rest /= 10) {
            --decimals;
        }
        for (; decimals > 0; --decimals, rest /= 10) {
            *--at = static_cast<char>('0' + rest % 10);
        }
        *--at = '.';
    }
    // to_chars() prefers 1e+05 where that is shorter.
    if (rest == 0 && at == end && whole >= 100'000 && whole % 10 == 0) {
        return false;
    }
    at = put_whole(at, whole);
    if (value < 0) {
        *--at = '-';
    }
    out.append(at, end);
    return true;
}

// How many letters at the front need no escape; eight are looked at at once.
std::size_t plain_letters(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highs = 0x8080808080808080;
    const auto any_zero = [](std::uint64_t word) { return (word - ones) & ~word & highs; };
    std::size_t i = 0;
    for (; i + sizeof(std::uint64_t) <= text.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, sizeof word);
        const std::uint64_t control = (word - ones * 0x20) & ~word & highs;
        if ((control | any_zero(word ^ ones * '"') | any_zero(word ^ ones * '\\')) != 0) {
            break;
        }
    }
    for (; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') {
            break;
        }
    }
    return i;
}

}  // namespace

void write_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (;;) {
        const std::size_t plain = plain_letters(text);
        out += text.substr(0, plain);
        if (plain == text.size()) {
            break;
        }
        const char c = text[plain];
        const auto byte = static_cast<unsigned char>(c);
        text.remove_prefix(plain + 1);
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
    out += '"';
}

void write_number(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";  // JSON has no word for it.
        return;
    }
    if (write_plain(out, value)) {
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
