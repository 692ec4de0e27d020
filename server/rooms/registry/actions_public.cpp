// public.hpp for people: what other rooms may ask.
#include "platform/audit/audit.hpp"
#include "platform/db/person_alias.hpp"
#include "platform/host/room.hpp"
#include "platform/host/services.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/rules.hpp"
#include "rooms/registry/rules_area.hpp"
#include "rooms/registry/rules_search.hpp"
#include "rooms/registry/store_import.hpp"
#include "rooms/registry/store_merge.hpp"

namespace xiuhua::registry {
namespace {

// A guardian who was merged into another record is that other.
Result<PersonBrief> standing_brief(Tx& tx, const StoredPerson& person) {
    PersonBrief shown = brief(person);
    if (shown.guardian) {
        XH_TRY(guardian, person_alias::resolve(tx, *shown.guardian));
        shown.guardian = guardian;
    }
    return shown;
}

Result<std::vector<PersonBrief>> briefs(Tx& tx, const std::vector<StoredPerson>& people) {
    std::vector<PersonBrief> out;
    for (const StoredPerson& person : people) {
        XH_TRY(shown, standing_brief(tx, person));
        out.push_back(std::move(shown));
    }
    return out;
}

// Who asks for people's records wants those under the ids that were merged into them, too.
Result<std::vector<PersonBrief>> with_other_ids(Tx& tx, std::vector<PersonBrief> people) {
    std::vector<PersonId> ids;
    for (const PersonBrief& person : people) {
        ids.push_back(person.id);
    }
    XH_TRY(aliases, person_alias::of(tx, ids));
    for (const person_alias::Alias& alias : aliases) {
        const auto known = std::find(ids.begin(), ids.end(), alias.person) - ids.begin();
        PersonBrief again = people[static_cast<std::size_t>(known)];
        again.id = alias.alias;
        people.push_back(std::move(again));
    }
    return people;
}

// What other rooms ask of an id is asked of the record that stands for it.
Result<StoredPerson> load_unscoped(Context& context, PersonId asked) {
    XH_TRY(id, person_alias::resolve(context.tx, asked));
    XH_TRY(found, store::person_unscoped(context.tx, id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_person");
    }
    return std::move(*found);
}

struct Home {
    HouseholdId household;
    std::string area_code, rest;  // rest: what of the address line no place was made of.
};

// "1单元 502室" below a building becomes its places; a line that is not understood stays sealed with the person,
// in a household of the area that says so.
Result<Home> home_of(Context& context, const PersonInput& input) {
    XH_TRY(found, store::area(context.tx, input.area_code));
    if (!found) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "area_code");
    }
    Area place = *found;
    std::string rest = input.address;
    if (place.level != AreaLevel::household) {
        AddressWords words = parse_address(input.address);
        const bool whole = words.rest.empty() && !words.places.empty() &&
                           words.places.back().level == AreaLevel::household;
        if (whole) {
            rest.clear();
        } else {
            words.places = {{AreaLevel::household, "未编户"}};
        }
        for (const PlaceName& name : words.places) {
            if (name.level > place.level) {
                XH_TRY(child, ensure_child(context, place, {name.level, name.name}));
                place = child;
            }
        }
    }
    XH_TRY(household, ensure_household(context, place, std::nullopt));
    return Home{household, place.code, rest};
}

Result<std::optional<PersonId>> guardian_in(Context& context, HouseholdId household) {
    static const Scope everything = program_viewer().scope;
    XH_TRY(members, store::members(context.tx, everything, household));
    std::vector<Grown> grown;
    for (const StoredPerson& member : members) {
        grown.push_back({member.id, member.birth_date, member.relation});
    }
    return natural_guardian(grown, office_date(context.now));
}

}  // namespace

Result<std::optional<PersonBrief>> find_person(Tx& tx, const Scope& scope, PersonId id) {
    XH_TRY(found, store::person(tx, scope, id));
    if (found && !found->merged_into) {
        XH_TRY(shown, standing_brief(tx, *found));
        return std::optional{std::move(shown)};
    }
    XH_TRY(kept, person_alias::resolve(tx, id));
    if (kept == id) {
        return std::optional<PersonBrief>{};
    }
    // Who may see the one may see the other: an order of the record merged away keeps its area.
    XH_TRY(standing, found ? store::person_unscoped(tx, kept) : store::person(tx, scope, kept));
    if (!standing) {
        return std::optional<PersonBrief>{};
    }
    XH_TRY(shown, standing_brief(tx, *standing));
    return std::optional{std::move(shown)};
}

Result<std::vector<PersonBrief>> household_members(Tx& tx, const Scope& scope, HouseholdId id) {
    XH_TRY(found, store::members(tx, scope, id));
    return briefs(tx, found);
}

Result<std::vector<PersonBrief>> search_people(Tx& tx, const Scope& scope, std::string_view text,
                                               int limit) {
    const std::string key = search_key(text);
    if (key.empty()) {
        return std::vector<PersonBrief>{};
    }
    std::vector<PersonBrief> people;
    store::TokenCursor after;
    const int wanted = std::clamp(limit, 1, page_rows_max);
    while (static_cast<int>(people.size()) < wanted) {
        XH_TRY(hits, store::people_by_token(tx, scope, key, "", after, {}, wanted));
        for (const store::TokenHit& hit : hits) {
            const bool known = std::any_of(people.begin(), people.end(), [&](const auto& person) {
                return person.id == hit.person.id;
            });
            if (!known && static_cast<int>(people.size()) < wanted) {
                people.push_back(brief(hit.person));
            }
        }
        if (static_cast<int>(hits.size()) < wanted) {
            break;
        }
        after = {hits.back().token, {hits.back().person.area_code, to_text(hits.back().person.id)}};
    }
    return with_other_ids(tx, std::move(people));
}

Result<IdentityDetails> read_identity(Context& context, PersonId id, std::string_view purpose) {
    XH_TRY(person, load_unscoped(context, id));
    XH_TRY(secrets, open_secrets(context, person));
    XH_DO(audit::append(context.tx, context.now,
                        {context.viewer.user,
                         "registry.read_identity",
                         "person",
                         to_text(id),
                         id,
                         person.area_code,
                         std::string{purpose},
                         {}}));
    XH_DO(store::mark_used(context.tx, person.id));
    const std::string line = secrets.address.empty() ? "" : " " + secrets.address;
    return IdentityDetails{secrets.identity_number, secrets.phone, person.area_name + line};
}

Result<IdentityDetails> read_identity_masked(Context& context, PersonId id) {
    XH_TRY(person, load_unscoped(context, id));
    XH_TRY(secrets, open_secrets(context, person));
    const Secrets shown = masked(secrets);
    const std::string line = shown.address.empty() ? "" : " " + shown.address;
    return IdentityDetails{shown.identity_number, shown.phone, person.area_name + line};
}

Result<PersonId> add_person(Context& context, HouseholdId household, const PersonInput& input) {
    PersonFacts facts;
    facts.name = input.name;
    facts.identity_kind = likely_identity_kind(input.identity_number);
    facts.secrets = {input.identity_number, input.phone, input.address};
    facts.sex = input.sex;
    facts.birth_date = input.birth_date;
    facts.smartphone = input.smartphone;
    facts.guardian = input.guardian;
    Home home{household, "", input.address};
    if (household.is_nil()) {
        XH_TRY(found, home_of(context, input));
        home = found;
    } else {
        XH_TRY(found, store::household(context.tx, program_viewer().scope, household));
        if (!found) {
            return fail(ErrorCode::invalid, "registry.no_such_household", "household");
        }
        home.area_code = found->area_code;
    }
    facts.secrets.address = home.rest;
    XH_TRY(checked,
           check_person(std::move(facts), office_date(context.now), Strictness::as_it_comes));
    if (!checked.guardian && checked.birth_date &&
        age_on(*checked.birth_date, office_date(context.now)) < guardian_age) {
        XH_TRY(guardian, guardian_in(context, home.household));
        checked.guardian = guardian;
    }
    return store_person(context, {checked, home.household, home.area_code});
}

Done mark_open_order(Context& context, PersonId person, const std::optional<OrderId>& order) {
    XH_TRY(kept, person_alias::resolve(context.tx, person));
    if (kept != person) {
        XH_TRY(before, store::person_unscoped(context.tx, person));
        XH_TRY(standing, store::person_unscoped(context.tx, kept));
        const bool its_own = before && standing && standing->open_order == before->open_order;
        if (order || its_own) {
            XH_DO(store::set_open_order(context.tx, kept, order));
        }
    }
    return store::set_open_order(context.tx, person, order);
}

Result<std::vector<Area>> communities_of(Tx& tx, std::string_view area_code) {
    if (area_code.size() >= figures::community_digits) {
        XH_TRY(found, find_area(tx, area_code.substr(0, figures::community_digits)));
        return found ? std::vector<Area>{*found} : std::vector<Area>{};
    }
    store::AreaFilter filter;
    filter.parent = area_code;
    filter.limit = communities_max;
    return store::areas(tx, filter);
}

Result<std::int64_t> forget_person(Context& context, PersonId id) {
    XH_TRY(found, store::person_unscoped(context.tx, id));
    if (!found) {
        return std::int64_t{0};  // Undone with an import; its key lives until somebody asks.
    }
    XH_DO(store::delete_tokens(context.tx, id, found->area_code,
                               search_tokens(found->name, found->pinyin, found->initials)));
    XH_DO(store::forget_merges(context.tx, id));
    XH_DO(store::forget_moves(context.tx, id));
    XH_DO(store::forget_import_changes(context.tx, id));
    XH_DO(store::forget_sheet_keys(context.tx, id));
    XH_DO(store::drop_open_pairs(context.tx, id));
    return store::forget_person(context.tx, id, context.now);
}

}  // namespace xiuhua::registry
