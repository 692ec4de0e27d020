#pragma once
// The engine's part of backup and restore. Inside platform/backup only.
#include <functional>

#include "platform/backup/backup.hpp"

namespace xiuhua::backup {

struct KeyRow {
    std::string person_id, purpose;
    std::int64_t generation = 0;
    Bytes wrapped;
    std::int64_t destroyed = 0;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (person_id, purpose, generation, wrapped, destroyed))

// What a copy says of itself.
struct Inside {
    std::int64_t migrations = 0, keys = 0, audit_entries = 0, broken_at = 0;
    std::string master_fingerprint, audit_head;
};
// Reads it, and every sealing key, in this snapshot.
Result<Inside> look_inside(Tx& tx, const std::function<Done(const KeyRow&)>& each_key);
// Puts keys in; answers how many of them open. A table that was not empty keeps what is destroyed there.
Result<std::int64_t> put_keys(Tx& tx, const std::vector<KeyRow>& keys);

// An unencrypted copy of one moment without sealing keys at `copy`; `look` is given a snapshot of that same moment
// with them.
Done copy_sqlite(const DatabaseConfig& from, const std::filesystem::path& copy,
                 const std::function<Done(Tx&)>& look);
Done copy_postgres(const DatabaseConfig& from, const std::filesystem::path& copy,
                   const std::function<Done(Tx&)>& look);

// PRAGMA integrity_check and foreign_key_check; `internal` backup.damaged.
Done check_sqlite(const std::filesystem::path& file);
// Nothing of the program's is where the copy is to go: `conflict` backup.place_taken.
Done place_is_free(const DatabaseConfig& place);
Done restore_postgres(const std::filesystem::path& copy, const std::string& schema_in_copy,
                      const DatabaseConfig& place);
// Undoes restore_postgres when what came in does not verify.
Done drop_postgres(const DatabaseConfig& place);

}  // namespace xiuhua::backup
