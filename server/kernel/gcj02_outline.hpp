#pragma once
// Where Chinese maps are shifted; for gcj02.cpp alone.
#include <array>
#include <span>

namespace xiuhua::gcj02 {

struct Corner {
    double latitude = 0, longitude = 0;
};
std::span<const std::span<const Corner>> outline();

}  // namespace xiuhua::gcj02
