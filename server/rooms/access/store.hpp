#pragma once
// SQL on access's own tables, and on scope_area, whose rows it keeps.
// Accounts belong to the whole office: who may read them is decided by permission, not by area.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/db.hpp"
#include "rooms/access/model.hpp"

namespace xiuhua::access::store {

// ---- users
Result<std::optional<User>> find_user(Tx& tx, UserId id);
Result<std::optional<User>> find_user_by_login(Tx& tx, std::string_view login);
Result<std::optional<Credentials>> find_credentials(Tx& tx, UserId id);
Result<std::optional<User>> find_user_of_person(Tx& tx, PersonId person);
Result<std::vector<User>> users_with_role_covering(Tx& tx, Role role, std::string_view area_code);
struct IdAndName {
    std::string id, name;
};
BOOST_DESCRIBE_STRUCT(IdAndName, (), (id, name))
Result<std::vector<IdAndName>> names(Tx& tx, const std::vector<UserId>& ids);
struct UserFilter {
    std::optional<std::string> text;  // Lower case; part of login, name, pinyin or initials.
    std::optional<Role> role;
    std::optional<bool> active;
    std::string after_login;
    int limit = 0;
};
Result<std::vector<User>> list_users(Tx& tx, const UserFilter& filter);
Result<std::int64_t> count_active_administrators_besides(Tx& tx, UserId id);
// `conflict` db.unique when login or person is taken. Writes roles and scope too.
Done insert_user(Tx& tx, const User& user, std::string_view password_hash,
                 const std::optional<Bytes>& totp_secret, Instant now);
// Name, roles, areas, active; `conflict` access.changed_meanwhile when the version moved.
Done update_user(Tx& tx, const User& user);
// Only while the hash is still `old_hash`: two changes at once do not both win. Answers whether it was.
struct PasswordSwap {
    std::string_view old_hash, new_hash;
    Instant at;
};
Result<bool> replace_password(Tx& tx, UserId id, const PasswordSwap& swap);
// A first password of an administrator's: to be changed at once.
Done set_first_password(Tx& tx, UserId id, std::string_view hash);
Done set_password_due(Tx& tx, UserId id);
// Hashes of the newest replaced ones.
Result<std::vector<std::string>> old_passwords(Tx& tx, UserId id, int limit);
// Keeps the `keep` newest.
Done remember_password(Tx& tx, UserId id, std::string_view hash, Instant replaced_at, int keep);
Done set_totp_pending(Tx& tx, UserId id, const Bytes& sealed);
Done confirm_totp(Tx& tx, UserId id, std::int64_t step);
Done clear_totp(Tx& tx, UserId id);
// Answers false when the step, or a later one, was used before.
Result<bool> use_totp_step(Tx& tx, UserId id, std::int64_t step);
Done set_last_login(Tx& tx, UserId id, Instant now);

// ---- attempts
Result<Attempts> attempts(Tx& tx, AttemptKind kind, std::string_view key);
Done set_attempts(Tx& tx, AttemptKind kind, std::string_view key, const Attempts& attempts);
Done forget_attempts(Tx& tx, AttemptKind kind, std::string_view key);
Done forget_attempts_before(Tx& tx, Instant before);

// ---- sessions
Done insert_session(Tx& tx, const Session& session, std::string_view token_digest);
struct SessionAndUser {
    Session session;
    User user;
};
BOOST_DESCRIBE_STRUCT(SessionAndUser, (), (session, user))
// One statement: it stands before every request.
Result<std::optional<SessionAndUser>> find_session(Tx& tx, std::string_view token_digest);
Result<std::vector<Session>> sessions_of(Tx& tx, UserId user);
Result<std::int64_t> delete_session(Tx& tx, UserId user, SessionId id);
Result<std::int64_t> delete_sessions(Tx& tx, UserId user, std::optional<SessionId> except);
// `longest` and `idle` are for sessions without limits of their own.
Done delete_sessions_over(Tx& tx, Instant now, std::chrono::seconds longest,
                          std::chrono::seconds idle);
struct SessionOwner {
    UserId user;
    std::vector<Role> roles;
};
BOOST_DESCRIBE_STRUCT(SessionOwner, (), (user, roles))
Result<std::vector<SessionOwner>> session_owners(Tx& tx);
Done set_session_limits(Tx& tx, UserId user, std::chrono::seconds idle,
                        std::chrono::seconds longest);
Done set_last_seen(Tx& tx, SessionId id, Instant at);

// ---- tokens
Done insert_token(Tx& tx, const Token& token, std::string_view token_digest);
Result<std::optional<Token>> find_token(Tx& tx, TokenId id);
Result<std::optional<Token>> find_token_by_digest(Tx& tx, std::string_view token_digest);
Result<std::vector<Token>> list_tokens(Tx& tx);
Done revoke_token(Tx& tx, TokenId id, Instant now);
Done set_token_last_used(Tx& tx, TokenId id, Instant at);

// ---- scopes
Done write_scope(Tx& tx, ScopeId scope, const std::vector<std::string>& area_codes);

}  // namespace xiuhua::access::store
