#include "app/fence_replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <ostream>
#include <pugixml.hpp>

#include "rooms/tracking/fence.hpp"

namespace xiuhua::app {
namespace {

using tracking::FenceVerdict;

constexpr double metres_per_hdop = 5;  // The usual error of a receiver under open sky.

std::optional<double> number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t comma = line.find(',');
        parts.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return parts;
        }
        line.remove_prefix(comma + 1);
    }
}

std::optional<GeoPoint> parse_point(std::string_view text) {
    const auto parts = split(text);
    const auto latitude = number(parts[0]);
    const auto longitude = parts.size() == 2 ? number(parts[1]) : std::nullopt;
    if (!latitude || !longitude || !is_valid({*latitude, *longitude})) {
        return std::nullopt;
    }
    return GeoPoint{*latitude, *longitude};
}

// Where somebody sleeps: the median of the points between 0 and 6 o'clock at the office, or of all.
GeoPoint guess_home(const std::vector<ReplayPoint>& points) {
    std::vector<double> latitudes, longitudes;
    for (const bool nights_only : {true, false}) {
        for (const ReplayPoint& point : points) {
            const auto of_day = point.time - office_instant(office_date(point.time));
            if (!nights_only || of_day < std::chrono::hours{6}) {
                latitudes.push_back(point.point.latitude);
                longitudes.push_back(point.point.longitude);
            }
        }
        if (!latitudes.empty()) {
            break;
        }
    }
    const auto middle = [](std::vector<double>& values) {
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
        std::nth_element(values.begin(), at, values.end());
        return *at;
    };
    return {middle(latitudes), middle(longitudes)};
}

Result<std::vector<ReplayPoint>> read_track(const std::filesystem::path& file) {
    if (file.extension() == ".plt") {
        std::ifstream in{file};
        if (!in) {
            return fail(ErrorCode::not_found, "replay.no_file");
        }
        return read_plt(in);
    }
    return read_gpx(file);
}

void play(const std::vector<ReplayPoint>& points, const GeoPoint& home, const Replay& replay,
          std::ostream& out) {
    const tracking::Fence fence{
        .circles = {{home, replay.radius_meters}}, .polygons = {}, .leaves = {}};
    const tracking::FencePolicy policy;
    tracking::FenceState state;
    int exits = 0, suspicions = 0, plain_exits = 0, minus_accuracy_exits = 0;
    bool was_plain = false, was_minus = false;
    for (const ReplayPoint& point : points) {
        const double accuracy = point.accuracy_meters.value_or(replay.accuracy_meters);
        const double outside = tracking::distance_outside_meters(fence, point.point);
        const FenceVerdict before = state.verdict;
        state = tracking::next(
            state, policy, fence,
            {.point = point.point, .time = point.time, .accuracy_meters = accuracy}, point.time);
        if (state.verdict != before) {
            exits += state.verdict == FenceVerdict::out ? 1 : 0;
            suspicions += state.verdict == FenceVerdict::suspect ? 1 : 0;
            out << fmt::format("{}  {:8}  {:8.0f} m from the edge\n", to_text(point.time),
                               boost::describe::enum_to_string(state.verdict, ""), outside);
        }
        plain_exits += outside > 0 && !was_plain ? 1 : 0;
        was_plain = outside > 0;
        minus_accuracy_exits += outside > accuracy && !was_minus ? 1 : 0;
        was_minus = outside > accuracy;
    }
    out << fmt::format(
        "{} points: {} exits, {} suspicions; distance > radius: {} exits; distance - accuracy > "
        "radius: {} exits\n",
        points.size(), exits, suspicions, plain_exits, minus_accuracy_exits);
}

}  // namespace

Result<std::vector<ReplayPoint>> read_plt(std::istream& in) {
    constexpr int header_lines = 6;
    constexpr std::size_t columns = 7;
    std::vector<ReplayPoint> points;
    std::string line;
    for (int number_of_line = 1; std::getline(in, line); ++number_of_line) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.pop_back();
        }
        if (number_of_line <= header_lines || line.empty()) {
            continue;
        }
        const auto parts = split(line);
        const auto time = parts.size() == columns
                              ? parse_instant(fmt::format("{}T{}Z", parts[5], parts[6]))
                              : std::nullopt;
        const auto latitude = number(parts[0]);
        const auto longitude = parts.size() == columns ? number(parts[1]) : std::nullopt;
        if (!time || !latitude || !longitude || points.size() == replay_points_max) {
            return fail(ErrorCode::invalid, "replay.bad_line", std::to_string(number_of_line));
        }
        points.push_back({{*latitude, *longitude}, *time, std::nullopt});
    }
    return points;
}

Result<std::vector<ReplayPoint>> read_gpx(const std::filesystem::path& file) {
    pugi::xml_document document;
    if (!document.load_file(file.c_str())) {
        return fail(ErrorCode::invalid, "replay.bad_gpx");
    }
    std::vector<ReplayPoint> points;
    for (const auto& track : document.child("gpx").children("trk")) {
        for (const auto& segment : track.children("trkseg")) {
            for (const auto& node : segment.children("trkpt")) {
                const auto time = parse_instant(node.child_value("time"));
                const auto latitude = number(node.attribute("lat").value());
                const auto longitude = number(node.attribute("lon").value());
                if (!time || !latitude || !longitude) {
                    return fail(ErrorCode::invalid, "replay.bad_gpx");
                }
                const auto dilution = number(node.child_value("hdop"));
                points.push_back(
                    {{*latitude, *longitude},
                     *time,
                     dilution ? std::optional<double>(*dilution * metres_per_hdop) : std::nullopt});
            }
        }
    }
    return points;
}

int fence_replay(const Replay& replay, std::ostream& out) {
    const auto given = replay.home.empty() ? std::nullopt : parse_point(replay.home);
    if (!replay.home.empty() && !given) {
        out << "--home is latitude,longitude in degrees\n";
        return 2;
    }
    int status = 0;
    for (const std::filesystem::path& file : replay.files) {
        auto points = read_track(file);
        if (!points || points->empty()) {
            out << fmt::format("{}: {} {}\n", file.string(),
                               points ? "no points" : points.error().key,
                               points ? "" : points.error().field);
            status = 1;
            continue;
        }
        std::stable_sort(points->begin(), points->end(),
                         [](const auto& a, const auto& b) { return a.time < b.time; });
        const GeoPoint home = given ? *given : guess_home(*points);
        out << fmt::format("{}: home {:.6f},{:.6f}, radius {:.0f} m\n", file.string(),
                           home.latitude, home.longitude, replay.radius_meters);
        play(*points, home, replay, out);
    }
    return status;
}

}  // namespace xiuhua::app
