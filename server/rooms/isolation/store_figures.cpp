// Which orders, reports, visits and alerts the figures of a report count. What was true at a moment is read from the
// times that decisions left, never from today's state alone, so that yesterday can still be reported.
#include "rooms/isolation/store_figures.hpp"

namespace xiuhua::isolation::store {
namespace {

#define XH_FIGURE_ORDER                                                            \
    "SELECT o.id AS record_key, o.number AS number, o.id AS order_id, "            \
    "o.person AS person, o.person_name AS person_name, o.area_code AS area_code, " \
    "o.area_name AS area_name, "
#define XH_FIGURE_OF_ORDER                                                         \
    "SELECT r.id AS record_key, o.number AS number, o.id AS order_id, "            \
    "r.person AS person, o.person_name AS person_name, r.area_code AS area_code, " \
    "o.area_name AS area_name, "

// Confirmed by the moment and not ended then.
constexpr std::string_view active_at =
    " AND o.confirmed_at < ? AND (o.ended_at IS NULL OR o.ended_at >= ?)";
constexpr std::string_view ended_in = " AND o.ended_at >= ? AND o.ended_at < ?";

// One row an order and window that was due: owed by rules_daily's expects_report(), and not ended before.
figures::Relation reports_of_windows(FigureOfReports figure, const std::vector<Window>& windows) {
    constexpr std::string_view filed =
        "EXISTS (SELECT 1 FROM isolation_report r WHERE r.order_id = o.id "
        "AND r.window_key = ? AND r.withdrawn_at IS NULL)";
    figures::Relation relation;
    for (const Window& window : windows) {
        relation.add(relation.empty() ? "" : " UNION ALL ")
            .add(
                "SELECT o.id || '~' || CAST(? AS TEXT) AS record_key, o.number AS number, "
                "o.id AS order_id, o.person AS person, o.person_name AS person_name, "
                "o.area_code AS area_code, o.area_name AS area_name, CAST(? AS BIGINT) AS at "
                "FROM isolation_order o WHERE o.confirmed_at <= ? AND o.start_date <= ? "
                "AND o.end_date >= ? AND (o.ended_at IS NULL OR o.ended_at >= ?)",
                window.key, window.due, window.opens, window.day, window.day, window.due);
        if (figure == FigureOfReports::filed) {
            relation.add(" AND ").add(filed, window.key);
        } else if (figure == FigureOfReports::missing) {
            relation.add(" AND NOT ").add(filed, window.key);
        }
    }
    return relation;
}

}  // namespace

figures::Relation order_records() {
    figures::Relation relation;
    relation.add(XH_FIGURE_ORDER "o.made_at AS at FROM isolation_order o WHERE 1 = 1");
    return relation;
}

figures::Relation alert_records() {
    figures::Relation relation;
    relation.add(XH_FIGURE_OF_ORDER
                 "r.raised_at AS at FROM isolation_alert r "
                 "JOIN isolation_order o ON o.id = r.order_id WHERE 1 = 1");
    return relation;
}

figures::Relation visit_records() {
    figures::Relation relation;
    relation.add(XH_FIGURE_OF_ORDER
                 "r.at AS at FROM isolation_visit r "
                 "JOIN isolation_order o ON o.id = r.order_id WHERE 1 = 1");
    return relation;
}

figures::Relation records(FigureOfOrders figure, const figures::Asked& asked) {
    figures::Relation orders = order_records();
    switch (figure) {
        case FigureOfOrders::active:
            return orders.add(active_at, asked.until, asked.until);
        case FigureOfOrders::active_home:
            return orders.add(active_at, asked.until, asked.until).add(" AND o.place = 'home'");
        case FigureOfOrders::active_central:
            return orders.add(active_at, asked.until, asked.until).add(" AND o.place = 'central'");
        case FigureOfOrders::begun:
            return orders.add(" AND o.confirmed_at >= ? AND o.confirmed_at < ?", asked.from,
                              asked.until);
        case FigureOfOrders::begun_ever:
            return orders.add(" AND o.confirmed_at < ?", asked.until);
        case FigureOfOrders::awaiting:
            return orders.add(
                " AND o.made_at < ? AND (o.confirmed_at IS NULL OR o.confirmed_at >= ?) "
                "AND (o.ended_at IS NULL OR o.ended_at >= ?)",
                asked.until, asked.until, asked.until);
        case FigureOfOrders::released:
            return orders.add(ended_in, asked.from, asked.until).add(" AND o.state = 'released'");
        case FigureOfOrders::released_ever:
            return orders.add(" AND o.ended_at < ? AND o.state = 'released'", asked.until);
        case FigureOfOrders::to_hospital:
            return orders.add(ended_in, asked.from, asked.until)
                .add(" AND o.state = 'transferred' AND o.transferred_to = 'hospital'");
        case FigureOfOrders::withdrawn:
            return orders.add(ended_in, asked.from, asked.until).add(" AND o.state = 'withdrawn'");
    }
    return orders;
}

figures::Relation records(FigureOfAlerts figure, const figures::Asked& asked) {
    figures::Relation alerts = alert_records();
    constexpr std::string_view raised = " AND r.raised_at >= ? AND r.raised_at < ?";
    switch (figure) {
        case FigureOfAlerts::fever:
            return alerts.add(raised, asked.from, asked.until).add(" AND r.kind = 'fever'");
        case FigureOfAlerts::raised:
            return alerts.add(raised, asked.from, asked.until);
        case FigureOfAlerts::open:
            return alerts.add(" AND r.raised_at < ? AND (r.closed_at IS NULL OR r.closed_at >= ?)",
                              asked.until, asked.until);
    }
    return alerts;
}

figures::Relation records(FigureOfVisits figure, const figures::Asked& asked) {
    figures::Relation visits = visit_records();
    visits.add(" AND r.at >= ? AND r.at < ?", asked.from, asked.until);
    switch (figure) {
        case FigureOfVisits::visits:
            return visits.add(" AND r.kind = 'visit'");
        case FigureOfVisits::calls:
            return visits.add(" AND r.kind = 'call'");
    }
    return visits;
}

figures::Relation records(FigureOfReports figure, const std::vector<Window>& windows) {
    return reports_of_windows(figure, windows);
}

}  // namespace xiuhua::isolation::store
