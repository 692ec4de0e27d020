#include "rooms/access/actions_passkeys.hpp"

#include "kernel/text.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "rooms/access/actions_attempts.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/store.hpp"
#include "rooms/access/store_ways.hpp"

namespace xiuhua::access {
namespace {

Result<crypto::PasskeySite> site_of(const Services& services) {
    const auto site = crypto::passkey_site(services.config.http.public_url);
    if (!site) {
        return fail(ErrorCode::conflict, "access.no_passkeys_here");
    }
    return *site;
}

constexpr std::string_view challenge_context = "access.challenge";

// Sealed (with a nonce nobody can guess), it says itself for whom and how long it is good: whoever asks for many and uses
// none leaves nothing behind. Only used ones are kept, so that each is good once.
struct Challenge {
    std::optional<UserId> user;  // Registering; nobody: logging in.
    Instant ends_at;
};
BOOST_DESCRIBE_STRUCT(Challenge, (), (user, ends_at))

std::string new_challenge(const Context& context, std::optional<UserId> user) {
    const Challenge challenge{user, context.now + challenge_time};
    const Bytes sealed = context.services.vault.seal_own(challenge_context, json::write(challenge));
    return crypto::base64url(sealed.data);
}

// The challenge stands in what was signed. Unsigned as yet: it is only used to find ours.
std::string challenge_in(std::string_view client_data) {
    if (client_data.size() > crypto::client_data_bytes_max) {
        return {};
    }
    const auto document = json::parse_document(client_data);
    const auto* object = document ? document->if_object() : nullptr;
    const auto* value = object != nullptr ? object->if_contains("challenge") : nullptr;
    return value != nullptr && value->is_string()
               ? std::string{std::string_view{value->get_string()}}
               : std::string{};
}

PasskeyRow row_of(const Passkey& passkey) {
    return {passkey.id, passkey.label, passkey.created_at, passkey.last_used_at};
}

Result<Passkey> made_of(const Services& services, const PasskeyForm& form) {
    XH_TRY(site, site_of(services));
    const auto client_data = crypto::parse_base64url(form.client_data);
    const auto data = crypto::parse_base64url(form.authenticator_data);
    if (!client_data || !data) {
        return fail(ErrorCode::invalid, "access.bad_passkey");
    }
    XH_TRY(made,
           crypto::check_new_passkey(site, challenge_in(*client_data), {*client_data, *data}));
    Passkey passkey;
    passkey.credential_id = crypto::base64url(made.credential_id);
    passkey.algorithm = made.algorithm;
    passkey.public_key = Bytes{made.public_key};
    passkey.sign_count = made.sign_count;
    passkey.label = normalise_line(form.label);
    if (passkey.label.empty() || !is_clean_utf8(passkey.label) ||
        length_in_characters(passkey.label) > passkey_label_characters_max) {
        return fail(ErrorCode::invalid, "access.name_length", "label");
    }
    return passkey;
}

std::optional<Challenge> open_challenge(const Vault& vault, std::string_view text) {
    const auto bytes = crypto::parse_base64url(text);
    const auto plain = bytes ? vault.open_own(challenge_context, Bytes{*bytes})
                             : fail(ErrorCode::invalid, "access.bad_passkey");
    const auto challenge = plain ? json::parse<Challenge>(*plain) : fail(plain.error());
    return challenge ? std::optional{*challenge} : std::nullopt;
}

Done use_challenge(Context& context, std::string_view client_data, std::optional<UserId> user) {
    const std::string text = challenge_in(client_data);
    const auto challenge = open_challenge(context.services.vault, text);
    const bool good = challenge && challenge->user == user && context.now < challenge->ends_at;
    XH_TRY(fresh,
           good ? store::use_challenge(context.tx, crypto::digest(text), user, challenge->ends_at)
                : Result<bool>{false});
    if (!fresh) {
        return fail(user ? ErrorCode::invalid : ErrorCode::unauthenticated, "access.bad_passkey",
                    {}, "challenge is not ours, was used or is over");
    }
    return {};
}

struct Signed {
    std::string client_data, authenticator_data, signature;
};
Result<Signed> signed_of(const PasskeyLogin& login) {
    const auto client_data = crypto::parse_base64url(login.client_data);
    const auto data = crypto::parse_base64url(login.authenticator_data);
    const auto signature = crypto::parse_base64url(login.signature);
    if (!client_data || !data || !signature) {
        return fail(ErrorCode::unauthenticated, "access.bad_passkey");
    }
    return Signed{*client_data, *data, *signature};
}

Result<LoginOutcome> enter_by(Context& context, const PasskeyLogin& login, const Signed& given,
                              std::string_view user_agent) {
    XH_TRY(site, site_of(context.services));
    XH_TRY(passkey, store::find_passkey(context.tx, login.credential_id));
    XH_TRY(user, passkey ? store::find_user(context.tx, passkey->user)
                         : Result<std::optional<User>>{std::nullopt});
    if (!user || !user->active) {
        return fail(ErrorCode::unauthenticated, "access.bad_passkey");
    }
    XH_TRY(count, crypto::check_passkey(
                      site, challenge_in(given.client_data),
                      {passkey->algorithm, passkey->public_key.data, passkey->sign_count},
                      {given.client_data, given.authenticator_data, given.signature}));
    XH_TRY(counted, store::set_passkey_used(context.tx, passkey->id, {passkey->sign_count, count},
                                            context.now));
    if (!counted) {
        return fail(ErrorCode::unauthenticated, "access.passkey_copied");
    }
    return enter(context, std::move(*user), {Proof::strong, "passkey", device_label(user_agent)});
}

}  // namespace

Result<PasskeyCreation> ask_for_passkey(Context& context) {
    XH_TRY(site, site_of(context.services));
    XH_TRY(user, store::find_user(context.tx, context.viewer.user));
    if (!user) {
        return fail(ErrorCode::conflict, "access.no_account");
    }
    XH_TRY(known, store::passkeys_of(context.tx, user->id));
    if (known.size() >= passkeys_max) {
        return fail(ErrorCode::conflict, "access.too_many_passkeys");
    }
    PasskeyCreation creation{new_challenge(context, user->id),
                             site.id,
                             context.services.config.office.name,
                             crypto::base64url(to_text(user->id)),
                             user->login,
                             user->name,
                             {}};
    for (const Passkey& passkey : known) {
        creation.known.push_back(passkey.credential_id);
    }
    return creation;
}

Result<PasskeyRow> add_passkey(Services& services, const Viewer& viewer, const PasskeyForm& form) {
    const Instant now = services.clock.now();
    XH_TRY(passkey, made_of(services, form));
    XH_TRY(counters, prove_password(services, viewer, form.password, now));
    return services.db.write([&](Tx& tx) -> Result<PasskeyRow> {
        Context context{tx, viewer, services, now, {}};
        XH_DO(take_back(tx, counters, TakeBack::all_of_login));
        XH_DO(use_challenge(context, crypto::parse_base64url(form.client_data).value_or(""),
                            viewer.user));
        XH_TRY(known, store::passkeys_of(tx, viewer.user));
        XH_TRY(same, store::find_passkey(tx, passkey.credential_id));
        if (known.size() >= passkeys_max || same) {
            return fail(ErrorCode::conflict,
                        same ? "access.passkey_known" : "access.too_many_passkeys");
        }
        Passkey fresh = passkey;
        fresh.id = new_id<PasskeyId>(now);
        fresh.user = viewer.user;
        fresh.created_at = now;
        XH_DO(store::insert_passkey(tx, fresh));
        XH_DO(record(context, "access.add_passkey", "user", to_text(viewer.user)));
        return row_of(fresh);
    });
}

Result<std::vector<PasskeyRow>> list_passkeys(Context& context) {
    XH_TRY(passkeys, store::passkeys_of(context.tx, context.viewer.user));
    std::vector<PasskeyRow> rows;
    for (const Passkey& passkey : passkeys) {
        rows.push_back(row_of(passkey));
    }
    return rows;
}

Result<Nothing> revoke_passkey(Context& context, PasskeyId id) {
    XH_TRY(gone, store::delete_passkey(context.tx, context.viewer.user, id));
    if (gone == 0) {
        return fail(ErrorCode::not_found, "access.no_such_passkey");
    }
    XH_DO(record(context, "access.revoke_passkey", "user", to_text(context.viewer.user)));
    return Nothing{};
}

Result<PasskeyRequest> ask_passkey(Context& context) {
    XH_TRY(site, site_of(context.services));
    return PasskeyRequest{new_challenge(context, std::nullopt), site.id};
}

tl::expected<LoginOutcome, LoginRefusal> log_in_by_passkey(Services& services,
                                                           const PasskeyLogin& login,
                                                           std::string_view remote,
                                                           std::string_view user_agent) {
    const Instant now = services.clock.now();
    const Counters counters = counters_of_address(services.vault, remote);
    const auto gate = services.db.write([&](Tx& tx) { return count_try(tx, counters, now); });
    if (!gate) {
        return tl::unexpected(LoginRefusal{gate.error(), std::nullopt});
    }
    if (gate->gate != Gate::allowed) {
        return tl::unexpected(wait_refusal(*gate, now));
    }
    const auto given = signed_of(login);
    // Used up in a transaction of its own: a try that fails has had its challenge.
    const Done used = given ? services.db.write([&](Tx& tx) {
        Context context{tx, program_itself(), services, now, {}};
        return use_challenge(context, given->client_data, std::nullopt);
    })
                            : Done{fail(given.error())};
    auto outcome = used ? services.db.write([&](Tx& tx) -> Result<LoginOutcome> {
        Context context{tx, program_itself(), services, now, {}};
        XH_DO(take_back(tx, counters, TakeBack::this_try));
        return enter_by(context, login, *given, user_agent);
    })
                        : Result<LoginOutcome>{fail(used.error())};
    if (!outcome) {
        return tl::unexpected(LoginRefusal{std::move(outcome.error()), std::nullopt});
    }
    return std::move(*outcome);
}

}  // namespace xiuhua::access
