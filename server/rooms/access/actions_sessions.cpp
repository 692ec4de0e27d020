// Sessions and tokens.
#include <algorithm>

#include "kernel/cut.hpp"
#include "kernel/text.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/rules.hpp"
#include "rooms/access/store.hpp"
#include "rooms/access/store_ways.hpp"

namespace xiuhua::access {

std::string session_digest(std::string_view token) {
    return crypto::digest(token);
}

// Made from the token, so that it needs no place: who reads the page has it, who lacks the cookie cannot make it, and
// it tells nothing of the cookie.
std::string session_csrf(std::string_view token) {
    return crypto::digest("xiuhua.csrf." + std::string{token});
}

namespace {

Result<SessionLimits> limits_of(Tx& tx, Instant now, const std::vector<Role>& roles) {
    XH_TRY(policy, policy::in_force_as<SessionPolicy>(tx, "sessions", office_date(now)));
    return session_limits(policy.rules, roles);
}

Done make_room(Tx& tx, Instant now, UserId user, int sessions_max) {
    XH_TRY(sessions, store::sessions_of(tx, user));
    for (const SessionId over : sessions_to_end(std::move(sessions), sessions_max, now)) {
        XH_DO(store::delete_session(tx, user, over));
        Event event;
        event.kind = "access.session_ended";
        event.subject = to_text(user);
        XH_DO(outbox::append(tx, now, event));
    }
    return {};
}

}  // namespace

Result<OpenedSession> open_session(Tx& tx, Instant now, UserId user, std::string_view device_label,
                                   Proof proof) {
    constexpr std::size_t label_bytes_max = 80;
    XH_TRY(known, store::find_user(tx, user));
    XH_TRY(limits, limits_of(tx, now, known ? known->roles : std::vector<Role>{}));
    XH_DO(make_room(tx, now, user, limits.sessions_max));
    const std::string token = crypto::new_token();
    Session session;
    session.idle_seconds = limits.idle.count();
    session.longest_seconds = limits.longest.count();
    session.id = new_id<SessionId>(now);
    session.user = user;
    session.device_label = first_bytes(device_label, label_bytes_max);
    session.created_at = now;
    session.last_seen_at = now;
    session.strong = proof == Proof::strong;
    XH_DO(store::insert_session(tx, session, session_digest(token)));
    return OpenedSession{token, session_csrf(token), session_ends(session), limits.longest};
}

Done limit_sessions(Tx& tx, Instant now, UserId user, const std::vector<Role>& roles) {
    XH_TRY(limits, limits_of(tx, now, roles));
    return store::set_session_limits(tx, user, limits.idle, limits.longest);
}

Done apply_session_policy(Tx& tx, Instant now) {
    XH_TRY(policy, policy::in_force_as<SessionPolicy>(tx, "sessions", office_date(now)));
    XH_TRY(owners, store::session_owners(tx));
    for (const auto& owner : owners) {
        const SessionLimits limits = session_limits(policy.rules, owner.roles);
        XH_DO(store::set_session_limits(tx, owner.user, limits.idle, limits.longest));
    }
    return {};
}

Result<std::optional<Viewer>> viewer_for(Tx& tx, UserId id) {
    XH_TRY(user, store::find_user(tx, id));
    if (!user || !user->active) {
        return std::optional<Viewer>{};
    }
    return std::optional{viewer_of_user(*user)};
}

Viewer viewer_of_user(const User& user) {
    Viewer viewer;
    viewer.user = user.id;
    viewer.name = user.name;
    for (const Role role : user.roles) {
        viewer.roles.add(role);
    }
    viewer.scope = Scope{user.scope, user.area_codes};
    viewer.person = user.person.value_or(PersonId{});
    return viewer;
}

Viewer viewer_of_token(const Token& token) {
    Viewer viewer;
    viewer.user = UserId{token.id.value};
    viewer.name = token.name;
    viewer.roles = RoleSet{Role::device};
    viewer.scope = Scope{token.scope, token.area_codes};
    viewer.token_permissions = token.permissions;
    return viewer;
}

Result<std::optional<Session>> current_session(Tx& tx, const Request& request) {
    const std::string_view token = request.cookie(session_cookie);
    if (token.empty()) {
        return std::optional<Session>{};
    }
    XH_TRY(found, store::find_session(tx, session_digest(token)));
    return found ? std::optional{found->session} : std::nullopt;
}

Result<std::vector<SessionRow>> list_sessions(Context& context, const Request& request) {
    XH_TRY(current, current_session(context.tx, request));
    XH_TRY(sessions, store::sessions_of(context.tx, context.viewer.user));
    std::vector<SessionRow> rows;
    for (const Session& session : sessions) {
        if (session_alive(session, context.now)) {
            rows.push_back(session_row(session, current ? current->id : SessionId{}));
        }
    }
    return rows;
}

Result<Nothing> end_session(Context& context, SessionId id) {
    XH_TRY(ended, store::delete_session(context.tx, context.viewer.user, id));
    if (ended == 0) {
        return fail(ErrorCode::not_found, "access.no_such_session");
    }
    XH_DO(record(context, "access.end_session", "session", to_text(id)));
    XH_DO(tell(context, "access.session_ended", to_text(context.viewer.user)));
    return Nothing{};
}

// ---- tokens

namespace {

Done check_token(const TokenForm& form, const Context& context,
                 std::span<const std::string> grantable) {
    std::vector<FieldError> faults = name_faults(normalise_line(form.name));
    for (const FieldError& fault :
         area_faults(form.area_codes, context.services.config.office.area_code)) {
        faults.push_back(fault);
    }
    for (std::size_t i = 0; i < form.permissions.size(); ++i) {
        if (std::find(grantable.begin(), grantable.end(), form.permissions[i]) == grantable.end()) {
            faults.push_back(
                {"permissions[" + std::to_string(i) + "]", "access.permission_not_for_devices"});
        }
    }
    if (form.expires_on && *form.expires_on < office_date(context.now)) {
        faults.push_back({"expires_on", "access.expired_already"});
    }
    return json::refuse_fields(std::move(faults));
}

}  // namespace

Result<TokenCreated> add_token(Context& context, const TokenForm& form,
                               std::span<const std::string> grantable) {
    XH_DO(check_token(form, context, grantable));
    Token token;
    token.id = new_id<TokenId>(context.now);
    token.name = normalise_line(form.name);
    token.permissions = form.permissions;
    std::sort(token.permissions.begin(), token.permissions.end());
    token.area_codes = normalise_areas(form.area_codes);
    token.scope = new_id<ScopeId>(context.now);
    token.created_by = context.viewer.user;
    token.created_at = context.now;
    token.expires_on = form.expires_on;
    const std::string secret = crypto::new_token();
    XH_DO(store::insert_token(context.tx, token, crypto::digest(secret)));
    XH_DO(record(context, "access.create_token", "token", to_text(token.id),
                 "{\"permissions\":" + json::write(token.permissions) + "}"));
    XH_DO(tell(context, "access.token_created", to_text(token.id)));
    return TokenCreated{token_row(token), secret};
}

Result<Page<TokenRow>> list_tokens(Context& context) {
    XH_TRY(tokens, store::list_tokens(context.tx));
    Page<TokenRow> page;
    for (const Token& token : tokens) {
        page.items.push_back(token_row(token));
    }
    return page;
}

Result<Nothing> revoke_token(Context& context, TokenId id) {
    XH_TRY(token, store::find_token(context.tx, id));
    if (!token) {
        return fail(ErrorCode::not_found, "access.no_such_token");
    }
    XH_DO(store::revoke_token(context.tx, id, context.now));
    XH_DO(record(context, "access.revoke_token", "token", to_text(id)));
    XH_DO(tell(context, "access.token_revoked", to_text(id)));
    return Nothing{};
}

Done purge(Tx& tx, Instant now) {
    XH_DO(store::delete_challenges_over(tx, now));
    XH_DO(store::delete_sessions_over(tx, now, session_longest, session_idle));
    return store::forget_attempts_before(
        tx, now - std::max(login_policy.forgotten_after, address_policy.forgotten_after));
}

}  // namespace xiuhua::access
