#pragma once
// Text as people type and spreadsheets hold it: full-width digits, stray blanks, names to be found by pinyin.
#include <string>
#include <string_view>
#include <vector>

namespace xiuhua {

// Without blanks at both ends: ASCII blanks, U+3000, no-break and zero-width ones, the byte-order mark.
std::string trim(std::string_view text);
// "ＡＢ１２（３）　" → "AB12(3) ": full-width forms and the ideographic blank become their half-width twins.
std::string to_half_width(std::string_view text);
// Half-width, trimmed, runs of blanks and line ends as one blank: what is stored of a typed line.
std::string normalise_line(std::string_view text);
// Half-width and without any blanks: numbers, codes.
std::string without_blanks(std::string_view text);
std::string to_upper_ascii(std::string_view text);
std::string to_lower_ascii(std::string_view text);

// Is this well-formed UTF-8 without control characters other than tab and line ends?
bool is_clean_utf8(std::string_view text);
// Code points; malformed bytes become U+FFFD.
std::u32string to_code_points(std::string_view text);
std::string from_code_points(std::u32string_view code_points);
std::size_t length_in_characters(std::string_view text);

// For search by pinyin: full "ouyangxiu" and initials "oyx", lower case, without tones or blanks; ü is v, as people
// type it ("lv"). Surnames with a reading of their own (单 shan, 仇 qiu, 尉迟 yuchi) get it. Latin letters and digits stay.
struct Pinyin {
    std::string full, initials;
};
Pinyin pinyin_of_name(std::string_view name);
// The same without surname readings: places, buildings.
Pinyin pinyin_of(std::string_view text);
// What somebody typed, in the form of `full` and `initials`: "Lü Bù" → "lvbu".
std::string pinyin_query(std::string_view text);

// How many characters a Chinese name's surname has: 2 for 欧阳, 1 otherwise.
std::size_t surname_characters(std::u32string_view name);

}  // namespace xiuhua
