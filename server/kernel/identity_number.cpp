#include "kernel/identity_number.hpp"

#include <array>
#include <vector>

#include "kernel/text.hpp"

namespace xiuhua {
namespace {

constexpr std::size_t card_characters = 18;
constexpr std::size_t legacy_characters = 15;
constexpr int birth_year_min = 1890;  // Nobody alive was born before; the oldest ever reached 122.

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}
bool all_digits(std::string_view text) {
    for (const char c : text) {
        if (!is_digit(c)) {
            return false;
        }
    }
    return !text.empty();
}
bool all_letters(std::string_view text) {
    for (const char c : text) {
        if (!is_letter(c)) {
            return false;
        }
    }
    return !text.empty();
}
bool letters_and_digits(std::string_view text) {
    for (const char c : text) {
        if (!is_digit(c) && !is_letter(c)) {
            return false;
        }
    }
    return !text.empty();
}

tl::unexpected<Error> invalid(std::string key) {
    return fail(ErrorCode::invalid, std::move(key));
}

std::optional<Date> birth_date_of(std::string_view eight_digits, Date today) {
    std::string text{eight_digits.substr(0, 4)};
    text += '-';
    text += eight_digits.substr(4, 2);
    text += '-';
    text += eight_digits.substr(6, 2);
    const auto date = parse_date(text);
    const Date first = std::chrono::sys_days{std::chrono::year{birth_year_min} / 1 / 1};
    return date && *date >= first && *date <= today ? date : std::nullopt;
}

// GB 11643: six digits of the division, eight of the birth date, three of order (odd: male), one to check.
Result<IdentityNumber> parse_eighteen(IdentityKind kind, const std::string& text, Date today) {
    if (text.size() == legacy_characters && all_digits(text)) {
        return invalid("identity.legacy_15");
    }
    if (text.size() != card_characters) {
        return invalid("identity.bad_length");
    }
    const std::string_view digits = std::string_view{text}.substr(0, card_characters - 1);
    if (!all_digits(digits) || digits[0] == '0' || (!is_digit(text.back()) && text.back() != 'X')) {
        return invalid("identity.bad_character");
    }
    const auto birth_date = birth_date_of(digits.substr(6, 8), today);
    if (!birth_date) {
        return invalid("identity.bad_date");
    }
    if (identity_check_character(digits) != text.back()) {
        return invalid("identity.bad_checksum");
    }
    const bool odd = (digits[16] - '0') % 2 == 1;
    return IdentityNumber{kind, text, birth_date, odd ? IdentitySex::male : IdentitySex::female};
}

bool is_passport(std::string_view text) {
    constexpr std::size_t shortest = 5;
    constexpr std::size_t longest = 9;  // ICAO 9303-4, 4.2: nine positions.
    return text.size() >= shortest && text.size() <= longest && letters_and_digits(text) &&
           text.find_first_of("0123456789") != std::string_view::npos;
}

bool is_hong_kong_macao_permit(std::string_view text) {
    return (text.size() == 9 || text.size() == 11) && (text[0] == 'H' || text[0] == 'M') &&
           all_digits(text.substr(1));
}

bool is_taiwan_permit(std::string_view text) {
    if (text.size() == 11 && is_letter(text.back())) {
        text.remove_suffix(1);
    }
    return (text.size() == 8 || text.size() == 10) && all_digits(text);
}

// Before 2023: three letters of the country, four digits of the place, birth date as yymmdd, order and check.
bool is_old_permanent_resident_card(std::string_view text) {
    return text.size() == 15 && all_letters(text.substr(0, 3)) && all_digits(text.substr(3));
}

Result<IdentityNumber> parse_permanent_resident(const std::string& text, Date today) {
    if (is_old_permanent_resident_card(text)) {
        return IdentityNumber{IdentityKind::permanent_resident_card, text, {}, {}};
    }
    if (text.size() != card_characters || text[0] != '9') {
        return invalid("identity.bad_permanent_resident_card");
    }
    return parse_eighteen(IdentityKind::permanent_resident_card, text, today);
}

Result<IdentityNumber> parse_household_register(const std::string& text, Date today) {
    if (text.size() == card_characters) {
        return parse_eighteen(IdentityKind::household_register, text, today);
    }
    constexpr std::size_t shortest = 6;
    if (text.size() < shortest || text.size() > card_characters || !letters_and_digits(text)) {
        return invalid("identity.bad_household_register");
    }
    return IdentityNumber{IdentityKind::household_register, text, {}, {}};
}

bool is_other(std::string_view text) {
    constexpr std::size_t shortest = 3;
    constexpr std::size_t longest = 40;
    return length_in_characters(text) >= shortest && text.size() <= longest && is_clean_utf8(text);
}

}  // namespace

char identity_check_character(std::string_view seventeen_digits) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::string_view characters = "10X98765432";
    if (seventeen_digits.size() != weights.size() || !all_digits(seventeen_digits)) {
        return '\0';
    }
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum += (seventeen_digits[i] - '0') * weights[i];
    }
    return characters[static_cast<std::size_t>(sum) % characters.size()];
}

Result<IdentityNumber> parse_identity(IdentityKind kind, std::string_view typed, Date today) {
    const std::string text = to_upper_ascii(without_blanks(typed));
    if (text.empty()) {
        return invalid("identity.empty");
    }
    switch (kind) {
        case IdentityKind::resident_identity_card:
            return parse_eighteen(kind, text, today);
        case IdentityKind::permanent_resident_card:
            return parse_permanent_resident(text, today);
        case IdentityKind::household_register:
            return parse_household_register(text, today);
        case IdentityKind::passport:
            if (!is_passport(text)) {
                return invalid("identity.bad_passport");
            }
            break;
        case IdentityKind::hong_kong_macao_permit:
            if (!is_hong_kong_macao_permit(text)) {
                return invalid("identity.bad_permit");
            }
            break;
        case IdentityKind::taiwan_permit:
            if (!is_taiwan_permit(text)) {
                return invalid("identity.bad_permit");
            }
            break;
        case IdentityKind::other:
            if (!is_other(text)) {
                return invalid("identity.bad_other");
            }
            break;
    }
    return IdentityNumber{kind, text, {}, {}};
}

IdentityKind likely_identity_kind(std::string_view typed) {
    const std::string text = to_upper_ascii(without_blanks(typed));
    if (is_hong_kong_macao_permit(text)) {
        return IdentityKind::hong_kong_macao_permit;
    }
    if (is_old_permanent_resident_card(text) || (text.size() == card_characters && text[0] == '9' &&
                                                 !text.starts_with(invented_area_prefix))) {
        return IdentityKind::permanent_resident_card;
    }
    if (is_taiwan_permit(text)) {
        return IdentityKind::taiwan_permit;
    }
    // A number of digits alone is rather a card typed short than a passport.
    if (is_passport(text) && is_letter(text[0])) {
        return IdentityKind::passport;
    }
    return IdentityKind::resident_identity_card;
}

std::string last_four(std::string_view identity_number) {
    const std::string text = to_upper_ascii(without_blanks(identity_number));
    return text.size() < 4 ? std::string{} : text.substr(text.size() - 4);
}

int age_on(Date birth_date, Date today) {
    const std::chrono::year_month_day birth{birth_date};
    const std::chrono::year_month_day day{today};
    const int years = static_cast<int>(day.year()) - static_cast<int>(birth.year());
    const bool before_birthday =
        day.month() < birth.month() || (day.month() == birth.month() && day.day() < birth.day());
    return before_birthday ? years - 1 : years;
}

namespace {

// Three-digit area codes (010, 02x) have eight-digit numbers; four-digit ones seven or eight.
Result<PhoneNumber> parse_landline(std::string_view digits, std::string_view extension) {
    constexpr std::size_t extension_max = 6;
    const bool big_city = digits.size() > 1 && (digits[1] == '1' || digits[1] == '2');
    const std::size_t area = big_city ? 3 : 4;
    if (digits.size() <= area) {
        return invalid("phone.bad");
    }
    const std::string_view number = digits.substr(area);
    const bool good = big_city ? number.size() == 8 : number.size() == 7 || number.size() == 8;
    if (!good || number[0] == '0' || number[0] == '1' || extension.size() > extension_max) {
        return invalid("phone.bad");
    }
    std::string text{digits.substr(0, area)};
    text += '-';
    text += number;
    if (!extension.empty()) {
        text += '-';
        text += extension;
    }
    return PhoneNumber{PhoneKind::landline, std::move(text)};
}

Result<PhoneNumber> parse_digits(std::string_view digits, std::string_view extension) {
    constexpr std::size_t mobile_digits = 11;
    if (digits.size() == mobile_digits && digits[0] == '1' && digits[1] >= '3' &&
        extension.empty()) {
        return PhoneNumber{PhoneKind::mobile, std::string{digits}};
    }
    if (digits[0] == '0') {
        return parse_landline(digits, extension);
    }
    if (digits.size() == 7 || digits.size() == 8) {
        return invalid("phone.area_code_missing");
    }
    return invalid("phone.bad");
}

}  // namespace

Result<PhoneNumber> parse_phone(std::string_view typed) {
    std::string text = without_blanks(typed);
    if (text.empty()) {
        return invalid("phone.empty");
    }
    bool foreign = false;
    for (const std::string_view prefix : {"+86", "0086"}) {
        if (text.starts_with(prefix)) {
            text.erase(0, prefix.size());
            break;
        }
    }
    if (text.starts_with('+')) {
        foreign = true;
        text.erase(0, 1);
    }
    // Hyphens and brackets part groups; what follows the last hyphen of a complete number is its extension.
    std::vector<std::string> groups(1);
    for (const char c : text) {
        if (is_digit(c)) {
            groups.back() += c;
        } else if (c == '-' || c == '(' || c == ')') {
            if (!groups.back().empty()) {
                groups.emplace_back();
            }
        } else {
            return invalid("phone.bad");
        }
    }
    std::string extension;
    if (text.starts_with('0') && groups.size() == 3) {
        extension = groups.back();
        groups.pop_back();
    }
    std::string digits;
    for (const std::string& group : groups) {
        digits += group;
    }
    constexpr std::size_t international_min = 7;
    constexpr std::size_t international_max = 15;  // ITU-T E.164.
    if (foreign) {
        const bool good = digits.size() >= international_min &&
                          digits.size() <= international_max && digits[0] != '0';
        if (!good) {
            return invalid("phone.bad");
        }
        return PhoneNumber{PhoneKind::foreign, "+" + digits};
    }
    if (digits.empty()) {
        return invalid("phone.bad");
    }
    return parse_digits(digits, extension);
}

}  // namespace xiuhua
