#include "rooms/access/authenticator.hpp"

#include "platform/crypto/password.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/actions_glass.hpp"
#include "rooms/access/permissions.hpp"
#include "rooms/access/rules.hpp"
#include "rooms/access/seen_writer.hpp"
#include "rooms/access/store.hpp"

namespace xiuhua::access {
namespace {

constexpr std::string_view bearer = "Bearer ";

// The only ways open before a due password change or enrolment.
bool cures(std::string_view pattern) {
    constexpr std::array<std::string_view, 6> patterns{
        "/api/access/session",  "/api/access/logout",     "/api/access/login",
        "/api/access/password", "/api/access/totp/begin", "/api/access/totp/confirm"};
    return std::find(patterns.begin(), patterns.end(), pattern) != patterns.end();
}

class DatabaseAuthenticator final : public Authenticator {
  public:
    explicit DatabaseAuthenticator(Services& services) : services_(services), seen_(services.db) {}

    Result<std::optional<Viewer>> viewer_of(const Request& request,
                                            const RouteDescription& route) override {
        const std::string_view authorization = request.header("authorization");
        if (authorization.starts_with(bearer)) {
            return viewer_of_token_text(authorization.substr(bearer.size()));
        }
        const std::string_view token = request.cookie(session_cookie);
        if (token.empty()) {
            return std::optional<Viewer>{};
        }
        XH_TRY(viewer, viewer_of_cookie(request, route, token));
        // Only what looks is let through; elsewhere the header says nothing.
        if (const std::string_view glass = request.header(glass_header);
            viewer && !glass.empty() && route.is_look()) {
            if (!viewer->may(break_glass)) {  // Any more.
                return fail(ErrorCode::forbidden, "access.glass_ended");
            }
            XH_TRY(opened, services_.db.read([&](Tx& tx) {
                return asked_glass(tx, viewer->user, glass, services_.clock.now());
            }));
            viewer->glass = std::move(opened);
        }
        return viewer;
    }

    Done looked(const Viewer& viewer, const RouteDescription& route,
                const std::vector<PersonId>& people) override {
        return write_looks(services_, viewer, route, people);
    }

  private:
    Result<std::optional<Viewer>> viewer_of_token_text(std::string_view text) {
        XH_TRY(token, services_.db.read([&](Tx& tx) {
            return store::find_token_by_digest(tx, crypto::digest(text));
        }));
        const Instant now = services_.clock.now();
        if (!token || !token_alive(*token, office_date(now))) {
            return fail(ErrorCode::unauthenticated, "access.bad_token");
        }
        if (!token->last_used_at || now - *token->last_used_at >= seen_written_every) {
            seen_.used(token->id, now);
        }
        return std::optional{viewer_of_token(*token)};
    }

    Result<std::optional<Viewer>> viewer_of_cookie(const Request& request,
                                                   const RouteDescription& route,
                                                   std::string_view token) {
        XH_TRY(found, services_.db.read(
                          [&](Tx& tx) { return store::find_session(tx, session_digest(token)); }));
        const Instant now = services_.clock.now();
        if (!found || !found->user.active || !session_alive(found->session, now)) {
            return fail(ErrorCode::unauthenticated, "access.session_ended");
        }
        if (route.method != Method::get &&
            !crypto::equal_constant_time(session_csrf(token), request.header("x-csrf"))) {
            return fail(ErrorCode::forbidden, "access.bad_csrf");
        }
        if (now - found->session.last_seen_at >= seen_written_every) {
            seen_.saw(found->session.id, now);
        }
        if (!cures(route.pattern)) {
            XH_DO(check_due(found->user, proof_of(found->session)));
        }
        return std::optional{viewer_of_user(found->user)};
    }

    static Done check_due(const User& user, Proof proof) {
        switch (due_of(user, proof)) {
            case Due::nothing:
                return {};
            case Due::password:
                return fail(ErrorCode::forbidden, "access.password_change_due");
            case Due::totp:
                return fail(ErrorCode::forbidden, "access.totp_enrolment_due");
        }
        return {};
    }

    Services& services_;
    SeenWriter seen_;
};

}  // namespace

std::unique_ptr<Authenticator> make_authenticator(Services& services) {
    return std::make_unique<DatabaseAuthenticator>(services);
}

}  // namespace xiuhua::access
