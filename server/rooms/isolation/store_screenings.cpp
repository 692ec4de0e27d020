#include "platform/db/person_alias.hpp"
#include "rooms/isolation/store.hpp"
#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

constexpr Query insert_screening{
    "isolation.insert_screening",
    "INSERT INTO isolation_screening (id, person, person_name, area_code, place, made_by, "
    "made_by_name, made_at, outcome, policy_version, exposed_until, suggested_days, answers) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"};
constexpr Query find_one{"isolation.find_screening",
                         "SELECT " XH_SCREENING_COLUMNS
                         ", o.answers FROM isolation_screening o WHERE o.id = ?1 "
                         "AND " XH_IN_SCOPE("?2")};

}  // namespace

Done insert(Tx& tx, const Screening& s, const std::optional<Bytes>& answers) {
    XH_DO(tx.exec(insert_screening, s.id, s.person, s.person_name, s.area_code, s.place, s.made_by,
                  s.made_by_name, s.made_at, s.outcome, s.policy_version, s.exposed_until,
                  s.suggested_days, answers));
    return {};
}

Result<std::optional<StoredScreening>> find_screening(Tx& tx, const Scope& scope, ScreeningId id) {
    return tx.row<StoredScreening>(find_one, id, scope.id);
}

Result<std::vector<Screening>> list_screenings(Tx& tx, const Scope& scope,
                                               const ScreeningList& list) {
    Where where;
    if (list.outcome) {
        where.add("o.outcome = ?", *list.outcome);
    }
    if (list.person) {
        where.add("o.person IN " XH_IDS_OF_PERSON("?"), *list.person, *list.person);
    }
    if (list.made_by) {
        where.add("o.made_by = ?", *list.made_by);
    }
    where.add(XH_IN_SCOPE("?"), scope.id);
    if (!list.after.empty()) {
        where.add("o.id < ?", list.after);
    }
    where.append(" ORDER BY o.id DESC LIMIT ?", list.limit);
    const std::string sql =
        "SELECT " XH_SCREENING_COLUMNS " FROM isolation_screening o" + where.sql();
    return tx.rows_with<Screening>({"isolation.list_screenings", sql}, where.values());
}

}  // namespace xiuhua::isolation::store
