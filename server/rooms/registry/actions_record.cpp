#include "rooms/registry/actions_record.hpp"

#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/host/room.hpp"
#include "platform/host/services.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/rules_area.hpp"
#include "rooms/registry/rules_search.hpp"
#include "rooms/registry/store_merge.hpp"

namespace xiuhua::registry {

Result<std::optional<Bytes>> sealed(Context& context, PersonId person, std::string_view column,
                                    const std::string& plain) {
    if (plain.empty()) {
        return std::optional<Bytes>{};
    }
    XH_TRY(bytes,
           context.services.vault.seal(context.tx, person, Purpose::identity, column, plain));
    return std::optional<Bytes>{std::move(bytes)};
}

store::Hashes hashes_of(const Vault& vault, const Secrets& secrets) {
    store::Hashes hashes;
    if (const std::string& text = secrets.identity_number; !text.empty()) {
        hashes.identity = vault.lookup_hash("identity_number", text);
        if (const std::string tail = last_four(text); !tail.empty()) {
            hashes.identity_tail = vault.lookup_hash("identity_last_four", tail);
        }
    }
    if (!secrets.phone.empty()) {
        hashes.phone = vault.lookup_hash("phone", secrets.phone);
    }
    return hashes;
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
    sealing.hashes = hashes_of(context.services.vault, secrets);
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

PersonSnapshot snapshot_of(const PersonFacts& f, HouseholdId household,
                           const std::string& area_code) {
    return {f.name,
            f.sex,
            f.birth_date,
            f.identity_kind,
            f.secrets.identity_number,
            f.secrets.phone,
            f.secrets.address,
            f.relation,
            f.smartphone,
            f.guardian,
            household,
            area_code};
}

PersonFacts facts_of_snapshot(const PersonSnapshot& was) {
    return {was.name,
            was.sex,
            was.birth_date,
            was.identity_kind,
            {was.identity_number, was.phone, was.address},
            was.relation,
            was.smartphone,
            was.guardian};
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

Done check_home_stands(Context& context, HouseholdId household) {
    XH_TRY(found, store::household(context.tx, program_viewer().scope, household));
    return found ? Done{} : Done{fail(ErrorCode::conflict, "registry.home_gone")};
}

namespace {

// The day and the ends of a move; who and why stand in the history beside it.
Done keep_move(Context& context, const Change& changed) {
    const StoredPerson& from = changed.before;
    const StoredPerson& to = changed.after;
    if (from.household == to.household) {
        return {};
    }
    return store::insert_move(
        context.tx,
        {from.id, changed.change.version, changed.moved_on.value_or(office_date(context.now)),
         from.household, from.area_code, to.household, to.area_code});
}

}  // namespace

Done save_changed(Context& context, Change changed) {
    const StoredPerson& before = changed.before;
    StoredPerson& after = changed.after;
    const StoredChange& change = changed.change;
    apply(after, changed.facts);
    XH_TRY(sealing, seal(context, after.id, changed.facts.secrets));
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
    XH_DO(keep_move(context, changed));
    if (before.name != after.name || before.area_code != after.area_code) {
        XH_DO(store::delete_tokens(context.tx, before.id, before.area_code, tokens_of(before)));
        XH_DO(store::insert_tokens(context.tx, after.id, after.area_code, tokens_of(after)));
    }
    ++after.version;
    XH_DO(recheck_pairs(context, after.id));
    return tell(context, after, change.kind, change.reason, change.fields);
}

}  // namespace xiuhua::registry
