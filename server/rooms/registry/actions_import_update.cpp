// A sheet that comes again: what its rows say otherwise, taking it over, giving it back.
#include "kernel/mask.hpp"
#include "platform/db/person_alias.hpp"
#include "platform/host/services.hpp"
#include "rooms/registry/actions_import.hpp"
#include "rooms/registry/actions_record.hpp"
#include "rooms/registry/rules.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::string_view before_column = "registry_import_change.before";

// The place a row names, as far as it stands already.
Result<std::optional<Area>> standing_place(Context& context, const StoredImport& import,
                                           const ImportRecord& record) {
    XH_TRY(root, store::area(context.tx, import.area_code));
    std::optional<Area> place = root;
    if (place && !record.community.empty() && place->level == AreaLevel::subdistrict) {
        const std::string within = place->code;
        XH_TRY(community, store::child_named(context.tx, within, record.community));
        place = std::move(community);
        if (!place) {
            XH_TRY(longer, store::child_named(context.tx, within, record.community + "社区"));
            place = std::move(longer);
        }
    }
    for (const PlaceName& name : record.places) {
        if (place && name.level > place->level && name.name != place->name) {
            XH_TRY(child, store::child_named(context.tx, place->code, name.name));
            place = std::move(child);
        }
    }
    return place;
}

std::string shown(const PersonFacts& facts, std::string_view field) {
    const Secrets masks = masked(facts.secrets);
    if (field == "name") {
        return facts.name;
    }
    if (field == "sex") {
        return std::string{json::enum_text(facts.sex)};
    }
    if (field == "birth_date") {
        return facts.birth_date ? to_text(*facts.birth_date) : "";
    }
    if (field == "identity_kind") {
        return std::string{json::enum_text(facts.identity_kind)};
    }
    if (field == "relation") {
        return std::string{json::enum_text(facts.relation)};
    }
    return field == "identity_number" ? masks.identity_number
           : field == "phone"         ? masks.phone
           : field == "address"       ? masks.address
                                      : "";
}

Done restore(Context& context, StoredImport& import, const store::StoredImportChange& change) {
    XH_TRY(person, store::person_unscoped(context.tx, change.person));
    if (!person || person->merged_into || person->version != change.version_after ||
        !change.before) {
        ++import.kept;
        return {};
    }
    XH_TRY(text, context.services.vault.open(context.tx, change.person, Purpose::identity,
                                             before_column, *change.before));
    XH_TRY(was, json::parse<PersonSnapshot>(text));
    XH_DO(check_home_stands(context, was.household));
    const PersonFacts facts = facts_of_snapshot(was);
    StoredPerson after = *person;
    after.household = was.household;
    after.area_code = was.area_code;
    ++import.restored;
    return save_changed(
        context, {*person,
                  after,
                  facts,
                  {person->version, context.now, import.created_by, "import_undone", {}, ""}});
}

}  // namespace

std::string own_key_hash(const Vault& vault, const ImportRecord& record) {
    return record.own_key.empty() ? std::string{} : vault.lookup_hash("sheet_key", record.own_key);
}

Result<std::optional<PersonId>> known_person(Context& context, const StoredImport& import,
                                             const ImportRecord& record) {
    const Vault& vault = context.services.vault;
    if (const std::string& number = record.facts.secrets.identity_number; !number.empty()) {
        XH_TRY(known,
               store::person_by_identity(context.tx, vault.lookup_hash("identity_number", number)));
        if (known) {
            return known;
        }
    }
    const std::string key = own_key_hash(vault, record);
    if (key.empty() || import.mode == ImportMode::add) {
        return std::optional<PersonId>{};
    }
    XH_TRY(known, store::person_by_sheet_key(context.tx, import.area_code, key));
    if (!known) {
        return std::optional<PersonId>{};
    }
    XH_TRY(standing, person_alias::resolve(context.tx, *known));  // Merged meanwhile.
    return std::optional{standing};
}

Result<RowDifference> difference(Context& context, const StoredImport& import,
                                 const ImportRecord& record, PersonId id) {
    XH_TRY(person, store::person_unscoped(context.tx, id));
    if (!person) {
        return fail(ErrorCode::not_found, "registry.no_such_person");
    }
    RowDifference found;
    // Before anybody has said where the sheet's people live, nobody is within.
    if (import.area_code.empty() || !person->area_code.starts_with(import.area_code)) {
        found.wrong.push_back({"identity_number", "registry.registered_elsewhere"});
        found.person = std::move(*person);
        return found;
    }
    XH_TRY(secrets, open_secrets(context, *person));
    found.before = facts_of(*person, std::move(secrets));
    found.person = std::move(*person);
    if (is_somebody_else(found.before, record.facts)) {
        found.wrong.push_back({"own_key", "registry.own_key_of_another"});
        return found;
    }
    auto after = updated_facts(found.before, record, office_date(context.now));
    if (!after) {
        found.wrong = after.error().fields;
        return found;
    }
    found.after = std::move(*after);
    found.fields = changed_fields(found.before, found.after);
    if (record.says_home) {
        XH_TRY(place, standing_place(context, import, record));
        found.moves = !place || place->code != found.person.area_code;
    }
    return found;
}

std::vector<ImportFieldChange> shown_changes(const RowDifference& found,
                                             const ImportRecord& record) {
    std::vector<ImportFieldChange> changes;
    for (const std::string& field : found.fields) {
        changes.push_back({field, shown(found.before, field), shown(found.after, field)});
    }
    if (found.moves) {
        std::string place;
        for (const PlaceName& name : record.places) {
            place += (place.empty() ? "" : " ") + name.name;
        }
        changes.push_back({"household", found.person.area_name, place});
    }
    return changes;
}

Done take_over(Context& context, const StoredImport& import, std::int64_t row,
               const RowDifference& found, const std::optional<Area>& home) {
    StoredPerson after = found.person;
    std::vector<std::string> fields = found.fields;
    if (home) {
        XH_TRY(household, ensure_household(context, *home, import.id));
        after.household = household;
        after.area_code = home->code;
        fields.emplace_back("household");
    }
    const PersonSnapshot was =
        snapshot_of(found.before, found.person.household, found.person.area_code);
    XH_TRY(before, sealed(context, found.person.id, before_column, json::write(was)));
    XH_DO(store::insert_import_change(context.tx, import.id,
                                      {row, found.person.id, found.person.version + 1, before}));
    return save_changed(context, {found.person,
                                  after,
                                  found.after,
                                  {found.person.version, context.now, import.created_by, "imported",
                                   fields, import.filename}});
}

Result<bool> restore_some(Context& context, StoredImport& import, int limit) {
    XH_TRY(changes, store::import_changes(context.tx, import.id, limit));
    for (const store::StoredImportChange& change : changes) {
        const auto counts = std::pair{import.restored, import.kept};
        const Done restored =
            context.tx.nested([&]() -> Done { return restore(context, import, change); });
        if (!restored) {
            std::tie(import.restored, import.kept) = counts;
            if (restored.error().code != ErrorCode::conflict) {
                return fail(restored.error());
            }
            ++import.kept;  // Somebody else has the number by now, or the home is gone.
        }
        XH_DO(store::delete_import_change(context.tx, import.id, change.row_number));
    }
    return !changes.empty();
}

}  // namespace xiuhua::registry
