#include "rooms/access/store.hpp"

#include "kernel/text.hpp"
#include "platform/db/person_alias.hpp"
#include "rooms/access/store_sql.hpp"

namespace xiuhua::access::store {
namespace {

constexpr Query find_by_id{"access.find_user",
                           "SELECT " ACCESS_USER_COLUMNS " FROM access_user u WHERE u.id = ?1"};
constexpr Query find_by_login{"access.find_user_by_login",
                              "SELECT " ACCESS_USER_COLUMNS
                              " FROM access_user u WHERE u.login = ?1"};
constexpr Query find_by_person{
    "access.find_user_of_person",
    "SELECT " ACCESS_USER_COLUMNS
    " FROM access_user u WHERE u.person_id IN " XH_IDS_OF_PERSON("?1") " LIMIT 1"};
constexpr Query find_secrets{"access.find_credentials",
                             "SELECT id, password_hash, totp_secret, totp_pending, "
                             "totp_last_step, password_set_at FROM access_user WHERE id = ?1"};
// The most specific area first: the longest code that covers.
constexpr Query find_covering{"access.users_for_area",
                              "SELECT " ACCESS_USER_COLUMNS
                              " FROM access_user_role r JOIN access_user u ON u.id = r.user_id "
                              "JOIN scope_area s ON s.scope_id = u.scope_id "
                              "WHERE r.role = ?1 AND u.active = 1 "
                              "AND CAST(?2 AS TEXT) BETWEEN s.code_first AND s.code_last "
                              "ORDER BY LENGTH(s.code_first) DESC, u.name, u.id"};
constexpr Query find_name{"access.user_name", "SELECT id, name FROM access_user WHERE id = ?1"};
constexpr Query find_list{
    "access.list_users",
    "SELECT " ACCESS_USER_COLUMNS
    " FROM access_user u WHERE u.login > ?1 "
    "AND (CAST(?2 AS TEXT) IS NULL OR u.search_text LIKE ?2 ESCAPE '!') "
    "AND (CAST(?3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM access_user_role r "
    "WHERE r.role = ?3 AND r.user_id = u.id)) "
    "AND (CAST(?4 AS BIGINT) IS NULL OR u.active = ?4) "
    "ORDER BY u.login LIMIT ?5"};
constexpr Query count_administrators{
    "access.count_administrators",
    "SELECT COUNT(*) FROM access_user_role r JOIN access_user u ON u.id = r.user_id "
    "WHERE r.role = 'administrator' AND u.active = 1 AND u.id <> ?1"};
constexpr Query insert{
    "access.insert_user",
    "INSERT INTO access_user (id, login, name, search_text, roles, area_codes, scope_id, "
    "person_id, password_hash, must_change_password, totp_secret, attempt_key, active, "
    "created_at, version) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 1)"};
constexpr Query update{"access.update_user",
                       "UPDATE access_user SET name = ?2, search_text = ?3, roles = ?4, "
                       "area_codes = ?5, active = ?6, version = version + 1 "
                       "WHERE id = ?1 AND version = ?7"};
constexpr Query delete_roles{"access.delete_roles",
                             "DELETE FROM access_user_role WHERE user_id = ?1"};
constexpr Query insert_role{"access.insert_role",
                            "INSERT INTO access_user_role (user_id, role) VALUES (?1, ?2)"};
constexpr Query update_password{"access.set_first_password",
                                "UPDATE access_user SET password_hash = ?2, "
                                "must_change_password = 1, password_set_at = NULL, "
                                "version = version + 1 WHERE id = ?1"};
constexpr Query swap_password{"access.replace_password",
                              "UPDATE access_user SET password_hash = ?3, "
                              "must_change_password = 0, password_set_at = ?4, "
                              "version = version + 1 WHERE id = ?1 AND password_hash = ?2"};
constexpr Query update_due{"access.set_password_due",
                           "UPDATE access_user SET must_change_password = 1 WHERE id = ?1"};
constexpr Query find_old_passwords{"access.old_passwords",
                                   "SELECT password_hash FROM access_old_password "
                                   "WHERE user_id = ?1 ORDER BY replaced_at DESC LIMIT ?2"};
constexpr Query insert_old_password{"access.remember_password",
                                    "INSERT INTO access_old_password "
                                    "(user_id, replaced_at, password_hash) VALUES (?1, ?2, ?3)"};
constexpr Query delete_old_passwords{
    "access.forget_passwords",
    "DELETE FROM access_old_password WHERE user_id = ?1 AND replaced_at < (SELECT "
    "MIN(replaced_at) FROM (SELECT replaced_at FROM access_old_password WHERE user_id = ?1 "
    "ORDER BY replaced_at DESC LIMIT ?2) AS kept)"};
constexpr Query update_pending{"access.set_totp_pending",
                               "UPDATE access_user SET totp_pending = ?2 WHERE id = ?1"};
constexpr Query update_confirmed{"access.confirm_totp",
                                 "UPDATE access_user SET totp_secret = totp_pending, "
                                 "totp_pending = NULL, totp_last_step = ?2, version = version + 1 "
                                 "WHERE id = ?1 AND totp_pending IS NOT NULL"};
constexpr Query update_no_totp{"access.clear_totp",
                               "UPDATE access_user SET totp_secret = NULL, totp_pending = NULL, "
                               "totp_last_step = 0, version = version + 1 WHERE id = ?1"};
constexpr Query update_step{"access.use_totp_step",
                            "UPDATE access_user SET totp_last_step = ?2 "
                            "WHERE id = ?1 AND totp_last_step < ?2"};
constexpr Query update_last_login{"access.set_last_login",
                                  "UPDATE access_user SET last_login_at = ?2 WHERE id = ?1"};

constexpr Query find_attempts{"access.attempts",
                              "SELECT failures, last_failure_at FROM access_attempt "
                              "WHERE kind = ?1 AND key = ?2"};
constexpr Query upsert_attempts{
    "access.set_attempts",
    "INSERT INTO access_attempt (kind, key, failures, last_failure_at) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (kind, key) DO UPDATE SET failures = excluded.failures, "
    "last_failure_at = excluded.last_failure_at"};
constexpr Query delete_attempts{"access.forget_attempts",
                                "DELETE FROM access_attempt WHERE kind = ?1 AND key = ?2"};
constexpr Query delete_old_attempts{"access.forget_attempts_before",
                                    "DELETE FROM access_attempt WHERE last_failure_at < ?1"};

constexpr Query delete_scope{"access.delete_scope", "DELETE FROM scope_area WHERE scope_id = ?1"};
constexpr Query insert_scope{
    "access.insert_scope",
    "INSERT INTO scope_area (scope_id, code_first, code_last) VALUES (?1, ?2, ?3)"};

std::string search_text_of(const User& user) {
    const Pinyin pinyin = pinyin_of_name(user.name);
    return to_lower_ascii(user.login + " " + user.name + " " + pinyin.full + " " + pinyin.initials);
}

Done write_roles(Tx& tx, const User& user) {
    XH_DO(tx.exec(delete_roles, user.id));
    for (const Role role : user.roles) {
        XH_DO(tx.exec(insert_role, user.id, role));
    }
    return {};
}

// '!' escapes what LIKE would read as a pattern.
std::string like_pattern(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') {
            pattern += '!';
        }
        pattern += c;
    }
    return pattern + "%";
}

}  // namespace

Result<std::optional<User>> find_user(Tx& tx, UserId id) {
    return tx.row<User>(find_by_id, id);
}
Result<std::optional<User>> find_user_by_login(Tx& tx, std::string_view login) {
    return tx.row<User>(find_by_login, login);
}
Result<std::optional<User>> find_user_of_person(Tx& tx, PersonId person) {
    return tx.row<User>(find_by_person, person);
}
Result<std::optional<Credentials>> find_credentials(Tx& tx, UserId id) {
    return tx.row<Credentials>(find_secrets, id);
}

Result<std::vector<User>> users_with_role_covering(Tx& tx, Role role, std::string_view area_code) {
    return tx.rows<User>(find_covering, role, area_code);
}

Result<std::vector<IdAndName>> names(Tx& tx, const std::vector<UserId>& ids) {
    std::vector<IdAndName> found;
    for (const UserId id : ids) {
        XH_TRY(row, tx.row<IdAndName>(find_name, id));
        if (row) {
            found.push_back(std::move(*row));
        }
    }
    return found;
}

Result<std::vector<User>> list_users(Tx& tx, const UserFilter& filter) {
    std::optional<std::string> pattern;
    if (filter.text) {
        pattern = like_pattern(*filter.text);
    }
    return tx.rows<User>(find_list, filter.after_login, pattern, filter.role, filter.active,
                         filter.limit);
}

Result<std::int64_t> count_active_administrators_besides(Tx& tx, UserId id) {
    XH_TRY(count, tx.row<std::int64_t>(count_administrators, id));
    return count.value_or(0);
}

Done insert_user(Tx& tx, const User& user, std::string_view password_hash,
                 const std::optional<Bytes>& totp_secret, Instant now) {
    XH_DO(tx.exec(insert, user.id, user.login, user.name, search_text_of(user), user.roles,
                  user.area_codes, user.scope, user.person, password_hash,
                  user.must_change_password, totp_secret, user.attempt_key, user.active, now));
    XH_DO(write_roles(tx, user));
    return write_scope(tx, user.scope, user.area_codes);
}

Done update_user(Tx& tx, const User& user) {
    XH_TRY(changed, tx.exec(update, user.id, user.name, search_text_of(user), user.roles,
                            user.area_codes, user.active, user.version));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "access.changed_meanwhile");
    }
    XH_DO(write_roles(tx, user));
    return write_scope(tx, user.scope, user.area_codes);
}

Result<bool> replace_password(Tx& tx, UserId id, const PasswordSwap& swap) {
    XH_TRY(changed, tx.exec(swap_password, id, swap.old_hash, swap.new_hash, swap.at));
    return changed == 1;
}
Done set_first_password(Tx& tx, UserId id, std::string_view hash) {
    XH_DO(tx.exec(update_password, id, hash));
    return {};
}
Done set_password_due(Tx& tx, UserId id) {
    XH_DO(tx.exec(update_due, id));
    return {};
}
Result<std::vector<std::string>> old_passwords(Tx& tx, UserId id, int limit) {
    return tx.rows<std::string>(find_old_passwords, id, limit);
}
Done remember_password(Tx& tx, UserId id, std::string_view hash, Instant replaced_at, int keep) {
    XH_DO(tx.exec(insert_old_password, id, replaced_at, hash));
    XH_DO(tx.exec(delete_old_passwords, id, keep));
    return {};
}

Done set_totp_pending(Tx& tx, UserId id, const Bytes& sealed) {
    XH_DO(tx.exec(update_pending, id, sealed));
    return {};
}
Done confirm_totp(Tx& tx, UserId id, std::int64_t step) {
    XH_DO(tx.exec(update_confirmed, id, step));
    return {};
}
Done clear_totp(Tx& tx, UserId id) {
    XH_DO(tx.exec(update_no_totp, id));
    return {};
}
Result<bool> use_totp_step(Tx& tx, UserId id, std::int64_t step) {
    XH_TRY(changed, tx.exec(update_step, id, step));
    return changed == 1;
}
Done set_last_login(Tx& tx, UserId id, Instant now) {
    XH_DO(tx.exec(update_last_login, id, now));
    return {};
}

Result<Attempts> attempts(Tx& tx, AttemptKind kind, std::string_view key) {
    XH_TRY(found, tx.row<Attempts>(find_attempts, kind, key));
    return found.value_or(Attempts{});
}
Done set_attempts(Tx& tx, AttemptKind kind, std::string_view key, const Attempts& attempts) {
    XH_DO(tx.exec(upsert_attempts, kind, key, attempts.failures, attempts.last_failure_at));
    return {};
}
Done forget_attempts(Tx& tx, AttemptKind kind, std::string_view key) {
    XH_DO(tx.exec(delete_attempts, kind, key));
    return {};
}
Done forget_attempts_before(Tx& tx, Instant before) {
    XH_DO(tx.exec(delete_old_attempts, before));
    return {};
}

Done write_scope(Tx& tx, ScopeId scope, const std::vector<std::string>& area_codes) {
    XH_DO(tx.exec(delete_scope, scope));
    for (const std::string& code : area_codes) {
        XH_DO(tx.exec(insert_scope, scope, code, area_code_last(code)));
    }
    return {};
}

}  // namespace xiuhua::access::store
