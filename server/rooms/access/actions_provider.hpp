#pragma once
// Log-in by the office's OpenID provider, and who is linked to whom there. Nobody gets an account by it.
#include "platform/host/services.hpp"
#include "platform/oidc/provider.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/rules_ways.hpp"

namespace xiuhua::access {

// What the browser carries, sealed, to the provider and back.
struct ProviderTrip {
    oidc::Attempt attempt;
    std::string next;
    std::optional<UserId> link;          // Somebody logged in who links their account.
    std::optional<UserId> entering;      // Named by the provider; a one-time code is still wanted.
    std::optional<IdentityId> identity;  // By which they were named.
    Instant ends_at;
};
BOOST_DESCRIBE_STRUCT(ProviderTrip, (), (attempt, next, link, entering, identity, ends_at))
std::string seal_trip(const Vault& vault, const ProviderTrip& trip);
// `unauthenticated` access.provider_state when it is not ours or too old.
Result<ProviderTrip> open_trip(const Vault& vault, std::string_view sealed, Instant now);

struct TripBegun {
    std::string address, sealed;
};
struct TripWish {
    std::string next;
    std::optional<UserId> link;
};
Result<TripBegun> begin_trip(Services& services, oidc::Provider& provider, const TripWish& wish);
// To link one's own account. Asks for the password again: a session left open must not become somebody else's way in.
// `invalid` access.bad_password; `too_many` access.locked.
struct LinkForm {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(LinkForm, (), (password))
Result<TripBegun> begin_link(Services& services, oidc::Provider& provider, const Viewer& viewer,
                             const LinkForm& form);

// The browser is back. Errors: access.provider_refused, access.provider_state, access.provider_unknown (nobody here is
// linked to it), access.identity_taken, access.passkey_required and what Provider::claims_of answers.
struct Arrived {
    std::optional<LoginOutcome> outcome;  // Logged in.
    std::string sealed;                   // A code is wanted: the trip goes on with it.
    std::string next;
};
struct Comeback {
    std::string_view sealed, refusal;
    oidc::Provider::Returned returned;
    std::string_view user_agent;
};
Result<Arrived> arrive(Services& services, oidc::Provider& provider, const Comeback& comeback);

// The code that was still wanted. Counted like any other try.
struct ProviderCode {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(ProviderCode, (), (code))
struct CodeTyped {
    std::string_view sealed, code, remote, user_agent;
};
tl::expected<LoginOutcome, LoginRefusal> finish_trip(Services& services, const CodeTyped& typed);

struct IdentityRow {
    IdentityId id;
    std::string issuer, subject;
    Instant linked_at;
    std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(IdentityRow, (), (id, issuer, subject, linked_at, last_used_at))
Result<std::vector<IdentityRow>> list_identities(Context& context, UserId user);
// By an administrator, who knows the subject from the provider. Not for oneself: access.not_yourself.
struct IdentityForm {
    std::string subject;
};
BOOST_DESCRIBE_STRUCT(IdentityForm, (), (subject))
Result<IdentityRow> link_identity(Context& context, UserId user, const IdentityForm& form);
Result<Nothing> unlink_identity(Context& context, UserId user, IdentityId id);

}  // namespace xiuhua::access
