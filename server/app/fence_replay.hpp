#pragma once
// `xiuhua fence-replay FILE…`: runs recorded tracks (GeoLife .plt, GPX) through the fence's rule and prints every change of
// its verdict beside the two simple rules. For looking at a district's own phones before trusting the numbers.
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "kernel/geo.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua::app {

struct ReplayPoint {
    GeoPoint point;
    Instant time;
    std::optional<double> accuracy_meters;
};
inline constexpr std::size_t replay_points_max = 10'000'000;

// GeoLife's .plt: six lines of header, then latitude, longitude, 0, feet, days, date, time (UTC).
Result<std::vector<ReplayPoint>> read_plt(std::istream& in);
// GPX 1.0 and 1.1: every trkpt with a time; <hdop> times 5 m stands for the accuracy.
Result<std::vector<ReplayPoint>> read_gpx(const std::filesystem::path& file);

struct Replay {
    std::vector<std::filesystem::path> files;
    std::string
        home;  // "34.8,113.8"; empty: the median of the track's nights, else of all its points.
    double radius_meters = 100;
    double accuracy_meters = 15;  // Where the file has none.
};
// 0 well, 1 a file could not be read, 2 wrong arguments.
int fence_replay(const Replay& replay, std::ostream& out);

}  // namespace xiuhua::app
