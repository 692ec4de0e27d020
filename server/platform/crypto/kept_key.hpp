#pragma once
// A person's key held beyond one transaction, for who seals for the same person again and again.
//
// Whoever keeps one answers for it: it must be dropped when a row of `sealing_keys_table` changes, or what made it was
// undone (db::RowWatch tells), or something could be sealed with a key that is destroyed. Wiped with the object.
#include "platform/crypto/vault.hpp"

namespace xiuhua {

inline constexpr std::string_view sealing_keys_table = "sealing_key";

class KeptKey {
  public:
    virtual ~KeptKey() = default;
    // As PersonKey::seal(); needs no database.
    virtual Bytes seal(std::string_view context, std::string_view plain) const = 0;
};

// The key that seals now; made when there is none.
Result<std::unique_ptr<KeptKey>> keep_key(Vault& vault, Tx& tx, PersonId person, Purpose purpose);

}  // namespace xiuhua
