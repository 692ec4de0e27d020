#include "kernel/mask.hpp"

#include "kernel/text.hpp"

namespace xiuhua {
namespace {

constexpr std::string_view nothing_shown = "***";

struct Shown {
    std::size_t first, last;
};

std::string mask(std::string_view text, Shown shown) {
    const std::size_t hidden = text.size() - shown.first - shown.last;
    return std::string{text.substr(0, shown.first)} + std::string(hidden, '*') +
           std::string{text.substr(text.size() - shown.last)};
}

bool is_ascii(std::string_view text) {
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x80) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::string mask_identity(std::string_view number) {
    constexpr std::size_t card_characters = 18;
    constexpr std::size_t short_max = 5;
    if (number.empty()) {
        return {};
    }
    if (number.size() <= short_max || !is_ascii(number)) {
        return std::string{nothing_shown};
    }
    // Three and four of eighteen leave the birth date hidden; of a short number less may show.
    return mask(number, number.size() >= card_characters ? Shown{3, 4} : Shown{2, 2});
}

std::string mask_phone(std::string_view number) {
    constexpr std::size_t mobile_digits = 11;
    constexpr std::size_t short_max = 7;
    if (number.empty()) {
        return {};
    }
    if (number.size() <= short_max || !is_ascii(number)) {
        return std::string{nothing_shown};
    }
    const std::size_t hyphen = number.find('-');
    if (hyphen != std::string_view::npos) {
        const std::string_view local = number.substr(hyphen + 1);
        const std::string_view line = local.substr(0, local.find('-'));  // Without an extension.
        if (line.size() <= 4) {
            return std::string{nothing_shown};
        }
        return std::string{number.substr(0, hyphen + 1)} + mask(line, {0, 4});
    }
    if (number[0] == '+') {
        return mask(number, {4, number.size() > mobile_digits ? std::size_t{4} : std::size_t{2}});
    }
    return mask(number, number.size() >= mobile_digits ? Shown{3, 4} : Shown{2, 2});
}

std::string mask_name(std::string_view name) {
    const std::u32string characters = to_code_points(name);
    if (characters.empty()) {
        return {};
    }
    if (characters[0] < 0x80) {
        return std::string{static_cast<char>(characters[0])} + std::string{nothing_shown};
    }
    if (characters.size() == 1) {
        return "*";
    }
    const std::size_t shown = surname_characters(characters);
    return from_code_points(characters.substr(0, shown)) +
           std::string(characters.size() - shown, '*');
}

}  // namespace xiuhua
