#pragma once
// What every change of a person's record has in common: seal, store, keep what it was, make it found, tell.
#include "rooms/registry/actions.hpp"

namespace xiuhua::registry {

struct Sealing {
    std::optional<Bytes> identity_number, phone, address;
    store::Hashes hashes;
};
// What a record is found by, of the clear values.
store::Hashes hashes_of(const Vault& vault, const Secrets& secrets);
Result<Sealing> seal(Context& context, PersonId person, const Secrets& secrets);
// One value under the person's own key; an empty one stays NULL.
Result<std::optional<Bytes>> sealed(Context& context, PersonId person, std::string_view column,
                                    const std::string& plain);

void apply(StoredPerson& person, const PersonFacts& facts);
PersonFacts facts_of(const StoredPerson& person, Secrets secrets);
std::vector<std::string> tokens_of(const StoredPerson& person);

// A whole record, to be given back: sealed as JSON under the person's key.
struct PersonSnapshot {
    std::string name;
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    IdentityKind identity_kind = IdentityKind::resident_identity_card;
    std::string identity_number, phone, address;
    Relation relation = Relation::unknown;
    Smartphone smartphone = Smartphone::yes;
    std::optional<PersonId> guardian;
    HouseholdId household;
    std::string area_code;
};
BOOST_DESCRIBE_STRUCT(PersonSnapshot, (),
                      (name, sex, birth_date, identity_kind, identity_number, phone, address,
                       relation, smartphone, guardian, household, area_code))
PersonSnapshot snapshot_of(const PersonFacts& facts, HouseholdId household,
                           const std::string& area_code);
PersonFacts facts_of_snapshot(const PersonSnapshot& was);

// One audit entry `registry.<verb>` and one event `registry.person_<verb>`.
Done tell(Context& context, const StoredPerson& person, std::string_view verb,
          std::string_view reason, const std::vector<std::string>& fields);
Done require_reason(std::string_view reason);

struct Home {
    HouseholdId household;
    std::string area_code;
};
// Where a form says somebody lives: a household by id, or a place and a name, made when missing.
struct HomeWords {
    std::optional<HouseholdId> household;
    std::optional<std::string> area_code, name;
};
Result<Home> find_home(Context& context, const HomeWords& words);
// Before a record is given back the home it had: places that stood empty may have gone with an import since.
// `conflict` registry.home_gone.
Done check_home_stands(Context& context, HouseholdId household);

// A changed record: `after` says the home and what is clear, `facts` all of it. A change of household is a move, and
// its day is `moved_on` (absent: today).
struct Change {
    const StoredPerson& before;
    StoredPerson after;
    const PersonFacts& facts;
    StoredChange change;
    std::optional<Date> moved_on = {};
};
Done save_changed(Context& context, Change changed);

}  // namespace xiuhua::registry
