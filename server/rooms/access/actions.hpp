#pragma once
// What can be done with accounts, sessions and tokens. Functions that take Services hash a password, which is slow,
// and open their own transactions around it; those that take a Context run in the caller's.
#include <span>

#include "platform/host/services.hpp"
#include "rooms/access/model.hpp"
#include "rooms/access/public.hpp"
#include "rooms/access/views.hpp"

namespace xiuhua::access {

// ---- log-in

struct LoginCommand {
    std::string login, password;
    std::optional<std::string> totp;
};
BOOST_DESCRIBE_STRUCT(LoginCommand, (), (login, password, totp))

struct LoginOutcome {
    OpenedSession session;
    User user;
    Proof proof = Proof::plain;
};
// When a guess must wait, how long: the error goes with a Retry-After header.
struct LoginRefusal {
    Error error;
    std::optional<std::chrono::seconds> retry_after;
};
// Keys: access.bad_credentials (unknown, inactive or wrong: all alike), access.totp_required, access.bad_totp,
// access.locked (wait), access.busy.
tl::expected<LoginOutcome, LoginRefusal> log_in(Services& services, const LoginCommand& command,
                                                std::string_view remote,
                                                std::string_view user_agent);

struct PasswordCommand {
    std::string current, replacement;
};
BOOST_DESCRIBE_STRUCT(PasswordCommand, (), (current, replacement))
// One's own password; other sessions end. `session` is the one that stays.
Done change_password(Services& services, const Viewer& viewer, SessionId session,
                     const PasswordCommand& command);

// What a new password must be, for the screen where it is chosen.
struct PasswordRules {
    int characters_min = 0, reuse_last = 0, days_max = 0;
};
BOOST_DESCRIBE_STRUCT(PasswordRules, (), (characters_min, reuse_last, days_max))
Result<PasswordRules> password_rules(Context& context);

struct TotpCommand {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TotpCommand, (), (code))
Result<TotpEnrolment> begin_totp(Context& context);
Result<Nothing> confirm_totp(Context& context, const TotpCommand& command);

// ---- sessions

inline constexpr std::string_view session_cookie = "xiuhua_session";
Viewer viewer_of_user(const User& user);
Viewer viewer_of_token(const Token& token);
// What stands behind the cookie of a request.
std::string session_csrf(std::string_view token);
std::string session_digest(std::string_view token);
Result<std::optional<Session>> current_session(Tx& tx, const Request& request);
Result<std::vector<SessionRow>> list_sessions(Context& context, const Request& request);
Result<Nothing> end_session(Context& context, SessionId id);

// ---- accounts (administrator)

struct UserFilter {
    std::optional<std::string> text;
    std::optional<Role> role;
    std::optional<bool> active;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(UserFilter, (), (text, role, active, after, limit))
Result<Page<UserRow>> list_users(Context& context, const UserFilter& filter);
Result<UserRow> read_user(Context& context, UserId id);

struct UserForm {
    std::string login, name;
    std::vector<Role> roles;
    std::vector<std::string> area_codes;
    std::optional<PersonId> person;
};
BOOST_DESCRIBE_STRUCT(UserForm, (), (login, name, roles, area_codes, person))
// A password that is shown once and must be changed at the first log-in.
struct NewPassword {
    std::string clear, hash;
};
struct NewAccount {
    NewUser user;
    std::string password;
};
// The slow half, before the transaction: checks the form and hashes a first password.
Result<NewAccount> prepare_user(const Services& services, const UserForm& form);
Result<UserCreated> add_user(Context& context, const NewAccount& account);

struct UserChanges {
    std::optional<std::string> name;
    std::optional<std::vector<Role>> roles;
    std::optional<std::vector<std::string>> area_codes;
    std::optional<bool> active;
    std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(UserChanges, (), (name, roles, area_codes, active, version))
Result<UserRow> change_user(Context& context, UserId id, const UserChanges& changes);
// A new first password; the account is unlocked and its sessions end.
Result<NewPassword> prepare_reset(Services& services, const Viewer& viewer, UserId id);
Result<InitialPassword> reset_password(Context& context, UserId id, const NewPassword& password);
Result<Nothing> reset_totp(Context& context, UserId id);

// ---- tokens (administrator)

struct TokenForm {
    std::string name;
    std::vector<std::string> permissions, area_codes;
    std::optional<Date> expires_on;
};
BOOST_DESCRIBE_STRUCT(TokenForm, (), (name, permissions, area_codes, expires_on))
// `grantable`: the permissions that a device may have at all (their roles name Role::device). A token can never
// carry a right that only people have.
Result<TokenCreated> add_token(Context& context, const TokenForm& form,
                               std::span<const std::string> grantable);
Result<Page<TokenRow>> list_tokens(Context& context);
Result<Nothing> revoke_token(Context& context, TokenId id);

// ---- upkeep
// Sessions that are over and attempts that count no more.
Done purge(Tx& tx, Instant now);
// Gives open sessions the limits of the policy in force: on the day it begins, and when one is added.
Done apply_session_policy(Tx& tx, Instant now);
// The same for one user, whose roles have changed.
Done limit_sessions(Tx& tx, Instant now, UserId user, const std::vector<Role>& roles);

}  // namespace xiuhua::access
