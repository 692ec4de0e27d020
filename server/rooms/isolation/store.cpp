#include "rooms/isolation/store.hpp"

#include <fmt/format.h>

#include "platform/db/person_alias.hpp"
#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

constexpr Query count_up{"isolation.count_up",
                         "INSERT INTO isolation_counter (year, last) VALUES (?1, 1) "
                         "ON CONFLICT (year) DO UPDATE SET last = isolation_counter.last + 1"};
constexpr Query counted{"isolation.counted", "SELECT last FROM isolation_counter WHERE year = ?1"};

constexpr Query insert_order{
    "isolation.insert_order",
    "INSERT INTO isolation_order (id, number, person, household, person_name, birth_date, "
    "smartphone, area_code, area_name, place, place_area_code, state, start_date, days, end_date, "
    "worker, worker_name, medic, screening, made_by, made_by_name, made_at, confirm_due_at, "
    "confirmed_by, confirmed_at, ended_at, transferred_to, policy_version, papers_due, "
    "papers_done, papers_due_at, alerts_open, last_report_at, last_report_window, last_visit_at, "
    "version, decision_version, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
    "?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, "
    "?30, ?31, ?32, ?33, ?34, ?35, ?36, ?37, ?38)"};

constexpr Query update_order{
    "isolation.update_order",
    "UPDATE isolation_order SET state = ?3, days = ?4, end_date = ?5, worker = ?6, "
    "worker_name = ?7, medic = ?8, confirmed_by = ?9, confirmed_at = ?10, ended_at = ?11, "
    "transferred_to = ?12, papers_due = ?13, papers_done = ?14, papers_due_at = ?15, "
    "alerts_open = ?16, last_report_at = ?17, last_report_window = ?18, last_visit_at = ?19, "
    "decision_version = ?20, version = version + 1 WHERE id = ?1 AND version = ?2"};

constexpr Query find_in_scope{"isolation.find_order",
                              "SELECT " XH_ORDER_COLUMNS
                              " FROM isolation_order o WHERE o.id = ?1 AND " XH_IN_SCOPE("?2")};
constexpr Query find_by_id{"isolation.find_order_by_id",
                           "SELECT " XH_ORDER_COLUMNS " FROM isolation_order o WHERE o.id = ?1"};
constexpr Query find_state{"isolation.order_state",
                           "SELECT state FROM isolation_order WHERE id = ?1"};
constexpr Query find_open{"isolation.find_open_order",
                          "SELECT " XH_ORDER_COLUMNS
                          " FROM isolation_order o WHERE o.person IN " XH_IDS_OF_PERSON(
                              "?1") " AND o.state IN ('awaiting_confirmation', 'active')"};
constexpr Query find_of_person{
    "isolation.orders_of_person",
    "SELECT " XH_ORDER_COLUMNS
    " FROM isolation_order o WHERE o.person IN " XH_IDS_OF_PERSON("?1") " ORDER BY o.id DESC"};
constexpr Query find_reason{"isolation.order_reason",
                            "SELECT reason FROM isolation_order WHERE id = ?1"};

constexpr Query insert_history{
    "isolation.insert_history",
    "INSERT INTO isolation_history (id, order_id, order_version, person, action, actor, "
    "actor_name, at, state_before, state_after, policy_version, details, reason) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"};
constexpr Query find_history{"isolation.history_of_order",
                             "SELECT " XH_HISTORY_COLUMNS
                             ", h.reason FROM isolation_history h WHERE h.order_id = ?1 "
                             "ORDER BY h.id"};
constexpr Query insert_part{"isolation.take_part",
                            "INSERT INTO isolation_part (user_id, order_id, ended_at) "
                            "VALUES (?1, ?2, 0) ON CONFLICT (user_id, order_id) DO NOTHING"};
constexpr Query update_parts{"isolation.end_parts",
                             "UPDATE isolation_part SET ended_at = ?2 WHERE order_id = ?1"};

}  // namespace

Result<std::string> next_number(Tx& tx, int year) {
    XH_DO(tx.exec(count_up, year));
    XH_TRY(last, tx.row<std::int64_t>(counted, year));
    return fmt::format("GL{}-{:06}", year, last.value_or(0));
}

Done insert(Tx& tx, const Order& o, const Bytes& reason) {
    XH_DO(tx.exec(insert_order, o.id, o.number, o.person, o.household, o.person_name, o.birth_date,
                  o.smartphone, o.area_code, o.area_name, o.place, o.place_area_code, o.state,
                  o.start_date, o.days, o.end_date, o.worker, o.worker_name, o.medic, o.screening,
                  o.made_by, o.made_by_name, o.made_at, o.confirm_due_at, o.confirmed_by,
                  o.confirmed_at, o.ended_at, o.transferred_to, o.policy_version, o.papers_due,
                  o.papers_done, o.papers_due_at, o.alerts_open, o.last_report_at,
                  o.last_report_window, o.last_visit_at, o.version, o.decision_version, reason));
    return {};
}

Result<Order> save(Tx& tx, Order o) {
    XH_TRY(changed,
           tx.exec(update_order, o.id, o.version, o.state, o.days, o.end_date, o.worker,
                   o.worker_name, o.medic, o.confirmed_by, o.confirmed_at, o.ended_at,
                   o.transferred_to, o.papers_due, o.papers_done, o.papers_due_at, o.alerts_open,
                   o.last_report_at, o.last_report_window, o.last_visit_at, o.decision_version));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "isolation.changed_meanwhile");
    }
    ++o.version;
    return o;
}

Result<std::optional<Order>> find(Tx& tx, const Scope& scope, OrderId id) {
    return tx.row<Order>(find_in_scope, id, scope.id);
}

Result<std::optional<Order>> find(Tx& tx, OrderId id) {
    return tx.row<Order>(find_by_id, id);
}

Result<std::optional<OrderState>> state_of(Tx& tx, OrderId id) {
    return tx.row<OrderState>(find_state, id);
}

Result<std::optional<Order>> find_open_of_person(Tx& tx, PersonId person) {
    return tx.row<Order>(find_open, person);
}

Result<std::vector<Order>> orders_of_person(Tx& tx, PersonId person) {
    return tx.rows<Order>(find_of_person, person);
}

Result<Bytes> reason_of(Tx& tx, OrderId id) {
    XH_TRY(reason, tx.row<Bytes>(find_reason, id));
    return reason.value_or(Bytes{});
}

Done insert(Tx& tx, const HistoryEntry& h, const Bytes& reason) {
    XH_DO(tx.exec(insert_history, h.id, h.order, h.order_version, h.person, h.action, h.actor,
                  h.actor_name, h.at, h.state_before, h.state_after, h.policy_version, h.details,
                  reason));
    return {};
}

Result<std::vector<StoredHistory>> history_of(Tx& tx, OrderId order) {
    return tx.rows<StoredHistory>(find_history, order);
}

Done take_part(Tx& tx, UserId user, OrderId order) {
    XH_DO(tx.exec(insert_part, user, order));
    return {};
}

Done end_parts(Tx& tx, OrderId order, Instant ended_at) {
    XH_DO(tx.exec(update_parts, order, ended_at));
    return {};
}

}  // namespace xiuhua::isolation::store
