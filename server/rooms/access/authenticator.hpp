#pragma once
// Who a request belongs to: the session cookie of a person, or the bearer token of a device.
#include <memory>

#include "platform/host/services.hpp"
#include "platform/http/router.hpp"

namespace xiuhua::access {

// Reads session and account on every request, so that a changed role, area or revocation counts at once.
// Errors: `unauthenticated` access.session_ended, access.bad_token; `forbidden` access.bad_csrf,
// access.password_change_due, access.totp_enrolment_due.
std::unique_ptr<Authenticator> make_authenticator(Services& services);

}  // namespace xiuhua::access
