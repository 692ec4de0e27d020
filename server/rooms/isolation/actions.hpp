#pragma once
// One function a command: load through Scope, decide by a rule, save, tell. The caller's transaction.
#include "rooms/isolation/views.hpp"

namespace xiuhua::isolation {

// ---- screenings (actions_screening.cpp)
struct NewcomerForm {  // Somebody who is not in the register yet and has to be taken down.
    std::string name, identity_number, phone;
    std::string area_code;  // Where the person stays: a household's area, or one above it.
    std::string address;
    std::optional<Date> birth_date;
};
BOOST_DESCRIBE_STRUCT(NewcomerForm, (),
                      (name, identity_number, phone, area_code, address, birth_date))
struct ScreeningForm {
    std::optional<PersonId> person;
    std::optional<NewcomerForm>
        newcomer;  // Neither: an anonymous screening keeps only its outcome.
    std::string place;
    std::optional<std::string>
        area_code;  // Of the checkpoint or door; else the person's, else the viewer's.
    ScreeningQuestionnaire questionnaire;
    std::vector<ItineraryStay> itinerary;
    double temperature = 0;
};
BOOST_DESCRIBE_STRUCT(ScreeningForm, (),
                      (person, newcomer, place, area_code, questionnaire, itinerary, temperature))
Result<ScreeningView> make_screening(Context& context, const ScreeningForm& form);

// ---- orders (actions.cpp)
struct AssignmentForm {
    UserId worker;
    std::optional<UserId> medic;
};
BOOST_DESCRIBE_STRUCT(AssignmentForm, (), (worker, medic))
struct OrderForm {
    std::vector<PersonId> people;
    std::optional<ScreeningId> screening;
    std::string reason;
    IsolationPlace place = IsolationPlace::home;
    std::optional<std::string> place_area_code;
    std::optional<Date> start_date;
    std::optional<int> days;
    std::optional<AssignmentForm> assigned;  // Else whoever makes the order.
};
BOOST_DESCRIBE_STRUCT(OrderForm, (),
                      (people, screening, reason, place, place_area_code, start_date, days,
                       assigned))
struct ConfirmationForm {
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(ConfirmationForm, (), (version))
struct DecisionForm {  // Refusal and withdrawal.
    std::string reason;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(DecisionForm, (), (reason, version))
struct ExtensionForm {
    int days = 0;
    std::string reason;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(ExtensionForm, (), (days, reason, version))
struct TransferForm {
    TransferTarget to = TransferTarget::hospital;
    std::string place, reason;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(TransferForm, (), (to, place, reason, version))
struct ReleaseForm {
    std::optional<std::string> note;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(ReleaseForm, (), (note, version))
struct ReassignmentForm {
    UserId worker;
    std::optional<UserId> medic;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(ReassignmentForm, (), (worker, medic, version))

Result<std::vector<Order>> make_orders(Context& context, const OrderForm& form);
Result<Order> confirm_order(Context& context, OrderId id, const ConfirmationForm& form);
Result<Order> refuse_order(Context& context, OrderId id, const DecisionForm& form);
Result<Order> withdraw_order(Context& context, OrderId id, const DecisionForm& form);
Result<Order> extend_order(Context& context, OrderId id, const ExtensionForm& form);
Result<Order> transfer_order(Context& context, OrderId id, const TransferForm& form);
Result<Order> release_order(Context& context, OrderId id, const ReleaseForm& form);
Result<Order> reassign_order(Context& context, OrderId id, const ReassignmentForm& form);

// ---- the days (actions_daily.cpp)
struct ReportForm {
    double temperature = 0;
    std::vector<Symptom> symptoms;
    Mood mood = Mood::calm;
    ReportSource source = ReportSource::telephone;
    std::optional<Instant> taken_at;
};
BOOST_DESCRIBE_STRUCT(ReportForm, (), (temperature, symptoms, mood, source, taken_at))
struct OwnReportForm {
    std::optional<PersonId> person;  // A ward; else oneself.
    double temperature = 0;
    std::vector<Symptom> symptoms;
    Mood mood = Mood::calm;
    std::optional<Instant> taken_at;
};
BOOST_DESCRIBE_STRUCT(OwnReportForm, (), (person, temperature, symptoms, mood, taken_at))
struct VisitForm {
    VisitKind kind = VisitKind::visit;
    VisitFinding finding = VisitFinding::at_home_well;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(VisitForm, (), (kind, finding, note))
struct OrderPaperForm {
    PaperKind kind = PaperKind::isolation_notice;
};
BOOST_DESCRIBE_STRUCT(OrderPaperForm, (), (kind))

Result<HealthReportView> file_report(Context& context, OrderId id, const ReportForm& form);
Result<HealthReportView> file_own_report(Context& context, const OwnReportForm& form);
Result<VisitView> log_visit(Context& context, OrderId id, const VisitForm& form);
Result<Order> make_order_paper(Context& context, OrderId id, const OrderPaperForm& form);

// Jobs: `key` is the order's id. They do nothing when the order has ended or nothing is missing.
Done check_reports(Context& context, OrderId id);
Done check_visits(Context& context, OrderId id);
Done check_papers(Context& context, OrderId id);
Done check_days(Context& context, OrderId id);
// An event of room documents: the completeness line is counted anew.
Done papers_changed(Context& context, OrderId id);

// ---- alerts (actions_alerts.cpp)
struct AlertClosureForm {
    AlertFinding finding = AlertFinding::handled;
    std::string note;
};
BOOST_DESCRIBE_STRUCT(AlertClosureForm, (), (finding, note))
Result<AlertRow> acknowledge_alert(Context& context, AlertId id);
Result<AlertRow> close_alert(Context& context, AlertId id, const AlertClosureForm& form);
Done escalate_alert(Context& context, AlertId id);

// ---- looks (actions_looks.cpp)
inline constexpr int text_people_max =
    200;  // People that a search word may stand for in the ledger.
Result<Page<OrderRow>> list_orders(Context& context, const OrderFilter& filter);
// With health words when the viewer may: then the look is audited with the person, and the transaction writes.
Result<OrderView> look_at_order(Context& context, OrderId id);
Result<OrderView> view_after(Context& context, const Order& order);
Result<OwnIsolationView> own_isolation(Context& context);
struct ScreeningFilter {
    std::optional<ScreeningOutcome> outcome;
    std::optional<PersonId> person;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ScreeningFilter, (), (outcome, person, after, limit))
Result<Page<ScreeningRow>> list_screenings(Context& context, const ScreeningFilter& filter);
Result<ScreeningView> look_at_screening(Context& context, ScreeningId id);
struct AlertFilter {
    std::optional<AlertState> state;
    std::optional<AlertKind> kind;
    std::optional<std::string> area;
    std::optional<int> mine;  // 1: assigned to the viewer.
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(AlertFilter, (), (state, kind, area, mine, after, limit))
Result<Page<AlertRow>> list_alerts(Context& context, const AlertFilter& filter);

// ---- to-do (actions_todo.cpp)
enum class TodoBox { waiting, done, closed };
BOOST_DESCRIBE_ENUM(TodoBox, waiting, done, closed)
struct WorkerFilter {
    std::string area;  // An order's: who may be made responsible there.
};
BOOST_DESCRIBE_STRUCT(WorkerFilter, (), (area))
// The nearest first: who works in the building before who leads the community.
Result<Page<UserCell>> list_workers(Context& context, const WorkerFilter& filter);

struct TodoFilter {
    std::optional<TodoBox> box;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TodoFilter, (), (box, after, limit))
Result<Page<TodoItem>> list_todo(Context& context, const TodoFilter& filter);
Result<IsolationSummary> summary(Context& context);

}  // namespace xiuhua::isolation
