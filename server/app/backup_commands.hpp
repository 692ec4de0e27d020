#pragma once
// Backup and restore on the command line. Exit status as in app/commands.hpp.
#include <iosfwd>

#include "platform/backup/backup.hpp"
#include "platform/config/config.hpp"

namespace xiuhua::app {

// Writes a secret key to `file` and prints the public line for the configuration.
int make_backup_key(const std::filesystem::path& file, std::ostream& out);

struct BackupWanted {
    std::filesystem::path folder;  // Empty: as configured.
    std::string public_key;        // A line, or a file that holds it. Empty: as configured.
    bool with_master = false;
};
int make_backup(const Config& config, const BackupWanted& wanted, std::ostream& out);

struct RestoreWanted {
    std::filesystem::path from;  // A .backup file, or the folder of a continuous backup.
    std::filesystem::path secret, keys, master;
    bool without_keys = false;
};
int restore_backup(const Config& config, const RestoreWanted& wanted, std::ostream& out);
int verify_backup(const std::filesystem::path& file, const std::filesystem::path& secret,
                  std::ostream& out);

}  // namespace xiuhua::app
