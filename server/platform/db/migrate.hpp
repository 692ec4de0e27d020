#pragma once
// Migrations, one a transaction. Inside platform/db only.
#include "platform/db/transaction.hpp"

namespace xiuhua::db {

// Checks what the database knows against `wanted` and applies the first one that is missing; false when none is.
// The caller's transaction must keep other processes out.
Result<bool> migrate_one(EngineTx& tx, std::span<const Migration> wanted);

}  // namespace xiuhua::db
