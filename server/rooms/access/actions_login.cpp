// Log-in, one's own password and one's own second factor.
#include <algorithm>

#include "kernel/text.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "rooms/access/actions.hpp"
#include "rooms/access/actions_attempts.hpp"
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

struct Begun {
    GateDecision gate;
    std::optional<User> user;
    Credentials credentials;
};
Result<Begun> begin_log_in(Tx& tx, const Counters& counters, std::string_view login, Instant now) {
    Begun begun;
    XH_TRY(gate, count_try(tx, counters, now));
    begun.gate = gate;
    if (gate.gate != Gate::allowed) {
        return begun;
    }
    XH_TRY(user, store::find_user_by_login(tx, login));
    if (user && user->active) {
        XH_TRY(credentials, store::find_credentials(tx, user->id));
        begun.user = std::move(user);
        begun.credentials = std::move(credentials).value_or(Credentials{});
    }
    return begun;
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

// Whoever has only a passkey as second factor must not get in, and enrol another, by the password alone.
bool wants_passkey(const User& user) {
    return totp_required(user.roles) && !user.totp && user.passkey;
}

// What a right password alone does not show; empty when nothing is missing.
std::string missing_factor(const Begun& begun, const LoginCommand& command) {
    if (begun.credentials.totp_secret && command.totp.value_or("").empty()) {
        return "access.totp_required";
    }
    return wants_passkey(*begun.user) ? "access.passkey_required" : "";
}

Result<LoginOutcome> finish(Context& context, const Begun& begun, const Counters& counters,
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
    if (wants_passkey(*user)) {  // Since the password was checked.
        return fail(ErrorCode::unauthenticated, "access.passkey_required");
    }
    return enter(context, std::move(*user), {Proof::plain, "password", label});
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
        [&](Tx& tx) -> Result<Begun> { return begin_log_in(tx, counters, login, now); });
    if (!begun) {
        return tl::unexpected(refused(begun.error()));
    }
    if (begun->gate.gate != Gate::allowed) {
        return tl::unexpected(wait_refusal(begun->gate, now));
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
    if (const std::string missing = missing_factor(*begun, command); !missing.empty()) {
        // Half way is no failure, and no success that would clear earlier ones either.
        const Done taken_back =
            services.db.write([&](Tx& tx) { return take_back(tx, counters, TakeBack::this_try); });
        return tl::unexpected(refused(taken_back ? error_of(ErrorCode::unauthenticated, missing)
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

namespace {

struct Chooser {
    User user;
    PasswordPolicy policy;
    std::vector<std::string> old_hashes;
};
Result<Chooser> chooser_of(Tx& tx, UserId id, Instant now) {
    XH_TRY(user, store::find_user(tx, id));
    if (!user) {
        return fail(ErrorCode::conflict, "access.no_account");
    }
    XH_TRY(policy, password_policy(tx, now));
    // The present one is compared as typed.
    XH_TRY(old, store::old_passwords(tx, id, std::max(policy.reuse_last - 1, 0)));
    return Chooser{std::move(*user), policy, std::move(old)};
}

Done check_not_used(const std::vector<std::string>& old_hashes, std::string_view replacement) {
    for (const std::string& old : old_hashes) {
        XH_TRY(same, verify_limited(old, replacement));
        if (same) {
            return fail(ErrorCode::invalid, "access.password_used", "replacement");
        }
    }
    return {};
}

}  // namespace

Done change_password(Services& services, const Viewer& viewer, SessionId session,
                     const PasswordCommand& command) {
    const Instant now = services.clock.now();
    XH_TRY(chooser, services.db.read([&](Tx& tx) { return chooser_of(tx, viewer.user, now); }));
    const std::string& login = chooser.user.login;
    XH_DO(check_password({command.replacement, login}, chooser.policy,
                         common_words(services.config.access.word_list)));
    if (command.replacement == command.current) {
        return fail(ErrorCode::invalid, "access.password_same", "replacement");
    }
    // A stolen session must not be a way to guess the password; it counts with the log-ins.
    const auto counters = counters_of(services.vault, login, to_text(viewer.user));
    XH_TRY(begun,
           services.db.write([&](Tx& tx) { return begin_log_in(tx, counters, login, now); }));
    if (begun.gate.gate != Gate::allowed) {
        return fail(ErrorCode::too_many, "access.locked");
    }
    XH_TRY(verified, verify_limited(begun.credentials.password_hash, command.current));
    if (!verified) {
        return fail(ErrorCode::invalid, "access.bad_password", "current");
    }
    // Only whoever knows the present password learns which were used before it.
    XH_DO(check_not_used(chooser.old_hashes, command.replacement));
    XH_TRY(hash, hash_limited(command.replacement));
    const std::string& old_hash = begun.credentials.password_hash;
    return services.db.write([&](Tx& tx) -> Done {
        Context context{tx, viewer, services, now, {}};
        XH_TRY(replaced, store::replace_password(tx, viewer.user, {old_hash, hash, now}));
        if (!replaced) {
            return fail(ErrorCode::conflict, "access.changed_meanwhile");
        }
        if (chooser.policy.reuse_last > 1) {
            XH_DO(store::remember_password(tx, viewer.user, old_hash, now,
                                           chooser.policy.reuse_last - 1));
        }
        XH_DO(take_back(tx, counters, TakeBack::all_of_login));
        XH_DO(store::delete_sessions(tx, viewer.user, session));
        XH_DO(record(context, "access.change_password", "user", to_text(viewer.user)));
        return tell(context, "access.user_changed", to_text(viewer.user));
    });
}

Result<PasswordRules> password_rules(Context& context) {
    XH_TRY(policy, password_policy(context.tx, context.now));
    return PasswordRules{policy.characters_min, policy.reuse_last, policy.days_max};
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
