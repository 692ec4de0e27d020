#include "rooms/registry/actions.hpp"

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/host/services.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/actions_record.hpp"
#include "rooms/registry/rules.hpp"

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

// A record that was merged into another stands still: what changes, changes there.
Result<StoredPerson> load_living(Context& context, PersonId id) {
    XH_TRY(person, load(context, id));
    if (person.merged_into) {
        return fail(ErrorCode::conflict, "registry.merged_away");
    }
    return std::move(person);
}

// A guardian must be somebody the viewer may see.
Done check_guardian(Context& context, const std::optional<PersonId>& guardian) {
    if (!guardian) {
        return {};
    }
    XH_TRY(found, store::person(context.tx, context.viewer.scope, *guardian));
    return found ? Done{} : Done{fail(ErrorCode::invalid, "registry.no_such_person", "guardian")};
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
    if (const std::string& number = checked.secrets.identity_number; !number.empty()) {
        const std::string hash = context.services.vault.lookup_hash("identity_number", number);
        XH_TRY(known, store::person_by_identity(context.tx, hash));
        if (known) {  // By a record merged away, too: no index refuses that.
            return fail(ErrorCode::conflict, "registry.identity_number_taken", "identity_number");
        }
    }
    XH_TRY(home, find_home(context, {form.household, form.area_code, form.household_name}));
    XH_TRY(id, store_person(context, {checked, home.household, home.area_code}));
    XH_DO(recheck_pairs(context, id));
    XH_TRY(person, load(context, id));
    XH_DO(tell(context, person, "added", "", {}));
    return person_view(context, person);
}

Result<PersonView> change_person(Context& context, PersonId id, const PersonChanges& changes) {
    XH_TRY(before, load_living(context, id));
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
    XH_DO(save_changed(context, {before,
                                 before,
                                 checked,
                                 {before.version, context.now, context.viewer.user, "changed",
                                  fields, changes.reason.value_or("")}}));
    return see_person(context, id);
}

Result<PersonView> move_person(Context& context, PersonId id, const PersonMove& move) {
    XH_TRY(before, load_living(context, id));
    XH_DO(require_reason(move.reason));
    if (move.version && *move.version != before.version) {
        return fail(ErrorCode::conflict, "registry.changed_meanwhile");
    }
    if (move.moved_on && *move.moved_on > office_date(context.now)) {
        return fail(ErrorCode::invalid, "registry.moved_in_future", "moved_on");
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
        context,
        {before,
         after,
         facts,
         {before.version, context.now, context.viewer.user, "moved", {"household"}, move.reason},
         move.moved_on}));
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
