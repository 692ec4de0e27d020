#include "platform/db/person_alias.hpp"
#include "rooms/isolation/store.hpp"

namespace xiuhua::isolation::store {
namespace {

// The need of a person who stands under several ids since a merge is the need of all; what is destroyed goes by id.
constexpr Query find_need{
    "isolation.need_of_person",
    "SELECT COALESCE(MAX(CASE WHEN state IN ('awaiting_confirmation', 'active') THEN 1 ELSE 0 "
    "END), 0), MAX(ended_at) FROM isolation_order WHERE person IN " XH_IDS_OF_PERSON("?1")};
constexpr Query find_last_screening{
    "isolation.last_screening",
    "SELECT MAX(made_at) FROM isolation_screening WHERE person IN " XH_IDS_OF_PERSON("?1")};
constexpr Query count_open{"isolation.count_open_orders",
                           "SELECT COUNT(*) FROM isolation_order "
                           "WHERE state IN ('awaiting_confirmation', 'active')"};

#define XH_OF_PERSON "order_id IN (SELECT id FROM isolation_order WHERE person = ?1)"
constexpr Query drop_reports{"isolation.destroy_reports",
                             "DELETE FROM isolation_report WHERE " XH_OF_PERSON};
constexpr Query drop_visits{"isolation.destroy_visits",
                            "DELETE FROM isolation_visit WHERE " XH_OF_PERSON};
constexpr Query drop_alerts{"isolation.destroy_alerts",
                            "DELETE FROM isolation_alert WHERE " XH_OF_PERSON};
constexpr Query drop_messages{"isolation.destroy_messages",
                              "DELETE FROM isolation_message WHERE " XH_OF_PERSON};
// `?2 <> reason` would compare blobs; an emptied one is recognised by its length on both engines.
constexpr Query empty_reasons{"isolation.empty_reasons",
                              "UPDATE isolation_order SET reason = ?2 "
                              "WHERE person = ?1 AND LENGTH(reason) > 0"};
constexpr Query empty_history{"isolation.empty_history",
                              "UPDATE isolation_history SET reason = ?2 "
                              "WHERE LENGTH(reason) > 0 AND " XH_OF_PERSON};
constexpr Query empty_answers{"isolation.empty_answers",
                              "UPDATE isolation_screening SET answers = NULL "
                              "WHERE person = ?1 AND answers IS NOT NULL"};
constexpr Query nameless_orders{"isolation.nameless_orders",
                                "UPDATE isolation_order SET person_name = '', birth_date = NULL "
                                "WHERE person = ?1 AND person_name <> ''"};
constexpr Query nameless_alerts{"isolation.nameless_alerts",
                                "UPDATE isolation_alert SET person_name = '' "
                                "WHERE person_name <> '' AND " XH_OF_PERSON};
constexpr Query nameless_screenings{"isolation.nameless_screenings",
                                    "UPDATE isolation_screening SET person_name = '' "
                                    "WHERE person = ?1 AND person_name <> ''"};

Result<std::int64_t> run_all(Tx& tx, PersonId person, std::span<const Query> queries) {
    std::int64_t changed = 0;
    for (const Query& query : queries) {
        XH_TRY(rows, tx.exec(query, person));
        changed += rows;
    }
    return changed;
}

}  // namespace

Result<Need> need_of(Tx& tx, PersonId person) {
    XH_TRY(orders, tx.row<Need>(find_need, person));
    XH_TRY(screened, tx.row<std::optional<Instant>>(find_last_screening, person));
    Need need = orders.value_or(Need{});
    if (screened && *screened && (!need.ended_at || *need.ended_at < **screened)) {
        need.ended_at = *screened;
    }
    return need;
}

Result<std::int64_t> count_open_orders(Tx& tx) {
    XH_TRY(found, tx.row<std::int64_t>(count_open));
    return found.value_or(0);
}

Result<std::int64_t> destroy_health_records(Tx& tx, PersonId person) {
    constexpr Query gone[] = {drop_reports, drop_visits, drop_alerts, drop_messages, empty_answers};
    XH_TRY(changed, run_all(tx, person, gone));
    XH_TRY(reasons, tx.exec(empty_reasons, person, Bytes{}));
    XH_TRY(decisions, tx.exec(empty_history, person, Bytes{}));
    return changed + reasons + decisions;
}

Result<std::int64_t> forget_names(Tx& tx, PersonId person) {
    constexpr Query gone[] = {nameless_orders, nameless_alerts, nameless_screenings};
    return run_all(tx, person, gone);
}

}  // namespace xiuhua::isolation::store
