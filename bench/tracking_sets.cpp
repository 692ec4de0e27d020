#include "bench/tracking_sets.hpp"

#include <cmath>
#include <numbers>
#include <random>

namespace xiuhua::bench {
namespace {

constexpr Instant first_day{std::chrono::milliseconds{1'772'380'800'000}};  // 2026-03-02 here.
constexpr double degrees_per_meter = 1 / 111'195.0;

double rounded(double value, double units) {
    return std::round(value * units) / units;
}

GeoPoint home_of(int person) {
    return {34.77 + 0.0007 * (person % 71), 113.75 + 0.0009 * (person / 71 % 83)};
}

GeoPoint moved(const GeoPoint& from, double north_meters, double east_meters) {
    const double shrink = std::cos(from.latitude * std::numbers::pi / 180);
    return {rounded(from.latitude + north_meters * degrees_per_meter, 1e7),
            rounded(from.longitude + east_meters * degrees_per_meter / shrink, 1e7)};
}

}  // namespace

TrackPoints home_bound_day(int person, int day) {
    std::mt19937_64 random(static_cast<unsigned>(person * 1'000 + day));
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> share;
    const GeoPoint home = home_of(person);
    TrackPoints points;
    points.reserve(day_minutes);
    tracking::TrackPoint point;
    for (int minute = 0; minute < day_minutes; ++minute) {
        const auto jitter = std::chrono::seconds{static_cast<int>(share(random) * 3) - 1};
        point.fix_time = first_day + std::chrono::days{day} + std::chrono::minutes{minute} +
                         std::chrono::seconds{person % 60} + jitter;
        if (minute == 0 || share(random) < 0.5) {
            const bool by_cell = share(random) < 0.02;
            const double accuracy = by_cell ? 300 + std::round(share(random) * 700)
                                            : 12 + std::round(share(random) * 28);
            point.accuracy_meters = accuracy;
            point.point = moved(home, normal(random) * accuracy / 3, normal(random) * accuracy / 3);
        }
        point.server_time = point.fix_time + std::chrono::milliseconds{
                                                 900 + static_cast<int>(share(random) * 2'000)};
        const double drain = minute < 360 ? 0.3 + minute * 0.002 : 1 - (minute - 360) * 0.0006;
        point.battery_fraction = rounded(std::min(1.0, drain), 100);
        point.charging = minute < 360;
        points.push_back(point);
    }
    return points;
}

TrackPoints geolife_like_ride(int person, int count, const RideForm& form) {
    std::mt19937_64 random(static_cast<unsigned>(person));
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> share;
    double north = 0, east = 0, heading = share(random) * 6.28, speed = 1.4;
    double wanted = speed;
    TrackPoints points;
    points.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        if (share(random) < 0.02) {  // A stop, a walk, a bus.
            wanted = share(random) < 0.3 ? 0 : share(random) < 0.6 ? 1.4 : 9;
        }
        speed += (wanted - speed) * 0.2;
        heading += normal(random) * (speed > 3 ? 0.05 : 0.15);
        north += std::cos(heading) * speed * form.step_seconds;
        east += std::sin(heading) * speed * form.step_seconds;
        tracking::TrackPoint point;
        point.point = moved(home_of(person), north + normal(random) * 2, east + normal(random) * 2);
        point.fix_time = first_day + std::chrono::seconds{i * form.step_seconds};
        point.server_time = point.fix_time + std::chrono::seconds{1};
        point.accuracy_meters = 4 + std::round(share(random) * 4);
        if (form.speed_and_heading) {
            point.speed_meters_per_second = std::max(0.0, speed + normal(random) * 0.3);
            point.heading_degrees =
                std::fmod(std::fmod(heading * 57.2958, 360) + 360 + normal(random) * 3, 360);
        }
        points.push_back(point);
    }
    return points;
}

}  // namespace xiuhua::bench
