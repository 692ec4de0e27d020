#pragma once
// Backup and restore of one subdistrict's database, on both engines, while it is in use.
//
// A backup is two files in one folder:
//   xiuhua-<schema>-20261124T001122Z.backup   the database without its sealing keys
//   xiuhua-<schema>-keys-<fingerprint>.backup the sealing keys (each wrapped under the master key), newest state only
// The keys are apart because they are replaced: a person whose key was destroyed is unreadable in every older copy as
// soon as the next backup has replaced the keys' file. Both are encrypted to a public key; the master key is in neither.
// See docs/operate/backup.md.
#include <optional>

#include "platform/backup/sealed_file.hpp"
#include "platform/db/db.hpp"

namespace xiuhua::backup {

enum class Kind { database, keys, master };
BOOST_DESCRIBE_ENUM(Kind, database, keys, master)

// Stands clear at the head of a file, authenticated by its content. Nothing personal.
struct Manifest {
    Kind kind = Kind::database;
    std::string engine;  // "sqlite" or "postgresql"
    std::string schema;
    std::string program_version;
    Instant made_at;
    std::string master_fingerprint;  // Of the master key that opens the sealed columns.
    std::int64_t migrations = 0;
    std::int64_t sealing_keys = 0;  // Rows, destroyed ones too: they only become more.
    std::int64_t audit_entries = 0;
    std::string audit_head;
    std::int64_t payload_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Manifest, (),
                      (kind, engine, schema, program_version, made_at, master_fingerprint,
                       migrations, sealing_keys, audit_entries, audit_head, payload_bytes))

struct BackupPlan {
    DatabaseConfig database;
    std::filesystem::path
        work;  // Where an unencrypted copy may stand for the minutes of the backup.
    std::filesystem::path folder;  // Where the files go.
    PublicKey recipient{};
    Instant now;
};
struct BackupMade {
    std::filesystem::path file, keys;
    Manifest manifest;
    std::int64_t bytes = 0;
};
// Consistent as of one moment, never blocking writers. What was copied is verified (integrity, audit chain) before it
// is encrypted, and what was written is read back from the disk after. `unavailable` backup.cannot_write,
// backup.dump_failed; `internal` backup.damaged, backup.chain_broken: the database itself is wrong; `conflict`
// backup.keys_would_shrink: the folder holds the keys of another, larger database.
Result<BackupMade> make(const BackupPlan& plan);

// For those who ask for it: the master key, encrypted like a backup. Whoever has it, a backup and the secret key reads
// everything. Kept apart it is what brings the office back after a fire.
Result<std::filesystem::path> make_master(const std::filesystem::path& master_key,
                                          const BackupPlan& plan);

struct RestorePlan {
    std::filesystem::path file;
    std::filesystem::path keys;    // Empty: beside `file`.
    std::filesystem::path master;  // Empty: <data>/keys/master.key is there, or comes later.
    bool without_keys = false;     // Sealed columns stay unreadable.
    SecretKey secret;
    std::filesystem::path data;
    DatabaseConfig database;
};
struct Restored {
    Manifest manifest;
    std::int64_t audit_entries = 0;
    std::string audit_head;
    std::int64_t keys_opened = 0, keys_destroyed = 0;
    bool master_key_missing = false;
};
BOOST_DESCRIBE_STRUCT(Restored, (),
                      (manifest, audit_entries, audit_head, keys_opened, keys_destroyed,
                       master_key_missing))
// Into an empty place only: `conflict` backup.place_taken. Nothing stands there under its name before it was verified.
// `conflict` backup.other_master_key when <data>/keys holds a key that does not belong to the backup.
Result<Restored> restore(const RestorePlan& plan);

// Decrypts the whole file and throws it away. `internal` backup.damaged.
Result<Manifest> verify_file(const std::filesystem::path& file, const SecretKey& secret);

// Which of these database backups (paths of `folder`) may go: all but the newest `copies` and the first of each of the
// newest `months` months. Never the newest.
std::vector<std::string> to_remove(std::vector<std::string> names, int copies, int months);
// The database backups of this schema in `folder`, oldest first.
std::vector<std::string> list(const std::filesystem::path& folder, const std::string& schema);
// When the newest of them was made, by its name.
std::optional<Instant> newest(const std::filesystem::path& folder, const std::string& schema);
// Unfinished files of processes that were killed, and copies that are no longer kept.
Done tidy(const std::filesystem::path& folder, const std::string& schema, int copies, int months);

}  // namespace xiuhua::backup
