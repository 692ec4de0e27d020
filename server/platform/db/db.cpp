#include "platform/db/db.hpp"

#include "platform/db/engines.hpp"

namespace xiuhua {

Result<std::unique_ptr<Database>> Database::open(const DatabaseConfig& config) {
    if (config.url.starts_with("sqlite:")) {
        return db::open_sqlite(config);
    }
    return db::open_postgres(config);
}

}  // namespace xiuhua
