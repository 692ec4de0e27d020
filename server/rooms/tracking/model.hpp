#pragma once
// The nouns of tracking: plain structs and enums, and the dated policy. Points are WGS-84.
#include <optional>
#include <string>
#include <vector>

#include "rooms/isolation/public.hpp"
#include "rooms/tracking/fence.hpp"
#include "rooms/tracking/public.hpp"
#include "rooms/tracking/track_point.hpp"

namespace xiuhua::tracking {

// Who evaluates the fence: the office from positions, or the phone itself, which then sends only changes.
enum class TrackingMode { server, device };
BOOST_DESCRIBE_ENUM(TrackingMode, server, device)

// policy/tracking.json; each number's reason stands there.
struct TrackingPolicy {
    TrackingMode mode = TrackingMode::server;
    FencePolicy fence;
    double fence_radius_meters = 60;  // Of a new home's circle.
    int silence_alert_minutes = 120;  // NO SIGNAL for so long asks somebody to look.
    double speed_kmh_max = 400;
    int future_seconds_max = 120;
    int interval_seconds = 60;  // What a phone is configured to.
    int grant_minutes = 30;     // How long a track stays open to who asked for it.
    int track_hours = 24;       // How much of a track opens at once.
    int call_after_minutes = 10, visit_after_minutes = 30;  // Ladder: message → call → visit.
    int errand_hours_max = 12;
    int retention_days = 14;  // After the end of the order.
};
BOOST_DESCRIBE_STRUCT(TrackingPolicy, (),
                      (mode, fence, fence_radius_meters, silence_alert_minutes, speed_kmh_max,
                       future_seconds_max, interval_seconds, grant_minutes, track_hours,
                       call_after_minutes, visit_after_minutes, errand_hours_max, retention_days))

enum class WatchState { watching, ended, destroyed };
BOOST_DESCRIBE_ENUM(WatchState, watching, ended, destroyed)

// One a tracked order: the phone's credential and what is asked of it. Ends with the order.
struct Watch {
    OrderId order;
    std::string order_number;
    PersonId person;
    std::string person_name, area_code, area_name;
    UserId worker;
    std::string worker_name;
    WatchState state = WatchState::watching;
    std::string device;       // Empty when the credential was withdrawn.
    std::string secret_hash;  // Keyed; empty with it.
    Instant starts_at;        // Fixes older than this belong to no order.
    UserId issued_by;
    std::string issued_by_name;
    Instant issued_at;
    std::optional<Instant> first_report_at, ended_at;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(Watch, (),
                      (order, order_number, person, person_name, area_code, area_name, worker,
                       worker_name, state, device, secret_hash, starts_at, issued_by,
                       issued_by_name, issued_at, first_report_at, ended_at, version))

// What a phone's reports change, clear: when it was heard and what follows from it, no place.
struct LiveState {
    FenceVerdict verdict = FenceVerdict::no_data;
    Instant verdict_at{};
    std::optional<Instant> heard_at;
    std::optional<double> battery_fraction;
    bool charging = false;
    std::optional<AlertId> alert_left, alert_silent;  // Open ones.
};
BOOST_DESCRIBE_STRUCT(LiveState, (),
                      (verdict, verdict_at, heard_at, battery_fraction, charging, alert_left,
                       alert_silent))

// The newest fix that was believed, and a rival for it: three fixes in a row that agree with one another but not with
// it show that it was wrong, not they.
struct Anchor {
    GeoPoint point;
    Instant time;
    double accuracy_meters = 0;  // 0: unknown.
};
BOOST_DESCRIBE_STRUCT(Anchor, (), (point, time, accuracy_meters))
struct Trail {
    std::optional<Anchor> believed, rival;
    int rival_fixes = 0;
};
BOOST_DESCRIBE_STRUCT(Trail, (), (believed, rival, rival_fixes))

// What is sealed of a live state.
struct LivePlace {
    FenceState fence;
    Trail trail;
};
BOOST_DESCRIBE_STRUCT(LivePlace, (), (fence, trail))

// ---- errands

enum class ErrandState { asked, approved, refused, withdrawn };
BOOST_DESCRIBE_ENUM(ErrandState, asked, approved, refused, withdrawn)
struct Errand {
    ErrandId id;
    OrderId order;
    PersonId person;
    std::string area_code;
    Instant from, until;
    ErrandState state = ErrandState::asked;
    UserId asked_by;
    std::string asked_by_name;
    Instant asked_at;
    std::optional<UserId> decided_by;
    std::string decided_by_name;
    std::optional<Instant> decided_at;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(Errand, (),
                      (id, order, person, area_code, from, until, state, asked_by, asked_by_name,
                       asked_at, decided_by, decided_by_name, decided_at, version))

// ---- alerts: what room isolation does not know of them

enum class LadderStep { message, call, visit };
BOOST_DESCRIBE_ENUM(LadderStep, message, call, visit)
enum class StepOutcome { reached, not_reached };
BOOST_DESCRIBE_ENUM(StepOutcome, reached, not_reached)
struct TrackingAlert {
    AlertId id;
    OrderId order;
    std::string order_number;
    PersonId person;
    std::string person_name, area_code, area_name;
    isolation::PositionAlertKind kind = isolation::PositionAlertKind::left_home;
    Instant since;                          // The verdict's own time: last inside, or last heard.
    int rule_version = 0;                   // Of the fence's rule in the program,
    int policy_version = 0;                 // and of its numbers.
    LadderStep step = LadderStep::message;  // What is to be done now.
    std::optional<Instant> step_due_at;
    std::optional<Instant> messaged_at, called_at, visited_at, answered_at;
    std::optional<StepOutcome> call_outcome, visit_outcome;
    std::optional<Instant> back_at;  // The phone is inside or heard again.
    std::string finding;             // Empty while open; an enumerator of isolation's findings.
    Instant raised_at;
    std::optional<Instant> closed_at;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(TrackingAlert, (),
                      (id, order, order_number, person, person_name, area_code, area_name, kind,
                       since, rule_version, policy_version, step, step_due_at, messaged_at,
                       called_at, visited_at, answered_at, call_outcome, visit_outcome, back_at,
                       finding, raised_at, closed_at, version))

// ---- looks

struct Grant {
    GrantId id;
    OrderId order;
    PersonId person;
    UserId user;
    std::string user_name, reason;
    Instant from, until;  // Of the track.
    Instant opened_at, closes_at;
};
BOOST_DESCRIBE_STRUCT(Grant, (),
                      (id, order, person, user, user_name, reason, from, until, opened_at,
                       closes_at))

// A place where the phone stayed.
struct Stop {
    GeoPoint point;
    Instant from, until;
    int fixes = 0;
};
BOOST_DESCRIBE_STRUCT(Stop, (), (point, from, until, fixes))

// ---- the end

// Says what was destroyed; names nobody.
struct Certificate {
    CertificateId id;
    OrderId order;
    std::string order_number, area_code;
    PersonId person;
    Instant ended_at, destroyed_at;
    int policy_version = 0, retention_days = 0;
    std::int64_t points = 0, blocks = 0;
    std::string statement, signature;  // Ed25519 of the office over the statement.
};
BOOST_DESCRIBE_STRUCT(Certificate, (),
                      (id, order, order_number, area_code, person, ended_at, destroyed_at,
                       policy_version, retention_days, points, blocks, statement, signature))

}  // namespace xiuhua::tracking
