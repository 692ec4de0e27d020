#include "rooms/isolation/store.hpp"

namespace xiuhua::isolation::store {
namespace {

constexpr Query insert_report{
    "isolation.insert_report",
    "INSERT INTO isolation_report (id, order_id, person, area_code, window_key, taken_at, "
    "filed_at, filed_by, filed_by_name, source, late, health) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"};
constexpr Query find_reports{
    "isolation.reports_of_order",
    "SELECT id, order_id, person, area_code, window_key, taken_at, filed_at, filed_by, "
    "filed_by_name, source, late, health FROM isolation_report "
    "WHERE order_id = ?1 AND taken_at >= ?2 AND withdrawn_at IS NULL ORDER BY taken_at DESC, id "
    "DESC LIMIT ?3"};
constexpr Query count_reports{"isolation.has_report",
                              "SELECT COUNT(*) FROM isolation_report WHERE order_id = ?1 "
                              "AND taken_at >= ?2 AND taken_at < ?3 AND withdrawn_at IS NULL"};
constexpr Query insert_visit{
    "isolation.insert_visit",
    "INSERT INTO isolation_visit (id, order_id, person, area_code, kind, at, made_by, "
    "made_by_name, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
constexpr Query find_visits{
    "isolation.visits_of_order",
    "SELECT id, order_id, person, area_code, kind, at, made_by, made_by_name, words "
    "FROM isolation_visit WHERE order_id = ?1 ORDER BY at DESC, id DESC LIMIT ?2"};

}  // namespace

Done insert(Tx& tx, const StoredReport& stored) {
    const HealthReport& r = stored.report;
    XH_DO(tx.exec(insert_report, r.id, r.order, r.person, r.area_code, r.window_key, r.taken_at,
                  r.filed_at, r.filed_by, r.filed_by_name, r.source, r.late, stored.health));
    return {};
}

Result<std::vector<StoredReport>> reports_of(Tx& tx, OrderId order, Instant since) {
    return tx.rows<StoredReport>(find_reports, order, since, reports_shown_max);
}

Result<bool> has_report(Tx& tx, OrderId order, const Window& window) {
    XH_TRY(count, tx.row<std::int64_t>(count_reports, order, window.opens, window.ends));
    return count.value_or(0) > 0;
}

Done insert(Tx& tx, const StoredVisit& stored) {
    const Visit& v = stored.visit;
    XH_DO(tx.exec(insert_visit, v.id, v.order, v.person, v.area_code, v.kind, v.at, v.made_by,
                  v.made_by_name, stored.words));
    return {};
}

Result<std::vector<StoredVisit>> visits_of(Tx& tx, OrderId order) {
    return tx.rows<StoredVisit>(find_visits, order, reports_shown_max);
}

}  // namespace xiuhua::isolation::store
