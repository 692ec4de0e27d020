#pragma once
// Passkeys: made, used, listed, taken back. User verification is always asked for, so one is two factors.
#include "platform/host/services.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/rules_ways.hpp"

namespace xiuhua::access {

// What navigator.credentials.create and .get are asked with; bytes in base64url.
struct PasskeyCreation {
    std::string challenge, site_id, site_name, user_handle, user_name, user_label;
    std::vector<std::string> known;  // Credential ids: the same device makes no second one.
};
BOOST_DESCRIBE_STRUCT(PasskeyCreation, (),
                      (challenge, site_id, site_name, user_handle, user_name, user_label, known))
// `conflict` access.no_passkeys_here (the office has no address that passkeys work on), access.too_many_passkeys.
Result<PasskeyCreation> ask_for_passkey(Context& context);

struct PasskeyForm {
    std::string label, password, client_data, authenticator_data;
};
BOOST_DESCRIBE_STRUCT(PasskeyForm, (), (label, password, client_data, authenticator_data))
struct PasskeyRow {
    PasskeyId id;
    std::string label;
    Instant created_at;
    std::optional<Instant> last_used_at;
};
BOOST_DESCRIBE_STRUCT(PasskeyRow, (), (id, label, created_at, last_used_at))
// Asks for the password again: a session left open must not become a key of somebody else's. `invalid`
// access.bad_password, access.bad_passkey; `too_many` access.locked.
Result<PasskeyRow> add_passkey(Services& services, const Viewer& viewer, const PasskeyForm& form);
Result<std::vector<PasskeyRow>> list_passkeys(Context& context);
Result<Nothing> revoke_passkey(Context& context, PasskeyId id);

struct PasskeyRequest {
    std::string challenge, site_id;
};
BOOST_DESCRIBE_STRUCT(PasskeyRequest, (), (challenge, site_id))
Result<PasskeyRequest> ask_passkey(Context& context);

struct PasskeyLogin {
    std::string credential_id, client_data, authenticator_data, signature;
};
BOOST_DESCRIBE_STRUCT(PasskeyLogin, (), (credential_id, client_data, authenticator_data, signature))
// `unauthenticated` access.bad_passkey (unknown, revoked, of an inactive account, or wrong: all alike),
// access.passkey_copied; `too_many` access.locked.
tl::expected<LoginOutcome, LoginRefusal> log_in_by_passkey(Services& services,
                                                           const PasskeyLogin& login,
                                                           std::string_view remote,
                                                           std::string_view user_agent);

}  // namespace xiuhua::access
