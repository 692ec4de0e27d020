#pragma once
// What other rooms may ask of access: who works where.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/permission.hpp"
#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "platform/http/router.hpp"

namespace xiuhua::access {

struct UserBrief {
    UserId id;
    std::string login, name;
    std::vector<Role> roles;
    std::vector<std::string> area_codes;  // One empty code: the whole subdistrict.
};
BOOST_DESCRIBE_STRUCT(UserBrief, (), (id, login, name, roles, area_codes))

Result<std::optional<UserBrief>> find_user(Tx& tx, UserId id);
// Active users with the role whose areas cover `area_code`, the most specific area first, then by name.
Result<std::vector<UserBrief>> users_for_area(Tx& tx, Role role, std::string_view area_code);
// Whether the person logs in: has an active user with the role.
Result<bool> has_account(Tx& tx, PersonId person, Role role);
// Names for histories and lists; unknown ids are left out.
Result<std::map<std::string, std::string>> user_names(Tx& tx, const std::vector<UserId>& ids);

struct NewUser {
    std::string login, name;
    std::vector<Role> roles;
    std::vector<std::string> area_codes;
    std::optional<PersonId> person;  // For residents.
    std::string
        password_hash;  // From crypto::hash_password: made before the transaction, it is slow.
    bool must_change_password = true;
    std::optional<std::string>
        totp_secret;  // Raw bytes. Reviewers and administrators without one enrol at log-in.
};
// Fields are checked (login 3–32 of [a-z0-9_.-], name, at least one role, known area codes are the caller's care).
// `conflict` access.login_taken.
Result<UserId> create_user(Context& context, const NewUser& user);

struct OpenedSession {
    std::string token;   // Goes into the cookie xiuhua_session; only its digest is stored.
    std::string csrf;    // Goes into the header X-CSRF of every request that is not GET.
    Instant expires_at;  // If nothing more is done.
    std::chrono::seconds longest{};
};
// A session as log-in opens it, without asking for password or code: log-in itself and the testkit use it. Lives as
// long as policy `sessions` lets the user's roles; the longest unused ones end when there are too many.
// Strong: two factors were proved that are not our one-time code.
enum class Proof { plain, strong };
Result<OpenedSession> open_session(Tx& tx, Instant now, UserId user, std::string_view device_label,
                                   Proof proof = Proof::plain);
// Who a user is, as every request of theirs sees it. Nothing for an unknown or inactive one.
Result<std::optional<Viewer>> viewer_for(Tx& tx, UserId user);

// For the command line, where nobody is logged in yet. The password is printed once and must be changed at the first
// log-in, which also enrols the second factor.
struct InitialAccount {
    UserId id;
    std::string login, password;
};
// `conflict` access.login_taken.
Result<InitialAccount> create_administrator(Services& services, std::string_view login,
                                            std::string_view name);
// For an administrator who lost password or telephone: new password, no second factor, unlocked, active, sessions
// ended. `not_found` access.no_such_user unless the login is an administrator's.
Result<InitialAccount> recover_administrator(Services& services, std::string_view login);

}  // namespace xiuhua::access
