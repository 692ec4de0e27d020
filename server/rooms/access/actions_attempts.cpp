#include "rooms/access/actions_attempts.hpp"

#include "platform/policy/policy_book.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/store.hpp"

namespace xiuhua::access {

Counters counters_of_address(const Vault& vault, std::string_view remote) {
    return {Counter{AttemptKind::address, attempt_key(vault, AttemptKind::address, remote),
                    &address_policy}};
}

Counters counters_of(const Vault& vault, std::string_view login, std::string_view remote) {
    Counters counters = counters_of_address(vault, remote);
    counters.push_back(
        {AttemptKind::login, attempt_key(vault, AttemptKind::login, login), &login_policy});
    return counters;
}

Result<GateDecision> count_try(Tx& tx, const Counters& counters, Instant now) {
    GateDecision gate;
    std::vector<Attempts> attempts;
    for (const Counter& counter : counters) {
        XH_TRY(stored, store::attempts(tx, counter.kind, counter.key));
        attempts.push_back(stored);
        const GateDecision decision = may_try(*counter.policy, stored, now);
        if (decision.gate != Gate::allowed && decision.until > gate.until) {
            gate = decision;
        }
    }
    if (gate.gate != Gate::allowed) {
        return gate;
    }
    for (std::size_t i = 0; i < counters.size(); ++i) {
        const Attempts counted{failures_counted(*counters[i].policy, attempts[i], now) + 1, now};
        XH_DO(store::set_attempts(tx, counters[i].kind, counters[i].key, counted));
    }
    return gate;
}

Done take_back(Tx& tx, const Counters& counters, TakeBack what) {
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

Result<Counters> prove_password(Services& services, const Viewer& viewer, std::string_view password,
                                Instant now) {
    XH_TRY(user, services.db.read([&](Tx& tx) { return store::find_user(tx, viewer.user); }));
    if (!user) {
        return fail(ErrorCode::conflict, "access.no_account");
    }
    const Counters counters = counters_of(services.vault, user->login, to_text(viewer.user));
    XH_TRY(gate, services.db.write([&](Tx& tx) { return count_try(tx, counters, now); }));
    if (gate.gate != Gate::allowed) {
        return fail(ErrorCode::too_many, "access.locked");
    }
    XH_TRY(credentials,
           services.db.read([&](Tx& tx) { return store::find_credentials(tx, viewer.user); }));
    XH_TRY(verified,
           verify_limited(credentials ? std::optional{credentials->password_hash} : std::nullopt,
                          password));
    if (!verified) {
        return fail(ErrorCode::invalid, "access.bad_password", "password");
    }
    return counters;
}

LoginRefusal wait_refusal(const GateDecision& gate, Instant now) {
    Error error;
    error.code = ErrorCode::too_many;
    error.key = "access.locked";
    return {std::move(error), std::chrono::ceil<std::chrono::seconds>(gate.until - now)};
}

Result<PasswordPolicy> password_policy(Tx& tx, Instant now) {
    XH_TRY(policy, policy::in_force_as<PasswordPolicy>(tx, "passwords", office_date(now)));
    return policy.rules;
}

Result<LoginOutcome> enter(Context& context, User user, const Arrival& arrival) {
    XH_DO(store::set_last_login(context.tx, user.id, context.now));
    XH_TRY(policy, password_policy(context.tx, context.now));
    XH_TRY(credentials, store::find_credentials(context.tx, user.id));
    if (!user.must_change_password && credentials &&
        password_is_old(policy, credentials->password_set_at, context.now)) {
        XH_DO(store::set_password_due(context.tx, user.id));
        user.must_change_password = true;
    }
    XH_TRY(session,
           open_session(context.tx, context.now, user.id, arrival.device_label, arrival.proof));
    Viewer self;
    self.user = user.id;
    Context own{context.tx, self, context.services, context.now, {}};
    XH_DO(record(own, "access.log_in", "user", to_text(user.id),
                 "{\"way\":\"" + std::string{arrival.way} + "\"}"));
    return LoginOutcome{std::move(session), std::move(user), arrival.proof};
}

}  // namespace xiuhua::access
