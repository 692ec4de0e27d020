#include "platform/db/page_cache.hpp"

#include <doctest/doctest.h>

#include <random>

#include "testkit/test_app.hpp"

namespace xiuhua::db {
namespace {

constexpr unsigned lock_page = 262'145;

TEST_CASE("pages that trade places by way of a number far off leave no trace of it") {
    HighestPage highest;
    CHECK_FALSE(highest.reaches(1));
    highest.added(7);
    highest.added(3);
    CHECK(highest.reaches(7));
    CHECK_FALSE(highest.reaches(8));
    highest.moved(3, lock_page);
    CHECK(highest.reaches(8));
    highest.moved(7, 3);
    highest.moved(lock_page, 7);
    CHECK_FALSE(highest.reaches(8));
    CHECK(highest.reaches(7));
}

TEST_CASE("a page that stays far off is known, also when another one passes") {
    HighestPage highest;
    highest.added(7);
    highest.moved(3, lock_page);
    highest.moved(4, lock_page + 1);
    highest.moved(lock_page + 1, 4);
    CHECK(highest.reaches(lock_page));
    highest.cut(lock_page);
    CHECK_FALSE(highest.reaches(lock_page));
    CHECK(highest.reaches(7));
    highest.moved(3, lock_page);
    highest.cut(8);
    CHECK_FALSE(highest.reaches(8));
    CHECK(highest.reaches(7));
    highest.cut(1);
    CHECK_FALSE(highest.reaches(1));
}

// What a cache must never do is to keep a page that the file has lost: the next one of that number would be the old one.
TEST_CASE("a file that grows at random, is taken back, emptied and grows again stays whole") {
    testkit::TestDatabase database{Engine::sqlite};
    Database& db = database.db();
    constexpr Migration scattered[] = {
        {"try", 1, "0001_scattered.sql",
         "CREATE TABLE scattered (id TEXT PRIMARY KEY, words TEXT NOT NULL);"
         "CREATE INDEX scattered_words ON scattered (words);"}};
    REQUIRE(db.migrate(scattered));
    std::mt19937 random{20200302};
    const auto put = [&](Tx& tx, int rows) -> Done {
        constexpr Query add{"try.add", "INSERT INTO scattered (id, words) VALUES (?1, ?2)"};
        for (int i = 0; i < rows; ++i) {
            const std::string id = std::to_string(random()) + "-" + std::to_string(random());
            XH_DO(tx.exec(add, id, std::string(20 + random() % 300, 'a' + random() % 26)));
        }
        return {};
    };
    const auto whole = [&] {
        constexpr Query check{"try.check", "PRAGMA integrity_check"};
        const auto said = db.read([&](Tx& tx) { return tx.row<std::string>(check); });
        return said && *said ? **said : "unreadable";
    };
    for (int round = 0; round < 6; ++round) {
        for (int commit = 0; commit < 40; ++commit) {
            REQUIRE(db.write([&](Tx& tx) { return put(tx, 25); }));
        }
        CHECK_FALSE(db.write([&](Tx& tx) -> Done {
            XH_DO(put(tx, 2'000));
            return fail(ErrorCode::conflict, "try.taken_back");
        }));
        REQUIRE(db.write([&](Tx& tx) -> Done {
            CHECK_FALSE(tx.nested([&]() -> Done {
                XH_DO(put(tx, 500));
                return fail(ErrorCode::conflict, "try.taken_back");
            }));
            return put(tx, 25);
        }));
        CHECK(whole() == "ok");
        constexpr Query drop{"try.drop", "DELETE FROM scattered WHERE id < '3'"};
        REQUIRE(db.write([&](Tx& tx) { return tx.exec(drop); }));
        CHECK(whole() == "ok");
    }
}

}  // namespace
}  // namespace xiuhua::db
