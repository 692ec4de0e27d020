#include "kernel/geo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace xiuhua {

bool is_valid(const GeoPoint& point) {
    return std::isfinite(point.latitude) && std::isfinite(point.longitude) &&
           std::abs(point.latitude) <= 90 && std::abs(point.longitude) <= 180;
}

double distance_meters(const GeoPoint& from, const GeoPoint& to) {
    constexpr double mean_radius = 6'371'008.8;
    constexpr double radian = std::numbers::pi / 180;
    const double half_latitude = std::sin((to.latitude - from.latitude) * radian / 2);
    const double half_longitude = std::sin((to.longitude - from.longitude) * radian / 2);
    const double haversine = half_latitude * half_latitude + std::cos(from.latitude * radian) *
                                                                 std::cos(to.latitude * radian) *
                                                                 half_longitude * half_longitude;
    return 2 * mean_radius * std::asin(std::min(1.0, std::sqrt(haversine)));
}

}  // namespace xiuhua
