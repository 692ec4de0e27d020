#pragma once
// Is an isolated person's phone at home? A pure rule over a small state that does not cry wolf: one fix never decides,
// a repeated place never counts as a new one, silence is its own state and never "out".
//
// For each fix: sigma = max(sigma_meters_min, accuracy / accuracy_per_sigma); p = Φ(d / sigma), d being the distance
// outside the fence's edge (negative inside); evidence = ln((q·p + j) / (q·(1 − p) + j)) with j = junk_share, q = 1 − j,
// so at most ln(1 / j) = 3.9 a fix. The log-odds leak with time and are held between floor and ceiling, or a long stay
// at home would outvote an hour outside, and a burst of wrong fixes an hour at home. The same rule runs on the phone (fence_vectors.json holds both together).
#include <boost/describe.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "kernel/geo.hpp"
#include "kernel/instant.hpp"

namespace xiuhua::tracking {

// Bumped whenever the same facts may give another verdict; alerts keep it, false alarms are counted by it.
inline constexpr int fence_rule_version = 1;

struct FenceCircle {
    GeoPoint center;
    double radius_meters = 0;
};
BOOST_DESCRIBE_STRUCT(FenceCircle, (), (center, radius_meters))

// A ring without holes; the last corner joins the first. Sides cross nothing (not checked: even-odd decides).
struct FencePolygon {
    std::vector<GeoPoint> corners;
};
BOOST_DESCRIBE_STRUCT(FencePolygon, (), (corners))

// A permitted errand: from ≤ t < until.
struct FenceLeave {
    Instant from, until;
};
BOOST_DESCRIBE_STRUCT(FenceLeave, (), (from, until))

// Inside means inside any of them. Without any shape there is nothing to leave.
struct Fence {
    std::vector<FenceCircle> circles;
    std::vector<FencePolygon> polygons;
    std::vector<FenceLeave> leaves;  // Approved ones around now.
};
BOOST_DESCRIBE_STRUCT(Fence, (), (circles, polygons, leaves))

inline constexpr std::size_t fence_shapes_max = 20;
inline constexpr std::size_t fence_corners_max = 200;
inline constexpr double fence_radius_meters_min =
    10;  // Below a phone's own error nothing can be told.
inline constexpr double fence_radius_meters_max = 5'000;

// Metres outside the edge, negative inside; +infinity without shapes.
double distance_outside_meters(const Fence& fence, const GeoPoint& point);
bool on_leave(const Fence& fence, Instant at);

// In policy/tracking.json, dated. Each number's reason stands there and in README.md.
struct FencePolicy {
    double sigma_meters_min = 8;
    double accuracy_per_sigma = 1.51;      // Android's accuracy is a 68 % radius in two dimensions.
    double accuracy_meters_unknown = 100;  // Taken when the phone does not say (0 means unknown).
    double junk_share = 0.02;
    int leak_minutes = 60;
    double log_odds_min = -3.5;
    double log_odds_max = 8;
    double suspect_above = 4;
    int suspect_fixes = 3;
    int suspect_seconds = 120;
    int sparse_suspect_fixes = 2;
    int sparse_suspect_seconds = 300;
    double out_above = 6;
    int out_fixes = 4;
    int out_seconds = 360;
    double out_accuracy_meters = 50;  // At least one fix outside as good as this.
    // A worse one comes from masts, whose error lasts: it makes a suspicion, but does not count for an exit.
    double coarse_accuracy_meters = 200;
    double back_below = -3;
    int silence_minutes = 45;
};
BOOST_DESCRIBE_STRUCT(FencePolicy, (),
                      (sigma_meters_min, accuracy_per_sigma, accuracy_meters_unknown, junk_share,
                       leak_minutes, log_odds_min, log_odds_max, suspect_above, suspect_fixes,
                       suspect_seconds, sparse_suspect_fixes, sparse_suspect_seconds, out_above,
                       out_fixes, out_seconds, out_accuracy_meters, coarse_accuracy_meters,
                       back_below, silence_minutes))

// The home's Wi-Fi only suppresses: connected to it, a fix cannot speak for "out". Absence says nothing.
enum class HomeNetwork { unknown, connected };
BOOST_DESCRIBE_ENUM(HomeNetwork, unknown, connected)

// A fix that passed the checks (possible, not mock, not from the future).
struct FenceFix {
    GeoPoint point;
    Instant time;
    std::optional<double> accuracy_meters;
    HomeNetwork home_network = HomeNetwork::unknown;
};
BOOST_DESCRIBE_STRUCT(FenceFix, (), (point, time, accuracy_meters, home_network))

// A phone at rest says again what it said; between two networks it swings from one coordinate to the other and back. So a
// repetition of the newest coordinate says nothing, and one of the last four different ones never speaks for outside.
inline constexpr std::size_t fence_places_max = 4;

enum class FenceVerdict { inside, suspect, out, no_signal, no_data };
BOOST_DESCRIBE_ENUM(FenceVerdict, inside, suspect, out, no_signal, no_data)

struct FenceRun {
    int fixes = 0;
    Instant since{}, until{};  // Fix times of the first and the last.
};
BOOST_DESCRIBE_STRUCT(FenceRun, (), (fixes, since, until))

// Stored as JSON beside the person's live state; a default one is a phone that was never heard of.
struct FenceState {
    FenceVerdict verdict =
        FenceVerdict::no_data;  // By fixes alone: inside, suspect, out or no_data.
    Instant since{};            // When the verdict last changed (fix time).
    double log_odds = 0;
    std::optional<Instant> seen_at;   // Anything heard, by the server's clock: fix or sign of life.
    std::optional<Instant> fix_time;  // The newest fix taken into account.
    std::vector<GeoPoint> places;     // The last different coordinates, the newest first.
    // Fixes that speak for outside, and those among them that are not coarse. Both end when a fix that speaks for inside
    // brings the log-odds to zero or below, and with a gap longer than the leak.
    FenceRun outside, clear;
    double best_accuracy_meters = 0;  // Of the run; 0: none said.
};
BOOST_DESCRIBE_STRUCT(FenceState, (),
                      (verdict, since, log_odds, seen_at, fix_time, places, outside, clear,
                       best_accuracy_meters))

// Fixes of one upload go in by fix time, oldest first. One not newer than the newest already taken into account changes
// only seen_at (the track keeps it; a decision is not reopened by a late point).
FenceState next(FenceState state, const FencePolicy& policy, const Fence& fence,
                const FenceFix& fix, Instant now);
// A sign of life without a position: a heartbeat, a status.
FenceState heard(FenceState state, Instant now);
// `no_signal` when nothing was heard for longer than policy.silence_minutes, whatever the fixes said before.
FenceVerdict judge(const FenceState& state, const FencePolicy& policy, Instant now);
// Asks for a fresh fix: a suspicion, or the first fix that spoke for outside.
bool wants_probe(const FenceState& state);

}  // namespace xiuhua::tracking
