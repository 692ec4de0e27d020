#pragma once
// SQL of the register's own tables. Whatever names a person takes a Scope: not yours looks like not there.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms/registry/model.hpp"

namespace xiuhua::registry::store {

// ---- places

Result<std::optional<Area>> area(Tx& tx, std::string_view code);
Result<std::vector<Area>> area_chain(Tx& tx, std::string_view code);
Result<std::optional<Area>> child_named(Tx& tx, std::string_view parent, std::string_view name);
Result<bool> area_exists(Tx& tx, std::string_view code);
// The highest code of this level within a prefix; empty when there is none.
Result<std::string> last_code(Tx& tx, std::string_view prefix, AreaLevel level);

struct NewArea {
    Area area;
    std::string parent;
    std::optional<std::string> import_id;
};
Done insert_area(Tx& tx, const NewArea& area, Instant now);

struct AreaFilter {
    std::string parent;  // Empty: the subdistrict.
    std::optional<AreaLevel> level;
    std::string after;
    int limit = page_rows_max;
};
Result<std::vector<Area>> areas(Tx& tx, const AreaFilter& filter);
// Codes of places whose name begins with the key, within a code's range; at most `limit`.
Result<std::vector<std::string>> areas_by_word(Tx& tx, std::string_view key,
                                               std::string_view within, int limit);

// ---- households

struct Household {
    HouseholdId id;
    std::string area_code, name, area_name;
};
BOOST_DESCRIBE_STRUCT(Household, (), (id, area_code, name, area_name))
Result<std::optional<Household>> household(Tx& tx, const Scope& scope, HouseholdId id);
Result<std::optional<Household>> household_at(Tx& tx, std::string_view area_code);
Done insert_household(Tx& tx, HouseholdId id, std::string_view area_code,
                      const std::optional<std::string>& import_id, Instant now);
Result<std::vector<StoredPerson>> members(Tx& tx, const Scope& scope, HouseholdId id);

// ---- people

Result<std::optional<StoredPerson>> person(Tx& tx, const Scope& scope, PersonId id);
// For what already has the right to the person: no Scope.
Result<std::optional<StoredPerson>> person_unscoped(Tx& tx, PersonId id);
// Whose number it is, or was in a record merged into theirs.
Result<std::optional<PersonId>> person_by_identity(Tx& tx, std::string_view identity_hash);

struct Hashes {
    std::optional<std::string> identity, identity_tail, phone;
};
struct SavedPerson {
    StoredPerson person;
    Hashes hashes;
    std::optional<std::string> import_id;
};
// `conflict` registry.identity_number_taken when another person has the number.
Done insert_person(Tx& tx, const SavedPerson& saved);
// Where the stored version is `expected`; `conflict` registry.changed_meanwhile otherwise. Counts the version up.
Done update_person(Tx& tx, const SavedPerson& saved, std::int64_t expected);
Done set_open_order(Tx& tx, PersonId person, const std::optional<OrderId>& order);
Done mark_used(Tx& tx, PersonId person);
Done delete_person(Tx& tx, PersonId person);
// Empties whatever tells who it is, in the record and in what it was before; answers how many rows.
Result<std::int64_t> forget_person(Tx& tx, PersonId person, Instant now);

Done insert_tokens(Tx& tx, PersonId person, std::string_view area_code,
                   const std::vector<std::string>& tokens);
Done delete_tokens(Tx& tx, PersonId person, std::string_view area_code,
                   const std::vector<std::string>& tokens);

struct NewChange {
    PersonId person;
    StoredChange change;
    std::optional<Bytes> before;
};
Done insert_change(Tx& tx, const NewChange& change);
Result<std::vector<StoredChange>> changes(Tx& tx, PersonId person);

// ---- finding people

struct PeopleFilter {
    std::optional<ZoneKind> zone;
    std::optional<Smartphone> smartphone;
};
struct Place {
    std::string area_code, person;  // A cursor in the order (area_code, id).
};
// People within one range of codes, in the order (area_code, id), after a place.
Result<std::vector<StoredPerson>> people_in(Tx& tx, std::string_view range, const Place& after,
                                            const PeopleFilter& filter, int limit);
// By one of the keyed hashes; `column` says which.
enum class HashColumn { identity, identity_tail, phone };
Result<std::vector<StoredPerson>> people_by_hash(Tx& tx, const Scope& scope, HashColumn column,
                                                 std::string_view hash, const Place& after,
                                                 int limit);
struct TokenHit {
    std::string token;
    StoredPerson person;
};
BOOST_DESCRIBE_STRUCT(TokenHit, (), (token, person))
struct TokenCursor {
    std::string token;
    Place place;
};
// People with a token in [first, last] within a range of codes and the scope, in the order of (token, place).
Result<std::vector<TokenHit>> people_by_token(Tx& tx, const Scope& scope, std::string_view key,
                                              std::string_view within, const TokenCursor& after,
                                              const PeopleFilter& filter, int limit);

// Possible duplicates of somebody about to be added: born the same day under the same name, or the same
// telephone under the same name; ten at most, and among fifty of a telephone.
Result<std::vector<PersonId>> alike(Tx& tx, std::string_view name,
                                    const std::optional<Date>& birth_date,
                                    const std::optional<std::string>& phone_hash);

}  // namespace xiuhua::registry::store
