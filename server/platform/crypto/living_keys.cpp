#include "platform/crypto/living_keys.hpp"

namespace xiuhua::living_keys {
namespace {

// A key that was destroyed and made again has a row of each; only one of them lives.
constexpr Query list_living{"vault.people_with_key",
                            "SELECT person_id FROM sealing_key WHERE purpose = ?1 "
                            "AND person_id > ?2 AND destroyed = 0 ORDER BY person_id LIMIT ?3"};
constexpr Query count_living{
    "vault.count_keys", "SELECT COUNT(*) FROM sealing_key WHERE purpose = ?1 AND destroyed = 0"};

}  // namespace

Result<std::vector<PersonId>> people(Tx& tx, Purpose purpose, PersonId after, int limit) {
    return tx.rows<PersonId>(list_living, purpose, after, limit);
}

Result<std::int64_t> count(Tx& tx, Purpose purpose) {
    XH_TRY(found, tx.row<std::int64_t>(count_living, purpose));
    return found.value_or(0);
}

}  // namespace xiuhua::living_keys
