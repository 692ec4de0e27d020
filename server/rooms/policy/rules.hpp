#pragma once
#include "kernel/result.hpp"
#include "rooms/policy/model.hpp"

namespace xiuhua::policy {

inline constexpr std::size_t source_bytes_max =
    1'500;  // About 500 Chinese characters: a notice's name and clause.
inline constexpr std::size_t body_bytes_max =
    64 << 10;  // The longest, risk areas of a whole country, takes 40 KiB.
inline constexpr std::chrono::days ahead_max{366};  // Farther is a slip of the pen.

// A version holds from today at the earliest: what was decided yesterday was decided by yesterday's numbers.
// `invalid` with every field at fault.
Done check_new_version(const NewPolicyVersion& version, Date today);

}  // namespace xiuhua::policy
