#pragma once
// One function a command: load through Scope, decide by a rule, save, tell. The caller's transaction.
#include "platform/crypto/vault.hpp"
#include "platform/http/router.hpp"
#include "rooms/tracking/rules.hpp"
#include "rooms/tracking/views.hpp"

namespace xiuhua::tracking {

// ---- credentials (actions_credentials.cpp)
// A new credential for an active order of home isolation; an older one of the order is dead at once. `base_url` is
// what the phone will speak to ("https://xiuhua.example").
struct CredentialForm {
    std::optional<GeoPoint> home;  // Sets the fence's circle in the same step.
    std::optional<double> radius_meters;
};
BOOST_DESCRIBE_STRUCT(CredentialForm, (), (home, radius_meters))
Result<CredentialIssued> issue_credential(Context& context, OrderId order,
                                          const CredentialForm& form, const std::string& base_url);
Result<CredentialView> credential_of(Context& context, OrderId order);
struct WithdrawalForm {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(WithdrawalForm, (), (reason))
Result<CredentialView> withdraw_credential(Context& context, OrderId order,
                                           const WithdrawalForm& form);
// Events: the order has ended, or has another worker; the phone has reported for the first time.
Done end_watch(Context& context, OrderId order);
Done worker_changed(Context& context, OrderId order);
Done print_receipt(Context& context, OrderId order);

// ---- homes and fences (actions_fence.cpp)
struct HomeFilter {
    std::optional<FenceVerdict> verdict;
    std::optional<std::string> area, after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(HomeFilter, (), (verdict, area, after, limit))
Result<Page<HomeRow>> list_homes(Context& context, const HomeFilter& filter);
struct FenceForm {
    std::vector<FenceCircle> circles;
    std::vector<FencePolygon> polygons;
};
BOOST_DESCRIBE_STRUCT(FenceForm, (), (circles, polygons))
Result<FenceView> fence_of(Context& context, OrderId order);
Result<FenceView> set_fence(Context& context, OrderId order, const FenceForm& form);

struct ErrandForm {
    Instant from, until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ErrandForm, (), (from, until, reason))
struct ErrandDecisionForm {
    ErrandDecision decision = ErrandDecision::refuse;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(ErrandDecisionForm, (), (decision, version))
struct Errands {
    std::vector<ErrandView> items;
};
BOOST_DESCRIBE_STRUCT(Errands, (), (items))
Result<Errands> errands_of(Context& context, OrderId order);
Result<ErrandView> ask_errand(Context& context, OrderId order, const ErrandForm& form);
Result<ErrandView> ask_own_errand(Context& context, const ErrandForm& form);
Result<ErrandView> decide_errand(Context& context, ErrandId id, const ErrandDecisionForm& form);

// ---- alerts (actions_alerts.cpp)
struct TrackingAlertFilter {
    std::optional<int> open;  // 1: without a finding.
    std::optional<isolation::PositionAlertKind> kind;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TrackingAlertFilter, (), (open, kind, after, limit))
Result<Page<TrackingAlertRow>> list_alerts(Context& context, const TrackingAlertFilter& filter);
Result<TrackingAlertRow> acknowledge_alert(Context& context, AlertId id);
struct LadderStepForm {
    LadderStep step = LadderStep::call;
    StepOutcome outcome = StepOutcome::not_reached;
};
BOOST_DESCRIBE_STRUCT(LadderStepForm, (), (step, outcome))
Result<TrackingAlertRow> log_ladder_step(Context& context, AlertId id, const LadderStepForm& form);
struct FindingForm {
    isolation::PositionFinding finding = isolation::PositionFinding::other;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(FindingForm, (), (finding, note))
Result<TrackingAlertRow> close_alert(Context& context, AlertId id, const FindingForm& form);
Result<FalseAlarms> false_alarms(Context& context);
Done climb_alert(Context& context, AlertId id);   // Job.
Done alert_closed(Context& context, AlertId id);  // Event of isolation.
Done watch_silence(Context& context);             // Job, each minute.

// ---- looks (actions_track.cpp)
struct TrackRequest {
    std::string reason;
    std::optional<Instant> from;
};
BOOST_DESCRIBE_STRUCT(TrackRequest, (), (reason, from))
Result<TrackView> open_track(Context& context, OrderId order, const TrackRequest& request);
Result<TrackView> look_at_track(Context& context, OrderId order);
enum class TrackFormat { gpx, geojson };
struct TrackExportRequest {
    std::string reason;
    std::optional<Instant> from;
};
BOOST_DESCRIBE_STRUCT(TrackExportRequest, (), (reason, from))
Result<std::string> export_track(Context& context, OrderId order, const TrackExportRequest& request,
                                 TrackFormat format);

// ---- the resident's own (actions_own.cpp)
Result<OwnTrackingView> own_tracking(Context& context);
struct DeviceState {
    FenceVerdict verdict = FenceVerdict::inside;
    Instant since;
    int rule_version = 0;
};
BOOST_DESCRIBE_STRUCT(DeviceState, (), (verdict, since, rule_version))
struct DeviceStates {
    std::vector<DeviceState> states;  // Changes since the last; none is a heartbeat.
    std::optional<double> battery_fraction;
    std::optional<bool> charging;
};
BOOST_DESCRIBE_STRUCT(DeviceStates, (), (states, battery_fraction, charging))
inline constexpr std::size_t device_states_max = 200;
Result<StatesHeard> hear_states(Context& context, const DeviceStates& heard);
struct OwnAnswer {
    AlertId alert;
};
BOOST_DESCRIBE_STRUCT(OwnAnswer, (), (alert))
// "I am at home and well": the ladder stops, a worker still says what it was.
Result<OwnTrackingView> answer_alert(Context& context, const OwnAnswer& answer);

// ---- the end (actions_retention.cpp)
Done destroy_due(Context& context);  // Job.
// Event of privacy: the event is over for somebody; what is left here of that purpose goes.
Done person_destroyed(Context& context, PersonId person, Purpose purpose);
struct CertificateFilter {
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CertificateFilter, (), (after, limit))
Result<Page<CertificateView>> list_certificates(Context& context, const CertificateFilter& filter);
Result<CertificateView> look_at_certificate(Context& context, CertificateId id);

}  // namespace xiuhua::tracking
