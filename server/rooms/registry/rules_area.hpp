#pragma once
// Codes of places, and places in the words of an address.
#include <string>
#include <string_view>
#include <vector>

#include "rooms/registry/model.hpp"

namespace xiuhua::registry {

// Digits of a code of this level: 9, 12, 15, 17, 20, 22, 26.
std::size_t code_length(AreaLevel level);
// The level that a code's length stands for; nullopt for other lengths and for what is not digits.
std::optional<AreaLevel> level_of(std::string_view code);
// The codes of the area and of all its possible ancestors, from the subdistrict down.
std::vector<std::string> code_chain(std::string_view code);

// The part before a child's own digits: the parent's code, and zeros for levels left out, so that a household
// directly in a community never falls into the range of one of its grids (real ones count from 1).
std::string child_prefix(std::string_view parent, AreaLevel level);
int own_digits(AreaLevel level);
// The number a place bears in its name ("3号楼" 3, "502室" 502), if it fits the level's digits and is not 0.
std::optional<int> number_in_name(std::string_view name, AreaLevel level);
std::string child_code(std::string_view parent, AreaLevel level, int number);

// "3 栋" and "3号楼" are one place: trimmed, half-width, one word for a level.
std::string clean_area_name(std::string_view text, AreaLevel level);

// Neither empty nor longer than a place's name may be.
inline constexpr std::size_t area_name_bytes_max = 120;
bool is_area_name(std::string_view name);

struct PlaceName {
    AreaLevel level = AreaLevel::household;
    std::string name;
};
// An address as one writes it, "姚桥家园3号楼2单元502室" or "3-2-502", cut into places from the estate down.
// What is not understood is `rest`.
struct AddressWords {
    std::vector<PlaceName> places;
    std::string rest;
};
AddressWords parse_address(std::string_view text);

// Codes disjoint and sorted: an area within another of the list is dropped; "" (everything) alone remains.
std::vector<std::string> normal_ranges(std::vector<std::string> codes);
// The part of the ranges that lies within `code`.
std::vector<std::string> ranges_within(const std::vector<std::string>& ranges,
                                       std::string_view code);

}  // namespace xiuhua::registry
