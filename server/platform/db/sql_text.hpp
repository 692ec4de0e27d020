#pragma once
// The small differences between the two engines' texts. Inside platform/db only.
#include <string>
#include <string_view>

#include "platform/db/db.hpp"

namespace xiuhua::db {

// ?1 becomes $1, except within 'texts', "names" and comments.
std::string with_dollars(std::string_view sql);

// {blob} becomes BLOB or BYTEA; {clustered} becomes WITHOUT ROWID or nothing.
std::string with_types(std::string_view sql, Engine engine);

}  // namespace xiuhua::db
