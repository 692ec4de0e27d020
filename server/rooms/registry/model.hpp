#pragma once
// The register's nouns beyond public.hpp.
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/identity_number.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::registry {

inline constexpr int guardian_age = 14;  // Under it a guardian is named (PIPL 31).

enum class Relation {
    unknown,
    head,
    spouse,
    child,
    parent,
    grandparent,
    grandchild,
    sibling,
    other,
    tenant
};
BOOST_DESCRIBE_ENUM(Relation, unknown, head, spouse, child, parent, grandparent, grandchild,
                    sibling, other, tenant)

// The sealed part in clear, as typed and cleaned. Empty: unknown.
struct Secrets {
    std::string identity_number, phone, address;
};

// What a person's record says. Checked by rules before it is stored.
struct PersonFacts {
    std::string name;
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    IdentityKind identity_kind = IdentityKind::resident_identity_card;
    Secrets secrets;
    Relation relation = Relation::unknown;
    Smartphone smartphone = Smartphone::yes;
    std::optional<PersonId> guardian;
};

// A stored person; the sealed part stays sealed.
struct StoredPerson {
    PersonId id;
    HouseholdId household;
    std::string area_code, area_name;  // area_name: the places' full name.
    ZoneKind zone = ZoneKind::city;
    std::string name, pinyin, initials;
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    IdentityKind identity_kind = IdentityKind::resident_identity_card;
    std::optional<Bytes> identity_number, phone, address;
    Relation relation = Relation::unknown;
    Smartphone smartphone = Smartphone::yes;
    std::optional<PersonId> guardian;
    std::optional<OrderId> open_order;
    std::int64_t version = 1;
    Instant created_at, updated_at;
    std::optional<PersonId> merged_into;  // Out of lists and search since then; reached by its id.
};
BOOST_DESCRIBE_STRUCT(StoredPerson, (),
                      (id, household, area_code, area_name, zone, name, pinyin, initials, sex,
                       birth_date, identity_kind, identity_number, phone, address, relation,
                       smartphone, guardian, open_order, version, created_at, updated_at,
                       merged_into))

struct StoredChange {
    std::int64_t version = 0;
    Instant at;
    UserId actor;
    std::string kind;  // "changed", "moved", "merged", "merged_away", "unmerged", "imported"
    std::vector<std::string> fields;  // Names only.
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(StoredChange, (), (version, at, actor, kind, fields, reason))

}  // namespace xiuhua::registry
