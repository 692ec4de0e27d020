#include "kernel/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace xiuhua {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_blank(char32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

char32_t half_width(char32_t c) {
    constexpr char32_t distance = 0xFEE0;  // From U+FF01…FF5E to ASCII.
    if (c >= 0xFF01 && c <= 0xFF5E) {
        return c - distance;
    }
    return c == 0x3000 ? U' ' : c;
}

struct Decoded {
    char32_t code_point;
    std::size_t bytes;
};

// The shortest form only, no surrogates, nothing above U+10FFFF.
Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < bytes) {
        return {replacement, 1};
    }
    char32_t code = first & (0xFF >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return {replacement, 1};
        }
        code = (code << 6) | (byte(i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < smallest[bytes] || code > 0x10FFFF || surrogate) {
        return {replacement, 1};
    }
    return {code, bytes};
}

void encode(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
}

}  // namespace

std::u32string to_code_points(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded next = decode(text);
        out += next.code_point;
        text.remove_prefix(next.bytes);
    }
    return out;
}

std::string from_code_points(std::u32string_view code_points) {
    std::string out;
    for (const char32_t c : code_points) {
        encode(out, c);
    }
    return out;
}

std::size_t length_in_characters(std::string_view text) {
    return to_code_points(text).size();
}

bool is_clean_utf8(std::string_view text) {
    while (!text.empty()) {
        const Decoded next = decode(text);
        const bool malformed = next.code_point == replacement && next.bytes == 1;
        const bool control = (next.code_point < 0x20 && next.code_point != '\t' &&
                              next.code_point != '\n' && next.code_point != '\r') ||
                             next.code_point == 0x7F;
        if (malformed || control) {
            return false;
        }
        text.remove_prefix(next.bytes);
    }
    return true;
}

std::string trim(std::string_view text) {
    const std::u32string all = to_code_points(text);
    const auto first = std::find_if_not(all.begin(), all.end(), is_blank);
    const auto last = std::find_if_not(all.rbegin(), std::make_reverse_iterator(first), is_blank);
    return from_code_points({first, last.base()});
}

std::string to_half_width(std::string_view text) {
    std::u32string all = to_code_points(text);
    std::transform(all.begin(), all.end(), all.begin(), half_width);
    return from_code_points(all);
}

std::string normalise_line(std::string_view text) {
    std::string out;
    bool blank_waits = false;
    for (const char32_t c : to_code_points(text)) {
        if (is_blank(c)) {
            blank_waits = !out.empty();
            continue;
        }
        if (std::exchange(blank_waits, false)) {
            out += ' ';
        }
        encode(out, half_width(c));
    }
    return out;
}

std::string without_blanks(std::string_view text) {
    std::string out;
    for (const char32_t c : to_code_points(text)) {
        if (!is_blank(c)) {
            encode(out, half_width(c));
        }
    }
    return out;
}

std::string to_upper_ascii(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return out;
}

std::string to_lower_ascii(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

}  // namespace xiuhua
