#pragma once
// A copy of the SQLite database that follows every commit, encrypted, in a folder on another disk or machine.
//
// A generation is two files: `xiuhua-<schema>-follow-<stamp>.base`, the database file as it was when the generation
// began, and `….log`, every page that was committed since, in order. A generation begins with the program, once a day,
// when the log has grown large, and when anything was missed; the one before is then removed. Why not another program:
// docs/decisions/0008-continuous-backup.md.
#include "platform/backup/backup.hpp"
#include "platform/db/wal_keeper.hpp"

namespace xiuhua::backup {

struct FollowPlan {
    std::filesystem::path database;  // The SQLite file.
    std::string schema = "xiuhua";   // For the names.
    std::filesystem::path folder;
    PublicKey recipient{};
    std::chrono::milliseconds pause{1'000};  // At most this much is not in the copy.
    std::int64_t fold_pages = 2'000;         // 8 MiB: SQLite's own habit is half of that.
    std::int64_t log_bytes_max = 512 << 20;  // Then a new generation begins.
    std::chrono::hours generation_max{24};
};

// Starts to follow when the database's writer commits for the first time. A folder that cannot be written is the alarm
// continuous.failed; the database works on, and a new generation begins as soon as it can.
std::shared_ptr<WalKeeper> follow(const FollowPlan& plan);

struct FollowRestored {
    std::string generation;
    std::int64_t commits = 0, pages = 0;
    std::int64_t audit_entries = 0;
    std::string audit_head;
};
BOOST_DESCRIBE_STRUCT(FollowRestored, (), (generation, commits, pages, audit_entries, audit_head))
// The newest generation of `folder` into <data>/xiuhua.db up to its last whole commit; verified before it stands there
// under its name. `conflict` backup.place_taken, `unavailable` backup.cannot_read when there is none.
Result<FollowRestored> restore_followed(const std::filesystem::path& folder,
                                        const std::string& schema, const SecretKey& secret,
                                        const std::filesystem::path& place);

}  // namespace xiuhua::backup
