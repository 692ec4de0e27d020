#include "rooms/isolation/store.hpp"
#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

// clang-format off
constexpr Query confirm_waiting{
    "isolation.todo_confirm",
    "SELECT " XH_ORDER_COLUMNS
    " FROM isolation_order o WHERE o.state = 'awaiting_confirmation' AND o.made_by <> ?2 "
    "AND o.worker <> ?2 AND " XH_IN_SCOPE("?1") " ORDER BY o.confirm_due_at, o.id LIMIT ?3"};
constexpr Query release_waiting{
    "isolation.todo_release",
    "SELECT " XH_ORDER_COLUMNS
    " FROM isolation_order o WHERE o.state = 'active' AND o.end_date < ?2 AND " XH_IN_SCOPE(
        "?1") " ORDER BY o.end_date, o.id LIMIT ?3"};
constexpr Query papers_waiting{
    "isolation.todo_papers",
    "SELECT " XH_ORDER_COLUMNS
    " FROM isolation_order o WHERE o.worker = ?1 AND o.papers_due_at IS NOT NULL "
    "ORDER BY o.papers_due_at, o.id LIMIT ?2"};
constexpr Query reports_waiting{
    "isolation.todo_reports",
    "SELECT " XH_ORDER_COLUMNS
    " FROM isolation_order o WHERE o.worker = ?1 AND o.state = 'active' "
    "AND o.last_report_window < ?2 AND o.start_date <= ?3 AND o.end_date >= ?3 "
    "AND o.confirmed_at <= ?4 ORDER BY o.id LIMIT ?5"};
constexpr Query alerts_waiting{
    "isolation.todo_alerts",
    "SELECT " XH_ALERT_COLUMNS
    " FROM isolation_alert o WHERE o.assignee = ?1 AND o.state IN ('open', 'acknowledged') "
    "ORDER BY o.id LIMIT ?2"};
constexpr Query done_list{
    "isolation.todo_done",
    "SELECT " XH_HISTORY_COLUMNS
    ", o.number, o.person_name, o.area_name FROM isolation_history h "
    "JOIN isolation_order o ON o.id = h.order_id WHERE h.actor = ?1 "
    "AND (CAST(?2 AS TEXT) = '' OR h.id < ?2) ORDER BY h.id DESC LIMIT ?3"};
constexpr Query closed_list{
    "isolation.todo_closed",
    "SELECT " XH_ORDER_COLUMNS
    ", p.ended_at FROM isolation_part p JOIN isolation_order o ON o.id = p.order_id "
    "WHERE p.user_id = ?1 AND p.ended_at > 0 AND (p.ended_at, p.order_id) < (?2, ?3) "
    "ORDER BY p.ended_at DESC, p.order_id DESC LIMIT ?4"};

#define XH_COUNT_IF(condition) "COALESCE(SUM(CASE WHEN " condition " THEN 1 ELSE 0 END), 0)"
constexpr Query count_orders{
    "isolation.count_orders",
    "SELECT " XH_COUNT_IF("o.state = 'awaiting_confirmation'")
    ", " XH_COUNT_IF("o.state = 'active' AND o.place = 'home'")
    ", " XH_COUNT_IF("o.state = 'active' AND o.place = 'central'")
    ", " XH_COUNT_IF("o.state = 'active' AND o.end_date < ?2")
    ", " XH_COUNT_IF("o.state = 'active' AND o.last_report_window < ?3 AND o.start_date <= ?2 "
                     "AND o.end_date >= ?2 AND o.confirmed_at <= ?4")
    ", " XH_COUNT_IF("o.papers_due_at IS NOT NULL AND o.papers_due_at <= ?5")
    " FROM isolation_order o WHERE o.state IN ('awaiting_confirmation', 'active') "
    "AND " XH_IN_SCOPE("?1")};
constexpr Query count_released{
    "isolation.count_released",
    "SELECT COUNT(*) FROM isolation_order o WHERE o.state = 'released' AND o.ended_at >= ?2 "
    "AND " XH_IN_SCOPE("?1")};
constexpr Query count_alerts{
    "isolation.count_alerts",
    "SELECT " XH_COUNT_IF("o.level = 'worker'")
    ", " XH_COUNT_IF("o.level = 'lead'")
    ", " XH_COUNT_IF("o.level = 'command'")
    " FROM isolation_alert o WHERE o.state IN ('open', 'acknowledged') AND " XH_IN_SCOPE("?1")};
// clang-format on

struct OrderCounts {
    std::int64_t awaiting, active_home, active_central, release_due, reports_missing,
        papers_missing;
};
BOOST_DESCRIBE_STRUCT(OrderCounts, (),
                      (awaiting, active_home, active_central, release_due, reports_missing,
                       papers_missing))
struct AlertCounts {
    std::int64_t worker, lead, command;
};
BOOST_DESCRIBE_STRUCT(AlertCounts, (), (worker, lead, command))

}  // namespace

Result<std::vector<Order>> todo_confirm(Tx& tx, const Scope& scope, UserId not_by, int limit) {
    return tx.rows<Order>(confirm_waiting, scope.id, not_by, limit);
}

Result<std::vector<Order>> todo_release(Tx& tx, const Scope& scope, Date today, int limit) {
    return tx.rows<Order>(release_waiting, scope.id, today, limit);
}

Result<std::vector<Order>> todo_papers(Tx& tx, UserId worker, int limit) {
    return tx.rows<Order>(papers_waiting, worker, limit);
}

Result<std::vector<Order>> todo_reports(Tx& tx, UserId worker, const Window& window, int limit) {
    return tx.rows<Order>(reports_waiting, worker, window.key, window.day, window.opens, limit);
}

Result<std::vector<Alert>> todo_alerts(Tx& tx, UserId assignee, int limit) {
    return tx.rows<Alert>(alerts_waiting, assignee, limit);
}

Result<std::vector<DoneItem>> done_by(Tx& tx, UserId actor, const std::string& after, int limit) {
    return tx.rows<DoneItem>(done_list, actor, after, limit);
}

Result<std::vector<ClosedItem>> closed_with(Tx& tx, UserId user, const TodoPoint& after,
                                            int limit) {
    const bool first = after.id.empty();
    const Instant before = first ? Instant::max() : after.due_at;
    return tx.rows<ClosedItem>(closed_list, user, before, first ? std::string{"z"} : after.id,
                               limit);
}

Result<Counts> counts(Tx& tx, const Scope& scope, const Window& window, Instant now) {
    const Date today = office_date(now);
    XH_TRY(orders,
           tx.row<OrderCounts>(count_orders, scope.id, today, window.key, window.opens, now));
    XH_TRY(released, tx.row<std::int64_t>(count_released, scope.id, office_instant(today)));
    XH_TRY(alerts, tx.row<AlertCounts>(count_alerts, scope.id));
    const OrderCounts o = orders.value_or(OrderCounts{});
    const AlertCounts a = alerts.value_or(AlertCounts{});
    return Counts{
        o.awaiting,       o.active_home,        o.active_central, o.release_due, o.reports_missing,
        o.papers_missing, released.value_or(0), a.worker,         a.lead,        a.command};
}

}  // namespace xiuhua::isolation::store
