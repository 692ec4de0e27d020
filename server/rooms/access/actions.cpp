#include "rooms/access/actions.hpp"

#include <sodium.h>

#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/access/actions_attempts.hpp"
#include "rooms/access/actions_common.hpp"
#include "rooms/access/rules.hpp"
#include "rooms/access/store.hpp"
#include "rooms/access/store_ways.hpp"

namespace xiuhua::access {
namespace {

tl::unexpected<Error> no_such_user() {
    return fail(ErrorCode::not_found, "access.no_such_user");
}

Done check_account(const User& user, std::string_view office_code) {
    std::vector<FieldError> faults = login_faults(user.login);
    for (auto& more : {name_faults(user.name), role_faults(user.roles, user.person.has_value()),
                       area_faults(user.area_codes, office_code)}) {
        faults.insert(faults.end(), more.begin(), more.end());
    }
    return json::refuse_fields(std::move(faults));
}

Result<UserRow> row_of(Context& context, const User& user) {
    XH_TRY(attempts, store::attempts(context.tx, AttemptKind::login, user.attempt_key));
    return user_row(user, attempts, context.now);
}

Result<NewPassword> new_initial_password() {
    std::string random(initial_password_random_bytes, '\0');
    randombytes_buf(random.data(), random.size());
    std::string clear = initial_password(random);
    XH_TRY(hash, hash_limited(clear));
    return NewPassword{std::move(clear), std::move(hash)};
}

Result<UserId> insert_account(Context& context, const NewUser& fresh) {
    const Services& services = context.services;
    User user;
    user.id = new_id<UserId>(context.now);
    user.login = normalise_login(fresh.login);
    user.name = normalise_line(fresh.name);
    user.roles = normalise_roles(fresh.roles);
    user.area_codes = normalise_areas(fresh.area_codes);
    user.scope = new_id<ScopeId>(context.now);
    user.person = fresh.person;
    user.must_change_password = fresh.must_change_password;
    user.attempt_key = attempt_key(services.vault, AttemptKind::login, user.login);
    XH_DO(check_account(user, services.config.office.area_code));
    XH_TRY(taken, store::find_user_by_login(context.tx, user.login));
    if (taken) {
        return fail(ErrorCode::conflict, "access.login_taken", "login");
    }
    if (user.person) {
        XH_TRY(known, store::find_user_of_person(context.tx, *user.person));
        if (known) {
            return fail(ErrorCode::conflict, "access.person_has_account", "person");
        }
    }
    std::optional<Bytes> totp;
    if (fresh.totp_secret) {
        totp = services.vault.seal_own(totp_context, *fresh.totp_secret);
    }
    XH_DO(store::insert_user(context.tx, user, fresh.password_hash, totp, context.now));
    XH_DO(record(context, "access.create_user", "user", to_text(user.id),
                 "{\"roles\":" + json::write(user.roles) +
                     ",\"areas\":" + std::to_string(user.area_codes.size()) + "}"));
    XH_DO(tell(context, "access.user_created", to_text(user.id)));
    return user.id;
}

// A reset in the program's own name or an administrator's: what both share.
Done reset_account(Context& context, const User& user, std::string_view hash) {
    // A reset is no way back to the password that was in use.
    XH_TRY(policy, password_policy(context.tx, context.now));
    XH_TRY(credentials, store::find_credentials(context.tx, user.id));
    if (credentials && policy.reuse_last > 1) {
        XH_DO(store::remember_password(context.tx, user.id, credentials->password_hash, context.now,
                                       policy.reuse_last - 1));
    }
    XH_DO(store::set_first_password(context.tx, user.id, hash));
    XH_DO(store::forget_attempts(context.tx, AttemptKind::login, user.attempt_key));
    XH_DO(store::delete_sessions(context.tx, user.id, std::nullopt));
    XH_DO(record(context, "access.reset_password", "user", to_text(user.id)));
    return tell(context, "access.user_changed", to_text(user.id));
}

}  // namespace

// ---- public.hpp

Result<std::optional<UserBrief>> find_user(Tx& tx, UserId id) {
    XH_TRY(user, store::find_user(tx, id));
    if (!user) {
        return std::optional<UserBrief>{};
    }
    return std::optional{
        UserBrief{user->id, user->login, user->name, user->roles, user->area_codes}};
}

Result<std::vector<UserBrief>> users_for_area(Tx& tx, Role role, std::string_view area_code) {
    XH_TRY(users, store::users_with_role_covering(tx, role, area_code));
    std::vector<UserBrief> briefs;
    for (User& user : users) {
        briefs.push_back({user.id, std::move(user.login), std::move(user.name),
                          std::move(user.roles), std::move(user.area_codes)});
    }
    return briefs;
}

Result<bool> has_account(Tx& tx, PersonId person, Role role) {
    XH_TRY(user, store::find_user_of_person(tx, person));
    return user && user->active &&
           std::find(user->roles.begin(), user->roles.end(), role) != user->roles.end();
}

Result<std::map<std::string, std::string>> user_names(Tx& tx, const std::vector<UserId>& ids) {
    XH_TRY(rows, store::names(tx, ids));
    std::map<std::string, std::string> named;
    for (auto& row : rows) {
        named.emplace(std::move(row.id), std::move(row.name));
    }
    return named;
}

Result<UserId> create_user(Context& context, const NewUser& user) {
    return insert_account(context, user);
}

Result<InitialAccount> create_administrator(Services& services, std::string_view login,
                                            std::string_view name) {
    XH_TRY(password, new_initial_password());
    NewUser fresh;
    fresh.login = login;
    fresh.name = name;
    fresh.roles = {Role::administrator};
    fresh.area_codes = {""};
    fresh.password_hash = password.hash;
    const Instant now = services.clock.now();
    XH_TRY(id, services.db.write([&](Tx& tx) -> Result<UserId> {
        Context context{tx, program_itself(), services, now, "command-line"};
        return insert_account(context, fresh);
    }));
    return InitialAccount{id, normalise_login(login), password.clear};
}

Result<InitialAccount> recover_administrator(Services& services, std::string_view login) {
    XH_TRY(password, new_initial_password());
    const Instant now = services.clock.now();
    return services.db.write([&](Tx& tx) -> Result<InitialAccount> {
        Context context{tx, program_itself(), services, now, "command-line"};
        XH_TRY(user, store::find_user_by_login(tx, normalise_login(login)));
        if (!user || user->roles != std::vector{Role::administrator}) {
            return no_such_user();
        }
        user->active = true;
        XH_DO(store::update_user(tx, *user));
        XH_DO(store::clear_totp(tx, user->id));
        XH_DO(store::delete_passkeys(tx, user->id));
        XH_DO(store::delete_identities(tx, user->id));
        XH_DO(reset_account(context, *user, password.hash));
        return InitialAccount{user->id, user->login, password.clear};
    });
}

// ---- accounts

Result<Page<UserRow>> list_users(Context& context, const UserFilter& filter) {
    const int limit = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    store::UserFilter wanted;
    if (filter.text && !normalise_line(*filter.text).empty()) {
        wanted.text = to_lower_ascii(normalise_line(*filter.text));
    }
    wanted.role = filter.role;
    wanted.active = filter.active;
    wanted.after_login = filter.after.value_or("");
    wanted.limit = limit + 1;
    XH_TRY(users, store::list_users(context.tx, wanted));
    Page<UserRow> page;
    for (const User& user : users) {
        if (static_cast<int>(page.items.size()) == limit) {
            page.next = page.items.back().login;
            break;
        }
        XH_TRY(row, row_of(context, user));
        page.items.push_back(std::move(row));
    }
    return page;
}

Result<UserRow> read_user(Context& context, UserId id) {
    XH_TRY(user, store::find_user(context.tx, id));
    if (!user) {
        return no_such_user();
    }
    return row_of(context, *user);
}

Result<NewAccount> prepare_user(const Services& services, const UserForm& form) {
    // Checked before the slow hashing too, so that a wrong form costs nothing.
    User draft;
    draft.login = normalise_login(form.login);
    draft.name = normalise_line(form.name);
    draft.roles = normalise_roles(form.roles);
    draft.area_codes = form.area_codes;
    draft.person = form.person;
    XH_DO(check_account(draft, services.config.office.area_code));
    XH_TRY(password, new_initial_password());
    return NewAccount{{form.login, form.name, form.roles, form.area_codes, form.person,
                       password.hash, true, std::nullopt},
                      password.clear};
}

Result<UserCreated> add_user(Context& context, const NewAccount& account) {
    XH_TRY(id, insert_account(context, account.user));
    XH_TRY(row, read_user(context, id));
    return UserCreated{std::move(row), account.password};
}

Result<UserRow> change_user(Context& context, UserId id, const UserChanges& changes) {
    XH_TRY(found, store::find_user(context.tx, id));
    if (!found) {
        return no_such_user();
    }
    if (changes.version && *changes.version != found->version) {
        return fail(ErrorCode::conflict, "access.changed_meanwhile");
    }
    User user = *found;
    user.name = changes.name ? normalise_line(*changes.name) : user.name;
    user.roles = changes.roles ? normalise_roles(*changes.roles) : user.roles;
    user.area_codes = changes.area_codes ? normalise_areas(*changes.area_codes) : user.area_codes;
    user.active = changes.active.value_or(user.active);
    XH_DO(check_account(user, context.services.config.office.area_code));

    const auto administers = [](const User& who) {
        return who.active && who.roles == std::vector{Role::administrator};
    };
    AccountChange change;
    change.own = id == context.viewer.user;
    change.changes_rights = user.roles != found->roles || user.area_codes != found->area_codes ||
                            user.active != found->active;
    change.ends_administrator = administers(*found) && !administers(user);
    XH_TRY(others, store::count_active_administrators_besides(context.tx, id));
    change.other_administrators = others;
    XH_DO(check_account_change(change));

    XH_DO(store::update_user(context.tx, user));
    XH_DO(limit_sessions(context.tx, context.now, user.id, user.roles));
    if (!user.active) {
        XH_DO(store::delete_sessions(context.tx, id, std::nullopt));
    }
    XH_DO(record(context, "access.change_user", "user", to_text(id),
                 "{\"roles\":" + json::write(user.roles) +
                     ",\"areas\":" + std::to_string(user.area_codes.size()) +
                     ",\"active\":" + (user.active ? "true" : "false") + "}"));
    XH_DO(tell(context, "access.user_changed", to_text(id)));
    return read_user(context, id);
}

Result<NewPassword> prepare_reset(Services& services, const Viewer& viewer, UserId id) {
    if (id == viewer.user) {
        return fail(ErrorCode::conflict, "access.not_yourself");
    }
    XH_TRY(known, services.db.read([&](Tx& tx) { return store::find_user(tx, id); }));
    if (!known) {
        return no_such_user();
    }
    return new_initial_password();
}

Result<InitialPassword> reset_password(Context& context, UserId id, const NewPassword& password) {
    XH_TRY(user, store::find_user(context.tx, id));
    if (!user) {
        return no_such_user();
    }
    XH_DO(reset_account(context, *user, password.hash));
    return InitialPassword{password.clear};
}

Result<Nothing> reset_totp(Context& context, UserId id) {
    if (id == context.viewer.user) {
        return fail(ErrorCode::conflict, "access.not_yourself");
    }
    XH_TRY(user, store::find_user(context.tx, id));
    if (!user) {
        return no_such_user();
    }
    XH_DO(store::clear_totp(context.tx, id));
    XH_DO(store::delete_passkeys(context.tx, id));
    XH_DO(store::delete_sessions(context.tx, id, std::nullopt));
    XH_DO(record(context, "access.reset_totp", "user", to_text(id)));
    XH_DO(tell(context, "access.user_changed", to_text(id)));
    return Nothing{};
}

}  // namespace xiuhua::access
