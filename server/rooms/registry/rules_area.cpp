#include "rooms/registry/rules_area.hpp"

#include <charconv>

#include "kernel/text.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::array<std::size_t, 7> lengths{9, 12, 15, 17, 20, 22, 26};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// The words that end a building's name, longest first; the first is the one we write.
constexpr std::array<std::string_view, 7> building_words{"号楼", "号院", "栋", "幢",
                                                         "座",   "#楼",  "#"};
constexpr std::array<std::string_view, 2> unit_words{"单元", "门栋"};
constexpr std::array<std::string_view, 3> room_words{"室", "号房", "号"};

template <std::size_t N>
std::string_view starting_word(std::string_view text,
                               const std::array<std::string_view, N>& words) {
    for (const std::string_view word : words) {
        if (text.starts_with(word)) {
            return word;
        }
    }
    return {};
}

// "003" → "3": numbers in names bear no leading zeros.
std::string_view without_zeros(std::string_view digits) {
    while (digits.size() > 1 && digits.front() == '0') {
        digits.remove_prefix(1);
    }
    return digits;
}

// Length of the run "12", "B12", "A" from the front.
std::size_t number_run(std::string_view text) {
    std::size_t size = 0;
    while (size < text.size() && is_letter(text[size]) && size < 2) {
        ++size;
    }
    while (size < text.size() && is_digit(text[size])) {
        ++size;
    }
    return size;
}

PlaceName place(AreaLevel level, std::string_view number, std::string_view word) {
    return {level, to_upper_ascii(without_zeros(number)) + std::string{word}};
}

// "3-2-502" and "3-502": building, unit, room.
std::optional<std::vector<PlaceName>> parse_dashes(std::string_view text) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto size = number_run(text);
        if (size == 0) {
            return std::nullopt;
        }
        parts.push_back(text.substr(0, size));
        text.remove_prefix(size);
        if (text.empty()) {
            break;
        }
        if (const auto word = starting_word(text, room_words); !word.empty() && word == text) {
            break;
        }
        if (text.front() != '-') {
            return std::nullopt;
        }
        text.remove_prefix(1);
    }
    if (parts.size() == 3) {
        return std::vector<PlaceName>{place(AreaLevel::building, parts[0], building_words[0]),
                                      place(AreaLevel::unit, parts[1], unit_words[0]),
                                      place(AreaLevel::household, parts[2], room_words[0])};
    }
    if (parts.size() == 2) {
        return std::vector<PlaceName>{place(AreaLevel::building, parts[0], building_words[0]),
                                      place(AreaLevel::household, parts[1], room_words[0])};
    }
    return std::nullopt;
}

}  // namespace

std::size_t code_length(AreaLevel level) {
    return lengths[static_cast<std::size_t>(level)];
}

std::optional<AreaLevel> level_of(std::string_view code) {
    if (!std::all_of(code.begin(), code.end(), is_digit)) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (lengths[i] == code.size()) {
            return static_cast<AreaLevel>(i);
        }
    }
    return std::nullopt;
}

std::vector<std::string> code_chain(std::string_view code) {
    std::vector<std::string> chain;
    for (const std::size_t length : lengths) {
        if (length <= code.size()) {
            chain.emplace_back(code.substr(0, length));
        }
    }
    return chain;
}

int own_digits(AreaLevel level) {
    const auto index = static_cast<std::size_t>(level);
    return static_cast<int>(index == 0 ? lengths[0] : lengths[index] - lengths[index - 1]);
}

std::string child_prefix(std::string_view parent, AreaLevel level) {
    const auto index = static_cast<std::size_t>(level);
    std::string prefix{parent};
    if (index > 0 && prefix.size() < lengths[index - 1]) {
        prefix.append(lengths[index - 1] - prefix.size(), '0');
    }
    return prefix;
}

std::optional<int> number_in_name(std::string_view name, AreaLevel level) {
    const auto first = std::find_if(name.begin(), name.end(), is_digit);
    const auto digits = name.substr(static_cast<std::size_t>(first - name.begin()));
    int number = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    int limit = 1;
    for (int i = 0; i < own_digits(level); ++i) {
        limit *= 10;
    }
    if (parsed.ec != std::errc{} || number < 1 || number >= limit) {
        return std::nullopt;
    }
    return number;
}

std::string child_code(std::string_view parent, AreaLevel level, int number) {
    return child_prefix(parent, level) + fmt::format("{:0{}}", number, own_digits(level));
}

bool is_area_name(std::string_view name) {
    return !name.empty() && name.size() <= area_name_bytes_max;
}

std::string clean_area_name(std::string_view text, AreaLevel level) {
    const std::string name = without_blanks(text);
    const std::size_t size = number_run(name);
    if (size == 0 || !is_digit(name[size - 1])) {
        return name;
    }
    const std::string_view number = std::string_view{name}.substr(0, size);
    const std::string_view tail = std::string_view{name}.substr(size);
    std::string_view word;
    switch (level) {
        case AreaLevel::building:
            word = tail == "号院" ? tail : building_words[0];
            return tail.empty() || tail == "号" || starting_word(tail, building_words) == tail
                       ? place(level, number, word).name
                       : name;
        case AreaLevel::unit:
            return tail.empty() || starting_word(tail, unit_words) == tail
                       ? place(level, number, unit_words[0]).name
                       : name;
        case AreaLevel::household:
            return tail.empty() || starting_word(tail, room_words) == tail
                       ? place(level, number, room_words[0]).name
                       : name;
        case AreaLevel::subdistrict:
        case AreaLevel::community:
        case AreaLevel::grid:
        case AreaLevel::estate:
            return name;
    }
    return name;
}

AddressWords parse_address(std::string_view typed) {
    const std::string text = without_blanks(typed);
    AddressWords words;
    std::string_view left = text;
    const auto first = std::find_if(left.begin(), left.end(), is_digit);
    auto start = static_cast<std::size_t>(first - left.begin());
    while (start > 0 && is_letter(left[start - 1])) {
        --start;
    }
    if (start == left.size()) {
        words.rest = text;
        return words;
    }
    if (start > 0) {
        words.places.push_back({AreaLevel::estate, std::string{left.substr(0, start)}});
        left.remove_prefix(start);
    }
    if (auto dashed = parse_dashes(left)) {
        words.places.insert(words.places.end(), dashed->begin(), dashed->end());
        return words;
    }
    auto level_next = AreaLevel::building;
    while (!left.empty()) {
        const auto size = number_run(left);
        const auto number = left.substr(0, size);
        const auto tail = left.substr(size);
        if (size == 0) {
            break;
        }
        if (const auto word = starting_word(tail, building_words);
            !word.empty() && level_next == AreaLevel::building) {
            const auto written = word == "号院" ? word : building_words[0];
            words.places.push_back(place(AreaLevel::building, number, written));
            left = tail.substr(word.size());
            level_next = AreaLevel::unit;
        } else if (const auto unit = starting_word(tail, unit_words);
                   !unit.empty() && level_next <= AreaLevel::unit) {
            words.places.push_back(place(AreaLevel::unit, number, unit_words[0]));
            left = tail.substr(unit.size());
            level_next = AreaLevel::household;
        } else if (const auto room = starting_word(tail, room_words);
                   tail.empty() || room == tail) {
            words.places.push_back(place(AreaLevel::household, number, room_words[0]));
            left = {};
        } else {
            break;
        }
        while (!left.empty() && left.front() == '-') {
            left.remove_prefix(1);
        }
    }
    words.rest = std::string{left};
    return words;
}

std::vector<std::string> normal_ranges(std::vector<std::string> codes) {
    std::sort(codes.begin(), codes.end());
    std::vector<std::string> kept;
    for (std::string& code : codes) {
        if (kept.empty() || !code.starts_with(kept.back())) {
            kept.push_back(std::move(code));
        }
    }
    return kept;
}

std::vector<std::string> ranges_within(const std::vector<std::string>& ranges,
                                       std::string_view code) {
    std::vector<std::string> kept;
    for (const std::string& range : ranges) {
        if (code.starts_with(range)) {
            return {std::string{code}};
        }
        if (range.starts_with(code)) {
            kept.push_back(range);
        }
    }
    return kept;
}

}  // namespace xiuhua::registry
