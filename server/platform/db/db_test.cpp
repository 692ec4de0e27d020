#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "testkit/test_app.hpp"

namespace xiuhua {

enum class Weather { sunny, cloudy };
BOOST_DESCRIBE_ENUM(Weather, sunny, cloudy)

struct Place {
    std::string street;
    std::optional<int> number;
};
BOOST_DESCRIBE_STRUCT(Place, (), (street, number))

struct Everything {
    OrderId id;
    std::string words;
    std::optional<std::string> remark;
    std::int64_t count = 0;
    bool ready = false;
    double degrees = 0;
    Weather weather = Weather::sunny;
    Instant at;
    Date day;
    Bytes sealed;
    std::vector<std::string> tags;
    RawJson facts;
    Place place;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (id, words, remark, count, ready, degrees, weather, at, day, sealed, tags,
                       facts, place))

namespace {

using testkit::engine_name;
using testkit::engines;
using testkit::TestDatabase;

constexpr Migration tables[] = {
    {"try", 1, "0001_tables.sql",
     "CREATE TABLE everything (id TEXT PRIMARY KEY, words TEXT NOT NULL, remark TEXT, count BIGINT,"
     " ready BIGINT, degrees DOUBLE PRECISION, weather TEXT, at BIGINT, day TEXT, sealed {blob},"
     " tags TEXT, facts TEXT, street TEXT, number BIGINT);"
     "CREATE TABLE parent (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, age BIGINT CHECK (age "
     "> 0));"
     "CREATE TABLE child (id BIGINT PRIMARY KEY, parent_id BIGINT NOT NULL REFERENCES parent "
     "(id));"}};

constexpr Query put_parent{"try.put_parent",
                           "INSERT INTO parent (id, name, age) VALUES (?1, ?2, ?3)"};
constexpr Query put_child{"try.put_child", "INSERT INTO child (id, parent_id) VALUES (?1, ?2)"};
constexpr Query count_parents{"try.count_parents", "SELECT COUNT(*) FROM parent"};
constexpr Query get_age{"try.get_age", "SELECT age FROM parent WHERE id = ?1"};
constexpr Query set_age{"try.set_age", "UPDATE parent SET age = ?2 WHERE id = ?1"};

std::int64_t parents(Database& db) {
    const auto counted = db.read([](Tx& tx) { return tx.row<std::int64_t>(count_parents); });
    REQUIRE(counted);
    return **counted;
}

std::string key_of(const Result<std::int64_t>& answer) {
    return answer ? "ok" : answer.error().key;
}

}  // namespace

TEST_CASE("every kind of value comes back from its column as it went in") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        REQUIRE(database.db().migrate(tables));
        Everything in{.id = OrderId{*parse_uuid("01936e2c-7c00-7000-8000-000000000001")},
                      .words = "绣花 'quoted' \"and\" ?1 \\ 100%",
                      .count = std::numeric_limits<std::int64_t>::min(),
                      .ready = true,
                      .degrees = 36.600000000000001,
                      .weather = Weather::cloudy,
                      .at = Instant{std::chrono::milliseconds{1'795'000'000'123}},
                      .day = *parse_date("2026-02-28"),
                      .sealed = {std::string{"\0\x01\xff'\\x", 6}},
                      .tags = {"a", "逗,号"},
                      .facts = {R"({"n":1})"},
                      .place = {.street = "", .number = 7}};
        constexpr Query put{"try.put_everything",
                            "INSERT INTO everything VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
                            "?10, ?11, ?12, ?13, ?14)"};
        constexpr Query get{"try.get_everything", "SELECT * FROM everything WHERE id = ?1"};
        for (const bool empty : {false, true}) {
            if (empty) {
                in.id = OrderId{*parse_uuid("01936e2c-7c00-7000-8000-000000000002")};
                in.remark = "noted";
                in.sealed = {};
                in.tags = {};
                in.place.number.reset();
            }
            const auto written = database.db().write([&](Tx& tx) {
                return tx.exec(put, in.id, in.words, in.remark, in.count, in.ready, in.degrees,
                               in.weather, in.at, in.day, in.sealed, in.tags, in.facts,
                               in.place.street, in.place.number);
            });
            REQUIRE(key_of(written) == "ok");
            CHECK(*written == 1);
            const auto read =
                database.db().read([&](Tx& tx) { return tx.row<Everything>(get, in.id); });
            REQUIRE(read);
            REQUIRE(*read);
            const Everything& out = **read;
            CHECK(out.id == in.id);
            CHECK(out.words == in.words);
            CHECK(out.remark == in.remark);
            CHECK(out.count == in.count);
            CHECK(out.ready == in.ready);
            CHECK(out.degrees == in.degrees);
            CHECK(out.weather == in.weather);
            CHECK(out.at == in.at);
            CHECK(out.day == in.day);
            CHECK(out.sealed == in.sealed);
            CHECK(out.tags == in.tags);
            CHECK(out.facts.text == in.facts.text);
            CHECK(out.place.street == in.place.street);
            CHECK(out.place.number == in.place.number);
        }
    }
}

TEST_CASE("a breach of a constraint is a conflict that names its kind, and nothing is kept") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        REQUIRE(db.write([](Tx& tx) { return tx.exec(put_parent, 1, "Li", 30); }));
        struct Breach {
            std::function<Result<std::int64_t>(Tx&)> work;
            const char* key;
        };
        const std::optional<std::string> nobody;
        for (const Breach& breach :
             {Breach{[](Tx& tx) { return tx.exec(put_parent, 1, "Wang", 30); }, "db.unique"},
              Breach{[](Tx& tx) { return tx.exec(put_parent, 2, "Li", 30); }, "db.unique"},
              Breach{[](Tx& tx) { return tx.exec(put_parent, 2, "Wang", 0); }, "db.check"},
              Breach{[&](Tx& tx) { return tx.exec(put_parent, 2, nobody, 1); }, "db.check"},
              Breach{[](Tx& tx) { return tx.exec(put_child, 1, 99); }, "db.foreign_key"}}) {
            CAPTURE(std::string{breach.key});
            const auto answer = db.write([&](Tx& tx) -> Result<std::int64_t> {
                XH_DO(tx.exec(put_parent, 50, "Zhao", 50));
                return breach.work(tx);
            });
            CHECK(key_of(answer) == breach.key);
            CHECK((!answer && answer.error().code == ErrorCode::conflict));
        }
        CHECK(parents(db) == 1);
    }
}

TEST_CASE("an action that answers an error, drops one, or throws leaves nothing behind") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        const auto refused = db.write([](Tx& tx) -> Done {
            XH_DO(tx.exec(put_parent, 1, "Li", 30));
            return fail(ErrorCode::conflict, "try.refused");
        });
        CHECK(refused.error().key == "try.refused");
        const auto dropped = db.write([](Tx& tx) -> Result<std::int64_t> {
            XH_DO(tx.exec(put_parent, 1, "Li", 30));
            (void)tx.exec(put_child, 1, 99);
            return tx.exec(put_parent, 2, "Wang", 30);
        });
        CHECK(key_of(dropped) == "db.foreign_key");
        const auto thrown = db.write([](Tx& tx) -> Done {
            XH_DO(tx.exec(put_parent, 1, "Li", 30));
            throw std::runtime_error("out of paper");
        });
        CHECK(thrown.error().key == "db.threw");
        CHECK(thrown.error().code == ErrorCode::internal);
        const auto misread = db.read([](Tx& tx) {
            return tx.row<std::int64_t>({"try.null", "SELECT CAST(NULL AS BIGINT)"});
        });
        CHECK(misread.error().key == "db.threw");
        CHECK(parents(db) == 0);
    }
}

TEST_CASE("a row that fails within a batch is undone alone, at any depth") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        std::vector<std::string> outcomes;
        const auto written = db.write([&](Tx& tx) -> Done {
            outcomes.clear();
            for (int i = 1; i <= 4; ++i) {
                const Done row = tx.nested([&]() -> Done {
                    XH_DO(
                        tx.exec(put_parent, i, i == 3 ? "same 2" : "same " + std::to_string(i), 9));
                    const Done inner = tx.nested([&]() -> Done {
                        XH_DO(tx.exec(put_child, i, i == 2 ? 99 : i));
                        return {};
                    });
                    outcomes.push_back(inner ? "child" : inner.error().key);
                    if (i == 4) {
                        return fail(ErrorCode::invalid, "try.refused");
                    }
                    return {};
                });
                outcomes.push_back(row ? "row" : row.error().key);
            }
            return {};
        });
        REQUIRE(written);
        CHECK(outcomes == std::vector<std::string>{"child", "row", "db.foreign_key", "row",
                                                   "db.unique", "child", "try.refused"});
        CHECK(parents(db) == 2);
    }
}

TEST_CASE("sixty-four hands count to the exact number together") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        REQUIRE(db.write([](Tx& tx) { return tx.exec(put_parent, 1, "counter", 1); }));
        const DatabaseFigures before = db.figures();
        constexpr int rounds = 20;
        std::atomic<std::int64_t> acknowledged = 0;
        std::vector<std::thread> hands;
        for (int i = 0; i < 64; ++i) {
            hands.emplace_back([&] {
                for (int round = 0; round < rounds; ++round) {
                    const auto counted = db.write([](Tx& tx) -> Result<std::int64_t> {
                        XH_TRY(age, tx.row<std::int64_t>(get_age, 1));
                        return tx.exec(set_age, 1, *age + 1);
                    });
                    if (counted) {
                        ++acknowledged;
                    } else if (counted.error().code != ErrorCode::unavailable) {
                        std::abort();  // Only a passing fault may refuse one.
                    }
                }
            });
        }
        for (std::thread& hand : hands) {
            hand.join();
        }
        const auto age = db.read([](Tx& tx) { return tx.row<std::int64_t>(get_age, 1); });
        CHECK(**age == 1 + acknowledged);
        CHECK(acknowledged > 64 * rounds / 2);
        const DatabaseFigures after = db.figures();
        CHECK(after.writes - before.writes == acknowledged);
        if (engine == Engine::sqlite) {
            CHECK(acknowledged == 64 * rounds);
            CHECK(after.commits - before.commits < acknowledged / 2);  // Many share a commit.
        }
    }
}

TEST_CASE("a reader sees one moment, whatever is written meanwhile") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        const auto seen = db.read([&](Tx& tx) -> Result<std::vector<std::int64_t>> {
            XH_TRY(before, tx.row<std::int64_t>(count_parents));
            std::thread other{
                [&] { (void)db.write([](Tx& tx) { return tx.exec(put_parent, 1, "Li", 30); }); }};
            other.join();
            XH_TRY(after, tx.row<std::int64_t>(count_parents));
            return std::vector{*before, *after};
        });
        REQUIRE(seen);
        CHECK(*seen == std::vector<std::int64_t>{0, 0});
        CHECK(parents(db) == 1);
    }
}

TEST_CASE("a look cannot write, and no transaction begins within another") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        const auto written = db.read([](Tx& tx) { return tx.exec(put_parent, 1, "Li", 30); });
        CHECK(key_of(written) == "db.write_in_read");
        const auto inner = db.write(
            [&](Tx&) { return db.write([](Tx& tx) { return tx.exec(put_parent, 1, "Li", 30); }); });
        CHECK(key_of(inner) == "db.nested");
        const auto read_within = db.read([&](Tx&) {
            return db.read([](Tx& tx) { return tx.row<std::int64_t>(count_parents); });
        });
        CHECK(read_within.error().key == "db.nested");
        CHECK(parents(db) == 0);
    }
}

TEST_CASE("question marks and quotes within texts, names and comments stay what they are") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        const auto answer = database.db().read([](Tx& tx) {
            return tx.rows<std::vector<std::string>>({"try.literals",
                                                      "SELECT '[\"?1 it''s\",' || CAST(?1 AS TEXT) "
                                                      "|| ']' AS \"a ?2\" /* ?3 ' */ -- ?4 \"\n"
                                                      " WHERE '?' = CAST(?2 AS TEXT)"},
                                                     "\"x\"", "?");
        });
        REQUIRE(answer);
        REQUIRE(answer->size() == 1);
        CHECK(answer->front() == std::vector<std::string>{"?1 it's", "x"});
    }
}

TEST_CASE("a text with a zero byte is refused rather than cut off") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        REQUIRE(database.db().migrate(tables));
        const auto written = database.db().write([](Tx& tx) {
            return tx.exec(put_parent, 1, std::string{"a\0b", 3}, 30);
        });
        CHECK(key_of(written) == "db.zero_byte");
    }
}

TEST_CASE("a visitor may run other queries, even its own, while rows come in") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        Database& db = database.db();
        REQUIRE(db.migrate(tables));
        REQUIRE(db.write([](Tx& tx) -> Done {
            for (int i = 1; i <= 30; ++i) {
                XH_DO(tx.exec(put_parent, i, "name " + std::to_string(i), i));
            }
            return {};
        }));
        constexpr Query ids{"try.ids", "SELECT id FROM parent WHERE id <= ?1 ORDER BY id"};
        std::int64_t visited = 0;
        const auto looked = db.read([&](Tx& tx) -> Done {
            visited = 0;
            return tx.each<std::int64_t>(
                ids,
                [&](std::int64_t id) {
                    const auto inner = tx.rows<std::int64_t>(ids, id);
                    visited += inner ? static_cast<std::int64_t>(inner->size()) : -1000;
                },
                30);
        });
        CHECK(looked.has_value());
        CHECK(visited == 30 * 31 / 2);
    }
}

TEST_CASE("a write that nobody waits for is told what came of it, once, after its commit") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        REQUIRE(database.db().migrate(tables));
        constexpr int writes = 300;
        std::atomic<int> kept = 0;
        std::atomic<int> refused = 0;
        for (int i = 0; i < writes; ++i) {
            database.db().write_later(
                [i](Tx& tx) -> Done {
                    XH_DO(tx.exec(put_parent, i, "name " + std::to_string(i), 1));
                    return i % 3 == 0 ? Done{fail(ErrorCode::conflict, "try.third")} : Done{};
                },
                [&](const Done& done) {
                    CHECK((done || done.error().key == "try.third"));
                    ++(done ? kept : refused);
                });
        }
        REQUIRE(database.db().write([](Tx& tx) { return tx.exec(set_age, -1, 1); }));
        for (int looks = 0; looks < 1'000 && kept + refused < writes; ++looks) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
        CHECK(kept == writes - writes / 3);
        CHECK(refused == writes / 3);
        CHECK(parents(database.db()) == kept);
        database.db().close();
        std::string key;
        database.db().write_later([](Tx&) -> Done { return {}; },
                                  [&](const Done& done) { key = done ? "ok" : done.error().key; });
        CHECK(key == "db.closed");
    }
}

TEST_CASE("an emptied log leaves nothing of what was overwritten, and waits for no reader") {
    TestDatabase database{Engine::sqlite};
    REQUIRE(database.db().migrate(tables));
    const std::string secret(40, 's');
    REQUIRE(database.db().write([&](Tx& tx) { return tx.exec(put_parent, 1, secret, 1); }));
    REQUIRE(database.db().write([](Tx& tx) {
        return tx.exec({"try.clear", "UPDATE parent SET name = 'nobody'"});
    }));
    const auto found = [&] {
        bool any = false;
        for (const char* name : {"xiuhua.db", "xiuhua.db-wal"}) {
            std::ifstream in{database.directory() / name, std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            any = any || bytes.find(secret) != std::string::npos;
        }
        return any;
    };
    CHECK(found());
    const auto inside = database.db().read([&](Tx&) -> Done { return database.db().empty_log(); });
    REQUIRE_FALSE(inside);
    CHECK(inside.error().key == "db.nested");
    REQUIRE(database.db().empty_log());
    CHECK_FALSE(found());
    CHECK(parents(database.db()) == 1);
}

TEST_CASE("after closing, the database refuses and says so") {
    for (const Engine engine : engines()) {
        CAPTURE(std::string{engine_name(engine)});
        TestDatabase database{engine};
        auto db = Database::open(database.config());
        REQUIRE(db);
        (*db)->close();
        CHECK(key_of((*db)->write([](Tx& tx) { return tx.exec(set_age, 1, 1); })) == "db.closed");
        CHECK((*db)->read([](Tx& tx) { return tx.row<std::int64_t>(count_parents); }).error().key ==
              "db.closed");
    }
}

TEST_CASE("a database that cannot be reached says so") {
    for (const char* url : {"sqlite:/no/such/folder/x.db", "sqlite:/", "mysql://localhost/x",
                            "postgresql://127.0.0.1:1/nothing"}) {
        const auto opened = Database::open({.url = url});
        REQUIRE_FALSE(opened);
        CHECK(opened.error().code == ErrorCode::unavailable);
        CHECK(opened.error().key == "db.unreachable");
    }
}

}  // namespace xiuhua
