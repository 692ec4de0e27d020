// Log-in, one's own password and one's own second factor.
#include "kernel/text.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/rules.hpp"
#include "rooms/access/store.hpp"

namespace xiuhua::access {
namespace {

// A login longer than this is nobody's; it is not worth hashing megabytes of it.
constexpr std::size_t typed_login_max = 200;

LoginRefusal refused(Error error) {
    return {std::move(error), std::nullopt};
}
Error error_of(ErrorCode code, std::string key) {
    Error error;
    error.code = code;
    error.key = std::move(key);
    return error;
}

struct Counter {
    AttemptKind kind = AttemptKind::login;
    std::string key;
    const AttemptPolicy* policy = nullptr;
};
std::array<Counter, 2> counters_of(const Vault& vault, std::string_view login,
                                   std::string_view remote) {
    return {
        Counter{AttemptKind::login, attempt_key(vault, AttemptKind::login, login), &login_policy},
        Counter{AttemptKind::address, attempt_key(vault, AttemptKind::address, remote),
                &address_policy}};
}

struct Begun {
    GateDecision gate;
    std::optional<User> user;
    Credentials credentials;
};

// A try is counted as failed before it is checked, and taken back when it succeeds: many at once cannot slip through
// between looking and counting.
Result<Begun> begin_try(Tx& tx, const std::array<Counter, 2>& counters, std::string_view login,
                        Instant now) {
    Begun begun;
    std::array<Attempts, 2> attempts;
    for (std::size_t i = 0; i < counters.size(); ++i) {
        XH_TRY(stored, store::attempts(tx, counters[i].kind, counters[i].key));
        attempts[i] = stored;
        const GateDecision decision = may_try(*counters[i].policy, stored, now);
        if (decision.gate != Gate::allowed && decision.until > begun.gate.until) {
            begun.gate = decision;
        }
    }
    if (begun.gate.gate != Gate::allowed) {
        return begun;
    }
    for (std::size_t i = 0; i < counters.size(); ++i) {
        const Attempts counted{failures_counted(*counters[i].policy, attempts[i], now) + 1, now};
        XH_DO(store::set_attempts(tx, counters[i].kind, counters[i].key, counted));
    }
    XH_TRY(user, store::find_user_by_login(tx, login));
    if (user && user->active) {
        XH_TRY(credentials, store::find_credentials(tx, user->id));
        begun.user = std::move(user);
        begun.credentials = std::move(credentials).value_or(Credentials{});
    }
    return begun;
}

enum class TakeBack { this_try, all_of_login };
Done take_back(Tx& tx, const std::array<Counter, 2>& counters, TakeBack what) {
    for (const Counter& counter : counters) {
        XH_TRY(stored, store::attempts(tx, counter.kind, counter.key));
        stored.failures -= 1;
        // Of an address only this try: one known password must not clear the way for guessing others'.
        const bool forget = stored.failures <= 0 ||
                            (counter.kind == AttemptKind::login && what == TakeBack::all_of_login);
        if (forget) {
            XH_DO(store::forget_attempts(tx, counter.kind, counter.key));
        } else {
            XH_DO(store::set_attempts(tx, counter.kind, counter.key, stored));
        }
    }
    return {};
}

// The step of the code, or why not. A user without a second factor answers no step.
Result<std::optional<std::int64_t>> check_code(const Services& services, const Begun& begun,
                                               const std::optional<std::string>& code,
                                               Instant now) {
    if (!begun.credentials.totp_secret) {
        return std::optional<std::int64_t>{};
    }
    XH_TRY(secret, services.vault.open_own(totp_context, *begun.credentials.totp_secret));
    const auto step = crypto::totp_step(secret, without_blanks(code.value_or("")), now);
    if (!step || *step <= begun.credentials.totp_last_step) {
        return fail(ErrorCode::unauthenticated, "access.bad_totp", "totp");
    }
    return step;
}

Result<LoginOutcome> finish(Context& context, const Begun& begun,
                            const std::array<Counter, 2>& counters,
                            std::optional<std::int64_t> step, std::string_view label) {
    const UserId id = begun.user->id;
    XH_TRY(user, store::find_user(context.tx, id));
    XH_TRY(credentials, store::find_credentials(context.tx, id));
    // The account may have changed while the password was being checked.
    if (!user || !user->active || !credentials ||
        credentials->password_hash != begun.credentials.password_hash ||
        credentials->totp_secret != begun.credentials.totp_secret) {
        return fail(ErrorCode::unauthenticated, "access.bad_credentials");
    }
    if (step) {
        XH_TRY(fresh, store::use_totp_step(context.tx, id, *step));
        if (!fresh) {
            return fail(ErrorCode::unauthenticated, "access.bad_totp", "totp");
        }
    }
    XH_DO(take_back(context.tx, counters, TakeBack::all_of_login));
    XH_DO(store::set_last_login(context.tx, id, context.now));
    XH_TRY(session, open_session(context.tx, context.now, id, label));
    Viewer self;
    self.user = id;
    Context own{context.tx, self, context.services, context.now, {}};
    XH_DO(record(own, "access.log_in", "user", to_text(id)));
    return LoginOutcome{std::move(session), std::move(*user), context.now + session_idle};
}

}  // namespace

tl::expected<LoginOutcome, LoginRefusal> log_in(Services& services, const LoginCommand& command,
                                                std::string_view remote,
                                                std::string_view user_agent) {
    const Instant now = services.clock.now();
    const std::string login =
        normalise_login(std::string_view{command.login}.substr(0, typed_login_max));
    const auto counters = counters_of(services.vault, login, remote);
    const auto begun = services.db.write(
        [&](Tx& tx) -> Result<Begun> { return begin_try(tx, counters, login, now); });
    if (!begun) {
        return tl::unexpected(refused(begun.error()));
    }
    if (begun->gate.gate != Gate::allowed) {
        const auto wait = std::chrono::ceil<std::chrono::seconds>(begun->gate.until - now);
        return tl::unexpected(LoginRefusal{error_of(ErrorCode::too_many, "access.locked"), wait});
    }
    std::optional<std::string> hash;
    if (begun->user) {
        hash = begun->credentials.password_hash;
    }
    const Result<bool> verified = verify_limited(hash, command.password);
    if (!verified) {
        return tl::unexpected(refused(verified.error()));
    }
    if (!*verified || !begun->user) {
        return tl::unexpected(
            refused(error_of(ErrorCode::unauthenticated, "access.bad_credentials")));
    }
    if (begun->credentials.totp_secret && command.totp.value_or("").empty()) {
        // Half way is no failure, and no success that would clear earlier ones either.
        const Done taken_back =
            services.db.write([&](Tx& tx) { return take_back(tx, counters, TakeBack::this_try); });
        return tl::unexpected(
            refused(taken_back ? error_of(ErrorCode::unauthenticated, "access.totp_required")
                               : taken_back.error()));
    }
    const auto step = check_code(services, *begun, command.totp, now);
    if (!step) {
        return tl::unexpected(refused(step.error()));
    }
    auto outcome = services.db.write([&](Tx& tx) -> Result<LoginOutcome> {
        Context context{tx, program_itself(), services, now, {}};
        return finish(context, *begun, counters, *step, device_label(user_agent));
    });
    if (!outcome) {
        return tl::unexpected(refused(std::move(outcome.error())));
    }
    return std::move(*outcome);
}

Done change_password(Services& services, const Viewer& viewer, SessionId session,
                     const PasswordCommand& command) {
    const Instant now = services.clock.now();
    const auto known = services.db.read([&](Tx& tx) { return store::find_user(tx, viewer.user); });
    if (!known) {
        return fail(known.error());
    }
    if (!*known) {
        return fail(ErrorCode::conflict, "access.no_account");
    }
    const std::string login = (*known)->login;
    XH_DO(check_password(command.replacement, login));
    if (command.replacement == command.current) {
        return fail(ErrorCode::invalid, "access.password_same", "replacement");
    }
    // A stolen session must not be a way to guess the password; it counts with the log-ins.
    const auto counters = counters_of(services.vault, login, to_text(viewer.user));
    XH_TRY(begun, services.db.write([&](Tx& tx) { return begin_try(tx, counters, login, now); }));
    if (begun.gate.gate != Gate::allowed) {
        return fail(ErrorCode::too_many, "access.locked");
    }
    XH_TRY(verified, verify_limited(begun.credentials.password_hash, command.current));
    if (!verified) {
        return fail(ErrorCode::invalid, "access.bad_password", "current");
    }
    XH_TRY(hash, hash_limited(command.replacement));
    return services.db.write([&](Tx& tx) -> Done {
        Context context{tx, viewer, services, now, {}};
        XH_TRY(replaced, store::replace_password(tx, viewer.user, begun.credentials.password_hash,
                                                 hash, false));
        if (!replaced) {
            return fail(ErrorCode::conflict, "access.changed_meanwhile");
        }
        XH_DO(take_back(tx, counters, TakeBack::all_of_login));
        XH_DO(store::delete_sessions(tx, viewer.user, session));
        XH_DO(record(context, "access.change_password", "user", to_text(viewer.user)));
        return tell(context, "access.user_changed", to_text(viewer.user));
    });
}

Result<TotpEnrolment> begin_totp(Context& context) {
    XH_TRY(user, store::find_user(context.tx, context.viewer.user));
    if (!user) {
        return fail(ErrorCode::conflict, "access.no_account");
    }
    if (user->totp) {
        // Whoever took over a session must not replace the factor that would stop them.
        return fail(ErrorCode::conflict, "access.totp_enrolled");
    }
    const std::string secret = crypto::new_totp_secret();
    XH_DO(store::set_totp_pending(context.tx, user->id,
                                  context.services.vault.seal_own(totp_context, secret)));
    XH_DO(record(context, "access.begin_totp", "user", to_text(user->id)));
    const std::string uri =
        crypto::totp_uri(secret, user->login, context.services.config.office.name);
    return TotpEnrolment{crypto::totp_base32(secret), uri, qr_svg(uri)};
}

Result<Nothing> confirm_totp(Context& context, const TotpCommand& command) {
    XH_TRY(credentials, store::find_credentials(context.tx, context.viewer.user));
    if (!credentials || !credentials->totp_pending) {
        return fail(ErrorCode::conflict, "access.totp_not_begun");
    }
    XH_TRY(secret, context.services.vault.open_own(totp_context, *credentials->totp_pending));
    const auto step = crypto::totp_step(secret, without_blanks(command.code), context.now);
    if (!step) {
        return fail(ErrorCode::invalid, "access.bad_totp", "code");
    }
    XH_DO(store::confirm_totp(context.tx, context.viewer.user, *step));
    XH_DO(record(context, "access.confirm_totp", "user", to_text(context.viewer.user)));
    XH_DO(tell(context, "access.user_changed", to_text(context.viewer.user)));
    return Nothing{};
}

}  // namespace xiuhua::access
