#pragma once
// What leaves the room: never a hash, a secret or a digest.
#include "rooms/access/model.hpp"
#include "rooms/access/rules.hpp"

namespace xiuhua::access {

struct SessionUser {
    UserId id;
    std::string login, name;
    std::vector<Role> roles;
    std::vector<std::string> area_codes;
    std::optional<PersonId> person;
};
BOOST_DESCRIBE_STRUCT(SessionUser, (), (id, login, name, roles, area_codes, person))

struct SessionView {
    SessionUser user;
    std::string csrf;
    std::vector<std::string> permissions;
    bool must_change_password = false;
    bool must_enrol_totp = false;
    Instant expires_at;  // If nothing more is done.
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (user, csrf, permissions, must_change_password, must_enrol_totp, expires_at))

struct SessionRow {
    SessionId id;
    std::string device_label;
    Instant created_at, last_seen_at;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, device_label, created_at, last_seen_at, current))

struct UserRow {
    UserId id;
    std::string login, name;
    std::vector<Role> roles;
    std::vector<std::string> area_codes;
    std::optional<PersonId> person;
    bool active = true;
    bool locked = false;  // Too many failed log-ins, at this moment.
    bool totp = false;
    bool must_change_password = false;
    std::optional<Instant> last_login_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(UserRow, (),
                      (id, login, name, roles, area_codes, person, active, locked, totp,
                       must_change_password, last_login_at, version))

struct UserCreated {
    UserRow user;
    std::string initial_password;  // Shown once.
};
BOOST_DESCRIBE_STRUCT(UserCreated, (), (user, initial_password))
struct InitialPassword {
    std::string initial_password;
};
BOOST_DESCRIBE_STRUCT(InitialPassword, (), (initial_password))

struct TotpEnrolment {
    std::string secret_base32, uri, qr_svg;
};
BOOST_DESCRIBE_STRUCT(TotpEnrolment, (), (secret_base32, uri, qr_svg))

struct TokenRow {
    TokenId id;
    std::string name;
    std::vector<std::string> permissions, area_codes;
    UserId created_by;
    Instant created_at;
    std::optional<Date> expires_on;
    std::optional<Instant> revoked_at, last_used_at;
};
BOOST_DESCRIBE_STRUCT(TokenRow, (),
                      (id, name, permissions, area_codes, created_by, created_at, expires_on,
                       revoked_at, last_used_at))
struct TokenCreated {
    TokenRow row;
    std::string token;  // Shown once.
};
BOOST_DESCRIBE_STRUCT(TokenCreated, (), (row, token))

SessionUser session_user(const User& user);
UserRow user_row(const User& user, const Attempts& attempts, Instant now);
SessionRow session_row(const Session& session, SessionId current);
TokenRow token_row(const Token& token);
// A QR code as an SVG picture of its own, black on white with the quiet zone of four modules.
std::string qr_svg(std::string_view text);

}  // namespace xiuhua::access
