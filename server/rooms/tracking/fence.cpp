#include "rooms/tracking/fence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace xiuhua::tracking {
namespace {

constexpr double radian = std::numbers::pi / 180;
constexpr double metres_per_degree = 6'371'008.8 * radian;  // Of latitude, on the mean sphere.

struct Metres {
    double east = 0, north = 0;
};

// The corner as seen from `origin`, on a plane: right within centimetres at the size of an estate.
Metres seen_from(const GeoPoint& origin, const GeoPoint& corner) {
    const double turn = std::remainder(corner.longitude - origin.longitude, 360.0);
    return {turn * metres_per_degree * std::cos(origin.latitude * radian),
            (corner.latitude - origin.latitude) * metres_per_degree};
}

// From the plane's origin to the nearest point of a side.
double distance_to_side(const Metres& from, const Metres& to) {
    const double east = to.east - from.east;
    const double north = to.north - from.north;
    const double length_squared = east * east + north * north;
    double along = 0;
    if (length_squared > 0) {
        along = std::clamp(-(from.east * east + from.north * north) / length_squared, 0.0, 1.0);
    }
    return std::hypot(from.east + along * east, from.north + along * north);
}

double distance_outside_polygon(const FencePolygon& polygon, const GeoPoint& point) {
    double nearest = std::numeric_limits<double>::infinity();
    bool inside = false;
    for (std::size_t i = 0; i < polygon.corners.size(); ++i) {
        const Metres from = seen_from(point, polygon.corners[i]);
        const Metres to = seen_from(point, polygon.corners[(i + 1) % polygon.corners.size()]);
        nearest = std::min(nearest, distance_to_side(from, to));
        if ((from.north > 0) != (to.north > 0)) {
            const double share = from.north / (from.north - to.north);
            inside = inside != (from.east + share * (to.east - from.east) > 0);
        }
    }
    return inside ? -nearest : nearest;
}

// Half of erfc, not 1 − erf: it keeps its digits far out.
double normal_share_below(double deviations) {
    return 0.5 * std::erfc(-deviations / std::numbers::sqrt2);
}

// How strongly one fix speaks for outside (positive) or inside (negative).
double evidence_of(const FencePolicy& policy, double outside_meters, double accuracy_meters) {
    const double sigma =
        std::max(policy.sigma_meters_min, accuracy_meters / policy.accuracy_per_sigma);
    const double deviations = outside_meters / sigma;
    const double trusted = 1 - policy.junk_share;
    return std::log((trusted * normal_share_below(deviations) + policy.junk_share) /
                    (trusted * normal_share_below(-deviations) + policy.junk_share));
}

void end_run(FenceState& state) {
    state.outside = {};
    state.clear = {};
    state.best_accuracy_meters = 0;
}

void count(FenceRun& run, Instant at) {
    if (run.fixes == 0) {
        run.since = at;
    }
    ++run.fixes;
    run.until = at;
}

bool reaches(const FenceRun& run, int fixes, int seconds) {
    return run.fixes >= fixes && run.until - run.since >= std::chrono::seconds{seconds};
}

// Moves the point to the front of the known places.
enum class Familiarity { fresh, known, newest };
Familiarity meet(FenceState& state, const GeoPoint& point) {
    const auto found = std::find(state.places.begin(), state.places.end(), point);
    if (found != state.places.end()) {
        if (found == state.places.begin()) {
            return Familiarity::newest;
        }
        std::rotate(state.places.begin(), found, found + 1);
        return Familiarity::known;
    }
    if (state.places.size() == fence_places_max) {
        state.places.pop_back();
    }
    state.places.insert(state.places.begin(), point);
    return Familiarity::fresh;
}

bool is_suspect(const FenceState& state, const FencePolicy& policy) {
    return state.log_odds > policy.suspect_above &&
           (reaches(state.outside, policy.suspect_fixes, policy.suspect_seconds) ||
            reaches(state.outside, policy.sparse_suspect_fixes, policy.sparse_suspect_seconds));
}

bool is_out(const FenceState& state, const FencePolicy& policy) {
    return state.log_odds > policy.out_above &&
           reaches(state.clear, policy.out_fixes, policy.out_seconds) &&
           state.best_accuracy_meters > 0 &&
           state.best_accuracy_meters <= policy.out_accuracy_meters;
}

FenceVerdict verdict_after(const FenceState& state, const FencePolicy& policy) {
    if (state.verdict == FenceVerdict::no_data || state.log_odds < policy.back_below) {
        return FenceVerdict::inside;
    }
    if (state.verdict == FenceVerdict::out || is_out(state, policy)) {
        return FenceVerdict::out;
    }
    return is_suspect(state, policy) ? FenceVerdict::suspect : state.verdict;
}

void become(FenceState& state, FenceVerdict verdict, Instant at) {
    if (state.verdict != verdict) {
        state.verdict = verdict;
        state.since = at;
    }
}

void weigh(FenceState& state, const FencePolicy& policy, const Fence& fence, const FenceFix& fix,
           Familiarity familiarity) {
    const bool is_said = fix.accuracy_meters.value_or(0) > 0;
    const double accuracy = is_said ? *fix.accuracy_meters : policy.accuracy_meters_unknown;
    double evidence = evidence_of(policy, distance_outside_meters(fence, fix.point), accuracy);
    if (fix.home_network == HomeNetwork::connected || familiarity == Familiarity::known) {
        evidence = std::min(evidence, 0.0);
    }
    state.log_odds =
        std::clamp(state.log_odds + evidence, policy.log_odds_min, policy.log_odds_max);
    if (evidence > 0) {
        count(state.outside, fix.time);
        if (accuracy <= policy.coarse_accuracy_meters) {
            count(state.clear, fix.time);
        }
        const double best = state.best_accuracy_meters;
        if (is_said && (best == 0 || accuracy < best)) {
            state.best_accuracy_meters = accuracy;
        }
    } else if (evidence < 0 && state.log_odds <= 0) {
        end_run(state);
    }
}

}  // namespace

double distance_outside_meters(const Fence& fence, const GeoPoint& point) {
    double nearest = std::numeric_limits<double>::infinity();
    for (const FenceCircle& circle : fence.circles) {
        nearest = std::min(nearest, distance_meters(circle.center, point) - circle.radius_meters);
    }
    for (const FencePolygon& polygon : fence.polygons) {
        nearest = std::min(nearest, distance_outside_polygon(polygon, point));
    }
    return nearest;
}

bool on_leave(const Fence& fence, Instant at) {
    return std::any_of(fence.leaves.begin(), fence.leaves.end(), [&](const FenceLeave& leave) {
        return leave.from <= at && at < leave.until;
    });
}

FenceState next(FenceState state, const FencePolicy& policy, const Fence& fence,
                const FenceFix& fix, Instant now) {
    FenceState after = heard(std::move(state), now);
    if (after.fix_time && fix.time <= *after.fix_time) {
        return after;
    }
    if (after.fix_time) {
        const std::chrono::duration<double> gap = fix.time - *after.fix_time;
        const std::chrono::duration<double> leak = std::chrono::minutes{policy.leak_minutes};
        after.log_odds *= std::exp(-gap / leak);
        if (gap > leak) {
            end_run(after);
        }
    }
    after.fix_time = fix.time;
    const Familiarity familiarity = meet(after, fix.point);
    if (on_leave(fence, fix.time) || (fence.circles.empty() && fence.polygons.empty())) {
        after.log_odds = 0;
        end_run(after);
        become(after, FenceVerdict::inside, fix.time);
        return after;
    }
    if (familiarity != Familiarity::newest) {
        weigh(after, policy, fence, fix, familiarity);
    }
    become(after, verdict_after(after, policy), fix.time);
    return after;
}

FenceState heard(FenceState state, Instant now) {
    state.seen_at = std::max(state.seen_at.value_or(now), now);
    return state;
}

FenceVerdict judge(const FenceState& state, const FencePolicy& policy, Instant now) {
    if (state.seen_at && now - *state.seen_at > std::chrono::minutes{policy.silence_minutes}) {
        return FenceVerdict::no_signal;
    }
    return state.verdict;
}

bool wants_probe(const FenceState& state) {
    return state.verdict == FenceVerdict::suspect ||
           (state.verdict != FenceVerdict::out && state.outside.fixes > 0);
}

}  // namespace xiuhua::tracking
