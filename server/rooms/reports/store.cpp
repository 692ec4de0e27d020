#include "rooms/reports/store.hpp"

namespace xiuhua::reports {
namespace {

constexpr Query insert_query{"reports.insert_entry",
                             "INSERT INTO reports_entry (id, title, area_code, made_by, made_at) "
                             "VALUES (?1, ?2, ?3, ?4, ?5)"};
// Ids are UUIDv7, so their order is the order of making.
constexpr Query list_query{
    "reports.list_entries",
    "SELECT e.id, e.title, e.area_code, e.made_by, e.made_at FROM reports_entry e "
    "WHERE (CAST(?2 AS TEXT) IS NULL OR e.id < ?2) "
    "AND EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?1 "
    "AND e.area_code BETWEEN s.code_first AND s.code_last) "
    "ORDER BY e.id DESC LIMIT ?3"};

}  // namespace

Done insert_entry(Tx& tx, const Entry& entry) {
    XH_DO(tx.exec(insert_query, entry.id, entry.title, entry.area_code, entry.made_by,
                  entry.made_at));
    return {};
}

Result<std::vector<Entry>> list_entries(Tx& tx, const Scope& scope,
                                        const std::optional<EntryId>& before, int limit) {
    return tx.rows<Entry>(list_query, scope.id, before, limit);
}

}  // namespace xiuhua::reports
