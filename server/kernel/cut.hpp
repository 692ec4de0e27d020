#pragma once
// A text that is too long, cut without leaving half a character: PostgreSQL takes none.
#include <algorithm>
#include <string_view>

namespace xiuhua {

// At most so many bytes from the beginning of UTF-8.
inline std::string_view first_bytes(std::string_view text, std::size_t bytes_max) {
    std::size_t end = std::min(text.size(), bytes_max);
    while (end > 0 && end < text.size() &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

}  // namespace xiuhua
