#include "platform/db/migrate.hpp"

#include <sodium.h>

#include <array>

#include "platform/clock/clock.hpp"
#include "platform/db/sql_text.hpp"

namespace xiuhua::db {
namespace {

struct Applied {
    std::string room;
    std::int64_t number = 0;
    std::string sha256;
};
BOOST_DESCRIBE_STRUCT(Applied, (), (room, number, sha256))

constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS schema_migration (room TEXT NOT NULL, number BIGINT NOT NULL,"
    " name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL,"
    " PRIMARY KEY (room, number));";
constexpr Query applied_already{"db.migrations_applied",
                                "SELECT room, number, sha256 FROM schema_migration"};
constexpr Query note_applied{"db.migration_applied",
                             "INSERT INTO schema_migration (room, number, name, sha256, applied_at)"
                             " VALUES (?1, ?2, ?3, ?4, ?5)"};

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::string hex(2 * digest.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    hex.pop_back();
    return hex;
}

std::string title(const Migration& migration) {
    return std::string{migration.room} + "/" + std::string{migration.name};
}

bool same(const Applied& done, const Migration& migration) {
    return done.room == migration.room && done.number == migration.number;
}

// Of a room that was not asked for, the program may know the migrations nevertheless.
bool known(const Applied& done, std::span<const Migration> wanted) {
    const auto in = [&](std::span<const Migration> migrations) {
        return std::any_of(migrations.begin(), migrations.end(),
                           [&](const Migration& m) { return same(done, m); });
    };
    return in(wanted) || in(migrations_of(done.room));
}

Done apply(EngineTx& tx, const Migration& migration) {
    if (Done done = tx.script(with_types(migration.sql, tx.engine())); !done) {
        Error error = std::move(done.error());
        error.detail = title(migration) + ": " + error.detail;
        return fail(std::move(error));
    }
    XH_DO(tx.exec(note_applied, migration.room, migration.number, migration.name,
                  sha256_hex(migration.sql), SystemClock{}.now()));
    return {};
}

}  // namespace

Result<bool> migrate_one(EngineTx& tx, std::span<const Migration> wanted) {
    XH_DO(tx.script(create_table));
    XH_TRY(applied, tx.rows<Applied>(applied_already));
    for (const Applied& done : applied) {
        if (!known(done, wanted)) {
            return fail(ErrorCode::conflict, "db.schema_newer", {},
                        done.room + " " + std::to_string(done.number));
        }
    }
    const Migration* missing = nullptr;
    for (const Migration& migration : wanted) {
        const auto done = std::find_if(applied.begin(), applied.end(),
                                       [&](const Applied& a) { return same(a, migration); });
        if (done != applied.end() && done->sha256 != sha256_hex(migration.sql)) {
            return fail(ErrorCode::conflict, "db.migration_changed", {}, title(migration));
        }
        // The rooms in the order given, each room's own by number.
        if (done == applied.end() && (missing == nullptr || (missing->room == migration.room &&
                                                             migration.number < missing->number))) {
            missing = &migration;
        }
    }
    if (missing == nullptr) {
        return false;
    }
    XH_DO(apply(tx, *missing));
    return true;
}

}  // namespace xiuhua::db
