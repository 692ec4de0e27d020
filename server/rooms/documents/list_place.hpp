#pragma once
// Where a list of the newest first goes on: two of it may have been made in one moment.
#include <optional>
#include <string>
#include <string_view>

#include "kernel/instant.hpp"

namespace xiuhua::documents {

struct ListPlace {
    Instant at{};
    std::string id;
};

// "2026-03-02T01:00:00.000Z~0190a000-…"
inline std::string place_text(const ListPlace& place) {
    return to_text(place.at) + "~" + place.id;
}
// Nothing when it is not of that form.
inline std::optional<ListPlace> parse_list_place(std::string_view text) {
    const auto split = text.find('~');
    const auto at = parse_instant(text.substr(0, split));
    if (!at || split == text.npos) {
        return std::nullopt;
    }
    return ListPlace{*at, std::string{text.substr(split + 1)}};
}

}  // namespace xiuhua::documents
