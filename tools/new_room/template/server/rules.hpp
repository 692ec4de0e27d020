#pragma once
// Pure decisions: facts in, verdict out.
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::example {

inline constexpr std::size_t title_bytes_max = 200;  // A line of a ledger.

// `invalid` example.title_missing or example.title_too_long, field "title".
Done check_title(std::string_view title);

}  // namespace xiuhua::example
