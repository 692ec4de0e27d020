#pragma once
// SQL on isolation's own tables. What a person of the office asks takes a Scope: not yours looks like not there.
// Functions without one serve jobs, events and the resident's own page, whose caller knows whose order it is.
#include <set>
#include <span>

#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "rooms/isolation/model.hpp"

namespace xiuhua::isolation::store {

// ---- screenings (store_screenings.cpp)
Done insert(Tx& tx, const Screening& screening, const std::optional<Bytes>& answers);
struct StoredScreening {
    Screening screening;
    std::optional<Bytes> answers;
};
BOOST_DESCRIBE_STRUCT(StoredScreening, (), (screening, answers))
Result<std::optional<StoredScreening>> find_screening(Tx& tx, const Scope& scope, ScreeningId id);
struct ScreeningList {
    std::optional<ScreeningOutcome> outcome;
    std::optional<PersonId> person;
    std::optional<UserId> made_by;  // A checkpoint sees its own.
    std::string after;
    int limit = 0;
};
Result<std::vector<Screening>> list_screenings(Tx& tx, const Scope& scope,
                                               const ScreeningList& list);

// ---- orders (store.cpp)
Result<std::string> next_number(Tx& tx, int year);
Done insert(Tx& tx, const Order& order, const Bytes& reason);
// Writes what may change, raises the version; `conflict` isolation.changed_meanwhile when it moved.
Result<Order> save(Tx& tx, Order order);
Result<std::optional<Order>> find(Tx& tx, const Scope& scope, OrderId id);
Result<std::optional<Order>> find(Tx& tx, OrderId id);
Result<std::optional<OrderState>> state_of(Tx& tx, OrderId id);
Result<std::optional<Order>> find_open_of_person(Tx& tx, PersonId person);
Result<std::vector<Order>> orders_of_person(Tx& tx, PersonId person);  // Newest first.
Result<Bytes> reason_of(Tx& tx, OrderId id);

struct OrderQuery {
    OrderFilter filter;
    std::vector<PersonId>
        people;  // Found by `text`; with it, a number that begins so is found too.
    Date today;
    std::string window_key;  // The open report window's, for due=report.
    int limit = 0;
};
Result<std::vector<Order>> list_orders(Tx& tx, const Scope& scope, const OrderQuery& query);
std::string cursor_of(const Order& order, OrderSort sort);

// ---- history
Done insert(Tx& tx, const HistoryEntry& entry, const Bytes& reason);
struct StoredHistory {
    HistoryEntry entry;
    Bytes reason;
};
BOOST_DESCRIBE_STRUCT(StoredHistory, (), (entry, reason))
Result<std::vector<StoredHistory>> history_of(Tx& tx, OrderId order);
// Whoever acts on an order takes part in it; the end is noted for all of them.
Done take_part(Tx& tx, UserId user, OrderId order);
Done end_parts(Tx& tx, OrderId order, Instant ended_at);

// ---- reports and visits (store_daily.cpp)
struct StoredReport {
    HealthReport report;
    Bytes health;
};
BOOST_DESCRIBE_STRUCT(StoredReport, (), (report, health))
inline constexpr int reports_shown_max = 200;  // An order of 28 days with an extension owes 84.
Done insert(Tx& tx, const StoredReport& report);
Result<std::vector<StoredReport>> reports_of(Tx& tx, OrderId order,
                                             Instant since);  // Newest first.
Result<bool> has_report(Tx& tx, OrderId order, const Window& window);
struct StoredVisit {
    Visit visit;
    Bytes words;
};
BOOST_DESCRIBE_STRUCT(StoredVisit, (), (visit, words))
Done insert(Tx& tx, const StoredVisit& visit);
Result<std::vector<StoredVisit>> visits_of(Tx& tx, OrderId order);

// ---- the calendar (store_calendar.cpp); a report that was taken back is not there for any of these
Result<std::vector<Order>> calendar_orders(Tx& tx, const Scope& scope, const OrderQuery& query);
// By order, then by time.
Result<std::vector<StoredReport>> reports_between(Tx& tx, const std::vector<OrderId>& orders,
                                                  Instant from, Instant until);
Result<std::optional<HealthReport>> find_report(Tx& tx, const Scope& scope, ReportId id);
Result<bool> withdraw(Tx& tx, ReportId id, UserId by, Instant at);  // False: it was already.
struct LatestReport {
    Instant taken_at;
    std::string window_key;
};
BOOST_DESCRIBE_STRUCT(LatestReport, (), (taken_at, window_key))
Result<std::optional<LatestReport>> latest_report(Tx& tx, OrderId order);
Result<std::set<PersonId>> looked_at(Tx& tx, UserId user, Date day,
                                     const std::vector<PersonId>& people);
Result<bool> note_look(Tx& tx, UserId user, Date day, PersonId person);  // False: it was already.
Done forget_looks(Tx& tx, Date before);

// ---- alerts (store_alerts.cpp)
// Whether an alert of the order and kind has covered this occasion, or a later one.
Result<bool> knows_occasion(Tx& tx, OrderId order, AlertKind kind, const std::string& occasion);
Done insert(Tx& tx, const Alert& alert);
Result<Alert> save(Tx& tx, Alert alert);
Done set_note(Tx& tx, AlertId id, const Bytes& note);
Result<std::optional<Alert>> find_alert(Tx& tx, const Scope& scope, AlertId id);
Result<std::optional<Alert>> find_alert(Tx& tx, AlertId id);
struct StoredAlert {
    Alert alert;
    std::optional<Bytes> note;
};
BOOST_DESCRIBE_STRUCT(StoredAlert, (), (alert, note))
Result<std::vector<StoredAlert>> alerts_of(Tx& tx, OrderId order);
Result<std::vector<Alert>> open_alerts_of(Tx& tx, OrderId order);
struct AlertList {
    std::optional<AlertState> state;
    std::optional<AlertKind> kind;
    std::optional<UserId> assignee;
    std::optional<std::string> area;
    std::string after;
    int limit = 0;
};
Result<std::vector<Alert>> list_alerts(Tx& tx, const Scope& scope, const AlertList& list);

// ---- to-do and summary (store_todo.cpp)
struct TodoPoint {
    Instant due_at;
    std::string id;  // Both empty: from the start.
};
Result<std::vector<Order>> todo_confirm(Tx& tx, const Scope& scope, UserId not_by, int limit);
Result<std::vector<Order>> todo_release(Tx& tx, const Scope& scope, Date today, int limit);
Result<std::vector<Order>> todo_papers(Tx& tx, UserId worker, int limit);
Result<std::vector<Order>> todo_reports(Tx& tx, UserId worker, const Window& window, int limit);
Result<std::vector<Alert>> todo_alerts(Tx& tx, UserId assignee, int limit);
struct DoneItem {
    HistoryEntry entry;
    std::string order_number, person_name, area_name;
};
BOOST_DESCRIBE_STRUCT(DoneItem, (), (entry, order_number, person_name, area_name))
Result<std::vector<DoneItem>> done_by(Tx& tx, UserId actor, const std::string& after, int limit);
struct ClosedItem {
    Order order;
    Instant part_ended_at;
};
BOOST_DESCRIBE_STRUCT(ClosedItem, (), (order, part_ended_at))
Result<std::vector<ClosedItem>> closed_with(Tx& tx, UserId user, const TodoPoint& after, int limit);

struct Counts {
    std::int64_t awaiting = 0, active_home = 0, active_central = 0, release_due = 0;
    std::int64_t reports_missing = 0, papers_missing = 0, released_today = 0;
    std::int64_t alerts_worker = 0, alerts_lead = 0, alerts_command = 0;
};
BOOST_DESCRIBE_STRUCT(Counts, (),
                      (awaiting, active_home, active_central, release_due, reports_missing,
                       papers_missing, released_today, alerts_worker, alerts_lead, alerts_command))
Result<Counts> counts(Tx& tx, const Scope& scope, const Window& window, Instant now);

// ---- destruction (store_destruction.cpp)
Result<Need> need_of(Tx& tx, PersonId person);
Result<std::int64_t> count_open_orders(Tx& tx);
Result<std::int64_t> destroy_health_records(Tx& tx, PersonId person);
Result<std::int64_t> forget_names(Tx& tx, PersonId person);

}  // namespace xiuhua::isolation::store
