#include "platform/db/person_alias.hpp"
#include "rooms/tracking/store.hpp"
#include "rooms/tracking/store_sql.hpp"

namespace xiuhua::tracking::store {
namespace {

constexpr Query insert_alert{
    "tracking.insert_alert",
    "INSERT INTO tracking_alert (id, order_id, order_number, person, person_name, area_code, "
    "area_name, kind, since, rule_version, policy_version, step, step_due_at, messaged_at, "
    "called_at, visited_at, answered_at, call_outcome, visit_outcome, back_at, finding, raised_at, "
    "closed_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
    "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)"};
constexpr Query update_alert{
    "tracking.update_alert",
    "UPDATE tracking_alert SET step = ?3, step_due_at = ?4, messaged_at = ?5, called_at = ?6, "
    "visited_at = ?7, answered_at = ?8, call_outcome = ?9, visit_outcome = ?10, back_at = ?11, "
    "finding = ?12, closed_at = ?13, version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query find_in_scope{"tracking.find_alert", "SELECT " XH_TRACKING_ALERT_COLUMNS
                                                     " FROM tracking_alert o WHERE o.id = ?1 "
                                                     "AND " XH_TRACKING_IN_SCOPE("?2")};
constexpr Query find_by_id{"tracking.find_alert_by_id", "SELECT " XH_TRACKING_ALERT_COLUMNS
                                                        " FROM tracking_alert o WHERE o.id = ?1"};
constexpr Query find_of_order{"tracking.alerts_of",
                              "SELECT " XH_TRACKING_ALERT_COLUMNS
                              " FROM tracking_alert o WHERE o.order_id = ?1 ORDER BY o.id DESC "
                              "LIMIT 200"};
constexpr Query count_by_finding{
    "tracking.count_findings",
    "SELECT o.rule_version, o.policy_version, o.kind, o.finding, COUNT(*) FROM tracking_alert o "
    "WHERE " XH_TRACKING_IN_SCOPE("?1") " GROUP BY o.rule_version, o.policy_version, o.kind, "
    "o.finding ORDER BY o.rule_version DESC, o.policy_version DESC, o.kind, o.finding"};

constexpr Query insert_grant{
    "tracking.insert_grant",
    "INSERT INTO tracking_grant (id, order_id, person, user_id, user_name, reason, from_at, "
    "until_at, opened_at, closes_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"};
constexpr Query find_grant{"tracking.live_grant",
                           "SELECT " XH_GRANT_COLUMNS
                           " FROM tracking_grant o WHERE o.order_id = ?1 AND o.user_id = ?2 "
                           "AND o.closes_at > ?3 ORDER BY o.closes_at DESC, o.id DESC LIMIT 1"};
constexpr Query find_grants{"tracking.grants_of_person",
                            "SELECT " XH_GRANT_COLUMNS
                            " FROM tracking_grant o WHERE o.person IN " XH_IDS_OF_PERSON(
                                "?1") " ORDER BY o.id DESC "
                            "LIMIT ?2"};
constexpr Query end_grants{"tracking.close_grants",
                           "UPDATE tracking_grant SET closes_at = ?2 WHERE order_id = ?1 "
                           "AND closes_at > ?2"};

constexpr Query insert_certificate{
    "tracking.insert_certificate",
    "INSERT INTO tracking_certificate (id, order_id, order_number, area_code, person, ended_at, "
    "destroyed_at, policy_version, retention_days, points, blocks, statement, signature) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"};
constexpr Query find_one_certificate{"tracking.find_certificate",
                                     "SELECT " XH_CERTIFICATE_COLUMNS
                                     " FROM tracking_certificate o WHERE o.id = ?1 "
                                     "AND " XH_TRACKING_IN_SCOPE("?2")};

}  // namespace

Done insert(Tx& tx, const TrackingAlert& a) {
    XH_DO(tx.exec(insert_alert, a.id, a.order, a.order_number, a.person, a.person_name, a.area_code,
                  a.area_name, a.kind, a.since, a.rule_version, a.policy_version, a.step,
                  a.step_due_at, a.messaged_at, a.called_at, a.visited_at, a.answered_at,
                  a.call_outcome, a.visit_outcome, a.back_at, a.finding, a.raised_at, a.closed_at,
                  a.version));
    return {};
}

Result<TrackingAlert> save(Tx& tx, TrackingAlert a) {
    XH_TRY(changed, tx.exec(update_alert, a.id, a.version, a.step, a.step_due_at, a.messaged_at,
                            a.called_at, a.visited_at, a.answered_at, a.call_outcome,
                            a.visit_outcome, a.back_at, a.finding, a.closed_at));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "tracking.changed_meanwhile");
    }
    ++a.version;
    return a;
}

Result<std::optional<TrackingAlert>> find_alert(Tx& tx, const Scope& scope, AlertId id) {
    return tx.row<TrackingAlert>(find_in_scope, id, scope.id);
}

Result<std::optional<TrackingAlert>> find_alert(Tx& tx, AlertId id) {
    return tx.row<TrackingAlert>(find_by_id, id);
}

Result<std::vector<TrackingAlert>> alerts_of(Tx& tx, OrderId order) {
    return tx.rows<TrackingAlert>(find_of_order, order);
}

Result<std::vector<TrackingAlert>> list_alerts(Tx& tx, const Scope& scope,
                                               const AlertQuery& query) {
    Where where;
    if (query.open_only) {
        where.add("o.finding = ''");
    }
    if (query.kind) {
        where.add("o.kind = ?", *query.kind);
    }
    where.add(XH_TRACKING_IN_SCOPE("?"), scope.id);
    if (!query.after.empty()) {
        where.add("o.id < ?", query.after);
    }
    where.append(" ORDER BY o.id DESC LIMIT ?", query.limit);
    const std::string sql =
        "SELECT " XH_TRACKING_ALERT_COLUMNS " FROM tracking_alert o" + where.sql();
    return tx.rows_with<TrackingAlert>({"tracking.list_alerts", sql}, where.values());
}

Result<std::vector<FindingCount>> count_findings(Tx& tx, const Scope& scope) {
    return tx.rows<FindingCount>(count_by_finding, scope.id);
}

Done insert(Tx& tx, const Grant& g) {
    XH_DO(tx.exec(insert_grant, g.id, g.order, g.person, g.user, g.user_name, g.reason, g.from,
                  g.until, g.opened_at, g.closes_at));
    return {};
}

Result<std::optional<Grant>> live_grant(Tx& tx, OrderId order, UserId user, Instant now) {
    return tx.row<Grant>(find_grant, order, user, now);
}

Result<std::vector<Grant>> grants_of_person(Tx& tx, PersonId person) {
    return tx.rows<Grant>(find_grants, person, grants_shown_max);
}

Done close_grants(Tx& tx, OrderId order, Instant now) {
    XH_DO(tx.exec(end_grants, order, now));
    return {};
}

Done insert(Tx& tx, const Certificate& c) {
    XH_DO(tx.exec(insert_certificate, c.id, c.order, c.order_number, c.area_code, c.person,
                  c.ended_at, c.destroyed_at, c.policy_version, c.retention_days, c.points,
                  c.blocks, c.statement, c.signature));
    return {};
}

Result<std::optional<Certificate>> find_certificate(Tx& tx, const Scope& scope, CertificateId id) {
    return tx.row<Certificate>(find_one_certificate, id, scope.id);
}

Result<std::vector<Certificate>> list_certificates(Tx& tx, const Scope& scope,
                                                   const std::string& after, int limit) {
    Where where;
    where.add(XH_TRACKING_IN_SCOPE("?"), scope.id);
    if (!after.empty()) {
        where.add("o.id < ?", after);
    }
    where.append(" ORDER BY o.id DESC LIMIT ?", limit);
    const std::string sql =
        "SELECT " XH_CERTIFICATE_COLUMNS " FROM tracking_certificate o" + where.sql();
    return tx.rows_with<Certificate>({"tracking.list_certificates", sql}, where.values());
}

}  // namespace xiuhua::tracking::store
