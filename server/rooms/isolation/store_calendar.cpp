#include "rooms/isolation/store.hpp"
#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

constexpr Query find_report_in_scope{
    "isolation.find_report",
    "SELECT o.id, o.order_id, o.person, o.area_code, o.window_key, o.taken_at, o.filed_at, "
    "o.filed_by, o.filed_by_name, o.source, o.late FROM isolation_report o "
    "WHERE o.id = ?1 AND o.withdrawn_at IS NULL AND " XH_IN_SCOPE("?2")};
constexpr Query mark_withdrawn{
    "isolation.withdraw_report",
    "UPDATE isolation_report SET withdrawn_at = ?2, withdrawn_by = ?3 WHERE id = ?1 "
    "AND withdrawn_at IS NULL"};
constexpr Query find_latest{"isolation.latest_report",
                            "SELECT taken_at, window_key FROM isolation_report WHERE order_id = ?1 "
                            "AND withdrawn_at IS NULL ORDER BY taken_at DESC, id DESC LIMIT 1"};
constexpr Query insert_look{
    "isolation.note_calendar_look",
    "INSERT INTO isolation_calendar_look (day, user_id, person) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (day, user_id, person) DO NOTHING"};
constexpr Query delete_looks{"isolation.forget_calendar_looks",
                             "DELETE FROM isolation_calendar_look WHERE day < ?1"};

template <typename T>
void add_list(Where& where, std::string_view column, const std::vector<T>& values) {
    where.add(std::string{column} + " IN (");
    for (std::size_t i = 0; i < values.size(); ++i) {
        where.append(i == 0 ? "?" : ", ?", values[i]);
    }
    where.append(")");
}

}  // namespace

Result<std::vector<Order>> calendar_orders(Tx& tx, const Scope& scope, const OrderQuery& query) {
    Where where;
    add_order_filter(where, scope, query);
    if (const std::string after = query.filter.after.value_or(""); !after.empty()) {
        const std::size_t split = after.find('~');
        where.add("(o.area_code, o.id) > (?, ?)", after.substr(0, split),
                  split == std::string::npos ? std::string{} : after.substr(split + 1));
    }
    where.append(" ORDER BY o.area_code, o.id LIMIT ?", query.limit);
    // Door by door is an index of its own; see store_ledger.cpp for why SQLite is told.
    const std::string index =
        tx.engine() == Engine::sqlite ? " INDEXED BY isolation_order_state_area" : "";
    const std::string sql =
        "SELECT " XH_ORDER_COLUMNS " FROM isolation_order o" + index + where.sql();
    return tx.rows_with<Order>({"isolation.calendar_orders", sql}, where.values());
}

Result<std::vector<StoredReport>> reports_between(Tx& tx, const std::vector<OrderId>& orders,
                                                  Instant from, Instant until) {
    if (orders.empty()) {
        return std::vector<StoredReport>{};
    }
    Where where;
    add_list(where, "order_id", orders);
    where.add("taken_at >= ? AND taken_at < ?", from, until);
    where.add("withdrawn_at IS NULL");
    where.append(" ORDER BY order_id, taken_at, id");
    const std::string sql =
        "SELECT id, order_id, person, area_code, window_key, taken_at, filed_at, filed_by, "
        "filed_by_name, source, late, health FROM isolation_report" +
        where.sql();
    return tx.rows_with<StoredReport>({"isolation.calendar_reports", sql}, where.values());
}

Result<std::optional<HealthReport>> find_report(Tx& tx, const Scope& scope, ReportId id) {
    return tx.row<HealthReport>(find_report_in_scope, id, scope.id);
}

Result<bool> withdraw(Tx& tx, ReportId id, UserId by, Instant at) {
    XH_TRY(changed, tx.exec(mark_withdrawn, id, at, by));
    return changed == 1;
}

Result<std::optional<LatestReport>> latest_report(Tx& tx, OrderId order) {
    return tx.row<LatestReport>(find_latest, order);
}

Result<std::set<PersonId>> looked_at(Tx& tx, UserId user, Date day,
                                     const std::vector<PersonId>& people) {
    std::set<PersonId> seen;
    if (people.empty()) {
        return seen;
    }
    Where where;
    where.add("day = ? AND user_id = ?", day, user);
    add_list(where, "person", people);
    const std::string sql = "SELECT person FROM isolation_calendar_look" + where.sql();
    XH_TRY(found, tx.rows_with<PersonId>({"isolation.calendar_looks", sql}, where.values()));
    seen.insert(found.begin(), found.end());
    return seen;
}

Result<bool> note_look(Tx& tx, UserId user, Date day, PersonId person) {
    XH_TRY(changed, tx.exec(insert_look, day, user, person));
    return changed == 1;
}

Done forget_looks(Tx& tx, Date before) {
    XH_DO(tx.exec(delete_looks, before));
    return {};
}

}  // namespace xiuhua::isolation::store
