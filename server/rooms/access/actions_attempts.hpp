#pragma once
// Tries to get in: counted before they are checked, taken back when they succeed, so that many at once cannot slip
// through between looking and counting.
#include <vector>

#include "platform/crypto/vault.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/rules.hpp"

namespace xiuhua::access {

struct Counter {
    AttemptKind kind = AttemptKind::login;
    std::string key;
    const AttemptPolicy* policy = nullptr;
};
using Counters = std::vector<Counter>;
Counters counters_of(const Vault& vault, std::string_view login, std::string_view remote);
// For what names no login before it is checked.
Counters counters_of_address(const Vault& vault, std::string_view remote);

// Counts one more failure with each counter, unless one of them says wait.
Result<GateDecision> count_try(Tx& tx, const Counters& counters, Instant now);
enum class TakeBack { this_try, all_of_login };
Done take_back(Tx& tx, const Counters& counters, TakeBack what);
// The password once more, counted like a log-in. Answers the counters, to be taken back. `invalid` access.bad_password;
// `too_many` access.locked.
Result<Counters> prove_password(Services& services, const Viewer& viewer, std::string_view password,
                                Instant now);
// `too_many` access.locked with the time to wait.
LoginRefusal wait_refusal(const GateDecision& gate, Instant now);

// Somebody has proved who they are: a session, the log, and whether a new password is due.
struct Arrival {
    Proof proof = Proof::plain;
    std::string_view way;  // "password", "provider", "passkey"
    std::string_view device_label;
};
Result<LoginOutcome> enter(Context& context, User user, const Arrival& arrival);
Result<PasswordPolicy> password_policy(Tx& tx, Instant now);

}  // namespace xiuhua::access
