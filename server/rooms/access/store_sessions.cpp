#include "rooms/access/store.hpp"
#include "rooms/access/store_sql.hpp"

namespace xiuhua::access::store {
namespace {

constexpr Query insert{"access.insert_session",
                       "INSERT INTO access_session (id, token_digest, user_id, device_label, "
                       "created_at, last_seen_at, idle_seconds, longest_seconds, strong) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
constexpr Query find_by_digest{
    "access.find_session",
    "SELECT s.id, s.user_id, s.device_label, s.created_at, s.last_seen_at, s.idle_seconds, "
    "s.longest_seconds, s.strong, " ACCESS_USER_COLUMNS
    " FROM access_session s JOIN access_user u ON u.id = s.user_id WHERE s.token_digest = ?1"};
constexpr Query find_of_user{"access.sessions_of",
                             "SELECT id, user_id, device_label, created_at, last_seen_at, "
                             "idle_seconds, longest_seconds, strong FROM access_session WHERE "
                             "user_id = ?1 ORDER BY created_at DESC"};
constexpr Query delete_one{"access.delete_session",
                           "DELETE FROM access_session WHERE user_id = ?1 AND id = ?2"};
constexpr Query delete_all{"access.delete_sessions",
                           "DELETE FROM access_session WHERE user_id = ?1 "
                           "AND (CAST(?2 AS TEXT) IS NULL OR id <> ?2)"};
constexpr Query delete_old{"access.delete_old_sessions",
                           "DELETE FROM access_session WHERE "
                           "created_at + 1000 * COALESCE(longest_seconds, ?2) <= ?1 OR "
                           "last_seen_at + 1000 * COALESCE(idle_seconds, ?3) <= ?1"};
constexpr Query find_owners{"access.session_owners",
                            "SELECT DISTINCT u.id, u.roles FROM access_session s "
                            "JOIN access_user u ON u.id = s.user_id"};
constexpr Query update_limits{"access.set_session_limits",
                              "UPDATE access_session SET idle_seconds = ?2, longest_seconds = ?3 "
                              "WHERE user_id = ?1"};
constexpr Query update_seen{"access.set_last_seen",
                            "UPDATE access_session SET last_seen_at = ?2 "
                            "WHERE id = ?1 AND last_seen_at < ?2"};

#define ACCESS_TOKEN_COLUMNS                                                            \
    "id, name, permissions, area_codes, scope_id, created_by, created_at, expires_on, " \
    "revoked_at, last_used_at"

constexpr Query insert_one_token{
    "access.insert_token",
    "INSERT INTO access_token (id, name, token_digest, permissions, area_codes, scope_id, "
    "created_by, created_at, expires_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
constexpr Query find_token_by_id{"access.find_token",
                                 "SELECT " ACCESS_TOKEN_COLUMNS " FROM access_token WHERE id = ?1"};
constexpr Query find_token_of_digest{"access.find_token_by_digest",
                                     "SELECT " ACCESS_TOKEN_COLUMNS
                                     " FROM access_token WHERE token_digest = ?1"};
constexpr Query find_tokens{"access.list_tokens",
                            "SELECT " ACCESS_TOKEN_COLUMNS
                            " FROM access_token ORDER BY created_at DESC, id DESC LIMIT ?1"};
constexpr Query update_revoked{"access.revoke_token",
                               "UPDATE access_token SET revoked_at = ?2 "
                               "WHERE id = ?1 AND revoked_at IS NULL"};
constexpr Query update_used{"access.set_token_last_used",
                            "UPDATE access_token SET last_used_at = ?2 WHERE id = ?1"};

// A subdistrict has dozens of terminals; the newest of more than these are shown.
constexpr int tokens_shown_max = 1'000;

}  // namespace

Done insert_session(Tx& tx, const Session& session, std::string_view token_digest) {
    XH_DO(tx.exec(insert, session.id, token_digest, session.user, session.device_label,
                  session.created_at, session.last_seen_at, session.idle_seconds,
                  session.longest_seconds, session.strong));
    return {};
}
Result<std::optional<SessionAndUser>> find_session(Tx& tx, std::string_view token_digest) {
    return tx.row<SessionAndUser>(find_by_digest, token_digest);
}
Result<std::vector<Session>> sessions_of(Tx& tx, UserId user) {
    return tx.rows<Session>(find_of_user, user);
}
Result<std::int64_t> delete_session(Tx& tx, UserId user, SessionId id) {
    return tx.exec(delete_one, user, id);
}
Result<std::int64_t> delete_sessions(Tx& tx, UserId user, std::optional<SessionId> except) {
    return tx.exec(delete_all, user, except);
}
Done delete_sessions_over(Tx& tx, Instant now, std::chrono::seconds longest,
                          std::chrono::seconds idle) {
    XH_DO(tx.exec(delete_old, now, std::int64_t{longest.count()}, std::int64_t{idle.count()}));
    return {};
}
Result<std::vector<SessionOwner>> session_owners(Tx& tx) {
    return tx.rows<SessionOwner>(find_owners);
}
Done set_session_limits(Tx& tx, UserId user, std::chrono::seconds idle,
                        std::chrono::seconds longest) {
    XH_DO(tx.exec(update_limits, user, std::int64_t{idle.count()}, std::int64_t{longest.count()}));
    return {};
}
Done set_last_seen(Tx& tx, SessionId id, Instant at) {
    XH_DO(tx.exec(update_seen, id, at));
    return {};
}

Done insert_token(Tx& tx, const Token& token, std::string_view token_digest) {
    XH_DO(tx.exec(insert_one_token, token.id, token.name, token_digest, token.permissions,
                  token.area_codes, token.scope, token.created_by, token.created_at,
                  token.expires_on));
    return write_scope(tx, token.scope, token.area_codes);
}
Result<std::optional<Token>> find_token(Tx& tx, TokenId id) {
    return tx.row<Token>(find_token_by_id, id);
}
Result<std::optional<Token>> find_token_by_digest(Tx& tx, std::string_view token_digest) {
    return tx.row<Token>(find_token_of_digest, token_digest);
}
Result<std::vector<Token>> list_tokens(Tx& tx) {
    return tx.rows<Token>(find_tokens, tokens_shown_max);
}
Done revoke_token(Tx& tx, TokenId id, Instant now) {
    XH_DO(tx.exec(update_revoked, id, now));
    return {};
}
Done set_token_last_used(Tx& tx, TokenId id, Instant at) {
    XH_DO(tx.exec(update_used, id, at));
    return {};
}

}  // namespace xiuhua::access::store
