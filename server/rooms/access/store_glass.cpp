#include "rooms/access/store_glass.hpp"

#include "rooms/access/store.hpp"

namespace xiuhua::access::store {
namespace {

#define ACCESS_GLASS_COLUMNS                                                                   \
    "id, user_id, area_code, reason, scope_id, policy_version, opened_at, ends_at, ended_at, " \
    "ended_by, looks, finding, finding_note, reviewed_by, reviewed_at, version"

constexpr Query insert{"access.insert_glass",
                       "INSERT INTO access_break_glass (id, user_id, area_code, reason, scope_id, "
                       "policy_version, opened_at, ends_at) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
constexpr Query find{"access.find_glass",
                     "SELECT " ACCESS_GLASS_COLUMNS " FROM access_break_glass WHERE id = ?1"};
constexpr Query find_open{"access.open_glass",
                          "SELECT " ACCESS_GLASS_COLUMNS
                          " FROM access_break_glass "
                          "WHERE user_id = ?1 AND ended_at IS NULL AND ends_at > ?2 "
                          "ORDER BY opened_at DESC LIMIT 1"};
constexpr Query count_since{"access.count_glasses",
                            "SELECT COUNT(*) FROM access_break_glass "
                            "WHERE user_id = ?1 AND opened_at > ?2"};
constexpr Query update_ended{"access.end_glass",
                             "UPDATE access_break_glass SET ended_at = ?2, ended_by = ?3, "
                             "version = version + 1 WHERE id = ?1 AND version = ?4"};
constexpr Query update_review{"access.review_glass",
                              "UPDATE access_break_glass SET finding = ?2, finding_note = ?3, "
                              "reviewed_by = ?4, reviewed_at = ?5, version = version + 1 "
                              "WHERE id = ?1 AND version = ?6"};
constexpr Query update_looks{"access.count_look",
                             "UPDATE access_break_glass SET looks = looks + 1 WHERE id = ?1"};
// Two texts, so that each has its index.
constexpr Query list_all{"access.list_glasses",
                         "SELECT " ACCESS_GLASS_COLUMNS
                         " FROM access_break_glass "
                         "WHERE (opened_at < ?1 OR (opened_at = ?1 AND id < ?2)) "
                         "AND (CAST(?3 AS TEXT) IS NULL OR user_id = ?3) "
                         "ORDER BY opened_at DESC, id DESC LIMIT ?4"};
constexpr Query list_waiting{"access.list_waiting_glasses",
                             "SELECT " ACCESS_GLASS_COLUMNS
                             " FROM access_break_glass "
                             "WHERE finding IS NULL "
                             "AND (opened_at < ?1 OR (opened_at = ?1 AND id < ?2)) "
                             "AND (CAST(?3 AS TEXT) IS NULL OR user_id = ?3) "
                             "ORDER BY opened_at DESC, id DESC LIMIT ?4"};
constexpr Query with_role{"access.users_with_role",
                          "SELECT u.id FROM access_user_role r JOIN access_user u "
                          "ON u.id = r.user_id WHERE r.role = ?1 AND u.active = 1 ORDER BY u.id"};

Done changed_one(std::int64_t changed) {
    if (changed != 1) {
        return fail(ErrorCode::conflict, "access.changed_meanwhile");
    }
    return {};
}

}  // namespace

Done insert_glass(Tx& tx, const Glass& glass) {
    XH_DO(tx.exec(insert, glass.id, glass.user, glass.area_code, glass.reason, glass.scope,
                  glass.policy_version, glass.opened_at, glass.ends_at));
    return write_scope(tx, glass.scope, {glass.area_code});
}
Result<std::optional<Glass>> find_glass(Tx& tx, BreakGlassId id) {
    return tx.row<Glass>(find, id);
}
Result<std::optional<Glass>> open_glass_of(Tx& tx, UserId user, Instant now) {
    return tx.row<Glass>(find_open, user, now);
}
Result<std::int64_t> count_glasses_since(Tx& tx, UserId user, Instant since) {
    XH_TRY(count, tx.row<std::int64_t>(count_since, user, since));
    return count.value_or(0);
}
Done end_glass(Tx& tx, const Glass& glass) {
    XH_TRY(changed, tx.exec(update_ended, glass.id, glass.ended_at, glass.ended_by, glass.version));
    XH_DO(changed_one(changed));
    return write_scope(tx, glass.scope, {});
}
Done review_glass(Tx& tx, const Glass& glass) {
    XH_TRY(changed, tx.exec(update_review, glass.id, glass.finding, glass.finding_note,
                            glass.reviewed_by, glass.reviewed_at, glass.version));
    return changed_one(changed);
}
Done count_look(Tx& tx, BreakGlassId id) {
    XH_DO(tx.exec(update_looks, id));
    return {};
}

Result<std::vector<Glass>> list_glasses(Tx& tx, const GlassQuery& query) {
    constexpr Instant::rep far_future = 253'402'300'799'000;  // 9999-12-31, in milliseconds.
    const Instant before = query.before.value_or(Instant{std::chrono::milliseconds{far_future}});
    return tx.rows<Glass>(query.waiting ? list_waiting : list_all, before,
                          query.before_id.value_or(BreakGlassId{}), query.user, query.limit);
}
Result<std::vector<UserId>> users_with_role(Tx& tx, Role role) {
    return tx.rows<UserId>(with_role, role);
}

}  // namespace xiuhua::access::store
