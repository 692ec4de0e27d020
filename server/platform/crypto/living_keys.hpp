#pragma once
// Whose data of a purpose still exist: what a destruction has before it. No key is opened for it.
#include <vector>

#include "platform/crypto/vault.hpp"

namespace xiuhua::living_keys {

// People whose key for the purpose lives, by id, those after `after`, at most `limit`.
Result<std::vector<PersonId>> people(Tx& tx, Purpose purpose, PersonId after, int limit);
Result<std::int64_t> count(Tx& tx, Purpose purpose);

}  // namespace xiuhua::living_keys
