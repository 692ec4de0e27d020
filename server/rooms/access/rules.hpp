#pragma once
// Pure decisions of access: when a guess must wait, what a password needs, which roles go together, when a session
// is over.
#include <set>
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

inline constexpr std::size_t password_bytes_max = 1'024;
// Words that a guesser tries first: the program's own few, and a list of the operator's (`access.word_list`).
class CommonWords {
  public:
    CommonWords() = default;
    // A word a line; words of fewer than five letters are left out, they stand in any password by chance.
    explicit CommonWords(std::string_view lines);
    // How many bytes at the front of `lower_text` are such a word; 0: none.
    std::size_t prefix_length(std::string_view lower_text) const;
    std::size_t size() const { return words_.size(); }

  private:
    std::set<std::string, std::less<>> words_;
};
struct PasswordWish {
    std::string_view password, login;
};
// `invalid` access.password_too_short, access.password_too_long, access.password_is_login, access.password_common.
Done check_password(const PasswordWish& wish, const PasswordPolicy& policy,
                    const CommonWords& words);
Done check_password_policy(const PasswordPolicy& policy);
// Whether a new one is due. Nobody knows how old one of unknown day is: it is due when any is.
bool password_is_old(const PasswordPolicy& policy, std::optional<Instant> set_at, Instant now);
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

// Of sessions that were opened before there was a policy.
inline constexpr std::chrono::hours session_idle{12};
inline constexpr std::chrono::hours session_longest{7 * 24};
inline constexpr std::chrono::minutes seen_written_every{1};
struct SessionLimits {
    std::chrono::seconds idle{}, longest{};
    int sessions_max = 0;
};
// The strictest of what the policy says of each role.
SessionLimits session_limits(const SessionPolicy& policy, const std::vector<Role>& roles);
Done check_session_policy(const SessionPolicy& policy);
// Of those that are alive, which must end so that one more may begin: the longest unused ones.
std::vector<SessionId> sessions_to_end(std::vector<Session> sessions, int sessions_max,
                                       Instant now);
Instant session_ends(const Session& session);
bool session_alive(const Session& session, Instant now);
inline Proof proof_of(const Session& session) {
    return session.strong ? Proof::strong : Proof::plain;
}
// Which gate stands before a signed-in user: nothing, a password due, an enrolment due.
enum class Due { nothing, password, totp };
Due due_of(const User& user, Proof proof);
// "Chrome · Windows": enough for a person to know their device by, and no more.
std::string device_label(std::string_view user_agent);

bool token_alive(const Token& token, Date today);

}  // namespace xiuhua::access
