#pragma once
// One person under several ids, since records of one person were merged. Records of other rooms keep the id they were
// made with (they are sealed under that id's key, and undoing a merge must give each back exactly its own); whoever
// asks for somebody's records asks for all ids:
//   "… WHERE o.person IN " XH_IDS_OF_PERSON("?1")
// Room registry alone adds and removes.
#include <span>

#include "kernel/id.hpp"
#include "platform/db/db.hpp"

// The id itself and those that were merged into it. `parameter` stands twice: where parameters are a bare '?', bind the
// id twice.
#define XH_IDS_OF_PERSON(parameter)                                                     \
    "(SELECT CAST(" parameter                                                           \
    " AS TEXT) UNION ALL SELECT pa.alias_id FROM person_alias pa WHERE pa.person_id = " \
    "CAST(" parameter " AS TEXT))"

namespace xiuhua::person_alias {

// Whose record the id means now; the id itself when it was never merged.
Result<PersonId> resolve(Tx& tx, PersonId id);
struct Alias {
    PersonId alias, person;
};
BOOST_DESCRIBE_STRUCT(Alias, (), (alias, person))
// The other ids of these people; empty for nearly everybody.
Result<std::vector<Alias>> of(Tx& tx, std::span<const PersonId> people);
// `alias`, and whatever meant it, means `person` from now on.
Done add(Tx& tx, PersonId alias, PersonId person);
// `person` stands for itself again, and `aliases` mean it once more.
Done remove(Tx& tx, PersonId person, std::span<const PersonId> aliases);

}  // namespace xiuhua::person_alias
