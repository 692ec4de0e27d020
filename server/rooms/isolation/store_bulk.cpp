#include "rooms/isolation/store_bulk.hpp"

#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

#define XH_BULK_COLUMNS                                                                         \
    "id, kind, state, made_by, made_at, total, checked, good, handled, done, refused, undone, " \
    "days, paper, worker, worker_name, medic, started_at, finished_at"

constexpr Query insert_bulk{"isolation.insert_bulk",
                            "INSERT INTO isolation_bulk (" XH_BULK_COLUMNS
                            ", words) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
                            "?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)"};
constexpr Query update_bulk{
    "isolation.save_bulk",
    "UPDATE isolation_bulk SET state = ?2, total = ?3, checked = ?4, good = ?5, handled = ?6, "
    "done = ?7, refused = ?8, undone = ?9, started_at = ?10, finished_at = ?11 WHERE id = ?1"};
constexpr Query find_by_id{"isolation.find_bulk",
                           "SELECT " XH_BULK_COLUMNS " FROM isolation_bulk WHERE id = ?1"};
constexpr Query find_own{"isolation.find_own_bulk",
                         "SELECT " XH_BULK_COLUMNS
                         " FROM isolation_bulk WHERE id = ?1 AND made_by = ?2"};
constexpr Query find_words{"isolation.bulk_words",
                           "SELECT words FROM isolation_bulk WHERE id = ?1"};
constexpr Query empty_words{"isolation.forget_bulk_words",
                            "UPDATE isolation_bulk SET words = ?2 WHERE id = ?1"};
constexpr Query count_changes{"isolation.changes_so_far", "SELECT total_changes()"};
constexpr Query find_rows{
    "isolation.bulk_rows_in",
    "SELECT position, order_id, state, error, version, worker_before, medic_before "
    "FROM isolation_bulk_row "
    "WHERE bulk = ?1 AND state = ?2 ORDER BY position LIMIT ?3"};
constexpr Query update_row{
    "isolation.save_bulk_row",
    "UPDATE isolation_bulk_row SET state = ?3, error = ?4, version = ?5, worker_before = ?6, "
    "medic_before = ?7 "
    "WHERE bulk = ?1 AND position = ?2"};
constexpr Query find_old{"isolation.old_bulks",
                         "SELECT id FROM isolation_bulk WHERE made_at < ?1 "
                         "ORDER BY made_at LIMIT ?2"};
constexpr Query delete_rows{"isolation.delete_bulk_rows",
                            "DELETE FROM isolation_bulk_row WHERE bulk = ?1"};
constexpr Query delete_one{"isolation.delete_bulk", "DELETE FROM isolation_bulk WHERE id = ?1"};

// Its rows are those of `o` in `source` that the conditions added to it leave.
Where begin_choice(BulkId bulk, const std::string& source) {
    Where where;
    where.append(
        "INSERT INTO isolation_bulk_row (bulk, position, order_id, state, error, version) "
        "SELECT CAST(? AS TEXT), ROW_NUMBER() OVER (ORDER BY p.id), p.id, 'waiting', '', 0 "
        "FROM (SELECT o.id",
        bulk);
    where.append(source);
    where.append(" WHERE 1 = 1");
    return where;
}

Result<std::int64_t> choose(Tx& tx, Where& where, int limit) {
    where.append(" LIMIT ?) p RETURNING position", limit);
    XH_TRY(chosen,
           tx.rows_with<std::int64_t>({"isolation.choose_bulk_rows", where.sql()}, where.values()));
    return static_cast<std::int64_t>(chosen.size());
}

}  // namespace

Done insert(Tx& tx, const Bulk& b, const Bytes& words) {
    XH_DO(tx.exec(insert_bulk, b.id, b.kind, b.state, b.made_by, b.made_at, b.total, b.checked,
                  b.good, b.handled, b.done, b.refused, b.undone, b.days, b.paper, b.worker,
                  b.worker_name, b.medic, b.started_at, b.finished_at, words));
    return {};
}

Done save(Tx& tx, const Bulk& b) {
    XH_DO(tx.exec(update_bulk, b.id, b.state, b.total, b.checked, b.good, b.handled, b.done,
                  b.refused, b.undone, b.started_at, b.finished_at));
    return {};
}

Result<std::optional<Bulk>> find_bulk(Tx& tx, BulkId id) {
    return tx.row<Bulk>(find_by_id, id);
}

Result<std::optional<Bulk>> find_bulk(Tx& tx, UserId made_by, BulkId id) {
    return tx.row<Bulk>(find_own, id, made_by);
}

Result<Bytes> bulk_words(Tx& tx, BulkId id) {
    XH_TRY(words, tx.row<Bytes>(find_words, id));
    return words.value_or(Bytes{});
}

Done forget_words(Tx& tx, BulkId id) {
    XH_DO(tx.exec(empty_words, id, Bytes{}));
    return {};
}

Result<std::int64_t> choose_rows(Tx& tx, BulkId bulk, const Scope& scope, const OrderQuery& query) {
    Where where = begin_choice(bulk, ledger_source(tx.engine(), scope, query.filter));
    add_order_filter(where, scope, query);
    return choose(tx, where, query.limit);
}

Result<std::int64_t> choose_rows(Tx& tx, BulkId bulk, const Scope& scope,
                                 const std::vector<OrderId>& orders) {
    Where where = begin_choice(bulk, " FROM isolation_order o");
    where.append(" AND o.id IN (");
    for (std::size_t i = 0; i < orders.size(); ++i) {
        where.append(i == 0 ? "?" : ", ?", orders[i]);
    }
    where.append(")");
    where.add(XH_IN_SCOPE("?"), scope.id);
    return choose(tx, where, static_cast<int>(orders.size()));
}

Result<std::int64_t> count_orders(Tx& tx, const Scope& scope, const OrderQuery& query) {
    Where where;
    where.append("SELECT COUNT(*) FROM (SELECT o.id");
    where.append(ledger_source(tx.engine(), scope, query.filter));
    where.append(" WHERE 1 = 1");
    add_order_filter(where, scope, query);
    where.append(" LIMIT ?) p", query.limit);
    XH_TRY(found,
           tx.rows_with<std::int64_t>({"isolation.count_orders", where.sql()}, where.values()));
    return found.empty() ? 0 : found.front();
}

Result<std::int64_t> changes_so_far(Tx& tx) {
    XH_TRY(found, tx.row<std::int64_t>(count_changes));
    return found.value_or(0);
}

Result<std::vector<BulkRow>> rows_in(Tx& tx, BulkId bulk, BulkRowState state, int limit) {
    return tx.rows<BulkRow>(find_rows, bulk, state, limit);
}

Done save_row(Tx& tx, BulkId bulk, const BulkRow& row) {
    XH_DO(tx.exec(update_row, bulk, row.position, row.state, row.error, row.version,
                  row.worker_before, row.medic_before));
    return {};
}

Result<std::vector<BulkRowShown>> shown_rows(Tx& tx, const Scope& scope, BulkId bulk,
                                             std::optional<BulkRowState> state, std::int64_t after,
                                             int limit) {
    Where where;
    where.add("r.bulk = ? AND r.position > ?", bulk, after);
    if (state) {
        where.add("r.state = ?", *state);
    }
    where.add(XH_IN_SCOPE("?"), scope.id);
    where.append(" ORDER BY r.position LIMIT ?", limit);
    const std::string sql =
        "SELECT r.position, r.order_id, o.person, o.number, o.person_name, o.area_name, r.state, "
        "r.error "
        "FROM isolation_bulk_row r JOIN isolation_order o ON o.id = r.order_id" +
        where.sql();
    return tx.rows_with<BulkRowShown>({"isolation.bulk_rows", sql}, where.values());
}

Result<std::vector<BulkId>> bulks_before(Tx& tx, Instant made_before, int limit) {
    return tx.rows<BulkId>(find_old, made_before, limit);
}

Done delete_bulk(Tx& tx, BulkId id) {
    XH_DO(tx.exec(delete_rows, id));
    XH_DO(tx.exec(delete_one, id));
    return {};
}

}  // namespace xiuhua::isolation::store
