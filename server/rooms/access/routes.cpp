#include "rooms/access/routes.hpp"

#include <set>

#include "platform/host/services.hpp"
#include "platform/http/keyed_act.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/permissions.hpp"
#include "rooms/access/store.hpp"

namespace xiuhua::access {
namespace {

std::vector<std::string> permitted(const Router& router, const Viewer& viewer) {
    std::vector<std::string> names;
    for (const auto& [name, permission] : router.permissions()) {
        if (viewer.may(permission)) {
            names.push_back(name);
        }
    }
    return names;
}

std::vector<std::string> grantable_to_devices(const Router& router) {
    std::vector<std::string> names;
    for (const auto& [name, permission] : router.permissions()) {
        if (permission.roles.has(Role::device)) {
            names.push_back(name);
        }
    }
    return names;
}

struct ShownSession {
    std::string csrf;
    Instant expires_at;
    Proof proof = Proof::plain;
};
SessionView session_view(const Router& router, const User& user, const ShownSession& shown) {
    SessionView view;
    view.user = session_user(user);
    view.csrf = shown.csrf;
    view.must_change_password = user.must_change_password;
    User settled = user;
    settled.must_change_password = false;
    view.must_enrol_totp = due_of(settled, shown.proof) == Due::totp;
    view.permissions = permitted(router, viewer_of_user(user));
    view.expires_at = shown.expires_at;
    return view;
}

// A device has no account; it may still ask who it is.
SessionView token_view(const Router& router, const Viewer& viewer, Instant now) {
    SessionView view;
    view.user.id = viewer.user;
    view.user.name = viewer.name;
    view.user.roles = {Role::device};
    view.user.area_codes = viewer.scope.area_codes;
    view.permissions = permitted(router, viewer);
    view.expires_at = now + session_idle;
    return view;
}

template <typename View>
Response answer(const View& view) {
    Response response;
    response.body = json::write(view);
    return response;
}

Result<Response> log_in_route(Router& router, const Request& request) {
    XH_DO(check_own_page(request));
    XH_TRY(command, json::parse<LoginCommand>(request.body));
    return entered(
        router, request,
        log_in(router.services(), command, request.remote, request.header("user-agent")));
}

Result<Response> log_out_route(Router& router, const Request& request, const Viewer& viewer) {
    Services& services = router.services();
    const Instant now = services.clock.now();
    XH_DO(services.db.write([&](Tx& tx) -> Done {
        Context context{tx, viewer, services, now, request.request_id};
        XH_TRY(session, current_session(tx, request));
        if (session) {
            XH_DO(end_session(context, session->id));
        }
        return {};
    }));
    Response response = answer(Nothing{});
    response.headers.emplace_back("Set-Cookie",
                                  session_cookie_text({}, is_secure(request, services.config)));
    return response;
}

Result<Response> password_route(Router& router, const Request& request, const Viewer& viewer) {
    XH_TRY(command, json::parse<PasswordCommand>(request.body));
    Services& services = router.services();
    XH_TRY(session, services.db.read([&](Tx& tx) { return current_session(tx, request); }));
    XH_DO(change_password(services, viewer, session ? session->id : SessionId{}, command));
    return answer(Nothing{});
}

void add_own_routes(Router& router) {
    router.raw<Nothing, LoginCommand, SessionView>(
        "POST /api/access/login", Access::anyone(),
        [&router](const Request& request, const Viewer&) { return log_in_route(router, request); });
    router.view<Nothing, SessionView>(
        "GET /api/access/session", Access::signed_in(),
        [&router](Context& context, const Request& request, const Nothing&) -> Result<SessionView> {
            XH_TRY(session, current_session(context.tx, request));
            XH_TRY(user, store::find_user(context.tx, context.viewer.user));
            if (!session || !user) {
                return token_view(router, context.viewer, context.now);
            }
            return session_view(router, *user,
                                {session_csrf(request.cookie(session_cookie)),
                                 session_ends(*session), proof_of(*session)});
        });
    router.raw<Nothing, Nothing, Nothing>("POST /api/access/logout", Access::signed_in(),
                                          [&router](const Request& request, const Viewer& viewer) {
                                              return log_out_route(router, request, viewer);
                                          });
    router.raw<Nothing, PasswordCommand, Nothing>(
        "POST /api/access/password", Access::signed_in(),
        [&router](const Request& request, const Viewer& viewer) {
            return password_route(router, request, viewer);
        });
    router.view<Nothing, PasswordRules>(
        "GET /api/access/password", Access::signed_in(),
        [](Context& context, const Request&, const Nothing&) { return password_rules(context); });
    router.act<Nothing, TotpEnrolment>(
        "POST /api/access/totp/begin", Access::signed_in(),
        [](Context& context, const Request&, const Nothing&) { return begin_totp(context); });
    router.act<TotpCommand, Nothing>(
        "POST /api/access/totp/confirm", Access::signed_in(),
        [](Context& context, const Request&, const TotpCommand& command) {
            return confirm_totp(context, command);
        });
    router.view<Nothing, std::vector<SessionRow>>(
        "GET /api/access/sessions", Access::signed_in(),
        [](Context& context, const Request& request, const Nothing&) {
            return list_sessions(context, request);
        });
    router.act<Nothing, Nothing>(
        "POST /api/access/sessions/{id}/revocation", Access::signed_in(),
        [](Context& context, const Request& request, const Nothing&) -> Result<Nothing> {
            XH_TRY(id, request.path_id<SessionId>("id"));
            return end_session(context, id);
        });
}

void add_user_routes(Router& router) {
    router.view<UserFilter, Page<UserRow>>(
        "GET /api/access/users", manage_users,
        [](Context& context, const Request&, const UserFilter& filter) {
            return list_users(context, filter);
        });
    router.view<Nothing, UserRow>(
        "GET /api/access/users/{id}", manage_users,
        [](Context& context, const Request& request, const Nothing&) -> Result<UserRow> {
            XH_TRY(id, request.path_id<UserId>("id"));
            return read_user(context, id);
        });
    router.raw<Nothing, UserForm, UserCreated>(
        "POST /api/access/users", manage_users,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(form, json::parse<UserForm>(request.body));
            XH_TRY(account, prepare_user(router.services(), form));
            return keyed_act({router.services(), request, viewer, "/api/access/users"},
                             [&](Context& context) -> Result<std::string> {
                                 XH_TRY(created, add_user(context, account));
                                 return json::write(created);
                             });
        });
    router.act<UserChanges, UserRow>("POST /api/access/users/{id}/changes", manage_users,
                                     [](Context& context, const Request& request,
                                        const UserChanges& changes) -> Result<UserRow> {
                                         XH_TRY(id, request.path_id<UserId>("id"));
                                         return change_user(context, id, changes);
                                     });
    router.raw<Nothing, Nothing, InitialPassword>(
        "POST /api/access/users/{id}/password-reset", manage_users,
        [&router](const Request& request, const Viewer& viewer) -> Result<Response> {
            XH_TRY(id, request.path_id<UserId>("id"));
            XH_TRY(fresh, prepare_reset(router.services(), viewer, id));
            return keyed_act(
                {router.services(), request, viewer, "/api/access/users/{id}/password-reset"},
                [&](Context& context) -> Result<std::string> {
                    XH_TRY(password, reset_password(context, id, fresh));
                    return json::write(password);
                });
        });
    router.act<Nothing, Nothing>(
        "POST /api/access/users/{id}/totp-reset", manage_users,
        [](Context& context, const Request& request, const Nothing&) -> Result<Nothing> {
            XH_TRY(id, request.path_id<UserId>("id"));
            return reset_totp(context, id);
        });
}

void add_token_routes(Router& router) {
    router.view<Nothing, Page<TokenRow>>(
        "GET /api/access/tokens", manage_tokens,
        [](Context& context, const Request&, const Nothing&) { return list_tokens(context); });
    router.view<Nothing, std::vector<std::string>>(
        "GET /api/access/tokens/permissions", manage_tokens,
        [&router](Context&, const Request&, const Nothing&) -> Result<std::vector<std::string>> {
            return grantable_to_devices(router);
        });
    router.act<TokenForm, TokenCreated>(
        "POST /api/access/tokens", manage_tokens,
        [&router](Context& context, const Request&, const TokenForm& form) {
            return add_token(context, form, grantable_to_devices(router));
        });
    router.act<Nothing, Nothing>(
        "POST /api/access/tokens/{id}/revocation", manage_tokens,
        [](Context& context, const Request& request, const Nothing&) -> Result<Nothing> {
            XH_TRY(id, request.path_id<TokenId>("id"));
            return revoke_token(context, id);
        });
}

}  // namespace

bool is_secure(const Request& request, const Config& config) {
    return config.http.public_url.starts_with("https://") ||
           request.header("x-forwarded-proto") == "https";
}

std::string session_cookie_text(const OpenedSession& session, bool secure) {
    std::string text{session_cookie};
    text += "=" + session.token;
    text +=
        "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(session.longest.count());
    return secure ? text + "; Secure" : text;
}

Done check_own_page(const Request& request) {
    const std::string_view site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") {
        return fail(ErrorCode::forbidden, "access.foreign_page");
    }
    return {};
}

Response entered(Router& router, const Request& request, const Entered& outcome) {
    if (!outcome) {
        Response response = error_response(outcome.error().error);
        if (const auto wait = outcome.error().retry_after) {
            response.headers.emplace_back("Retry-After", std::to_string(wait->count()));
        }
        return response;
    }
    const OpenedSession& session = outcome->session;
    Response response = answer(
        session_view(router, outcome->user, {session.csrf, session.expires_at, outcome->proof}));
    response.headers.emplace_back(
        "Set-Cookie", session_cookie_text(session, is_secure(request, router.services().config)));
    return response;
}

void add_routes(Router& router) {
    add_own_routes(router);
    add_user_routes(router);
    add_token_routes(router);
    add_glass_routes(router);
    add_provider_routes(router);
    add_passkey_routes(router);
}

}  // namespace xiuhua::access
