#pragma once
// policy/<name>.json: {"valid_from": "2020-02-05", "source": "notice and clause", "body": {…}}.
// What the program brings becomes version 1 where the database has none; later versions are people's.
#include <filesystem>

#include "platform/db/db.hpp"

namespace xiuhua {

Done load_policy_files(Tx& tx, Instant now, const std::filesystem::path& directory);

}  // namespace xiuhua
