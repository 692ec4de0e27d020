#pragma once
// The nouns of isolation: plain structs and enums, the dated policies they are judged by, and nothing else.
// Temperatures are tenths of a degree Celsius inside and degrees with one decimal at the edges.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rooms/isolation/public.hpp"

namespace xiuhua::isolation {

// ---- screening

// Ordered from mild to grave: of several reasons the gravest outcome counts.
enum class ScreeningOutcome { admit, home_isolation, central_isolation, medical_referral };
BOOST_DESCRIBE_ENUM(ScreeningOutcome, admit, home_isolation, central_isolation, medical_referral)
enum class RiskLevel { medium, high };
BOOST_DESCRIBE_ENUM(RiskLevel, medium, high)
enum class Symptom {
    cough,
    sore_throat,
    fatigue,
    breathlessness,
    runny_nose,
    diarrhoea,
    vomiting,
    loss_of_smell,
    headache,
    muscle_ache,
    chills,
    other,
};
BOOST_DESCRIBE_ENUM(Symptom, cough, sore_throat, fatigue, breathlessness, runny_nose, diarrhoea,
                    vomiting, loss_of_smell, headache, muscle_ache, chills, other)

// A place of risk by GB/T 2260 code; 420100 means all of 4201.., as the standard's trailing zeros do.
struct RiskArea {
    std::string code, name;
    RiskLevel level = RiskLevel::medium;
    Date from;
    std::optional<Date> until;  // The last day of risk; absent while it lasts.
};
BOOST_DESCRIBE_STRUCT(RiskArea, (), (code, name, level, from, until))

struct ScreeningPolicy {
    double fever_celsius = 37.3;  // At or above.
    int lookback_days = 14;       // A stay that ended exactly this many days ago still counts.
    int isolation_days = 14;      // Suggested for the order.
    ScreeningOutcome on_fever = ScreeningOutcome::medical_referral;
    ScreeningOutcome on_contact = ScreeningOutcome::central_isolation;
    ScreeningOutcome on_high_risk = ScreeningOutcome::central_isolation;
    ScreeningOutcome on_medium_risk = ScreeningOutcome::home_isolation;
    ScreeningOutcome on_symptoms = ScreeningOutcome::admit;  // Without contact or risk area.
    ScreeningOutcome on_symptoms_exposed = ScreeningOutcome::medical_referral;
    std::vector<RiskArea> risk_areas;
};
BOOST_DESCRIBE_STRUCT(ScreeningPolicy, (),
                      (fever_celsius, lookback_days, isolation_days, on_fever, on_contact,
                       on_high_risk, on_medium_risk, on_symptoms, on_symptoms_exposed, risk_areas))

struct ScreeningQuestionnaire {
    bool contact = false;  // With a confirmed or suspected case within the look-back days.
    std::vector<Symptom> symptoms;
};
BOOST_DESCRIBE_STRUCT(ScreeningQuestionnaire, (), (contact, symptoms))
struct ItineraryStay {
    std::string area_code;  // GB/T 2260, 2 to 6 digits, or a longer statistical code.
    Date from, until;
};
BOOST_DESCRIBE_STRUCT(ItineraryStay, (), (area_code, from, until))
struct ScreeningAnswers {
    ScreeningQuestionnaire questionnaire;
    std::vector<ItineraryStay> itinerary;
    double temperature = 0;
};
BOOST_DESCRIBE_STRUCT(ScreeningAnswers, (), (questionnaire, itinerary, temperature))

// Why: a translation key and what goes into it ({"place":"武汉市","until":"2020-03-01"}).
struct ReasonLine {
    std::string key;
    std::map<std::string, std::string> params;
};
BOOST_DESCRIBE_STRUCT(ReasonLine, (), (key, params))
struct ScreeningDecision {
    ScreeningOutcome outcome = ScreeningOutcome::admit;
    std::vector<ReasonLine> reasons;
    std::optional<Date>
        exposed_until;  // The last day of exposure: the order's days count from here.
    int suggested_days = 0;
};

struct Screening {
    ScreeningId id;
    std::optional<PersonId> person;  // Absent for somebody let pass without being taken down.
    std::string person_name, area_code, place;
    UserId made_by;
    std::string made_by_name;
    Instant made_at;
    ScreeningOutcome outcome = ScreeningOutcome::admit;
    int policy_version = 0;
    std::optional<Date> exposed_until;
    int suggested_days = 0;
};
BOOST_DESCRIBE_STRUCT(Screening, (),
                      (id, person, person_name, area_code, place, made_by, made_by_name, made_at,
                       outcome, policy_version, exposed_until, suggested_days))
// What is sealed of a screening.
struct ScreeningRecord {
    ScreeningAnswers answers;
    std::vector<ReasonLine> reasons;
};
BOOST_DESCRIBE_STRUCT(ScreeningRecord, (), (answers, reasons))

// ---- orders

enum class TransferTarget { hospital, central };
BOOST_DESCRIBE_ENUM(TransferTarget, hospital, central)
enum class OrderAction { confirm, refuse, extend, transfer, withdraw, release };
BOOST_DESCRIBE_ENUM(OrderAction, confirm, refuse, extend, transfer, withdraw, release)

struct Order {
    OrderId id;
    std::string
        number;  // "GL2026-000001": sorts and is easily typed; papers bear the office's own numbers.
    PersonId person;
    HouseholdId household;
    // Copies for the ledger, so that half a million rows are listed without a join.
    std::string person_name;
    std::optional<Date> birth_date;
    bool smartphone = true;
    std::string area_code, area_name;
    IsolationPlace place = IsolationPlace::home;
    std::string place_area_code;
    OrderState state = OrderState::awaiting_confirmation;
    Date start_date;
    int days = 0;
    Date end_date;  // The last day: start_date + days - 1.
    UserId worker;
    std::string worker_name;
    std::optional<UserId> medic;
    std::optional<ScreeningId> screening;
    UserId made_by;
    std::string made_by_name;
    Instant made_at;
    Instant confirm_due_at;
    std::optional<UserId> confirmed_by;
    std::optional<Instant> confirmed_at, ended_at;
    std::optional<TransferTarget> transferred_to;
    int policy_version = 0;  // Of "isolation", with which it was made.
    int papers_due = 0, papers_done = 0;
    std::optional<Instant> papers_due_at;  // The nearest deadline of a paper not yet done.
    int alerts_open = 0;
    Instant last_report_at{};        // Epoch: none yet. (Not NULL, since the ledger sorts by it.)
    std::string last_report_window;  // Key of the latest window with a report.
    std::optional<Instant> last_visit_at;
    int version = 1;  // Rises with every change: live screens patch by it.
    int decision_version =
        1;  // The version of the last decision: who decides must have seen that one.
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, number, person, household, person_name, birth_date, smartphone,
                       area_code, area_name, place, place_area_code, state, start_date, days,
                       end_date, worker, worker_name, medic, screening, made_by, made_by_name,
                       made_at, confirm_due_at, confirmed_by, confirmed_at, ended_at,
                       transferred_to, policy_version, papers_due, papers_done, papers_due_at,
                       alerts_open, last_report_at, last_report_window, last_visit_at, version,
                       decision_version))

inline bool is_open(OrderState state) {
    return state == OrderState::awaiting_confirmation || state == OrderState::active;
}

enum class HistoryAction {
    made,
    confirmed,
    refused,
    extended,
    transferred,
    withdrawn,
    released,
    reassigned,
    paper_made,
    alert_acknowledged,
    alert_closed,
};
BOOST_DESCRIBE_ENUM(HistoryAction, made, confirmed, refused, extended, transferred, withdrawn,
                    released, reassigned, paper_made, alert_acknowledged, alert_closed)
// One decision or act; the reason is sealed beside it.
struct HistoryEntry {
    std::string id;
    OrderId order;
    int order_version = 0;
    PersonId person;
    HistoryAction action = HistoryAction::made;
    UserId actor;
    std::string actor_name;
    Instant at;
    OrderState state_before = OrderState::awaiting_confirmation;
    OrderState state_after = OrderState::awaiting_confirmation;
    int policy_version = 0;
    std::map<std::string, std::string> details;  // Dates, days, kinds: nothing personal.
};
BOOST_DESCRIBE_STRUCT(HistoryEntry, (),
                      (id, order, order_version, person, action, actor, actor_name, at,
                       state_before, state_after, policy_version, details))

// ---- papers: the six kinds of room documents, by the same names

enum class PaperKind {
    isolation_commitment,
    isolation_notice,
    building_commitment,
    installation_receipt,
    status_report,
    release_notice,
};
BOOST_DESCRIBE_ENUM(PaperKind, isolation_commitment, isolation_notice, building_commitment,
                    installation_receipt, status_report, release_notice)
enum class PaperStep {
    made,
    handed_over,
    signed_by_person
};  // Ordered: each includes the ones before.
BOOST_DESCRIBE_ENUM(PaperStep, made, handed_over, signed_by_person)
enum class PaperMoment { confirmation, release };
BOOST_DESCRIBE_ENUM(PaperMoment, confirmation, release)
enum class PaperApplies { everyone, smartphone };
BOOST_DESCRIBE_ENUM(PaperApplies, everyone, smartphone)
enum class ReleaseNeed { no, yes };
BOOST_DESCRIBE_ENUM(ReleaseNeed, no, yes)

struct PaperRule {
    PaperKind kind = PaperKind::isolation_notice;
    PaperMoment due_from = PaperMoment::confirmation;
    int within_hours = 24;
    PaperStep needs = PaperStep::made;
    PaperApplies applies = PaperApplies::everyone;
    ReleaseNeed needed_for_release = ReleaseNeed::no;
};
BOOST_DESCRIBE_STRUCT(PaperRule, (),
                      (kind, due_from, within_hours, needs, applies, needed_for_release))
struct PaperFact {
    PaperKind kind = PaperKind::isolation_notice;
    PaperStep step = PaperStep::made;
};

enum class PaperProgress { not_needed, not_yet, due, made, handed_over, signed_by_person, missing };
BOOST_DESCRIBE_ENUM(PaperProgress, not_needed, not_yet, due, made, handed_over, signed_by_person,
                    missing)
struct PaperLine {
    PaperKind kind = PaperKind::isolation_notice;
    PaperProgress progress = PaperProgress::not_needed;
    PaperStep needs = PaperStep::made;
    std::optional<Instant> due_at;
    bool done = false;
};
BOOST_DESCRIBE_STRUCT(PaperLine, (), (kind, progress, needs, due_at, done))
struct Completeness {
    std::vector<PaperLine> lines;  // All six, in the order of the enum.
    int due = 0, done = 0;         // Of those needed up to now.
    std::optional<Instant> next_due_at;
};

// ---- the days of an order

// Office times as "HH:MM". A window runs from `opens` to the next window's `opens`; a report after `due` is late.
struct ReportWindow {
    std::string name, opens, due;
};
BOOST_DESCRIBE_STRUCT(ReportWindow, (), (name, opens, due))

struct IsolationPolicy {
    int days_default = 14, days_max = 28;
    int extension_days_max = 14;
    int start_days_back_max = 14;  // An order may count from the last exposure.
    int start_days_ahead_max = 1;
    int people_max = 20;  // One household, ordered at once.
    int confirm_within_hours = 2;
    double fever_celsius = 37.3;
    std::vector<ReportWindow> report_windows;
    int late_entry_hours = 24;  // How late a report may be entered after it was taken.
    int visit_every_days = 2;
    std::string visit_due = "20:00";
    int release_no_fever_days = 3;
    int release_report_hours = 48;  // A report at most this old is needed for release.
    std::string release_by =
        "12:00";  // On the day after the last one; then "days over" is an alert.
    std::vector<PaperRule> papers;
};
BOOST_DESCRIBE_STRUCT(IsolationPolicy, (),
                      (days_default, days_max, extension_days_max, start_days_back_max,
                       start_days_ahead_max, people_max, confirm_within_hours, fever_celsius,
                       report_windows, late_entry_hours, visit_every_days, visit_due,
                       release_no_fever_days, release_report_hours, release_by, papers))

struct Window {
    std::string key;   // "2026-03-02/1": sorts by time.
    std::string name;  // "morning"
    Date day;
    Instant opens, due, ends;
};
BOOST_DESCRIBE_STRUCT(Window, (), (key, name, day, opens, due, ends))

enum class ReportSource { self, telephone, worker };
BOOST_DESCRIBE_ENUM(ReportSource, self, telephone, worker)
enum class Mood { calm, low, anxious, distressed };
BOOST_DESCRIBE_ENUM(Mood, calm, low, anxious, distressed)
// What is sealed of a report.
struct HealthValues {
    double temperature = 0;
    std::vector<Symptom> symptoms;
    std::optional<Mood> mood;  // Absent when nobody asked: a list entered in one go has no moods.
};
BOOST_DESCRIBE_STRUCT(HealthValues, (), (temperature, symptoms, mood))
struct HealthReport {
    ReportId id;
    OrderId order;
    PersonId person;
    std::string area_code, window_key;
    Instant taken_at, filed_at;
    UserId filed_by;
    std::string filed_by_name;
    ReportSource source = ReportSource::self;
    bool late = false;
};
BOOST_DESCRIBE_STRUCT(HealthReport, (),
                      (id, order, person, area_code, window_key, taken_at, filed_at, filed_by,
                       filed_by_name, source, late))

enum class VisitKind { visit, call };
BOOST_DESCRIBE_ENUM(VisitKind, visit, call)
enum class VisitFinding { at_home_well, at_home_unwell, not_met, needs_help };
BOOST_DESCRIBE_ENUM(VisitFinding, at_home_well, at_home_unwell, not_met, needs_help)
// What is sealed of a visit.
struct VisitWords {
    VisitFinding finding = VisitFinding::at_home_well;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(VisitWords, (), (finding, note))
struct Visit {
    VisitId id;
    OrderId order;
    PersonId person;
    std::string area_code;
    VisitKind kind = VisitKind::visit;
    Instant at;
    UserId made_by;
    std::string made_by_name;
};
BOOST_DESCRIBE_STRUCT(Visit, (), (id, order, person, area_code, kind, at, made_by, made_by_name))

struct ReleaseFacts {
    int fever_alerts_open = 0;
    std::optional<Instant> last_fever_at, last_report_at;
    std::vector<PaperLine> papers;
};
struct ReleaseCondition {
    std::string key;  // "isolation.condition.days_over"
    bool met = false;
    std::map<std::string, std::string> params;
};
BOOST_DESCRIBE_STRUCT(ReleaseCondition, (), (key, met, params))

// ---- alerts

enum class AlertKind {
    report_missing,
    fever,
    paper_missing,
    days_over,
    visit_missing,
    left_home,  // Raised by room tracking, as the next one.
    phone_silent,
};
BOOST_DESCRIBE_ENUM(AlertKind, report_missing, fever, paper_missing, days_over, visit_missing,
                    left_home, phone_silent)
enum class AlertState { open, acknowledged, closed };
BOOST_DESCRIBE_ENUM(AlertState, open, acknowledged, closed)
enum class AlertLevel { worker, lead, command };
BOOST_DESCRIBE_ENUM(AlertLevel, worker, lead, command)
// Why an alert ended; `resolved` is set by the program when what was missing has come.
// The last five answer the alerts of positions, and only those.
enum class AlertFinding {
    resolved,
    handled,
    referred,
    false_alarm,
    order_ended,
    real_exit,
    drift,
    flat_battery,
    permitted,
    other,
};
BOOST_DESCRIBE_ENUM(AlertFinding, resolved, handled, referred, false_alarm, order_ended, real_exit,
                    drift, flat_battery, permitted, other)

// Minutes a level has to acknowledge; after an acknowledgement `closure_minutes` to close.
struct AlertRule {
    AlertKind kind = AlertKind::report_missing;
    int worker_minutes = 60, lead_minutes = 60, command_minutes = 120, closure_minutes = 240;
};
BOOST_DESCRIBE_STRUCT(AlertRule, (),
                      (kind, worker_minutes, lead_minutes, command_minutes, closure_minutes))
struct AlertsPolicy {
    std::vector<AlertRule> rules;  // One a kind.
};
BOOST_DESCRIBE_STRUCT(AlertsPolicy, (), (rules))

struct Alert {
    AlertId id;
    OrderId order;
    std::string order_number;
    PersonId person;
    std::string person_name, area_code, area_name;
    AlertKind kind = AlertKind::report_missing;
    std::string window_key,
        last_window_key;  // First and latest occasion; unique with order and kind.
    int occasions = 1;
    AlertState state = AlertState::open;
    AlertLevel level = AlertLevel::worker;
    UserId assignee;
    std::string assignee_name;
    Instant raised_at;
    std::optional<Instant> due_at;  // Absent at the end of the ladder and when closed.
    std::optional<UserId> acknowledged_by;
    std::optional<Instant> acknowledged_at;
    std::optional<UserId> closed_by;
    std::optional<Instant> closed_at;
    std::optional<AlertFinding> finding;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(Alert, (),
                      (id, order, order_number, person, person_name, area_code, area_name, kind,
                       window_key, last_window_key, occasions, state, level, assignee,
                       assignee_name, raised_at, due_at, acknowledged_by, acknowledged_at,
                       closed_by, closed_at, finding, version))

// ---- lists

enum class OrderSort {
    made,
    end_date,
    last_report
};  // Newest first; ending first; longest silent first.
BOOST_DESCRIBE_ENUM(OrderSort, made, end_date, last_report)
enum class OrderDue { report, paper, release, alert };
BOOST_DESCRIBE_ENUM(OrderDue, report, paper, release, alert)
struct OrderFilter {
    std::optional<OrderState> state;
    std::optional<std::string> area, text;
    std::optional<UserId> worker;
    std::optional<OrderDue> due;
    std::optional<OrderSort> sort;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(OrderFilter, (), (state, area, text, worker, due, sort, after, limit))

// ---- what to do next

enum class StepKind { confirm, handle_alert, release, meet_condition, paper, report, watch, none };
BOOST_DESCRIBE_ENUM(StepKind, confirm, handle_alert, release, meet_condition, paper, report, watch,
                    none)
struct NextStep {
    StepKind kind = StepKind::none;
    std::string key;  // "isolation.step.confirm"
    std::optional<Instant> due_at;
    std::string detail;  // The paper's kind, the unmet condition's key, the alert's kind.
};
BOOST_DESCRIBE_STRUCT(NextStep, (), (kind, key, due_at, detail))

}  // namespace xiuhua::isolation
