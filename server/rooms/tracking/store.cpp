#include "rooms/tracking/store.hpp"

#include "platform/db/person_alias.hpp"
#include "rooms/tracking/store_sql.hpp"

namespace xiuhua::tracking::store {
namespace {

constexpr Query put_watch{
    "tracking.put_watch",
    "INSERT INTO tracking_watch (order_id, order_number, person, person_name, area_code, "
    "area_name, worker, worker_name, state, device, secret_hash, starts_at, issued_by, "
    "issued_by_name, issued_at, first_report_at, ended_at, version, secret) VALUES (?1, ?2, ?3, "
    "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) "
    "ON CONFLICT (order_id) DO UPDATE SET device = ?10, secret_hash = ?11, issued_by = ?13, "
    "issued_by_name = ?14, issued_at = ?15, first_report_at = ?16, secret = ?19, "
    "version = tracking_watch.version + 1"};
constexpr Query put_live{"tracking.put_live",
                         "INSERT INTO tracking_live (order_id, verdict, verdict_at, charging) "
                         "VALUES (?1, ?2, ?3, 0) ON CONFLICT (order_id) DO NOTHING"};
constexpr Query update_watch{
    "tracking.update_watch",
    "UPDATE tracking_watch SET worker = ?3, worker_name = ?4, state = ?5, device = ?6, "
    "secret_hash = ?7, ended_at = ?8, version = version + 1 WHERE order_id = ?1 AND version = ?2"};
constexpr Query find_in_scope{"tracking.find_watch", "SELECT " XH_WATCH_COLUMNS
                                                     " FROM tracking_watch o WHERE o.order_id = ?1 "
                                                     "AND " XH_TRACKING_IN_SCOPE("?2")};
constexpr Query find_by_order{"tracking.find_watch_by_order",
                              "SELECT " XH_WATCH_COLUMNS
                              " FROM tracking_watch o WHERE o.order_id = ?1"};
constexpr Query find_of_person{
    "tracking.watches_of_person",
    "SELECT " XH_WATCH_COLUMNS
    " FROM tracking_watch o WHERE o.person IN " XH_IDS_OF_PERSON("?1") " ORDER BY o.order_id DESC"};
// What is destroyed goes by key: each id has its own, also since a merge.
constexpr Query find_under_id{"tracking.watches_under_id",
                              "SELECT " XH_WATCH_COLUMNS
                              " FROM tracking_watch o WHERE o.person = ?1 "
                              "ORDER BY o.order_id DESC"};
constexpr Query find_ended{"tracking.ended_until",
                           "SELECT " XH_WATCH_COLUMNS
                           " FROM tracking_watch o WHERE o.state = 'ended' AND o.ended_at <= ?1 "
                           "AND NOT EXISTS (SELECT 1 FROM tracking_watch w "
                           "WHERE w.person = o.person AND (w.state = 'watching' "
                           "OR (w.state = 'ended' AND w.ended_at > ?1))) "
                           "ORDER BY o.ended_at LIMIT ?2"};
constexpr Query erase_secret{"tracking.forget_credential",
                             "UPDATE tracking_watch SET device = '', secret_hash = '', "
                             "secret = NULL WHERE order_id = ?1"};
constexpr Query find_secret{"tracking.sealed_secret",
                            "SELECT secret FROM tracking_watch WHERE device = ?1 "
                            "AND device <> '' AND state = 'watching' AND secret IS NOT NULL"};
constexpr Query update_fence{"tracking.set_fence",
                             "UPDATE tracking_watch SET fence = ?2 WHERE order_id = ?1"};
constexpr Query find_fence{"tracking.fence_of",
                           "SELECT fence FROM tracking_watch WHERE order_id = ?1 "
                           "AND fence IS NOT NULL"};
constexpr Query first_report{"tracking.mark_first_report",
                             "UPDATE tracking_watch SET first_report_at = ?2 WHERE order_id = ?1"};

#define XH_HEARD                                                             \
    "SELECT o.order_id, o.person, o.area_code, o.secret_hash, o.starts_at, " \
    "o.first_report_at, " XH_LIVE_COLUMNS                                    \
    ", o.fence, l.place FROM tracking_watch o "                              \
    "JOIN tracking_live l ON l.order_id = o.order_id WHERE "
// `device <> ''` lets both engines use the partial index.
constexpr Query find_heard{"tracking.find_phone",
                           XH_HEARD "o.device = ?1 AND o.device <> '' AND o.state = 'watching'"};
constexpr Query find_heard_order{"tracking.find_live", XH_HEARD "o.order_id = ?1"};
constexpr Query update_live{
    "tracking.save_live",
    "UPDATE tracking_live SET verdict = ?2, verdict_at = ?3, heard_at = ?4, "
    "battery_fraction = ?5, charging = ?6, alert_left = ?7, alert_silent = ?8, place = ?9 "
    "WHERE order_id = ?1"};
constexpr Query update_heard{
    "tracking.save_heard",
    "UPDATE tracking_live SET heard_at = ?2, battery_fraction = ?3, charging = ?4, place = ?5 "
    "WHERE order_id = ?1"};
constexpr Query update_live_only{
    "tracking.save_live_clear",
    "UPDATE tracking_live SET verdict = ?2, verdict_at = ?3, heard_at = ?4, "
    "battery_fraction = ?5, charging = ?6, alert_left = ?7, alert_silent = ?8 "
    "WHERE order_id = ?1"};
constexpr Query find_silent{
    "tracking.silent_since",
    "SELECT l.order_id, l.verdict, l.heard_at FROM tracking_live l "
    "JOIN tracking_watch o ON o.order_id = l.order_id WHERE o.state = 'watching' "
    "AND l.heard_at <= ?1 AND (l.verdict <> 'no_signal' OR (l.heard_at <= ?2 "
    "AND l.alert_silent IS NULL)) ORDER BY l.order_id LIMIT ?3"};
constexpr Query count_heard{
    "tracking.count_hearing",
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN l.heard_at <= ?1 THEN 1 ELSE 0 END), 0) "
    "FROM tracking_live l JOIN tracking_watch o ON o.order_id = l.order_id "
    "WHERE o.state = 'watching' AND l.heard_at IS NOT NULL"};
constexpr Query clear_place{"tracking.clear_live_place",
                            "UPDATE tracking_live SET place = NULL, battery_fraction = NULL "
                            "WHERE order_id = ?1"};

constexpr Query nameless_watches{
    "tracking.nameless_watches",
    "UPDATE tracking_watch SET person_name = '' WHERE person = ?1 AND person_name <> ''"};
constexpr Query nameless_alerts{
    "tracking.nameless_alerts",
    "UPDATE tracking_alert SET person_name = '' WHERE person = ?1 AND person_name <> ''"};

#define XH_HOME                                     \
    "SELECT " XH_WATCH_COLUMNS ", " XH_LIVE_COLUMNS \
    ", o.fence FROM tracking_watch o "              \
    "JOIN tracking_live l ON l.order_id = o.order_id"
constexpr Query find_one_home{"tracking.find_home", XH_HOME " WHERE o.order_id = ?1"};

constexpr Query insert_errand{
    "tracking.insert_errand",
    "INSERT INTO tracking_errand (id, order_id, person, area_code, from_at, until_at, state, "
    "asked_by, asked_by_name, asked_at, decided_by, decided_by_name, decided_at, version, reason) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"};
constexpr Query update_errand{
    "tracking.update_errand",
    "UPDATE tracking_errand SET state = ?3, decided_by = ?4, decided_by_name = ?5, "
    "decided_at = ?6, version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query find_errand_in_scope{"tracking.find_errand",
                                     "SELECT " XH_ERRAND_COLUMNS
                                     ", o.reason FROM tracking_errand o WHERE o.id = ?1 "
                                     "AND " XH_TRACKING_IN_SCOPE("?2")};
constexpr Query find_errand_by_id{"tracking.find_errand_by_id",
                                  "SELECT " XH_ERRAND_COLUMNS
                                  ", o.reason FROM tracking_errand o WHERE o.id = ?1"};
constexpr Query find_errands{"tracking.errands_of",
                             "SELECT " XH_ERRAND_COLUMNS
                             ", o.reason FROM tracking_errand o WHERE o.order_id = ?1 "
                             "ORDER BY o.from_at DESC LIMIT ?2"};
constexpr Query find_leaves{"tracking.approved_leaves",
                            "SELECT from_at, until_at FROM tracking_errand WHERE order_id = ?1 "
                            "AND state = 'approved' AND until_at > ?2 ORDER BY from_at"};

}  // namespace

Done put(Tx& tx, const NewWatch& fresh) {
    const Watch& w = fresh.watch;
    XH_DO(tx.exec(put_watch, w.order, w.order_number, w.person, w.person_name, w.area_code,
                  w.area_name, w.worker, w.worker_name, w.state, w.device, w.secret_hash,
                  w.starts_at, w.issued_by, w.issued_by_name, w.issued_at, w.first_report_at,
                  w.ended_at, w.version, fresh.secret));
    XH_DO(tx.exec(put_live, w.order, FenceVerdict::no_data, w.issued_at));
    return {};
}

Result<Watch> save(Tx& tx, Watch w) {
    XH_TRY(changed, tx.exec(update_watch, w.order, w.version, w.worker, w.worker_name, w.state,
                            w.device, w.secret_hash, w.ended_at));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "tracking.changed_meanwhile");
    }
    ++w.version;
    return w;
}

Result<std::optional<Watch>> find_watch(Tx& tx, const Scope& scope, OrderId order) {
    return tx.row<Watch>(find_in_scope, order, scope.id);
}

Result<std::optional<Watch>> find_watch(Tx& tx, OrderId order) {
    return tx.row<Watch>(find_by_order, order);
}

Result<std::vector<Watch>> watches_of_person(Tx& tx, PersonId person) {
    return tx.rows<Watch>(find_of_person, person);
}

Result<std::vector<Watch>> watches_under_id(Tx& tx, PersonId person) {
    return tx.rows<Watch>(find_under_id, person);
}

Result<std::vector<Watch>> ended_until(Tx& tx, Instant until, int limit) {
    return tx.rows<Watch>(find_ended, until, limit);
}

Done forget_credential(Tx& tx, OrderId order) {
    XH_DO(tx.exec(erase_secret, order));
    return {};
}

Result<std::optional<Bytes>> sealed_secret(Tx& tx, const std::string& device) {
    return tx.row<Bytes>(find_secret, device);
}

Done set_fence(Tx& tx, OrderId order, const std::optional<Bytes>& fence) {
    XH_DO(tx.exec(update_fence, order, fence));
    return {};
}

Result<std::optional<Bytes>> fence_of(Tx& tx, OrderId order) {
    return tx.row<Bytes>(find_fence, order);
}

Done mark_first_report(Tx& tx, OrderId order, Instant at) {
    XH_DO(tx.exec(first_report, order, at));
    return {};
}

Result<std::optional<Heard>> find_phone(Tx& tx, const std::string& device) {
    return tx.row<Heard>(find_heard, device);
}

Result<std::optional<Heard>> find_live(Tx& tx, OrderId order) {
    return tx.row<Heard>(find_heard_order, order);
}

Done save_live(Tx& tx, OrderId order, const LiveState& live, const std::optional<Bytes>& place) {
    if (place) {
        XH_DO(tx.exec(update_live, order, live.verdict, live.verdict_at, live.heard_at,
                      live.battery_fraction, live.charging, live.alert_left, live.alert_silent,
                      *place));
    } else {
        XH_DO(tx.exec(update_live_only, order, live.verdict, live.verdict_at, live.heard_at,
                      live.battery_fraction, live.charging, live.alert_left, live.alert_silent));
    }
    return {};
}

Done save_heard(Tx& tx, OrderId order, const LiveState& live, const Bytes& place) {
    XH_DO(tx.exec(update_heard, order, live.heard_at, live.battery_fraction, live.charging, place));
    return {};
}

Result<std::vector<Silent>> silent_since(Tx& tx, Instant quiet, Instant long_quiet, int limit) {
    return tx.rows<Silent>(find_silent, quiet, long_quiet, limit);
}

Result<Hearing> count_hearing(Tx& tx, Instant quiet) {
    XH_TRY(found, tx.row<Hearing>(count_heard, quiet));
    return found.value_or(Hearing{});
}

Done clear_places(Tx& tx, OrderId order) {
    XH_DO(tx.exec(clear_place, order));
    return {};
}

Done forget_names(Tx& tx, PersonId person) {
    XH_DO(tx.exec(nameless_watches, person));
    XH_DO(tx.exec(nameless_alerts, person));
    return {};
}

Result<std::vector<Home>> list_homes(Tx& tx, const Scope& scope, const HomeQuery& query) {
    Where where;
    where.add("o.state = 'watching'");
    if (query.verdict) {
        where.add("l.verdict = ?", *query.verdict);
    }
    if (query.area) {
        where.add("o.area_code BETWEEN ? AND ?", *query.area, area_code_last(*query.area));
    }
    where.add(XH_TRACKING_IN_SCOPE("?"), scope.id);
    if (!query.after.empty()) {
        where.add("o.order_id < ?", query.after);
    }
    where.append(" ORDER BY o.order_id DESC LIMIT ?", query.limit);
    const std::string sql = XH_HOME + where.sql();
    return tx.rows_with<Home>({"tracking.list_homes", sql}, where.values());
}

Result<std::optional<Home>> find_home(Tx& tx, OrderId order) {
    return tx.row<Home>(find_one_home, order);
}

Done insert(Tx& tx, const StoredErrand& stored) {
    const Errand& e = stored.errand;
    XH_DO(tx.exec(insert_errand, e.id, e.order, e.person, e.area_code, e.from, e.until, e.state,
                  e.asked_by, e.asked_by_name, e.asked_at, e.decided_by, e.decided_by_name,
                  e.decided_at, e.version, stored.reason));
    return {};
}

Result<Errand> save(Tx& tx, Errand e) {
    XH_TRY(changed, tx.exec(update_errand, e.id, e.version, e.state, e.decided_by,
                            e.decided_by_name, e.decided_at));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "tracking.changed_meanwhile");
    }
    ++e.version;
    return e;
}

Result<std::optional<StoredErrand>> find_errand(Tx& tx, const Scope& scope, ErrandId id) {
    return tx.row<StoredErrand>(find_errand_in_scope, id, scope.id);
}

Result<std::optional<StoredErrand>> find_errand(Tx& tx, ErrandId id) {
    return tx.row<StoredErrand>(find_errand_by_id, id);
}

Result<std::vector<StoredErrand>> errands_of(Tx& tx, OrderId order) {
    return tx.rows<StoredErrand>(find_errands, order, errands_shown_max);
}

Result<std::vector<FenceLeave>> approved_leaves(Tx& tx, OrderId order, Instant since) {
    return tx.rows<FenceLeave>(find_leaves, order, since);
}

}  // namespace xiuhua::tracking::store
