#pragma once
// What each viewer sees. Points are WGS-84; a map that wants GCJ-02 shifts them itself.
#include "rooms/tracking/model.hpp"

namespace xiuhua::tracking {

// ---- credentials

struct SetupLink {
    PhoneFamily family = PhoneFamily::owntracks;
    std::string link;    // Opened on the phone, it configures the app in one step.
    std::string qr_svg;  // The same as a picture to scan.
};
BOOST_DESCRIBE_STRUCT(SetupLink, (), (family, link, qr_svg))
// Shown once: the secret cannot be read again, only issued anew.
struct CredentialIssued {
    OrderId order;
    std::string device, secret;
    std::string url;           // Where positions go.
    std::string url_template;  // GPSLogger's "custom URL".
    std::vector<SetupLink> links;
    int interval_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(CredentialIssued, (),
                      (order, device, secret, url, url_template, links, interval_seconds))
struct CredentialView {
    OrderId order;
    PersonId person;
    std::string device;  // Empty: none, or withdrawn.
    WatchState state = WatchState::watching;
    std::string issued_by_name;
    Instant issued_at;
    std::optional<Instant> first_report_at, ended_at;
};
BOOST_DESCRIBE_STRUCT(CredentialView, (),
                      (order, person, device, state, issued_by_name, issued_at, first_report_at,
                       ended_at))
CredentialView view_of(const Watch& watch);

// ---- homes

struct HomeRow {
    OrderId order;
    std::string order_number;
    PersonId person;
    std::string label;  // Masked name.
    std::string area_code, area_name, worker_name;
    std::optional<GeoPoint> point;  // The home's; absent until the fence is set.
    std::optional<double> radius_meters;
    FenceVerdict verdict = FenceVerdict::no_data;
    Instant verdict_at;
    std::optional<int> seen_minutes;  // Ago; absent: never.
    std::optional<double> battery_fraction;
    bool charging = false;
    std::optional<AlertId> alert_left, alert_silent;
    std::optional<Instant> errand_until;  // On an approved errand now.
    bool has_credential = false;
    std::optional<Instant> first_report_at;
};
BOOST_DESCRIBE_STRUCT(HomeRow, (),
                      (order, order_number, person, label, area_code, area_name, worker_name, point,
                       radius_meters, verdict, verdict_at, seen_minutes, battery_fraction, charging,
                       alert_left, alert_silent, errand_until, has_credential, first_report_at))
HomeRow row_of(const Watch& watch, const LiveState& live, const Fence& fence, Instant now);

// ---- fence and errands

struct FenceView {
    OrderId order;
    PersonId person;
    std::vector<FenceCircle> circles;
    std::vector<FencePolygon> polygons;
    std::vector<FenceLeave> leaves;
    // While no fence is set: where the phone last was with a good fix, to be confirmed by somebody who knows the home.
    std::optional<GeoPoint> suggestion;
    double radius_meters = 0;  // For a new circle, by the policy.
};
BOOST_DESCRIBE_STRUCT(FenceView, (),
                      (order, person, circles, polygons, leaves, suggestion, radius_meters))
struct ErrandView {
    ErrandId id;
    OrderId order;
    PersonId person;
    Instant from, until;
    ErrandState state = ErrandState::asked;
    std::string reason, asked_by_name, decided_by_name;
    Instant asked_at;
    std::optional<Instant> decided_at;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(ErrandView, (),
                      (id, order, person, from, until, state, reason, asked_by_name,
                       decided_by_name, asked_at, decided_at, version))
ErrandView view_of(const Errand& errand, std::string reason);

// ---- alerts

struct TrackingAlertRow {
    AlertId id;
    OrderId order;
    std::string order_number;
    PersonId person;
    std::string person_name, area_code, area_name;
    isolation::PositionAlertKind kind = isolation::PositionAlertKind::left_home;
    std::string state, level, assignee_name;  // As on isolation's list of alerts.
    Instant since, raised_at;
    std::optional<Instant> due_at;
    LadderStep step = LadderStep::message;
    std::optional<Instant> step_due_at, messaged_at, called_at, visited_at, answered_at;
    std::optional<StepOutcome> call_outcome, visit_outcome;
    std::optional<Instant> back_at, closed_at;
    std::string finding;
    int rule_version = 0, policy_version = 0, version = 0;
};
BOOST_DESCRIBE_STRUCT(TrackingAlertRow, (),
                      (id, order, order_number, person, person_name, area_code, area_name, kind,
                       state, level, assignee_name, since, raised_at, due_at, step, step_due_at,
                       messaged_at, called_at, visited_at, answered_at, call_outcome, visit_outcome,
                       back_at, closed_at, finding, rule_version, policy_version, version))
TrackingAlertRow row_of(const TrackingAlert& alert,
                        const std::optional<isolation::PositionAlert>& listed);

// One line a version of the rule and of its numbers, and kind of alert.
struct FalseAlarmRow {
    int rule_version = 0, policy_version = 0;
    isolation::PositionAlertKind kind = isolation::PositionAlertKind::left_home;
    std::int64_t raised = 0, open = 0, real_exit = 0, drift = 0, flat_battery = 0, permitted = 0,
                 other = 0, by_itself = 0;  // Settled by the program: resolved, order ended.
    std::optional<double> false_share;      // Of those that somebody looked into.
};
BOOST_DESCRIBE_STRUCT(FalseAlarmRow, (),
                      (rule_version, policy_version, kind, raised, open, real_exit, drift,
                       flat_battery, permitted, other, by_itself, false_share))
struct FalseAlarms {
    std::vector<FalseAlarmRow> rows;
};
BOOST_DESCRIBE_STRUCT(FalseAlarms, (), (rows))

// ---- the look at a track

struct TrackPointView {
    double latitude = 0, longitude = 0;
    Instant fix_time, server_time;
    std::optional<Instant> device_time;
    std::optional<double> accuracy_meters, speed_meters_per_second, heading_degrees,
        battery_fraction;
    bool charging = false;
    PhoneFamily family = PhoneFamily::owntracks;
};
BOOST_DESCRIBE_STRUCT(TrackPointView, (),
                      (latitude, longitude, fix_time, server_time, device_time, accuracy_meters,
                       speed_meters_per_second, heading_degrees, battery_fraction, charging,
                       family))
struct ApartPointView {
    Doubt doubt = Doubt::none;
    // As sent, where it is a place on Earth at all.
    std::optional<GeoPoint> point;
    Instant fix_time, server_time;
    PhoneFamily family = PhoneFamily::owntracks;
};
BOOST_DESCRIBE_STRUCT(ApartPointView, (), (doubt, point, fix_time, server_time, family))
struct GrantView {
    GrantId id;
    OrderId order;
    std::string user_name, reason;
    Instant from, until, opened_at, closes_at;
};
BOOST_DESCRIBE_STRUCT(GrantView, (),
                      (id, order, user_name, reason, from, until, opened_at, closes_at))
GrantView view_of(const Grant& grant);
struct TrackView {
    GrantView grant;
    std::string order_number, label, area_name;
    FenceVerdict verdict = FenceVerdict::no_data;
    std::vector<TrackPointView> points;
    std::vector<ApartPointView> apart;
    std::vector<Stop> stops;
    std::vector<FenceCircle> circles;
    std::vector<FencePolygon> polygons;
    std::vector<ErrandView> errands;
    std::vector<TrackingAlertRow> alerts;
};
BOOST_DESCRIBE_STRUCT(TrackView, (),
                      (grant, order_number, label, area_name, verdict, points, apart, stops,
                       circles, polygons, errands, alerts))
TrackPointView view_of(const TrackPoint& point);
ApartPointView apart_view_of(const TrackPoint& point);

// ---- the resident's own

struct OwnWatchView {
    OrderId order;
    PersonId person;
    std::string order_number;
    WatchState state = WatchState::watching;
    FenceVerdict verdict = FenceVerdict::no_data;
    Instant verdict_at;
    std::optional<Instant> heard_at, first_report_at;
    std::optional<double> battery_fraction;
    std::vector<FenceCircle> circles;
    std::vector<FencePolygon> polygons;
    std::vector<FenceLeave> leaves;
    std::vector<ErrandView> errands;
    std::vector<TrackPointView> points;      // Of the last hours that a look would show.
    std::vector<TrackingAlertRow> messages;  // Open alerts: the office asks whether all is well.
    std::vector<GrantView> looks;            // Who opened the track, why, and of which hours.
    std::optional<Instant> destroyed_after;  // When an ended watch's track goes.
};
BOOST_DESCRIBE_STRUCT(OwnWatchView, (),
                      (order, person, order_number, state, verdict, verdict_at, heard_at,
                       first_report_at, battery_fraction, circles, polygons, leaves, errands,
                       points, messages, looks, destroyed_after))
struct OwnTrackingView {
    TrackingMode mode = TrackingMode::server;
    int rule_version = 0, policy_version = 0;
    FencePolicy fence_policy;  // For a phone that evaluates its fence itself.
    int interval_seconds = 0;
    std::optional<OwnWatchView> watch;
    std::vector<OwnWatchView> wards;
};
BOOST_DESCRIBE_STRUCT(OwnTrackingView, (),
                      (mode, rule_version, policy_version, fence_policy, interval_seconds, watch,
                       wards))
struct StatesHeard {
    FenceVerdict verdict = FenceVerdict::no_data;
    bool wants_probe = false;
};
BOOST_DESCRIBE_STRUCT(StatesHeard, (), (verdict, wants_probe))

// ---- certificates

struct CertificateView {
    CertificateId id;
    std::string order_number;
    Instant ended_at, destroyed_at;
    int policy_version = 0, retention_days = 0;
    std::int64_t points = 0, blocks = 0;
    std::string statement, signature;
    bool is_genuine = false;  // The office's signature fits the statement.
};
BOOST_DESCRIBE_STRUCT(CertificateView, (),
                      (id, order_number, ended_at, destroyed_at, policy_version, retention_days,
                       points, blocks, statement, signature, is_genuine))
CertificateView view_of(const Certificate& certificate, bool is_genuine);

// ---- live patches

struct HomePatch {
    OrderId order;
    PersonId person;
    FenceVerdict verdict = FenceVerdict::no_data;
    Instant verdict_at;
    std::optional<Instant> heard_at;
    std::optional<double> battery_fraction;
    bool charging = false;
    std::optional<AlertId> alert_left, alert_silent;
};
BOOST_DESCRIBE_STRUCT(HomePatch, (),
                      (order, person, verdict, verdict_at, heard_at, battery_fraction, charging,
                       alert_left, alert_silent))
struct TrackingAlertPatch {
    AlertId id;
    OrderId order;
    PersonId person;
    isolation::PositionAlertKind kind = isolation::PositionAlertKind::left_home;
    LadderStep step = LadderStep::message;
    std::optional<Instant> step_due_at, back_at, closed_at;
    std::string finding;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(TrackingAlertPatch, (),
                      (id, order, person, kind, step, step_due_at, back_at, closed_at, finding,
                       version))
// Of credentials, fences, errands, grants and the end: what to load anew.
struct WatchPatch {
    OrderId order;
    PersonId person;
};
BOOST_DESCRIBE_STRUCT(WatchPatch, (), (order, person))
TrackingAlertPatch patch_of(const TrackingAlert& alert);

}  // namespace xiuhua::tracking
