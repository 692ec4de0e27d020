#include "rooms/tracking/track_point.hpp"

#include <algorithm>
#include <cmath>

#include "rooms/tracking/kept_units.hpp"

namespace xiuhua::tracking {
namespace {

double rounded(double value, double units) {
    return std::round(value * units) / units + 0.0;  // Of -0 the sum makes 0.
}

std::optional<double> sensible(std::optional<double> value, double units, double most) {
    if (!value || !std::isfinite(*value) || *value < 0) {
        return std::nullopt;
    }
    return rounded(std::min(*value, most), units);
}

Instant whole_seconds(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant);
}

}  // namespace

TrackPoint as_kept(const TrackPoint& point) {
    TrackPoint kept = point;
    if (is_valid(point.point)) {
        kept.point = {rounded(point.point.latitude, degree_units),
                      rounded(point.point.longitude, degree_units)};
    }
    kept.server_time = whole_seconds(point.server_time);
    if (point.device_time) {
        kept.device_time = whole_seconds(*point.device_time);
    }
    kept.accuracy_meters = sensible(point.accuracy_meters, accuracy_units, accuracy_meters_max);
    kept.speed_meters_per_second = sensible(point.speed_meters_per_second, speed_units, speed_max);
    constexpr double whole_circle = 360;
    kept.heading_degrees = sensible(point.heading_degrees, 1 / heading_step, whole_circle);
    if (kept.heading_degrees) {  // 1 / 5 is no round number for a machine.
        kept.heading_degrees =
            std::round(std::min(*point.heading_degrees, whole_circle) / heading_step) *
            heading_step;
    }
    kept.battery_fraction = sensible(point.battery_fraction, battery_units, 1);
    return kept;
}

}  // namespace xiuhua::tracking
