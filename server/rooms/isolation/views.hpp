#pragma once
// What each viewer sees. Health words leave only to who holds isolation.health (and to the person), and an absent
// value is the default branch. The same views serve lists, the order page, the live screens and exports.
#include "platform/http/router.hpp"
#include "rooms/isolation/model_messages.hpp"
#include "rooms/isolation/rules.hpp"
#include "rooms/isolation/store.hpp"

namespace xiuhua::isolation {

struct PersonCell {
    PersonId id;
    std::string name;
    std::optional<int> age;
    std::string phone_masked;
};
BOOST_DESCRIBE_STRUCT(PersonCell, (), (id, name, age, phone_masked))
struct UserCell {
    UserId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(UserCell, (), (id, name))
struct CompletenessCell {
    int due = 0, done = 0;
};
BOOST_DESCRIBE_STRUCT(CompletenessCell, (), (due, done))

struct OrderRow {
    OrderId id;
    std::string number;
    PersonCell person;
    std::string area_code, area_name;
    IsolationPlace place = IsolationPlace::home;
    OrderState state = OrderState::awaiting_confirmation;
    Date start_date, end_date;
    int day = 0, days = 0;
    UserId worker;
    std::string worker_name;
    CompletenessCell completeness;
    int alerts_open = 0;
    std::optional<Instant> last_report_at;
    Instant made_at;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRow, (),
                      (id, number, person, area_code, area_name, place, state, start_date, end_date,
                       day, days, worker, worker_name, completeness, alerts_open, last_report_at,
                       made_at, version))

struct NextStepView {
    StepKind kind = StepKind::none;
    std::string key;
    std::optional<Instant> due_at;
    std::string detail;
    bool allowed = false;  // Whether this viewer may take it.
};
BOOST_DESCRIBE_STRUCT(NextStepView, (), (kind, key, due_at, detail, allowed))
struct OrderPaperView {
    PaperKind kind = PaperKind::isolation_notice;
    PaperProgress progress = PaperProgress::not_needed;
    PaperStep needs = PaperStep::made;
    std::optional<Instant> due_at;
    bool done = false;
    std::optional<std::string> document_id, document_number;  // The latest paper of the kind.
};
BOOST_DESCRIBE_STRUCT(OrderPaperView, (),
                      (kind, progress, needs, due_at, done, document_id, document_number))
struct HealthReportView {
    ReportId id;
    Instant taken_at, filed_at;
    std::string window_key, filed_by_name;
    ReportSource source = ReportSource::self;
    bool late = false;
    std::optional<double> temperature;
    std::optional<std::vector<Symptom>> symptoms;
    std::optional<Mood> mood;
};
BOOST_DESCRIBE_STRUCT(HealthReportView, (),
                      (id, taken_at, filed_at, window_key, filed_by_name, source, late, temperature,
                       symptoms, mood))
struct VisitView {
    VisitId id;
    VisitKind kind = VisitKind::visit;
    Instant at;
    std::string made_by_name;
    std::optional<VisitFinding> finding;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(VisitView, (), (id, kind, at, made_by_name, finding, note))
struct AlertRow {
    AlertId id;
    AlertKind kind = AlertKind::report_missing;
    AlertState state = AlertState::open;
    OrderId order;
    std::string order_number;
    PersonId person;
    std::string person_name, area_code, area_name;
    Instant raised_at;
    std::optional<Instant> due_at;
    AlertLevel level = AlertLevel::worker;
    UserCell assignee;
    int occasions = 1;
    std::string last_window_key;
    std::optional<Instant> acknowledged_at, closed_at;
    std::optional<AlertFinding> finding;
    std::optional<std::string> note;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(AlertRow, (),
                      (id, kind, state, order, order_number, person, person_name, area_code,
                       area_name, raised_at, due_at, level, assignee, occasions, last_window_key,
                       acknowledged_at, closed_at, finding, note, version))
struct OrderHistoryView {
    std::string id;
    HistoryAction action = HistoryAction::made;
    Instant at;
    std::string actor_name;
    OrderState state_before = OrderState::awaiting_confirmation;
    OrderState state_after = OrderState::awaiting_confirmation;
    int order_version = 0, policy_version = 0;
    std::map<std::string, std::string> details;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(OrderHistoryView, (),
                      (id, action, at, actor_name, state_before, state_after, order_version,
                       policy_version, details, reason))
enum class TimelineKind { decision, report, visit, alert, message };
BOOST_DESCRIBE_ENUM(TimelineKind, decision, report, visit, alert, message)
struct TimelineItem {
    Instant at;
    TimelineKind kind = TimelineKind::decision;
    std::string key;  // "isolation.timeline.confirmed"
    std::string actor_name, subject;
    std::map<std::string, std::string> params;
};
BOOST_DESCRIBE_STRUCT(TimelineItem, (), (at, kind, key, actor_name, subject, params))

struct OrderView {
    OrderId id;
    std::string number;
    PersonCell person;
    HouseholdId household;
    bool smartphone = true;
    std::string area_code, area_name;
    IsolationPlace place = IsolationPlace::home;
    std::string place_area_code;
    OrderState state = OrderState::awaiting_confirmation;
    Date start_date, end_date;
    int day = 0, days = 0;
    UserCell worker;
    std::optional<UserId> medic;
    std::optional<ScreeningId> screening;
    UserCell made_by;
    Instant made_at;
    std::optional<UserId> confirmed_by;
    std::optional<Instant> confirmed_at, ended_at;
    std::optional<TransferTarget> transferred_to;
    int policy_version = 0;
    std::optional<std::string> reason;
    CompletenessCell completeness;
    int alerts_open = 0;
    std::optional<Instant> last_report_at, last_visit_at;
    int version = 0;
    NextStepView next_step;
    std::vector<ReleaseCondition> release_conditions;
    std::vector<OrderPaperView> papers;
    std::vector<HealthReportView> reports;
    std::vector<VisitView> visits;
    std::vector<AlertRow> alerts;
    std::vector<ReasonLine> rights;
    std::vector<TimelineItem> timeline;
    std::vector<OrderHistoryView> history;
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (id, number, person, household, smartphone, area_code, area_name, place,
                       place_area_code, state, start_date, end_date, day, days, worker, medic,
                       screening, made_by, made_at, confirmed_by, confirmed_at, ended_at,
                       transferred_to, policy_version, reason, completeness, alerts_open,
                       last_report_at, last_visit_at, version, next_step, release_conditions,
                       papers, reports, visits, alerts, rights, timeline, history))
struct OrdersMade {
    std::vector<OrderView> orders;
};
BOOST_DESCRIBE_STRUCT(OrdersMade, (), (orders))

// A resident's own page: no names of other people's work beyond who is responsible for them.
struct OwnOrderView {
    OrderId id;
    std::string number;
    PersonId person;
    std::string person_name;
    IsolationPlace place = IsolationPlace::home;
    OrderState state = OrderState::awaiting_confirmation;
    Date start_date, end_date;
    int day = 0, days = 0;
    std::string worker_name, reason;
    std::optional<Window> window;  // The one a report is owed for, now or next.
    bool report_due = false;
    std::vector<OrderPaperView> papers;
    std::vector<HealthReportView> reports;
    std::vector<ReasonLine> rights;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(OwnOrderView, (),
                      (id, number, person, person_name, place, state, start_date, end_date, day,
                       days, worker_name, reason, window, report_due, papers, reports, rights,
                       version))
struct OwnIsolationView {
    std::optional<OwnOrderView> order;  // The open one, or the latest ended.
    std::vector<OwnOrderView>
        wards;  // Of children and others of the household whose guardian one is.
};
BOOST_DESCRIBE_STRUCT(OwnIsolationView, (), (order, wards))

struct ScreeningRow {
    ScreeningId id;
    std::optional<PersonId> person;
    std::string person_name, area_code, place, made_by_name;
    Instant made_at;
    ScreeningOutcome outcome = ScreeningOutcome::admit;
    int policy_version = 0;
};
BOOST_DESCRIBE_STRUCT(ScreeningRow, (),
                      (id, person, person_name, area_code, place, made_by_name, made_at, outcome,
                       policy_version))
struct ScreeningView {
    ScreeningId id;
    std::optional<PersonId> person;
    std::string person_name, area_code, place, made_by_name;
    Instant made_at;
    ScreeningOutcome outcome = ScreeningOutcome::admit;
    int policy_version = 0;
    std::optional<Date> exposed_until;
    int suggested_days = 0;
    std::vector<ReasonLine> reasons;  // Empty for who may not see health words.
    std::optional<ScreeningAnswers> answers;
};
BOOST_DESCRIBE_STRUCT(ScreeningView, (),
                      (id, person, person_name, area_code, place, made_by_name, made_at, outcome,
                       policy_version, exposed_until, suggested_days, reasons, answers))

enum class TodoKind { confirm_order, alert, paper, report_due, release_due, done, closed };
BOOST_DESCRIBE_ENUM(TodoKind, confirm_order, alert, paper, report_due, release_due, done, closed)
struct TodoItem {
    std::string id;
    TodoKind kind = TodoKind::confirm_order;
    std::string subject_id;
    OrderId order;
    std::optional<PersonId> person;  // Not of what one did oneself.
    std::string order_number, title_key, person_name, area_name;
    std::optional<Instant> due_at;
    bool overdue = false;
    std::string
        action;  // What the row's one button does: "confirmation", "release" …; empty in done and closed.
    std::map<std::string, std::string> params;
};
BOOST_DESCRIBE_STRUCT(TodoItem, (),
                      (id, kind, subject_id, order, person, order_number, title_key, person_name,
                       area_name, due_at, overdue, action, params))

struct IsolationSummary {
    Instant as_of;
    std::string window_key;
    std::int64_t awaiting = 0, active_home = 0, active_central = 0, release_due = 0;
    std::int64_t reports_missing = 0, papers_missing = 0, released_today = 0;
    std::int64_t alerts_worker = 0, alerts_lead = 0, alerts_command = 0;
};
BOOST_DESCRIBE_STRUCT(IsolationSummary, (),
                      (as_of, window_key, awaiting, active_home, active_central, release_due,
                       reports_missing, papers_missing, released_today, alerts_worker, alerts_lead,
                       alerts_command))

// What events carry: ids, states, versions, counts. The browser patches its row by id and version.
struct OrderPatch {
    OrderId id;
    PersonId person;
    OrderState state = OrderState::awaiting_confirmation;
    IsolationPlace place = IsolationPlace::home;
    Date end_date;
    int days = 0;
    CompletenessCell completeness;
    int alerts_open = 0;
    std::optional<Instant> last_report_at;
    std::string last_report_window;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderPatch, (),
                      (id, person, state, place, end_date, days, completeness, alerts_open,
                       last_report_at, last_report_window, version))
struct AlertPatch {
    AlertId id;
    OrderId order;
    AlertKind kind = AlertKind::report_missing;
    AlertState state = AlertState::open;
    AlertLevel level = AlertLevel::worker;
    std::optional<Instant> due_at;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(AlertPatch, (), (id, order, kind, state, level, due_at, version))

OrderPatch patch_of(const Order& order);
AlertPatch patch_of(const Alert& alert);
OrderRow row_of(const Order& order, std::string phone_masked, Date today);
AlertRow row_of(const Alert& alert);
ScreeningRow row_of(const Screening& screening);
std::vector<ReasonLine> rights_of(const Order& order);
// Everything the order page shows, gathered by actions; health words only where `open` gives them.
struct OrderPage {
    Order order;
    std::string phone_masked;
    std::optional<std::string> reason;
    Completeness papers;
    std::vector<OrderPaperView> paper_views;
    std::vector<HealthReportView> reports;
    std::vector<VisitView> visits;
    std::vector<AlertRow> alerts;
    std::vector<Message> messages;  // That they were sent and read; never their words.
    std::vector<OrderHistoryView> history;
    std::vector<ReleaseCondition> conditions;
    NextStep step;
};
OrderView view_of(OrderPage page, const Viewer& viewer, Date today);

}  // namespace xiuhua::isolation
