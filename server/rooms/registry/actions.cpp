#include "rooms/registry/actions.hpp"

#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/host/services.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/registry/rules.hpp"
#include "rooms/registry/rules_area.hpp"
#include "rooms/registry/rules_search.hpp"

namespace xiuhua::registry {
namespace {

auto no_such_person() {
    return fail(ErrorCode::not_found, "registry.no_such_person");
}

Result<StoredPerson> load(Context& context, PersonId id) {
    XH_TRY(found, store::person(context.tx, context.viewer.scope, id));
    if (!found) {
        return no_such_person();
    }
    return std::move(*found);
}

struct Sealing {
    std::optional<Bytes> identity_number, phone, address;
    store::Hashes hashes;
};

Result<std::optional<Bytes>> sealed(Context& context, PersonId person, std::string_view column,
                                    const std::string& plain) {
    if (plain.empty()) {
        return std::optional<Bytes>{};
    }
    XH_TRY(bytes,
           context.services.vault.seal(context.tx, person, Purpose::identity, column, plain));
    return std::optional<Bytes>{std::move(bytes)};
}

Result<Sealing> seal(Context& context, PersonId person, const Secrets& secrets) {
    Sealing sealing;
    std::vector<Vault::Plain> plains;
    std::vector<std::optional<Bytes>*> places;
    const auto add = [&](std::string_view column, const std::string& text,
                         std::optional<Bytes>& place) {
        if (!text.empty()) {
            plains.push_back({column, text});
            places.push_back(&place);
        }
    };
    add("registry_person.identity_number", secrets.identity_number, sealing.identity_number);
    add("registry_person.phone", secrets.phone, sealing.phone);
    add("registry_person.address", secrets.address, sealing.address);
    if (!plains.empty()) {
        XH_TRY(sealed,
               context.services.vault.seal_all(context.tx, person, Purpose::identity, plains));
        for (std::size_t i = 0; i < places.size(); ++i) {
            *places[i] = std::move(sealed[i]);
        }
    }
    const Vault& vault = context.services.vault;
    if (const std::string& text = secrets.identity_number; !text.empty()) {
        sealing.hashes.identity = vault.lookup_hash("identity_number", text);
        if (const std::string tail = last_four(text); !tail.empty()) {
            sealing.hashes.identity_tail = vault.lookup_hash("identity_last_four", tail);
        }
    }
    if (!secrets.phone.empty()) {
        sealing.hashes.phone = vault.lookup_hash("phone", secrets.phone);
    }
    return sealing;
}

void apply(StoredPerson& person, const PersonFacts& facts) {
    person.name = facts.name;
    const Pinyin pinyin = pinyin_of_name(facts.name);
    person.pinyin = pinyin.full;
    person.initials = pinyin.initials;
    person.sex = facts.sex;
    person.birth_date = facts.birth_date;
    person.identity_kind = facts.identity_kind;
    person.relation = facts.relation;
    person.smartphone = facts.smartphone;
    person.guardian = facts.guardian;
}

PersonFacts facts_of(const StoredPerson& person, Secrets secrets) {
    return {person.name,        person.sex,      person.birth_date, person.identity_kind,
            std::move(secrets), person.relation, person.smartphone, person.guardian};
}

std::vector<std::string> tokens_of(const StoredPerson& person) {
    return search_tokens(person.name, person.pinyin, person.initials);
}

Done tell(Context& context, const StoredPerson& person, std::string_view verb,
          std::string_view reason, const std::vector<std::string>& fields) {
    const std::string id = to_text(person.id);
    const RawJson facts{"{\"fields\":" + json::write(fields) + "}"};
    XH_DO(audit::append(context.tx, context.now,
                        {context.viewer.user, "registry." + std::string{verb}, "person", id,
                         person.id, person.area_code, std::string{reason}, facts}));
    return outbox::append(context.tx, context.now,
                          {"registry.person_" + std::string{verb},
                           id,
                           person.area_code,
                           {},
                           {"{\"version\":" + std::to_string(person.version) + "}"}});
}

Done require_reason(std::string_view reason) {
    if (normalise_line(reason).empty()) {
        return fail(ErrorCode::invalid, "registry.reason_missing", "reason");
    }
    if (reason.size() > reason_bytes_max) {
        return fail(ErrorCode::invalid, "registry.too_long", "reason");
    }
    return {};
}

// A guardian must be somebody the viewer may see.
Done check_guardian(Context& context, const std::optional<PersonId>& guardian) {
    if (!guardian) {
        return {};
    }
    XH_TRY(found, store::person(context.tx, context.viewer.scope, *guardian));
    return found ? Done{} : Done{fail(ErrorCode::invalid, "registry.no_such_person", "guardian")};
}

struct Home {
    HouseholdId household;
    std::string area_code;
};

// Where a form says somebody lives: a household by id, or a place and a name, made when missing.
struct HomeWords {
    std::optional<HouseholdId> household;
    std::optional<std::string> area_code, name;
};
Result<Home> find_home(Context& context, const HomeWords& words) {
    if (words.household) {
        XH_TRY(found, store::household(context.tx, context.viewer.scope, *words.household));
        if (!found) {
            return fail(ErrorCode::invalid, "registry.no_such_household", "household");
        }
        return Home{found->id, found->area_code};
    }
    const std::string code = words.area_code.value_or("");
    XH_TRY(place, store::area(context.tx, code));
    if (!place || !context.viewer.scope.covers(code)) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "area_code");
    }
    if (place->level != AreaLevel::household) {
        const std::string name = clean_area_name(words.name.value_or(""), AreaLevel::household);
        if (name.empty()) {
            return fail(ErrorCode::invalid, "registry.household_missing", "household_name");
        }
        XH_TRY(home, ensure_child(context, *place, {AreaLevel::household, name}));
        place = std::move(home);
    }
    XH_TRY(household, ensure_household(context, *place, std::nullopt));
    return Home{household, place->code};
}

Done save_changed(Context& context, const StoredPerson& before, StoredPerson after,
                  const PersonFacts& facts, const StoredChange& change) {
    XH_TRY(sealing, seal(context, after.id, facts.secrets));
    after.identity_number = sealing.identity_number;
    after.phone = sealing.phone;
    after.address = sealing.address;
    after.updated_at = context.now;
    XH_TRY(secrets, open_secrets(context, before));
    const std::map<std::string, std::string> was{
        {"name", before.name},
        {"identity_number", secrets.identity_number},
        {"phone", secrets.phone},
        {"address", secrets.address},
        {"area_code", before.area_code},
        {"birth_date", before.birth_date ? to_text(*before.birth_date) : ""}};
    XH_TRY(kept, sealed(context, after.id, "registry_history.before", json::write(was)));
    XH_DO(store::update_person(context.tx, {after, sealing.hashes, {}}, before.version));
    XH_DO(store::insert_change(context.tx, {after.id, change, kept}));
    XH_DO(store::delete_tokens(context.tx, before.id, before.area_code, tokens_of(before)));
    XH_DO(store::insert_tokens(context.tx, after.id, after.area_code, tokens_of(after)));
    ++after.version;
    return tell(context, after, change.kind, change.reason, change.fields);
}

template <typename T, typename U>
void replace(T& value, const std::optional<U>& given) {
    if (given) {
        value = *given;
    }
}

}  // namespace

Result<PersonId> store_person(Context& context, const NewPerson& added) {
    StoredPerson person;
    person.id = new_id<PersonId>(context.now);
    person.household = added.household;
    person.area_code = added.area_code;
    person.created_at = context.now;
    apply(person, added.facts);
    XH_TRY(sealing, seal(context, person.id, added.facts.secrets));
    person.identity_number = std::move(sealing.identity_number);
    person.phone = std::move(sealing.phone);
    person.address = std::move(sealing.address);
    XH_DO(store::insert_person(context.tx, {person, sealing.hashes, added.import_id}));
    XH_DO(store::insert_tokens(context.tx, person.id, person.area_code, tokens_of(person)));
    return person.id;
}

Result<PersonView> see_person(Context& context, PersonId id) {
    XH_TRY(person, load(context, id));
    return person_view(context, person);
}

Result<PersonView> register_person(Context& context, const PersonForm& form) {
    PersonFacts facts;
    facts.name = form.name;
    replace(facts.identity_kind, form.identity_kind);
    replace(facts.secrets.identity_number, form.identity_number);
    replace(facts.secrets.phone, form.phone);
    replace(facts.secrets.address, form.address);
    replace(facts.sex, form.sex);
    facts.birth_date = form.birth_date;
    replace(facts.relation, form.relation);
    replace(facts.smartphone, form.smartphone);
    facts.guardian = form.guardian;
    XH_TRY(checked, check_person(std::move(facts), office_date(context.now), Strictness::form));
    XH_DO(check_guardian(context, checked.guardian));
    XH_TRY(home, find_home(context, {form.household, form.area_code, form.household_name}));
    XH_TRY(id, store_person(context, {checked, home.household, home.area_code}));
    XH_TRY(person, load(context, id));
    XH_DO(tell(context, person, "added", "", {}));
    return person_view(context, person);
}

Result<PersonView> change_person(Context& context, PersonId id, const PersonChanges& changes) {
    XH_TRY(before, load(context, id));
    if (before.version != changes.version) {
        return fail(ErrorCode::conflict, "registry.changed_meanwhile");
    }
    XH_TRY(secrets, open_secrets(context, before));
    const PersonFacts old = facts_of(before, secrets);
    PersonFacts facts = old;
    replace(facts.name, changes.name);
    replace(facts.identity_kind, changes.identity_kind);
    replace(facts.secrets.identity_number, changes.identity_number);
    replace(facts.secrets.phone, changes.phone);
    replace(facts.secrets.address, changes.address);
    replace(facts.sex, changes.sex);
    replace(facts.birth_date, changes.birth_date);
    replace(facts.relation, changes.relation);
    replace(facts.smartphone, changes.smartphone);
    replace(facts.guardian, changes.guardian);
    XH_TRY(checked, check_person(std::move(facts), office_date(context.now), Strictness::form));
    XH_DO(check_guardian(context, changes.guardian));
    const std::vector<std::string> fields = changed_fields(old, checked);
    if (fields.empty()) {
        return person_view(context, before);
    }
    StoredPerson after = before;
    apply(after, checked);
    XH_DO(save_changed(context, before, after, checked,
                       {before.version, context.now, context.viewer.user, "changed", fields,
                        changes.reason.value_or("")}));
    return see_person(context, id);
}

Result<PersonView> move_person(Context& context, PersonId id, const PersonMove& move) {
    XH_TRY(before, load(context, id));
    XH_DO(require_reason(move.reason));
    if (move.version && *move.version != before.version) {
        return fail(ErrorCode::conflict, "registry.changed_meanwhile");
    }
    XH_TRY(home, find_home(context, {move.household, move.area_code, move.name}));
    if (home.household == before.household) {
        return fail(ErrorCode::conflict, "registry.already_there");
    }
    XH_TRY(secrets, open_secrets(context, before));
    const PersonFacts facts = facts_of(before, std::move(secrets));
    StoredPerson after = before;
    after.household = home.household;
    after.area_code = home.area_code;
    XH_DO(save_changed(
        context, before, after, facts,
        {before.version, context.now, context.viewer.user, "moved", {"household"}, move.reason}));
    return see_person(context, id);
}

Result<DisclosureView> disclose_field(Context& context, PersonId id, const DisclosureForm& form) {
    XH_TRY(person, load(context, id));
    XH_DO(require_reason(form.reason));
    XH_TRY(secrets, open_secrets(context, person));
    const RawJson facts{"{\"field\":\"" + std::string{json::enum_text(form.field)} + "\"}"};
    XH_DO(audit::append(context.tx, context.now,
                        {context.viewer.user, "registry.disclose", "person", to_text(id), id,
                         person.area_code, form.reason, facts}));
    DisclosureView view;
    view.until = context.now + disclosure_time;
    switch (form.field) {
        case SealedField::identity_number:
            view.value = secrets.identity_number;
            break;
        case SealedField::phone:
            view.value = secrets.phone;
            break;
        case SealedField::address:
            view.value = person.area_name + (secrets.address.empty() ? "" : " " + secrets.address);
            break;
    }
    return view;
}

Result<HouseholdView> see_household(Context& context, HouseholdId id) {
    XH_TRY(found, store::household(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_household");
    }
    HouseholdView view{found->id, found->area_code, found->name, found->area_name, {}};
    XH_TRY(members, store::members(context.tx, context.viewer.scope, id));
    for (const StoredPerson& member : members) {
        XH_TRY(row, person_row(context, member));
        view.members.push_back(std::move(row));
    }
    return view;
}

}  // namespace xiuhua::registry
