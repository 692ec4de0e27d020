#pragma once
// Pure decisions of access: when a guess must wait, what a password needs, which roles go together, when a session
// is over.
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "rooms/access/model.hpp"

namespace xiuhua::access {

// ---- guessing

// From `free` failures on, each further try waits: `first_delay`, doubled each time; from `lock_from` on it is
// locked for `lock`, doubled up to `lock_max`. Failures older than `forgotten_after` count no more.
struct AttemptPolicy {
    int free = 3;
    std::chrono::seconds first_delay{1};
    int lock_from = 10;
    std::chrono::minutes lock{15};
    std::chrono::minutes lock_max{60};
    std::chrono::hours forgotten_after{24};
};
// One login: ten guesses, then fewer than thirty a day: hopeless against any password the rule below lets through.
inline constexpr AttemptPolicy login_policy{};
// One address: an office of hundreds stands behind one, so it bears more; what it stops is trying one password on
// every login.
inline constexpr AttemptPolicy address_policy{.free = 60,
                                              .first_delay = std::chrono::seconds{1},
                                              .lock_from = 70,
                                              .lock = std::chrono::minutes{5},
                                              .lock_max = std::chrono::minutes{30},
                                              .forgotten_after = std::chrono::hours{1}};

enum class Gate { allowed, wait, locked };
struct GateDecision {
    Gate gate = Gate::allowed;
    Instant until{};  // When the next try is allowed.
};
GateDecision may_try(const AttemptPolicy& policy, const Attempts& attempts, Instant now);
// The failures that still count.
std::int64_t failures_counted(const AttemptPolicy& policy, const Attempts& attempts, Instant now);

// ---- passwords

inline constexpr std::size_t password_characters_min = 10;
inline constexpr std::size_t password_bytes_max = 1'024;
// `invalid` access.password_too_short, access.password_too_long, access.password_is_login, access.password_common.
Done check_password(std::string_view password, std::string_view login);
// Readable aloud over the telephone: "k7mp-2xqd-hv9t" (60 bits). `random` are uniform bytes.
inline constexpr std::size_t initial_password_random_bytes = 12;
std::string initial_password(std::string_view random);

// ---- accounts

inline constexpr std::size_t login_characters_min = 3;
inline constexpr std::size_t login_characters_max = 32;
inline constexpr std::size_t name_characters_max = 40;
inline constexpr std::size_t area_codes_max = 200;

// Small letters, as stored and compared.
std::string normalise_login(std::string_view typed);
std::vector<FieldError> login_faults(std::string_view login);
std::vector<FieldError> name_faults(std::string_view name);
// Administrator, auditor and resident stand alone: who grants rights must not use them, who audits must not be
// audited, and a resident's account shows the resident's own. Device is for tokens.
std::vector<FieldError> role_faults(const std::vector<Role>& roles, bool has_person);
std::vector<FieldError> area_faults(const std::vector<std::string>& area_codes,
                                    std::string_view office_code);
// Sorted, without codes that another one covers.
std::vector<std::string> normalise_areas(std::vector<std::string> area_codes);
std::vector<Role> normalise_roles(std::vector<Role> roles);
bool totp_required(const std::vector<Role>& roles);

// What an administrator is about to do to an account.
struct AccountChange {
    bool own = false;                       // The account is the administrator's own.
    bool changes_rights = false;            // Roles, areas or active differ.
    bool ends_administrator = false;        // An active administrator would be none afterwards.
    std::int64_t other_administrators = 0;  // Active ones besides this account.
};
// `conflict` access.not_yourself, access.last_administrator.
Done check_account_change(const AccountChange& change);

// ---- sessions

inline constexpr std::chrono::hours session_idle{12};
inline constexpr std::chrono::hours session_longest{7 * 24};
inline constexpr std::chrono::minutes seen_written_every{1};
Instant session_ends(const Session& session);
bool session_alive(const Session& session, Instant now);
// Which gate stands before a signed-in user: nothing, a password due, an enrolment due.
enum class Due { nothing, password, totp };
Due due_of(const User& user);
// "Chrome · Windows": enough for a person to know their device by, and no more.
std::string device_label(std::string_view user_agent);

bool token_alive(const Token& token, Date today);

}  // namespace xiuhua::access
