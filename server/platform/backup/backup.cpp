#include "platform/backup/backup.hpp"

#include <algorithm>
#include <set>

#include "platform/backup/engine_copy.hpp"
#include "platform/backup/files.hpp"
#include "platform/backup/names.hpp"
#include "platform/crypto/password.hpp"

namespace xiuhua::backup {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr auto unfinished_kept = std::chrono::hours{24};

std::string engine_word(const DatabaseConfig& database) {
    return database.url.starts_with("sqlite:") ? "sqlite" : "postgresql";
}

// One line a key; what does not open any more keeps its place and says so.
std::string key_line(const KeyRow& key) {
    return key.person_id + " " + key.purpose + " " + std::to_string(key.generation) + " " +
           std::to_string(key.destroyed) + " " + crypto::base64url(key.wrapped.data) + "\n";
}

Done refuse_to_shrink(const std::filesystem::path& file, const Manifest& manifest) {
    std::error_code none;
    if (!std::filesystem::exists(file, none)) {
        return {};
    }
    XH_TRY(header, read_header(file));
    const auto before = json::parse<Manifest>(header);
    if (before && before->sealing_keys > manifest.sealing_keys) {
        return fail(ErrorCode::conflict, "backup.keys_would_shrink", {},
                    file.string() + " holds " + std::to_string(before->sealing_keys) +
                        " keys, this database has " + std::to_string(manifest.sealing_keys));
    }
    return {};
}

// What is copied and what is said of it come from one snapshot.
struct Copying {
    const BackupPlan& plan;
    Manifest manifest;
    std::filesystem::path keys_file;
    std::unique_ptr<SealedWriter> keys = {};

    Done look(Tx& tx) {
        XH_TRY(inside, look_inside(tx, {}));
        if (inside.broken_at != 0) {
            return fail(ErrorCode::internal, "backup.chain_broken", {},
                        "audit entry " + std::to_string(inside.broken_at));
        }
        manifest.migrations = inside.migrations;
        manifest.sealing_keys = inside.keys;
        manifest.master_fingerprint = inside.master_fingerprint;
        manifest.audit_entries = inside.audit_entries;
        manifest.audit_head = inside.audit_head;
        Manifest of_keys = manifest;
        of_keys.kind = Kind::keys;
        keys_file = plan.folder / keys_name(of_keys.schema, of_keys.master_fingerprint);
        XH_DO(refuse_to_shrink(keys_file, of_keys));
        XH_TRY(writer, SealedWriter::create(keys_file, plan.recipient, json::write(of_keys)));
        keys = std::move(writer);
        XH_DO(look_inside(tx, [&](const KeyRow& key) { return keys->write(key_line(key)); }));
        return {};
    }
};

Result<std::int64_t> seal_file(const std::filesystem::path& plain,
                               const std::filesystem::path& file, const PublicKey& recipient,
                               const Manifest& manifest) {
    XH_TRY(in, File::open(plain));
    XH_TRY(out, SealedWriter::create(file, recipient, json::write(manifest)));
    for (;;) {
        XH_TRY(bytes, in.read(piece_bytes));
        if (bytes.empty()) {
            break;
        }
        XH_DO(out->write(bytes));
    }
    XH_DO(out->finish());
    return out->bytes_on_disk();
}

}  // namespace

Result<BackupMade> make(const BackupPlan& plan) {
    XH_DO(make_folder(plan.folder));
    XH_TRY(work, WorkFolder::make(plan.work));
    Copying copying{plan, {}, {}};
    Manifest& manifest = copying.manifest;
    manifest.engine = engine_word(plan.database);
    manifest.schema = plan.database.schema;
    manifest.program_version = XIUHUA_VERSION;
    manifest.made_at = plan.now;
    const auto copy = work.path() / "copy";
    const auto look = [&](Tx& tx) { return copying.look(tx); };
    XH_DO(manifest.engine == "sqlite" ? copy_sqlite(plan.database, copy, look)
                                      : copy_postgres(plan.database, copy, look));
    std::error_code failed;
    manifest.payload_bytes = static_cast<std::int64_t>(std::filesystem::file_size(copy, failed));
    // Keys first: newer keys open an older copy, not the other way round.
    XH_DO(copying.keys->finish());
    BackupMade made{plan.folder / database_name(manifest.schema, plan.now), copying.keys_file,
                    manifest, 0};
    XH_TRY(bytes, seal_file(copy, made.file, plan.recipient, manifest));
    made.bytes = bytes;
    return made;
}

Result<std::filesystem::path> make_master(const std::filesystem::path& master_key,
                                          const BackupPlan& plan) {
    XH_DO(make_folder(plan.folder));
    Manifest manifest;
    manifest.kind = Kind::master;
    manifest.schema = plan.database.schema;
    manifest.made_at = plan.now;
    manifest.program_version = XIUHUA_VERSION;
    const auto file = plan.folder / master_name(manifest.schema);
    XH_DO(seal_file(master_key, file, plan.recipient, manifest));
    return file;
}

Result<Manifest> verify_file(const std::filesystem::path& file, const SecretKey& secret) {
    XH_TRY(reader, SealedReader::open(file, secret));
    for (;;) {
        XH_TRY(bytes, reader->read(piece_bytes));
        if (bytes.empty()) {
            break;
        }
    }
    return json::parse<Manifest>(reader->header());
}

std::vector<std::string> to_remove(std::vector<std::string> names, int copies, int months) {
    std::sort(names.begin(), names.end());
    const std::size_t kept_newest =
        std::min(names.size(), static_cast<std::size_t>(std::max(copies, 1)));
    const std::size_t older = names.size() - kept_newest;
    // A name says its month; behind it stand day, time (10 letters) and the suffix (7).
    const auto month_of = [](const std::string& name) { return name.substr(0, name.size() - 17); };
    std::vector<std::string> first_of_month;
    for (const std::string& name : names) {
        if (first_of_month.empty() || month_of(first_of_month.back()) != month_of(name)) {
            first_of_month.push_back(name);
        }
    }
    const std::size_t months_kept =
        std::min(first_of_month.size(), static_cast<std::size_t>(std::max(months, 0)));
    const std::set<std::string> monthly{
        first_of_month.end() - static_cast<std::ptrdiff_t>(months_kept), first_of_month.end()};
    std::vector<std::string> gone;
    for (std::size_t i = 0; i < older; ++i) {
        if (!monthly.contains(names[i])) {
            gone.push_back(names[i]);
        }
    }
    return gone;
}

std::vector<std::string> list(const std::filesystem::path& folder, const std::string& schema) {
    std::vector<std::string> names;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{folder, failed}) {
        const std::string name = entry.path().filename().string();
        if (made_at(name, schema)) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<Instant> newest(const std::filesystem::path& folder, const std::string& schema) {
    const auto names = list(folder, schema);
    return names.empty() ? std::nullopt : made_at(names.back(), schema);
}

Done tidy(const std::filesystem::path& folder, const std::string& schema, int copies, int months) {
    std::error_code failed;
    const auto old = std::filesystem::file_time_type::clock::now() - unfinished_kept;
    for (const auto& entry : std::filesystem::directory_iterator{folder, failed}) {
        const std::string name = entry.path().filename().string();
        std::error_code none;
        if (name.starts_with("xiuhua-" + schema + "-") && name.ends_with(".partial") &&
            std::filesystem::last_write_time(entry.path(), none) < old) {
            std::filesystem::remove(entry.path(), none);
        }
    }
    for (const std::string& name : to_remove(list(folder, schema), copies, months)) {
        std::filesystem::remove(folder / name, failed);
        if (failed) {
            return fail(ErrorCode::unavailable, "backup.cannot_write", {},
                        name + ": " + failed.message());
        }
    }
    return {};
}

}  // namespace xiuhua::backup
