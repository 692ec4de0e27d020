#include "app/backup_commands.hpp"

#include <fstream>
#include <iostream>

#include "app/say.hpp"
#include "platform/backup/continuous.hpp"
#include "platform/clock/clock.hpp"
#include "platform/host/program.hpp"

namespace xiuhua::app {
namespace {

struct BackupSaid {
    std::string file, keys, master;
    std::int64_t bytes = 0, seconds_thousandths = 0;
    backup::Manifest manifest;
};
BOOST_DESCRIBE_STRUCT(BackupSaid, (), (file, keys, master, bytes, seconds_thousandths, manifest))

Result<backup::PublicKey> recipient_of(const Config& config, const std::string& wanted) {
    std::string line = wanted.empty() ? config.backup.public_key : wanted;
    std::error_code none;
    if (std::filesystem::is_regular_file(line, none)) {
        std::ifstream in{line};
        std::getline(in, line);
    }
    return backup::parse_public_key(line);
}

std::int64_t since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 start)
        .count();
}

}  // namespace

int make_backup_key(const std::filesystem::path& file, std::ostream& out) {
    auto made = backup::make_key_pair(file);
    if (!made) {
        return say(made.error());
    }
    out << backup::to_text(*made) << "\n";
    std::cerr << "The secret half is in " << file.string()
              << ". Keep it away from this machine, twice; without it no backup opens.\n";
    return well;
}

int make_backup(const Config& config, const BackupWanted& wanted, std::ostream& out) {
    auto recipient = recipient_of(config, wanted.public_key);
    if (!recipient) {
        return say(recipient.error());
    }
    backup::BackupPlan plan;
    plan.database = database_config(config);
    plan.work = config.data;
    plan.folder = wanted.folder;
    if (plan.folder.empty()) {
        plan.folder = config.backup.folder;
    }
    plan.recipient = *recipient;
    plan.now = SystemClock{}.now();
    if (plan.folder.empty()) {
        return say({ErrorCode::invalid, "backup.cannot_write", {}, "no folder is given", {}});
    }
    const auto start = std::chrono::steady_clock::now();
    auto made = backup::make(plan);
    if (!made) {
        return say(made.error());
    }
    BackupSaid said{made->file.string(), made->keys.string(), {}, made->bytes, 0, made->manifest};
    if (wanted.with_master) {
        auto master = backup::make_master(config.data / "keys" / "master.key", plan);
        if (!master) {
            return say(master.error());
        }
        said.master = master->string();
    }
    said.seconds_thousandths = since(start);
    out << json::write(said) << "\n";
    return well;
}

int restore_backup(const Config& config, const RestoreWanted& wanted, std::ostream& out) {
    auto secret = backup::read_secret_key(wanted.secret);
    if (!secret) {
        return say(secret.error());
    }
    const DatabaseConfig database = database_config(config);
    constexpr std::string_view sqlite = "sqlite:";
    if (std::filesystem::is_directory(wanted.from)) {
        if (!database.url.starts_with(sqlite)) {
            return say({ErrorCode::invalid, "backup.other_engine", {}, "it is of sqlite", {}});
        }
        auto followed = backup::restore_followed(wanted.from, database.schema, *secret,
                                                 database.url.substr(sqlite.size()));
        if (!followed) {
            return say(followed.error());
        }
        out << json::write(*followed) << "\n";
        return well;
    }
    auto restored = backup::restore({wanted.from, wanted.keys, wanted.master, wanted.without_keys,
                                     *secret, config.data, database});
    if (!restored) {
        return say(restored.error());
    }
    out << json::write(*restored) << "\n";
    if (restored->master_key_missing) {
        std::cerr << "xiuhua: put the master key " << restored->manifest.master_fingerprint
                  << " to " << (config.data / "keys" / "master.key").string()
                  << " before the first start: a start without it makes another\n";
    }
    return well;
}

int verify_backup(const std::filesystem::path& file, const std::filesystem::path& secret,
                  std::ostream& out) {
    auto key = backup::read_secret_key(secret);
    if (!key) {
        return say(key.error());
    }
    auto manifest = backup::verify_file(file, *key);
    if (!manifest) {
        return say(manifest.error());
    }
    out << json::write(*manifest) << "\n";
    return well;
}

}  // namespace xiuhua::app
