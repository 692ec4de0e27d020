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
    state.outside_since.reset();
    state.outside_fixes = 0;
    state.outside_accuracy_meters = 0;
}

void count_outside(FenceState& state, const FenceFix& fix) {
    if (!state.outside_since) {
        state.outside_since = fix.time;
    }
    ++state.outside_fixes;
    const double accuracy = fix.accuracy_meters.value_or(0);
    if (accuracy > 0 &&
        (state.outside_accuracy_meters == 0 || accuracy < state.outside_accuracy_meters)) {
        state.outside_accuracy_meters = accuracy;
    }
}

bool is_suspect(const FenceState& state, const FencePolicy& policy, std::chrono::seconds lasted) {
    const bool dense =
        state.outside_fixes >= policy.suspect_fixes && lasted.count() >= policy.suspect_seconds;
    const bool sparse = state.outside_fixes >= policy.sparse_suspect_fixes &&
                        lasted.count() >= policy.sparse_suspect_seconds;
    return state.log_odds > policy.suspect_above && (dense || sparse);
}

bool is_out(const FenceState& state, const FencePolicy& policy, std::chrono::seconds lasted) {
    return state.log_odds > policy.out_above && state.outside_fixes >= policy.out_fixes &&
           lasted.count() >= policy.out_seconds && state.outside_accuracy_meters > 0 &&
           state.outside_accuracy_meters <= policy.out_accuracy_meters;
}

FenceVerdict verdict_after(const FenceState& state, const FencePolicy& policy, Instant at) {
    if (state.verdict == FenceVerdict::no_data || state.log_odds < policy.back_below) {
        return FenceVerdict::inside;
    }
    if (state.verdict == FenceVerdict::out || !state.outside_since) {
        return state.verdict;
    }
    const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(at - *state.outside_since);
    if (is_out(state, policy, lasted)) {
        return FenceVerdict::out;
    }
    return is_suspect(state, policy, lasted) ? FenceVerdict::suspect : state.verdict;
}

void become(FenceState& state, FenceVerdict verdict, Instant at) {
    if (state.verdict != verdict) {
        state.verdict = verdict;
        state.since = at;
    }
}

void weigh(FenceState& state, const FencePolicy& policy, const Fence& fence, const FenceFix& fix) {
    const double accuracy =
        fix.accuracy_meters.value_or(0) > 0 ? *fix.accuracy_meters : policy.accuracy_meters_unknown;
    double evidence = evidence_of(policy, distance_outside_meters(fence, fix.point), accuracy);
    if (fix.home_network == HomeNetwork::connected) {
        evidence = std::min(evidence, 0.0);
    }
    state.log_odds =
        std::clamp(state.log_odds + evidence, policy.log_odds_min, policy.log_odds_max);
    if (evidence > 0) {
        count_outside(state, fix);
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

FenceState next(const FenceState& state, const FencePolicy& policy, const Fence& fence,
                const FenceFix& fix, Instant now) {
    FenceState after = heard(state, now);
    if (after.fix_time && fix.time <= *after.fix_time) {
        return after;
    }
    const bool is_repeated = after.fix_time && fix.point == after.fix_point;
    if (after.fix_time) {
        const std::chrono::duration<double> gap = fix.time - *after.fix_time;
        const std::chrono::duration<double> leak = std::chrono::minutes{policy.leak_minutes};
        after.log_odds *= std::exp(-gap / leak);
        if (gap > leak) {
            end_run(after);
        }
    }
    after.fix_time = fix.time;
    after.fix_point = fix.point;
    if (on_leave(fence, fix.time) || (fence.circles.empty() && fence.polygons.empty())) {
        after.log_odds = 0;
        end_run(after);
        become(after, FenceVerdict::inside, fix.time);
        return after;
    }
    if (!is_repeated) {
        weigh(after, policy, fence, fix);
    }
    become(after, verdict_after(after, policy, fix.time), fix.time);
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
           (state.verdict != FenceVerdict::out && state.outside_since);
}

}  // namespace xiuhua::tracking
