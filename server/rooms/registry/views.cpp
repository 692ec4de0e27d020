#include "rooms/registry/views.hpp"

#include "kernel/mask.hpp"
#include "platform/db/person_alias.hpp"
#include "platform/host/services.hpp"
#include "rooms/access/public.hpp"
#include "rooms/registry/rules.hpp"
#include "rooms/registry/store_merge.hpp"

namespace xiuhua::registry {
namespace {

Result<std::string> opened(PersonKey& key, std::string_view column,
                           const std::optional<Bytes>& sealed) {
    if (!sealed) {
        return std::string{};
    }
    auto plain = key.open(column, *sealed);
    if (!plain && plain.error().key == "vault.destroyed") {
        return std::string{};  // Destroyed looks like never known.
    }
    return plain;
}

std::optional<int> age_of(const StoredPerson& person, Instant now) {
    return person.birth_date ? std::optional{age_on(*person.birth_date, office_date(now))}
                             : std::nullopt;
}

Result<std::vector<PersonChangeView>> history_view(Context& context, PersonId person) {
    XH_TRY(changes, store::changes(context.tx, person));
    std::vector<UserId> actors;
    for (const StoredChange& change : changes) {
        actors.push_back(change.actor);
    }
    XH_TRY(names, access::user_names(context.tx, actors));
    std::vector<PersonChangeView> views;
    for (StoredChange& change : changes) {
        views.push_back({change.version, change.at, names[to_text(change.actor)], change.kind,
                         change.reason, std::move(change.fields)});
    }
    return views;
}

Result<std::string> place_name(Context& context, const std::string& code) {
    XH_TRY(area, store::area(context.tx, code));
    return area ? area->full_name : std::string{};
}

Result<std::vector<PersonMoveView>> moves_view(Context& context, PersonId person,
                                               const std::vector<PersonChangeView>& history) {
    XH_TRY(moves, store::moves(context.tx, person));
    std::vector<PersonMoveView> views;
    for (const StoredMove& move : moves) {
        PersonMoveView view;
        view.version = move.version;
        view.moved_on = move.moved_on;
        view.from_household = move.from_household;
        view.to_household = move.to_household;
        XH_TRY(from, place_name(context, move.from_area));
        XH_TRY(to, place_name(context, move.to_area));
        view.from = std::move(from);
        view.to = std::move(to);
        for (const PersonChangeView& change : history) {
            if (change.version == move.version) {
                view.at = change.at;
                view.actor_name = change.actor_name;
                view.reason = change.reason;
            }
        }
        views.push_back(std::move(view));
    }
    return views;
}

// Who an id means by now, with a name.
Result<std::optional<GuardianView>> standing(Context& context, std::optional<PersonId> person) {
    if (!person) {
        return std::optional<GuardianView>{};
    }
    XH_TRY(id, person_alias::resolve(context.tx, *person));
    XH_TRY(found, store::person_unscoped(context.tx, id));
    return found ? std::optional{GuardianView{found->id, found->name}} : std::nullopt;
}

}  // namespace

Result<Secrets> open_secrets(Context& context, const StoredPerson& person) {
    const auto key = context.services.vault.key_of(context.tx, person.id, Purpose::identity);
    XH_TRY(number, opened(*key, "registry_person.identity_number", person.identity_number));
    XH_TRY(phone, opened(*key, "registry_person.phone", person.phone));
    XH_TRY(address, opened(*key, "registry_person.address", person.address));
    return Secrets{std::move(number), std::move(phone), std::move(address)};
}

Secrets masked(const Secrets& secrets) {
    const auto unless_empty = [](const std::string& text, auto mask) {
        return text.empty() ? std::string{} : mask(text);
    };
    return {unless_empty(secrets.identity_number, mask_identity),
            unless_empty(secrets.phone, mask_phone), secrets.address.empty() ? "" : "***"};
}

Result<PersonRow> person_row(Context& context, const StoredPerson& person) {
    XH_TRY(secrets, open_secrets(context, person));
    Secrets shown = masked(secrets);
    return PersonRow{person.id,
                     person.name,
                     person.sex,
                     person.birth_date,
                     age_of(person, context.now),
                     person.area_code,
                     person.area_name,
                     std::move(shown.phone),
                     std::move(shown.identity_number),
                     person.smartphone,
                     person.household,
                     person.open_order};
}

Result<PersonView> person_view(Context& context, const StoredPerson& person) {
    XH_TRY(secrets, open_secrets(context, person));
    Secrets shown = masked(secrets);
    PersonView view;
    view.id = person.id;
    view.name = person.name;
    view.pinyin = person.pinyin;
    view.sex = person.sex;
    view.birth_date = person.birth_date;
    view.age = age_of(person, context.now);
    view.area_code = person.area_code;
    view.address_text = person.area_name;
    view.address_masked = std::move(shown.address);
    view.zone = person.zone;
    view.identity_kind = person.identity_kind;
    view.phone_masked = std::move(shown.phone);
    view.identity_masked = std::move(shown.identity_number);
    view.relation = person.relation;
    view.smartphone = person.smartphone;
    view.household = person.household;
    view.open_order = person.open_order;
    view.version = person.version;
    view.created_at = person.created_at;
    view.updated_at = person.updated_at;
    XH_TRY(guardian, standing(context, person.guardian));
    view.guardian = std::move(guardian);
    XH_TRY(merged, standing(context, person.merged_into));
    view.merged_into = std::move(merged);
    XH_TRY(history, history_view(context, person.id));
    view.history = std::move(history);
    XH_TRY(moves, moves_view(context, person.id, view.history));
    view.moves = std::move(moves);
    return view;
}

PersonBrief brief(const StoredPerson& person) {
    return {person.id,        person.name,      person.sex,        person.birth_date,
            person.household, person.area_code, person.smartphone, person.guardian};
}

}  // namespace xiuhua::registry
