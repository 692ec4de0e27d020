#pragma once
// What leaves the register: masked by default, for a named viewer.
#include "rooms/registry/model.hpp"

namespace xiuhua::registry {

struct PersonRow {
    PersonId id;
    std::string name;
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    std::optional<int> age;
    std::string area_code, address_text;  // The places' names, without the sealed line.
    std::string phone_masked, identity_masked;
    Smartphone smartphone = Smartphone::yes;
    HouseholdId household;
    std::optional<OrderId> open_order;  // An isolation order that is not over.
};
BOOST_DESCRIBE_STRUCT(PersonRow, (),
                      (id, name, sex, birth_date, age, area_code, address_text, phone_masked,
                       identity_masked, smartphone, household, open_order))

struct PersonChangeView {
    std::int64_t version = 0;
    Instant at;
    std::string actor_name, kind, reason;
    std::vector<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(PersonChangeView, (), (version, at, actor_name, kind, reason, fields))

// A change of household: between which, on which day, by whom and why.
struct PersonMoveView {
    std::int64_t version = 0;  // Of the change it belongs to.
    Date moved_on;
    std::string from, to;  // The places' names.
    HouseholdId from_household, to_household;
    Instant at;
    std::string actor_name, reason;
};
BOOST_DESCRIBE_STRUCT(PersonMoveView, (),
                      (version, moved_on, from, to, from_household, to_household, at, actor_name,
                       reason))

struct GuardianView {
    PersonId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(GuardianView, (), (id, name))

struct PersonView {
    PersonId id;
    std::string name, pinyin;
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    std::optional<int> age;
    std::string area_code, address_text, address_masked;
    ZoneKind zone = ZoneKind::city;
    IdentityKind identity_kind = IdentityKind::resident_identity_card;
    std::string phone_masked, identity_masked;
    Relation relation = Relation::unknown;
    Smartphone smartphone = Smartphone::yes;
    HouseholdId household;
    std::optional<GuardianView> guardian;
    std::optional<OrderId> open_order;
    std::int64_t version = 0;
    Instant created_at, updated_at;
    std::vector<PersonChangeView> history;
    std::vector<PersonMoveView> moves;        // Newest first.
    std::optional<GuardianView> merged_into;  // The record that stands for this one now.
};
BOOST_DESCRIBE_STRUCT(PersonView, (),
                      (id, name, pinyin, sex, birth_date, age, area_code, address_text,
                       address_masked, zone, identity_kind, phone_masked, identity_masked, relation,
                       smartphone, household, guardian, open_order, version, created_at, updated_at,
                       history, moves, merged_into))

struct HouseholdView {
    HouseholdId id;
    std::string area_code, name, address_text;
    std::vector<PersonRow> members;
};
BOOST_DESCRIBE_STRUCT(HouseholdView, (), (id, area_code, name, address_text, members))

struct DisclosureView {
    std::string value;
    Instant until;  // The screen hides it again then.
};
BOOST_DESCRIBE_STRUCT(DisclosureView, (), (value, until))

// The sealed part in clear, for the room's own use: a view masks it, an action discloses it.
Result<Secrets> open_secrets(Context& context, const StoredPerson& person);
Secrets masked(const Secrets& secrets);

Result<PersonRow> person_row(Context& context, const StoredPerson& person);
Result<PersonView> person_view(Context& context, const StoredPerson& person);
PersonBrief brief(const StoredPerson& person);

}  // namespace xiuhua::registry
