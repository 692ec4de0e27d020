#pragma once
// Keyset paging: a page names where the next one starts; nothing is skipped or shown twice.
#include <string>
#include <vector>

namespace xiuhua {

inline constexpr int page_rows_default = 50;
inline constexpr int page_rows_max = 500;  // A screen shows at most 50; exports stream instead.

template <typename T>
struct Page {
    std::vector<T> items;
    std::string next;  // Opaque cursor; empty on the last page.
};

}  // namespace xiuhua
