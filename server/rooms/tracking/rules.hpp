#pragma once
// Pure decisions of tracking: (facts, policy, now) → what is believed, what is due, or why not. The fence's own rule
// stands in fence.hpp.
#include <span>
#include <string_view>

#include "rooms/tracking/model.hpp"

namespace xiuhua::tracking {

// `invalid` with the fields at fault.
Done check_policy(const TrackingPolicy& policy);
// Shapes that can be judged: `invalid` tracking.fence_empty, fence_too_many_shapes, fence_radius, fence_corners,
// fence_bad_point.
Done check_fence(const Fence& fence);
inline constexpr std::size_t reason_bytes_max = 1'500;  // 500 Chinese characters.
inline constexpr std::size_t note_bytes_max = 3'000;
Done check_reason(std::string_view reason);  // `invalid` field "reason".

// ---- credentials

inline constexpr std::size_t device_characters =
    11;  // 'x' and ten: 50 bits, and never somebody's name.
inline constexpr std::size_t secret_characters = 24;  // 120 bits.
// 32 letters and digits that nobody mixes up, five bits a random byte.
std::string word_of(std::string_view random);
bool is_device(std::string_view text);

// ---- fixes

inline constexpr int rival_fixes_needed = 3;
struct FixLimits {
    Instant starts_at, now;
    double speed_kmh_max = 400;
    int future_seconds_max = 120;
};
struct CheckedFix {
    Doubt doubt = Doubt::none;
    Trail trail;
};
// Whether a fix is believed, and the trail after it. Speed is measured against the newest fix believed, each one's
// accuracy given in its favour.
CheckedFix check_fix(const positions::Fix& fix, const Trail& trail, const FixLimits& limits);

// ---- what a look shows

inline constexpr double stop_radius_meters = 80;
inline constexpr int stop_minutes_min = 10;
// Where the phone stayed for a while, in the order of time; `points` by fix time.
std::vector<Stop> stops_of(std::span<const TrackPoint> points);
struct LookWindow {
    Instant from, until;
};
// At most policy.track_hours, ending now unless `from` says otherwise: `invalid` tracking.from_in_future.
Result<LookWindow> look_window(std::optional<Instant> from, const TrackingPolicy& policy,
                               Instant now);

// ---- errands

// `invalid` tracking.errand_window, errand_over, errand_too_long.
Done check_errand(Instant from, Instant until, const TrackingPolicy& policy, Instant now);
enum class ErrandDecision { approve, refuse, withdraw };
BOOST_DESCRIBE_ENUM(ErrandDecision, approve, refuse, withdraw)
struct ErrandDecider {
    UserId user;
    std::string name;
};
// `conflict` tracking.errand_decided, decider_is_asker (only withdrawal is the asker's own).
Result<Errand> decide(Errand errand, ErrandDecision decision, const ErrandDecider& by, Instant now);

// ---- the ladder of an alert: message → call → visit

TrackingAlert with_message(TrackingAlert alert, const TrackingPolicy& policy, Instant now);
// Nobody answered in time: the next rung. Does nothing to an alert that is closed, answered or over.
TrackingAlert climb(TrackingAlert alert, const TrackingPolicy& policy, Instant now);
// `conflict` tracking.alert_closed.
Result<TrackingAlert> log_step(TrackingAlert alert, LadderStep step, StepOutcome outcome,
                               Instant now);
// The phone is back, or the person has answered: nobody need be sent, somebody still says what it was.
TrackingAlert came_back(TrackingAlert alert, Instant now);

// Half of at least ten phones silent at once: the fault is the office's own network or downtime, not the people's, and
// asking hundreds of them where they are would bury the one who left.
inline constexpr std::int64_t mass_phones_min = 10;
bool is_mass_silence(std::int64_t phones, std::int64_t silent);

// ---- the end

Instant destroy_at(Instant ended_at, const TrackingPolicy& policy);
// The words a certificate is signed over; line by line, names nobody.
std::string statement_of(const Certificate& certificate);

}  // namespace xiuhua::tracking
