#pragma once
#include "platform/http/router.hpp"
#include "rooms/access/actions.hpp"

namespace xiuhua::access {

void add_routes(Router& router);
void add_glass_routes(Router& router);
void add_provider_routes(Router& router);
void add_passkey_routes(Router& router);

// ---- what the ways in share

// Over TLS, whether ours or a proxy's in front, the cookie must never travel without it.
bool is_secure(const Request& request, const Config& config);
std::string session_cookie_text(const OpenedSession& session, bool secure);
// SameSite keeps our cookie from foreign pages, but not a foreign page from logging somebody in as somebody else.
Done check_own_page(const Request& request);
// The SessionView with the session's cookie, or the refusal with its time to wait.
using Entered = tl::expected<LoginOutcome, LoginRefusal>;
Response entered(Router& router, const Request& request, const Entered& outcome);

}  // namespace xiuhua::access
