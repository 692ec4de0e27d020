#include "kernel/gcj02.hpp"

#include <cmath>
#include <numbers>

#include "kernel/gcj02_outline.hpp"

namespace xiuhua {
namespace {

constexpr double pi = std::numbers::pi;
// Krasovsky's ellipsoid, as the transformation has it.
constexpr double semi_major_axis = 6'378'245.0;
constexpr double eccentricity_squared = 0.00669342162296594323;
constexpr double bd09_turn = pi * 3000.0 / 180.0;
constexpr double bd09_longitude = 0.0065;
constexpr double bd09_latitude = 0.006;
constexpr int inverse_rounds_max = 3;
constexpr double inverse_degrees_enough = 1e-10;  // 0.01 mm.

double waves(double x) {
    return (20 * std::sin(6 * x * pi) + 20 * std::sin(2 * x * pi)) * 2 / 3;
}

struct Shift {
    double latitude = 0, longitude = 0;  // Degrees.
};

Shift shift_at(double latitude, double longitude) {
    const double x = longitude - 105;
    const double y = latitude - 35;
    const double root = std::sqrt(std::abs(x));
    const double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves(x) +
                         (20 * std::sin(y * pi) + 40 * std::sin(y / 3 * pi)) * 2 / 3 +
                         (160 * std::sin(y / 12 * pi) + 320 * std::sin(y * pi / 30)) * 2 / 3;
    const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves(x) +
                        (20 * std::sin(x * pi) + 40 * std::sin(x / 3 * pi)) * 2 / 3 +
                        (150 * std::sin(x / 12 * pi) + 300 * std::sin(x / 30 * pi)) * 2 / 3;
    const double radians = latitude / 180 * pi;
    const double sine = std::sin(radians);
    const double magic = 1 - eccentricity_squared * sine * sine;
    const double meridian =
        semi_major_axis * (1 - eccentricity_squared) / (magic * std::sqrt(magic));
    const double parallel = semi_major_axis / std::sqrt(magic) * std::cos(radians);
    return {north * 180 / (meridian * pi), east * 180 / (parallel * pi)};
}

}  // namespace

bool is_in_china(const GeoPoint& point) {
    bool inside = false;
    for (const auto& ring : gcj02::outline()) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const gcj02::Corner& from = ring[i];
            const gcj02::Corner& to = ring[(i + 1) % ring.size()];
            if ((from.latitude > point.latitude) == (to.latitude > point.latitude)) {
                continue;
            }
            const double share = (point.latitude - from.latitude) / (to.latitude - from.latitude);
            const double crossing = from.longitude + share * (to.longitude - from.longitude);
            inside = inside != (point.longitude < crossing);
        }
    }
    return inside;
}

Gcj02Point to_gcj02(const GeoPoint& point) {
    if (!is_in_china(point)) {
        return {point.latitude, point.longitude};
    }
    const Shift shift = shift_at(point.latitude, point.longitude);
    return {point.latitude + shift.latitude, point.longitude + shift.longitude};
}

GeoPoint from_gcj02(const Gcj02Point& point) {
    const Shift first = shift_at(point.latitude, point.longitude);
    GeoPoint guess{point.latitude - first.latitude, point.longitude - first.longitude};
    for (int round = 0; round < inverse_rounds_max; ++round) {
        const Shift shift = shift_at(guess.latitude, guess.longitude);
        const double north = point.latitude - (guess.latitude + shift.latitude);
        const double east = point.longitude - (guess.longitude + shift.longitude);
        guess.latitude += north;
        guess.longitude += east;
        if (std::abs(north) < inverse_degrees_enough && std::abs(east) < inverse_degrees_enough) {
            break;
        }
    }
    // Asked of the answer, so that every shifted point finds back. (Along the border, within the shift, an unshifted
    // point looks the same as a shifted one.)
    return is_in_china(guess) ? guess : GeoPoint{point.latitude, point.longitude};
}

Bd09Point to_bd09(const Gcj02Point& point) {
    const double x = point.longitude;
    const double y = point.latitude;
    const double radius = std::sqrt(x * x + y * y) + 0.00002 * std::sin(y * bd09_turn);
    const double angle = std::atan2(y, x) + 0.000003 * std::cos(x * bd09_turn);
    return {radius * std::sin(angle) + bd09_latitude, radius * std::cos(angle) + bd09_longitude};
}

Gcj02Point from_bd09(const Bd09Point& point) {
    // The forward way is nearly a shift by a constant: three rounds of the same correction are exact.
    Gcj02Point guess{point.latitude - bd09_latitude, point.longitude - bd09_longitude};
    for (int round = 0; round < inverse_rounds_max; ++round) {
        const Bd09Point there = to_bd09(guess);
        guess.latitude += point.latitude - there.latitude;
        guess.longitude += point.longitude - there.longitude;
    }
    return guess;
}

Bd09Point to_bd09(const GeoPoint& point) {
    return to_bd09(to_gcj02(point));
}

GeoPoint wgs84_from_bd09(const Bd09Point& point) {
    return from_gcj02(from_bd09(point));
}

}  // namespace xiuhua
