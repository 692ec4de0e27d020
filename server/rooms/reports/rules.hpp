#pragma once
// Pure decisions: facts in, verdict out.
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::reports {

inline constexpr std::size_t title_bytes_max = 200;  // A line of a ledger.

// `invalid` reports.title_missing or reports.title_too_long, field "title".
Done check_title(std::string_view title);

}  // namespace xiuhua::reports
