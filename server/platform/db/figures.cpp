#include "platform/db/figures.hpp"

#include "kernel/page.hpp"

namespace xiuhua::figures {

#define XH_RECORD_COLUMNS                                                                     \
    "r.record_key, r.number, r.order_id, r.person, r.person_name, r.area_code, r.area_name, " \
    "r.at"
#define XH_RECORD_IN_SCOPE                                     \
    "EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ? " \
    "AND r.area_code BETWEEN s.code_first AND s.code_last)"

struct Asking {
    // The relation's own parameters come first, so that its text keeps their numbers.
    static db::Where over(const Relation& relation, std::string_view columns) {
        db::Where sql = relation.sql_;
        return std::move(sql).wrapped("SELECT " + std::string{columns} + " FROM (", ") r WHERE ");
    }
};

Result<std::vector<Count>> count(Tx& tx, const Scope& scope, const Relation& relation,
                                 std::string_view area_code) {
    if (relation.empty()) {
        return std::vector<Count>{};
    }
    db::Where sql = Asking::over(relation, "substr(r.area_code, 1, 12), COUNT(*)");
    sql.append(XH_RECORD_IN_SCOPE " AND r.area_code BETWEEN ? AND ? ", scope.id, area_code,
               area_code_last(area_code));
    sql.append("GROUP BY substr(r.area_code, 1, 12) ORDER BY substr(r.area_code, 1, 12)");
    return tx.rows_with<Count>({"figures.count", sql.sql()}, sql.values());
}

Result<std::vector<Record>> records(Tx& tx, const Scope& scope, const Relation& relation,
                                    const Slice& slice) {
    if (relation.empty()) {
        return std::vector<Record>{};
    }
    db::Where sql = Asking::over(relation, XH_RECORD_COLUMNS);
    sql.append(XH_RECORD_IN_SCOPE " AND r.area_code BETWEEN ? AND ? AND r.record_key > ? ",
               scope.id, slice.area_code, area_code_last(slice.area_code), slice.after);
    sql.append("ORDER BY r.record_key LIMIT ?", slice.limit);
    return tx.rows_with<Record>({"figures.records", sql.sql()}, sql.values());
}

Result<std::vector<Record>> records_of(Tx& tx, const Scope& scope, const Relation& relation,
                                       const std::vector<std::string>& keys) {
    if (relation.empty() || keys.empty()) {
        return std::vector<Record>{};
    }
    db::Where sql = Asking::over(relation, XH_RECORD_COLUMNS);
    sql.append(XH_RECORD_IN_SCOPE " AND r.record_key IN (", scope.id);
    for (std::size_t i = 0; i < keys.size() && i < page_rows_max; ++i) {
        sql.append(i == 0 ? "?" : ", ?", keys[i]);
    }
    sql.append(") ORDER BY r.record_key");
    return tx.rows_with<Record>({"figures.records_of", sql.sql()}, sql.values());
}

}  // namespace xiuhua::figures
