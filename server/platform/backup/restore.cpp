#include <charconv>

#include "platform/backup/backup.hpp"
#include "platform/backup/engine_copy.hpp"
#include "platform/backup/files.hpp"
#include "platform/backup/names.hpp"
#include "platform/crypto/password.hpp"
#include "platform/crypto/vault.hpp"

namespace xiuhua::backup {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;
constexpr std::size_t keys_at_once = 2'000;

tl::unexpected<Error> damaged(const std::string& what) {
    return fail(ErrorCode::internal, "backup.damaged", {}, what);
}

Result<Manifest> manifest_of(const SealedReader& reader, Kind kind) {
    auto manifest = json::parse<Manifest>(reader.header());
    if (!manifest) {
        return damaged("its description cannot be read");
    }
    if (manifest->kind != kind) {
        return fail(ErrorCode::invalid, "backup.other_kind", {},
                    std::string{json::enum_text(manifest->kind)} + " where " +
                        std::string{json::enum_text(kind)} + " was wanted");
    }
    return std::move(*manifest);
}

Done open_into(SealedReader& reader, const std::filesystem::path& file) {
    XH_TRY(out, File::make(file));
    for (;;) {
        XH_TRY(bytes, reader.read(piece_bytes));
        if (bytes.empty()) {
            break;
        }
        XH_DO(out.write(bytes));
    }
    return out.sync();
}

Result<KeyRow> key_of(std::string_view line) {
    KeyRow key;
    std::array<std::string_view, 5> words;
    for (std::string_view& word : words) {
        const std::size_t end = std::min(line.find(' '), line.size());
        word = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    const auto number = [](std::string_view text, std::int64_t& out) {
        return std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc{};
    };
    const auto wrapped = crypto::parse_base64url(words[4]);
    if (!number(words[2], key.generation) || !number(words[3], key.destroyed) || !wrapped) {
        return damaged("a key's line");
    }
    key.person_id = words[0];
    key.purpose = words[1];
    key.wrapped.data = *wrapped;
    return key;
}

// Line by line, so that a million keys need no memory.
Done bring_keys(SealedReader& reader, Database& database, Restored& restored) {
    std::string text;
    std::vector<KeyRow> batch;
    const auto put = [&]() -> Done {
        XH_TRY(open, database.write([&](Tx& tx) { return put_keys(tx, batch); }));
        restored.keys_opened += open;
        restored.keys_destroyed += static_cast<std::int64_t>(batch.size()) - open;
        batch.clear();
        return {};
    };
    for (;;) {
        XH_TRY(bytes, reader.read(piece_bytes));
        text += bytes;
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = text.find('\n', begin)) != text.npos; begin = end + 1) {
            XH_TRY(key, key_of(std::string_view{text}.substr(begin, end - begin)));
            batch.push_back(std::move(key));
            if (batch.size() == keys_at_once) {
                XH_DO(put());
            }
        }
        text.erase(0, begin);
        if (bytes.empty()) {
            return text.empty() ? put() : Done{damaged("the last key's line")};
        }
    }
}

std::filesystem::path master_file(const RestorePlan& plan) {
    return plan.data / "keys" / "master.key";
}

Result<std::string> fingerprint_of(const std::filesystem::path& key_folder) {
    XH_TRY(vault, Vault::open(key_folder));
    return vault->lookup_hash("master_fingerprint", "");
}

// Looked at in the work folder first: a wrong one must not stand in the way of the right one.
Done bring_master(const RestorePlan& plan, const std::filesystem::path& work,
                  const Manifest& manifest, Restored& restored) {
    std::error_code none;
    const bool there = std::filesystem::exists(master_file(plan), none);
    std::filesystem::path folder = plan.data / "keys";
    if (!there && plan.master.empty()) {
        restored.master_key_missing = true;
        return {};
    }
    if (!there) {
        folder = work / "keys";
        XH_DO(make_folder(folder));
        XH_TRY(reader, SealedReader::open(plan.master, plan.secret));
        XH_DO(manifest_of(*reader, Kind::master));
        XH_DO(open_into(*reader, folder / "master.key"));
    }
    XH_TRY(fingerprint, fingerprint_of(folder));
    if (fingerprint != manifest.master_fingerprint) {
        return fail(ErrorCode::conflict, "backup.other_master_key", {},
                    "the backup belongs to the key " + manifest.master_fingerprint);
    }
    if (!there) {
        XH_DO(make_folder(plan.data / "keys"));
        XH_DO(rename_durably(folder / "master.key", master_file(plan)));
    }
    return {};
}

// Keys in, then everything is read that can be checked.
Done fill_and_check(const DatabaseConfig& config, SealedReader* keys, Restored& restored) {
    XH_TRY(database, Database::open(config));
    if (keys != nullptr) {
        XH_DO(bring_keys(*keys, *database, restored));
    }
    XH_TRY(inside, database->read([](Tx& tx) { return look_inside(tx, {}); }));
    const Manifest& said = restored.manifest;
    if (inside.broken_at != 0 || inside.audit_head != said.audit_head ||
        inside.audit_entries != said.audit_entries || inside.migrations != said.migrations ||
        inside.master_fingerprint != said.master_fingerprint) {
        return damaged("what came in is not what the backup says of itself");
    }
    restored.audit_entries = inside.audit_entries;
    restored.audit_head = inside.audit_head;
    database->close();
    return {};
}

Done place_sqlite(const std::filesystem::path& copy, const RestorePlan& plan, SealedReader* keys,
                  Restored& restored) {
    XH_DO(check_sqlite(copy));
    DatabaseConfig config = plan.database;
    config.url = "sqlite:" + copy.string();
    XH_DO(fill_and_check(config, keys, restored));
    const std::filesystem::path place =
        plan.database.url.substr(std::string_view{"sqlite:"}.size());
    XH_TRY(file, File::open(copy));
    XH_DO(file.sync());
    XH_DO(place_is_free(plan.database));
    return rename_durably(copy, place);
}

Done place_postgres(const std::filesystem::path& copy, const RestorePlan& plan, SealedReader* keys,
                    Restored& restored) {
    XH_DO(restore_postgres(copy, restored.manifest.schema, plan.database));
    Done checked = fill_and_check(plan.database, keys, restored);
    if (!checked) {
        XH_DO(drop_postgres(plan.database));
    }
    return checked;
}

}  // namespace

Result<Restored> restore(const RestorePlan& plan) {
    const bool sqlite = plan.database.url.starts_with("sqlite:");
    XH_DO(make_folder(plan.data));
    XH_DO(place_is_free(plan.database));
    XH_TRY(reader, SealedReader::open(plan.file, plan.secret));
    XH_TRY(manifest, manifest_of(*reader, Kind::database));
    if ((manifest.engine == "sqlite") != sqlite) {
        return fail(ErrorCode::invalid, "backup.other_engine", {}, "it is of " + manifest.engine);
    }
    Restored restored;
    restored.manifest = manifest;
    std::unique_ptr<SealedReader> keys;
    if (!plan.without_keys) {
        const auto beside =
            plan.file.parent_path() / keys_name(manifest.schema, manifest.master_fingerprint);
        XH_TRY(opened, SealedReader::open(plan.keys.empty() ? beside : plan.keys, plan.secret));
        keys = std::move(opened);
        XH_TRY(of_keys, manifest_of(*keys, Kind::keys));
        if (of_keys.master_fingerprint != manifest.master_fingerprint) {
            return fail(ErrorCode::conflict, "backup.other_master_key", {}, "the keys' file");
        }
    }
    XH_TRY(work, WorkFolder::make(plan.data));
    XH_DO(bring_master(plan, work.path(), manifest, restored));
    const auto copy = work.path() / "copy";
    XH_DO(open_into(*reader, copy));
    XH_DO(sqlite ? place_sqlite(copy, plan, keys.get(), restored)
                 : place_postgres(copy, plan, keys.get(), restored));
    return restored;
}

}  // namespace xiuhua::backup
