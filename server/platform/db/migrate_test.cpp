#include <doctest/doctest.h>

#include <thread>

#include "platform/db/sql_text.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using testkit::engine_name;
using testkit::engines;
using testkit::TestDatabase;

constexpr Migration first{"try", 1, "0001_a.sql",
                          "-- A comment; with a semicolon.\n"
                          "CREATE TABLE a (id BIGINT PRIMARY KEY, sealed {blob});\n"
                          "INSERT INTO a (id) VALUES (1); INSERT INTO a (id) VALUES (2);\n"};
constexpr Migration second{"try", 2, "0002_b.sql", "CREATE TABLE b (id BIGINT PRIMARY KEY);"};
constexpr Migration broken{
    "try", 3, "0003_c.sql",
    "CREATE TABLE c (id BIGINT PRIMARY KEY); INSERT INTO nowhere VALUES (1);"};

Done migrate(Database& db, std::vector<Migration> migrations) {
    return db.migrate(migrations);
}

std::string key_of(const Done& done) {
    return done ? "ok" : done.error().key;
}

std::string count_in(Database& db, const std::string& table) {
    const std::string sql = "SELECT COUNT(*) FROM " + table;
    const auto counted = db.read([&](Tx& tx) { return tx.row<std::int64_t>({"try.count", sql}); });
    return counted ? std::to_string(**counted) : counted.error().key;
}

}  // namespace

TEST_CASE("migrations are applied once, in order, and again only what is new") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        CHECK(key_of(migrate(db, {first})) == "ok");
        CHECK(key_of(migrate(db, {first})) == "ok");
        CHECK(count_in(db, "a") == "2");
        CHECK(key_of(migrate(db, {second, first})) == "ok");
        CHECK(count_in(db, "b") == "0");
        CHECK(count_in(db, "schema_migration") == "2");
    }
}

TEST_CASE("a migration that was changed after it was applied is refused") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        CHECK(key_of(migrate(database.db(), {first})) == "ok");
        Migration changed = first;
        changed.sql = "CREATE TABLE a (id BIGINT);";
        const Done refused = migrate(database.db(), {changed, second});
        CHECK(key_of(refused) == "db.migration_changed");
        CHECK(refused.error().detail == "try/0001_a.sql");
        CHECK(count_in(database.db(), "b") == "db.failed");
    }
}

TEST_CASE("a program older than its database refuses to run on it") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        CHECK(key_of(migrate(database.db(), {first, second})) == "ok");
        CHECK(key_of(migrate(database.db(), {first})) == "db.schema_newer");
        Migration other = second;
        other.room = "room_of_next_year";
        other.sql = "CREATE TABLE next_year (id BIGINT PRIMARY KEY);";
        CHECK(key_of(migrate(database.db(), {first, second, other})) == "ok");
        CHECK(key_of(migrate(database.db(), {first, second})) == "db.schema_newer");
    }
}

TEST_CASE("a migration that fails half-way leaves no half") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        const Done done = migrate(database.db(), {first, second, broken});
        CHECK(key_of(done) == "db.failed");
        CHECK(done.error().detail.starts_with("try/0003_c.sql"));
        CHECK(count_in(database.db(), "c") == "db.failed");
        CHECK(count_in(database.db(), "schema_migration") == "2");
    }
}

TEST_CASE("programs that start at once on an empty database migrate it once") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        std::atomic<int> succeeded = 0;
        std::vector<std::thread> programs;
        for (int i = 0; i < 6; ++i) {
            programs.emplace_back([&] {
                auto db = Database::open(database.config());
                if (db && migrate(**db, {first, second})) {
                    ++succeeded;
                }
            });
        }
        for (std::thread& program : programs) {
            program.join();
        }
        CHECK(succeeded == 6);
        CHECK(count_in(database.db(), "a") == "2");
    }
}

TEST_CASE("the program's own migrations fit both engines") {
    const std::span<const Migration> platform = migrations_of("platform");
    REQUIRE_FALSE(platform.empty());
    CHECK(platform.front().number == 1);
    CHECK(platform.front().name == "0001_scope.sql");
    CHECK(migrations_of("no such room").empty());
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        const Done done = database.db().migrate(platform);
        CHECK_MESSAGE(done.has_value(), (done ? "" : done.error().detail));
    }
}

TEST_CASE("parameters are renamed outside of quotes and comments only") {
    struct Row {
        const char* sql;
        const char* wanted;
    };
    for (const Row& row :
         {Row{"a = ?1 AND b = ?12", "a = $1 AND b = $12"}, Row{"'?1' || ?1", "'?1' || $1"},
          Row{"'it''s ?1' || ?2", "'it''s ?1' || $2"}, Row{"\"a?1\" = ?1", "\"a?1\" = $1"},
          Row{"-- ?1\n?1", "-- ?1\n$1"}, Row{"/* ?1 */ ?1", "/* ?1 */ $1"}, Row{"?", "?"},
          Row{"? 1", "? 1"}, Row{"'open ?1", "'open ?1"}, Row{"5 - ?1 / ?2", "5 - $1 / $2"}}) {
        CHECK(db::with_dollars(row.sql) == row.wanted);
    }
    CHECK(db::with_types("a {blob}, b {blob}", Engine::sqlite) == "a BLOB, b BLOB");
    CHECK(db::with_types("a {blob}, b {blob}", Engine::postgresql) == "a BYTEA, b BYTEA");
    CHECK(db::with_types("(a {blob}) {clustered};", Engine::sqlite) == "(a BLOB) WITHOUT ROWID;");
    CHECK(db::with_types("(a {blob}) {clustered};", Engine::postgresql) == "(a BYTEA) ;");
}

}  // namespace xiuhua
