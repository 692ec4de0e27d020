#pragma once
#include "kernel/instant.hpp"
#include "platform/json/json.hpp"
#include "rooms/access/public.hpp"

namespace xiuhua::access {

using SessionId = Id<struct SessionTag>;
using TokenId = Id<struct TokenTag>;

struct User {
    UserId id;
    std::string login, name;
    std::vector<Role> roles;
    std::vector<std::string> area_codes;
    ScopeId scope;
    std::optional<PersonId> person;
    bool must_change_password = false;
    bool totp = false;  // A confirmed secret exists.
    std::string attempt_key;
    bool active = true;
    std::optional<Instant> last_login_at;
    std::int64_t version = 1;
    bool passkey = false;  // There is one at least.
};
BOOST_DESCRIBE_STRUCT(User, (),
                      (id, login, name, roles, area_codes, scope, person, must_change_password,
                       totp, attempt_key, active, last_login_at, version, passkey))

// Apart from User, so that it is read only where it is checked.
struct Credentials {
    UserId user;
    std::string password_hash;
    std::optional<Bytes> totp_secret, totp_pending;  // Sealed.
    std::int64_t totp_last_step = 0;
    std::optional<Instant> password_set_at;  // Nothing: before anybody counted.
};
BOOST_DESCRIBE_STRUCT(Credentials, (),
                      (user, password_hash, totp_secret, totp_pending, totp_last_step,
                       password_set_at))

struct Session {
    SessionId id;
    UserId user;
    std::string device_label;
    Instant created_at;
    Instant last_seen_at;
    std::optional<std::int64_t> idle_seconds, longest_seconds;  // By the policy of its roles.
    bool strong = false;  // Opened with two factors that are not our one-time code.
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (id, user, device_label, created_at, last_seen_at, idle_seconds,
                       longest_seconds, strong))

// policy/sessions.json: the first three for roles that are not listed.
struct RoleSessions {
    Role role = Role::resident;
    int idle_minutes = 0, longest_hours = 0, sessions_max = 0;
};
BOOST_DESCRIBE_STRUCT(RoleSessions, (), (role, idle_minutes, longest_hours, sessions_max))
struct SessionPolicy {
    int idle_minutes = 0, longest_hours = 0, sessions_max = 0;
    std::vector<RoleSessions> by_role;
};
BOOST_DESCRIBE_STRUCT(SessionPolicy, (), (idle_minutes, longest_hours, sessions_max, by_role))

// policy/passwords.json
struct PasswordPolicy {
    int characters_min = 0;
    int reuse_last =
        0;  // So many passwords, the present one among them, do not come back; 0: all may.
    int days_max = 0;  // Then a new one is due; 0: never.
};
BOOST_DESCRIBE_STRUCT(PasswordPolicy, (), (characters_min, reuse_last, days_max))

struct Token {
    TokenId id;
    std::string name;
    std::vector<std::string> permissions, area_codes;
    ScopeId scope;
    UserId created_by;
    Instant created_at;
    std::optional<Date> expires_on;
    std::optional<Instant> revoked_at, last_used_at;
};
BOOST_DESCRIBE_STRUCT(Token, (),
                      (id, name, permissions, area_codes, scope, created_by, created_at, expires_on,
                       revoked_at, last_used_at))

enum class AttemptKind { login, address };
BOOST_DESCRIBE_ENUM(AttemptKind, login, address)
struct Attempts {
    std::int64_t failures = 0;
    Instant last_failure_at;
};
BOOST_DESCRIBE_STRUCT(Attempts, (), (failures, last_failure_at))

}  // namespace xiuhua::access
