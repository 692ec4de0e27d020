#include "rooms/isolation/store.hpp"
#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

constexpr Query insert_alert{
    "isolation.insert_alert",
    "INSERT INTO isolation_alert (id, order_id, order_number, person, person_name, area_code, "
    "area_name, kind, window_key, last_window_key, occasions, state, level, assignee, "
    "assignee_name, raised_at, due_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
    "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"};
constexpr Query find_occasion{"isolation.find_alert_occasion",
                              "SELECT COUNT(*) FROM isolation_alert WHERE order_id = ?1 "
                              "AND kind = ?2 AND last_window_key >= ?3"};
constexpr Query update_alert{
    "isolation.update_alert",
    "UPDATE isolation_alert SET last_window_key = ?3, occasions = ?4, state = ?5, level = ?6, "
    "assignee = ?7, assignee_name = ?8, due_at = ?9, acknowledged_by = ?10, "
    "acknowledged_at = ?11, closed_by = ?12, closed_at = ?13, finding = ?14, "
    "version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query update_note{"isolation.set_alert_note",
                            "UPDATE isolation_alert SET note = ?2 WHERE id = ?1"};
constexpr Query find_in_scope{"isolation.find_alert",
                              "SELECT " XH_ALERT_COLUMNS
                              " FROM isolation_alert o WHERE o.id = ?1 AND " XH_IN_SCOPE("?2")};
constexpr Query find_by_id{"isolation.find_alert_by_id",
                           "SELECT " XH_ALERT_COLUMNS " FROM isolation_alert o WHERE o.id = ?1"};
constexpr Query find_of_order{"isolation.alerts_of_order",
                              "SELECT " XH_ALERT_COLUMNS
                              ", o.note FROM isolation_alert o WHERE o.order_id = ?1 "
                              "ORDER BY o.id DESC"};
constexpr Query find_open{"isolation.open_alerts_of_order",
                          "SELECT " XH_ALERT_COLUMNS
                          " FROM isolation_alert o WHERE o.order_id = ?1 "
                          "AND o.state IN ('open', 'acknowledged') ORDER BY o.id"};

}  // namespace

Result<bool> knows_occasion(Tx& tx, OrderId order, AlertKind kind, const std::string& occasion) {
    XH_TRY(known, tx.row<std::int64_t>(find_occasion, order, kind, occasion));
    return known.value_or(0) > 0;
}

Done insert(Tx& tx, const Alert& a) {
    XH_DO(tx.exec(insert_alert, a.id, a.order, a.order_number, a.person, a.person_name, a.area_code,
                  a.area_name, a.kind, a.window_key, a.last_window_key, a.occasions, a.state,
                  a.level, a.assignee, a.assignee_name, a.raised_at, a.due_at, a.version));
    return {};
}

Result<Alert> save(Tx& tx, Alert a) {
    XH_TRY(changed, tx.exec(update_alert, a.id, a.version, a.last_window_key, a.occasions, a.state,
                            a.level, a.assignee, a.assignee_name, a.due_at, a.acknowledged_by,
                            a.acknowledged_at, a.closed_by, a.closed_at, a.finding));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "isolation.changed_meanwhile");
    }
    ++a.version;
    return a;
}

Done set_note(Tx& tx, AlertId id, const Bytes& note) {
    XH_DO(tx.exec(update_note, id, note));
    return {};
}

Result<std::optional<Alert>> find_alert(Tx& tx, const Scope& scope, AlertId id) {
    return tx.row<Alert>(find_in_scope, id, scope.id);
}

Result<std::optional<Alert>> find_alert(Tx& tx, AlertId id) {
    return tx.row<Alert>(find_by_id, id);
}

Result<std::vector<StoredAlert>> alerts_of(Tx& tx, OrderId order) {
    return tx.rows<StoredAlert>(find_of_order, order);
}

Result<std::vector<Alert>> open_alerts_of(Tx& tx, OrderId order) {
    return tx.rows<Alert>(find_open, order);
}

Result<std::vector<Alert>> list_alerts(Tx& tx, const Scope& scope, const AlertList& list) {
    Where where;
    if (list.state) {
        where.add("o.state = ?", *list.state);
    }
    if (list.kind) {
        where.add("o.kind = ?", *list.kind);
    }
    if (list.assignee) {
        where.add("o.assignee = ?", *list.assignee);
    }
    if (list.area) {
        where.add("o.area_code BETWEEN ? AND ?", *list.area, area_code_last(*list.area));
    }
    where.add(XH_IN_SCOPE("?"), scope.id);
    if (!list.after.empty()) {
        where.add("o.id < ?", list.after);
    }
    where.append(" ORDER BY o.id DESC LIMIT ?", list.limit);
    const std::string sql = "SELECT " XH_ALERT_COLUMNS " FROM isolation_alert o" + where.sql();
    return tx.rows_with<Alert>({"isolation.list_alerts", sql}, where.values());
}

}  // namespace xiuhua::isolation::store
