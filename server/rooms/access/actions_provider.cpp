#include "rooms/access/actions_provider.hpp"

#include <algorithm>

#include "kernel/text.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/access/actions_attempts.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/store.hpp"
#include "rooms/access/store_ways.hpp"

namespace xiuhua::access {
namespace {

constexpr std::string_view trip_context = "access.provider_trip";

tl::unexpected<Error> lost() {
    return fail(ErrorCode::unauthenticated, "access.provider_state");
}

IdentityRow row_of(const Identity& identity) {
    return {identity.id, identity.issuer, identity.subject, identity.linked_at,
            identity.last_used_at};
}

Result<Identity> insert_link(Context& context, UserId user, const std::string& subject) {
    const std::string& issuer = context.services.config.oidc.issuer;
    XH_TRY(taken, store::find_identity(context.tx, {issuer, subject}));
    if (taken) {
        return fail(ErrorCode::conflict, "access.identity_taken", "subject");
    }
    XH_TRY(own, store::identities_of(context.tx, user));
    if (own.size() >= identities_max) {
        return fail(ErrorCode::conflict, "access.too_many_identities");
    }
    const Identity identity{new_id<IdentityId>(context.now),
                            user,
                            issuer,
                            subject,
                            context.now,
                            context.viewer.user,
                            std::nullopt};
    XH_DO(store::insert_identity(context.tx, identity));
    XH_DO(record(context, "access.link_identity", "user", to_text(user)));
    return identity;
}

Result<Arrived> link_own(Services& services, UserId id, const oidc::Claims& claims,
                         const ProviderTrip& trip) {
    const Instant now = services.clock.now();
    return services.db.write([&](Tx& tx) -> Result<Arrived> {
        XH_TRY(user, store::find_user(tx, id));
        if (!user || !user->active) {
            return lost();
        }
        const Viewer self = viewer_of_user(*user);
        Context context{tx, self, services, now, {}};
        XH_DO(insert_link(context, id, claims.subject));
        return Arrived{std::nullopt, {}, trip.next};
    });
}

Result<Arrived> enter_named(Context& context, const oidc::Claims& claims, const ProviderTrip& trip,
                            std::string_view user_agent) {
    const Services& services = context.services;
    XH_TRY(identity,
           store::find_identity(context.tx, {services.config.oidc.issuer, claims.subject}));
    XH_TRY(user, identity ? store::find_user(context.tx, identity->user)
                          : Result<std::optional<User>>{std::nullopt});
    if (!user || !user->active) {
        return fail(ErrorCode::unauthenticated, "access.provider_unknown");
    }
    XH_TRY(policy,
           policy::in_force_as<ProviderPolicy>(context.tx, "provider", office_date(context.now)));
    const bool counts = second_factor_counts(policy.rules, claims);
    switch (wanted_after_provider(*user, counts)) {
        case Wanted::passkey:
            return fail(ErrorCode::unauthenticated, "access.passkey_required");
        case Wanted::code: {
            ProviderTrip rest = trip;
            rest.entering = user->id;
            rest.identity = identity->id;
            rest.ends_at = context.now + trip_time;
            return Arrived{std::nullopt, seal_trip(services.vault, rest), trip.next};
        }
        case Wanted::nothing:
            break;
    }
    XH_DO(store::set_identity_used(context.tx, identity->id, context.now));
    XH_TRY(outcome,
           enter(context, std::move(*user),
                 {counts ? Proof::strong : Proof::plain, "provider", device_label(user_agent)}));
    return Arrived{std::move(outcome), {}, trip.next};
}

// The step of a right code, which was not used before.
Result<std::int64_t> step_of(const Services& services, const Credentials& credentials,
                             std::string_view code, Instant now) {
    const auto bad = fail(ErrorCode::unauthenticated, "access.bad_totp", "code");
    if (!credentials.totp_secret) {
        return bad;
    }
    XH_TRY(secret, services.vault.open_own(totp_context, *credentials.totp_secret));
    const auto step = crypto::totp_step(secret, without_blanks(code), now);
    if (!step || *step <= credentials.totp_last_step) {
        return bad;
    }
    return *step;
}

// The link by which the trip began: it may have been taken away since.
Result<bool> still_linked(Tx& tx, const ProviderTrip& trip) {
    XH_TRY(identities, store::identities_of(tx, *trip.entering));
    return std::any_of(identities.begin(), identities.end(),
                       [&](const Identity& identity) { return identity.id == trip.identity; });
}

Result<LoginOutcome> enter_with_code(Context& context, const ProviderTrip& trip,
                                     const CodeTyped& typed, const Counters& counters) {
    XH_TRY(user, store::find_user(context.tx, *trip.entering));
    XH_TRY(credentials, store::find_credentials(context.tx, *trip.entering));
    XH_TRY(linked, still_linked(context.tx, trip));
    if (!user || !user->active || !credentials || !linked) {
        return lost();
    }
    XH_TRY(step, step_of(context.services, *credentials, typed.code, context.now));
    XH_TRY(fresh, store::use_totp_step(context.tx, user->id, step));
    if (!fresh) {
        return fail(ErrorCode::unauthenticated, "access.bad_totp", "code");
    }
    XH_DO(take_back(context.tx, counters, TakeBack::all_of_login));
    XH_DO(store::set_identity_used(context.tx, *trip.identity, context.now));
    return enter(context, std::move(*user),
                 {Proof::plain, "provider", device_label(typed.user_agent)});
}

}  // namespace

std::string seal_trip(const Vault& vault, const ProviderTrip& trip) {
    return crypto::base64url(vault.seal_own(trip_context, json::write(trip)).data);
}

Result<ProviderTrip> open_trip(const Vault& vault, std::string_view sealed, Instant now) {
    const auto bytes = crypto::parse_base64url(sealed);
    const auto text = bytes ? vault.open_own(trip_context, Bytes{*bytes}) : lost();
    const auto trip = text ? json::parse<ProviderTrip>(*text) : lost();
    if (!trip || now >= trip->ends_at) {
        return lost();
    }
    return *trip;
}

Result<TripBegun> begin_trip(Services& services, oidc::Provider& provider, const TripWish& wish) {
    const Instant now = services.clock.now();
    ProviderTrip trip;
    trip.attempt = oidc::new_attempt();
    trip.next = safe_next(wish.next);
    trip.link = wish.link;
    trip.ends_at = now + trip_time;
    XH_TRY(address, provider.address_for(trip.attempt, now));
    return TripBegun{std::move(address), seal_trip(services.vault, trip)};
}

Result<TripBegun> begin_link(Services& services, oidc::Provider& provider, const Viewer& viewer,
                             const LinkForm& form) {
    XH_TRY(counters, prove_password(services, viewer, form.password, services.clock.now()));
    XH_DO(
        services.db.write([&](Tx& tx) { return take_back(tx, counters, TakeBack::all_of_login); }));
    return begin_trip(services, provider, {"/me", viewer.user});
}

Result<Arrived> arrive(Services& services, oidc::Provider& provider, const Comeback& comeback) {
    const Instant now = services.clock.now();
    XH_TRY(trip, open_trip(services.vault, comeback.sealed, now));
    if (trip.entering) {
        return lost();  // It was at the provider already.
    }
    if (!comeback.refusal.empty()) {
        return fail(ErrorCode::unauthenticated, "access.provider_refused", {},
                    std::string{comeback.refusal.substr(0, 100)});
    }
    XH_TRY(claims, provider.claims_of(trip.attempt, comeback.returned, now));
    if (trip.link) {
        return link_own(services, *trip.link, claims, trip);
    }
    return services.db.write([&](Tx& tx) -> Result<Arrived> {
        Context context{tx, program_itself(), services, now, {}};
        return enter_named(context, claims, trip, comeback.user_agent);
    });
}

tl::expected<LoginOutcome, LoginRefusal> finish_trip(Services& services, const CodeTyped& typed) {
    const Instant now = services.clock.now();
    const auto trip = open_trip(services.vault, typed.sealed, now);
    if (!trip || !trip->entering) {
        return tl::unexpected(LoginRefusal{lost().value(), std::nullopt});
    }
    const auto counters = services.db.read([&](Tx& tx) -> Result<Counters> {
        XH_TRY(user, store::find_user(tx, *trip->entering));
        return counters_of(services.vault, user ? user->login : "", typed.remote);
    });
    const auto gate = counters
                          ? services.db.write([&](Tx& tx) { return count_try(tx, *counters, now); })
                          : Result<GateDecision>{fail(counters.error())};
    if (!gate) {
        return tl::unexpected(LoginRefusal{gate.error(), std::nullopt});
    }
    if (gate->gate != Gate::allowed) {
        return tl::unexpected(wait_refusal(*gate, now));
    }
    auto outcome = services.db.write([&](Tx& tx) -> Result<LoginOutcome> {
        Context context{tx, program_itself(), services, now, {}};
        return enter_with_code(context, *trip, typed, *counters);
    });
    if (!outcome) {
        return tl::unexpected(LoginRefusal{std::move(outcome.error()), std::nullopt});
    }
    return std::move(*outcome);
}

Result<std::vector<IdentityRow>> list_identities(Context& context, UserId user) {
    XH_TRY(identities, store::identities_of(context.tx, user));
    std::vector<IdentityRow> rows;
    for (const Identity& identity : identities) {
        rows.push_back(row_of(identity));
    }
    return rows;
}

Result<IdentityRow> link_identity(Context& context, UserId user, const IdentityForm& form) {
    if (context.services.config.oidc.issuer.empty()) {
        return fail(ErrorCode::conflict, "access.no_provider");
    }
    if (user == context.viewer.user) {
        return fail(ErrorCode::conflict, "access.not_yourself");
    }
    const std::string subject = trim(form.subject);  // Otherwise as the provider writes it.
    if (subject.empty() || subject.size() > subject_bytes_max || !is_clean_utf8(subject)) {
        return fail(ErrorCode::invalid, "access.subject_length", "subject");
    }
    XH_TRY(known, store::find_user(context.tx, user));
    if (!known) {
        return fail(ErrorCode::not_found, "access.no_such_user");
    }
    XH_TRY(identity, insert_link(context, user, subject));
    return row_of(identity);
}

Result<Nothing> unlink_identity(Context& context, UserId user, IdentityId id) {
    XH_TRY(gone, store::delete_identity(context.tx, user, id));
    if (gone == 0) {
        return fail(ErrorCode::not_found, "access.no_such_identity");
    }
    XH_DO(record(context, "access.unlink_identity", "user", to_text(user)));
    return Nothing{};
}

}  // namespace xiuhua::access
