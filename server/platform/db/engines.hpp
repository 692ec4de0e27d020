#pragma once
// The two ways to open a Database. Inside platform/db only.
#include <memory>

#include "platform/db/db.hpp"

namespace xiuhua::db {

Result<std::unique_ptr<Database>> open_sqlite(const DatabaseConfig& config);
Result<std::unique_ptr<Database>> open_postgres(const DatabaseConfig& config);

}  // namespace xiuhua::db
