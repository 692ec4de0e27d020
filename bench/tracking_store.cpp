// Tracks at rest: bytes a point, a person's day, ten million points.
#include <ctime>
#include <filesystem>
#include <fstream>

#include "bench/tracking.hpp"
#include "bench/tracking_sets.hpp"
#include "platform/db/db.hpp"
#include "rooms/tracking/block_codec.hpp"

namespace xiuhua::bench {

// As a screen would get it: what the answer to "the last 24 hours" costs besides finding it.
struct BenchTrackPoint {
    GeoPoint point;
    Instant fix_time;
    std::optional<double> accuracy_meters;
    std::optional<double> battery_fraction;
};
BOOST_DESCRIBE_STRUCT(BenchTrackPoint, (), (point, fix_time, accuracy_meters, battery_fraction))
struct BenchTrack {
    std::vector<BenchTrackPoint> points;
};
BOOST_DESCRIBE_STRUCT(BenchTrack, (), (points))

namespace {

using tracking::TrackPoint;
constexpr int runs = 5;
constexpr double megabyte = 1 << 20;

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double median_cpu(int calls, const std::function<void(int)>& work) {
    std::vector<double> taken;
    for (int i = 0; i < calls; ++i) {
        const double before = cpu_seconds();
        work(i);
        taken.push_back(cpu_seconds() - before);
    }
    return median(std::move(taken));
}

double peak_memory_mb() {
    std::ifstream in{"/proc/self/status"};
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

// ---- bytes a point

// All sets as a person and day: points, then the file that holds them, indexes and all.
double bytes_on_disk(const std::vector<TrackPoints>& days) {
    BenchStore store;
    const double empty = store.file_bytes();
    std::size_t points = 0;
    // As they come: some minutes of everybody, then the next minutes.
    constexpr std::size_t at_once = 16;
    for (std::size_t first = 0; first < days.front().size(); first += at_once) {
        for (std::size_t i = 0; i < days.size(); ++i) {
            const std::size_t count = std::min(at_once, days[i].size() - first);
            store.append(bench_person(static_cast<int>(i)),
                         std::span{days[i]}.subspan(first, count));
        }
    }
    for (const TrackPoints& day : days) {
        points += day.size();
    }
    store.seal_all();
    return (store.file_bytes() - empty) / static_cast<double>(points);
}

void print_bytes(const char* set, const std::vector<TrackPoints>& days) {
    std::size_t coded = 0, points = 0;
    for (const TrackPoints& day : days) {
        coded += tracking::encode_block(day).size();
        points += day.size();
    }
    const double plain = sizeof(double) * 2 + 8 + 4;  // Two coordinates, a time, an accuracy.
    Figure figure{"tracking", fmt::format("bytes a point on disk, sealed, {}", set),
                  bytes_on_disk(days), "B"};
    figure.baseline = "two doubles, a time, an accuracy";
    figure.baseline_value = plain;
    figure.goal = 4;
    print(figure);
    print({.bench = "tracking",
           .metric = fmt::format("bytes a point, coded only, {}", set),
           .value = static_cast<double>(coded) / static_cast<double>(points),
           .unit = "B"});
}

void run_bytes() {
    std::vector<TrackPoints> home, ride, sparse, full;
    for (int person = 0; person < 40; ++person) {
        for (int day = 0; day < 1; ++day) {
            home.push_back(home_bound_day(person, day));
        }
        ride.push_back(geolife_like_ride(person, 4'000, {5, false}));
        sparse.push_back(geolife_like_ride(person, 1'440, {60, false}));
        full.push_back(geolife_like_ride(person, 4'000, {5, true}));
    }
    print_bytes("home-bound, 60 s", home);
    print_bytes("GeoLife-like, 5 s", ride);
    print_bytes("GeoLife-like, 60 s", sparse);
    print_bytes("GeoLife-like, 5 s, with speed and heading", full);
}

// ---- a person's day

void run_day() {
    BenchStore store;
    constexpr int people = 200;
    for (int person = 0; person < people; ++person) {
        for (int day = 0; day < 2; ++day) {
            const TrackPoints points = home_bound_day(person, day);
            for (std::size_t first = 0; first < points.size(); first += 60) {
                store.append(bench_person(person), std::span{points}.subspan(first, 60));
            }
        }
    }
    const Instant from = home_bound_day(0, 0)[700].fix_time;
    std::size_t found = 0;
    const auto look = [&](int i) {
        return store.track(bench_person(i % people), from, from + std::chrono::hours{24});
    };
    const double bare = median_cpu(2'000, [&](int i) { found = look(i).size(); });
    const double answered = median_cpu(2'000, [&](int i) {
        BenchTrack answer;
        for (const TrackPoint& point : look(i)) {
            answer.points.push_back(
                {point.point, point.fix_time, point.accuracy_meters, point.battery_fraction});
        }
        found = json::write(answer).size();
    });
    Figure figure{"tracking", "24 h of a person, found and opened, CPU", bare * 1e3, "ms"};
    figure.runs = 2'000;
    figure.goal = 1;
    print(figure);
    figure.metric = "24 h of a person, as JSON, CPU";
    figure.value = answered * 1e3;
    print(figure);
}

// ---- ten million points

void run_ten_million() {
    constexpr int people = 500;
    constexpr int days = 14;
    BenchStore store;
    const double began = cpu_seconds();
    double making = 0;
    std::int64_t points = 0;
    for (int day = 0; day < days; ++day) {
        for (int person = 0; person < people; ++person) {
            const double before = cpu_seconds();
            const TrackPoints of_day = home_bound_day(person, day);
            making += cpu_seconds() - before;
            store.append_in_hours(bench_person(person), of_day);
            points += static_cast<std::int64_t>(of_day.size());
        }
    }
    const double ingest = cpu_seconds() - began - making;
    store.seal_all();
    const auto put = [&](const char* metric, double value, const char* unit,
                         std::optional<double> goal = {}) {
        Figure figure{"tracking", metric, value, unit};
        figure.goal = goal;
        print(figure);
    };
    put("10 million points: stored", static_cast<double>(points), "points");
    put("10 million points: CPU to store one, 60 at a time", ingest / points * 1e6, "us");
    put("10 million points: bytes a point on disk", store.file_bytes() / points, "B", 4);
    const double open = median_seconds(runs, [&] { store.reopen(); });
    put("10 million points: open", open * 1e3, "ms");
    const Instant from = home_bound_day(0, 6)[700].fix_time;
    const double query = median_cpu(500, [&](int i) {
        (void)store.track(bench_person(i % people), from, from + std::chrono::hours{24});
    });
    put("10 million points: 24 h of a person, CPU", query * 1e3, "ms", 1);
    const double expire = median_seconds(1, [] {}) + [&] {
        const double before = cpu_seconds();
        for (int person = 0; person < people; ++person) {
            store.destroy(bench_person(person));
        }
        return cpu_seconds() - before;
    }();
    put("10 million points: CPU to expire a person", expire / people * 1e3, "ms");
    put("10 million points: peak memory", peak_memory_mb(), "MB", 150);
}

}  // namespace

void run_tracking_store() {
    run_ten_million();  // First: its memory is the process's peak.
    run_bytes();
    run_day();
}

}  // namespace xiuhua::bench
