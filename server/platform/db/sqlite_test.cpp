// What is SQLite's alone: the writer's queue, and disks that fail.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <latch>
#include <thread>

#include "platform/db/row_watch.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using testkit::TestDatabase;

constexpr Migration notes[] = {
    {"try", 1, "0001_note.sql", "CREATE TABLE note (id BIGINT PRIMARY KEY, words TEXT NOT NULL);"}};
constexpr Query put_note{"try.put_note", "INSERT INTO note (id, words) VALUES (?1, ?2)"};
constexpr Query count_notes{"try.count_notes", "SELECT COUNT(*) FROM note"};
constexpr Query half_notes{"try.half_notes", "SELECT COUNT(*) FROM note WHERE id < 0"};

std::int64_t count(Database& db, const Query& query = count_notes) {
    return db.read([&](Tx& tx) { return tx.row<std::int64_t>(query); }).value().value();
}

// An action of two rows: half of it must never be seen.
Done put_pair(Tx& tx, std::int64_t id, const std::string& words) {
    XH_DO(tx.exec(put_note, id, words));
    XH_DO(tx.exec(put_note, -id, words));
    return {};
}

std::string key_of(const Done& done) {
    return done ? "ok" : done.error().key;
}

// No file of this process may grow beyond `bytes`, as on a full disk.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(rlim_t bytes) {
        old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &old_);
        rlimit limit = old_;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        setrlimit(RLIMIT_FSIZE, &old_);
        std::signal(SIGXFSZ, old_handler_);
    }

  private:
    rlimit old_{};
    void (*old_handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("when too many actions wait, the next is refused at once and the others are done") {
    TestDatabase database{Engine::sqlite};
    REQUIRE(database.db().migrate(notes));
    database.db().close();
    DatabaseConfig config = database.config();
    config.writes_queued_max = 3;
    auto db = Database::open(config).value();
    std::latch begun{1};
    std::latch released{1};
    std::atomic<int> written = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> hands;
    hands.emplace_back([&] {
        written += db->write([&](Tx&) -> Done {
                         begun.count_down();
                         released.wait();
                         return {};
                     }).has_value();
    });
    begun.wait();  // The writer thread is busy; everything from here on waits.
    for (int i = 1; i <= 10; ++i) {
        hands.emplace_back([&, i] {
            const Done done = db->write([&](Tx& tx) { return put_pair(tx, i, "x"); });
            written += done.has_value();
            refused += key_of(done) == "db.queue_full";
            if (refused == 7) {
                released.count_down(refused.exchange(100) == 7 ? 1 : 0);
            }
        });
    }
    for (std::thread& hand : hands) {
        hand.join();
    }
    CHECK(written == 4);
    CHECK(refused == 100);
    CHECK(count(*db) == 6);
}

TEST_CASE(
    "the first action of a commit takes back all it did, and those that come after are done") {
    TestDatabase database{Engine::sqlite};
    REQUIRE(database.db().migrate(notes));
    Database& db = database.db();
    std::latch others{3};
    std::latch begun{1};
    Done first;
    std::vector<std::thread> hands;
    hands.emplace_back([&] {
        first = db.write([&](Tx& tx) -> Done {
            XH_DO(put_pair(tx, 100, "x"));
            XH_DO(tx.exec({"try.make", "CREATE TABLE left_over (id BIGINT PRIMARY KEY)"}));
            begun.count_down();
            others.wait();
            return fail(ErrorCode::conflict, "try.refused");
        });
    });
    begun.wait();
    std::atomic<int> written = 0;
    for (int i = 1; i <= 3; ++i) {
        hands.emplace_back([&, i] {
            others.count_down();
            written += db.write([&](Tx& tx) { return put_pair(tx, i, "x"); }).has_value();
        });
    }
    for (std::thread& hand : hands) {
        hand.join();
    }
    CHECK(key_of(first) == "try.refused");
    CHECK(written == 3);
    CHECK(count(db) == 6);
    constexpr Query tables{"try.tables",
                           "SELECT COUNT(*) FROM sqlite_master WHERE name = 'left_over'"};
    CHECK(count(db, tables) == 0);
}

TEST_CASE("a full database refuses, keeps nothing half, and goes on when there is room again") {
    TestDatabase database{Engine::sqlite};
    Database& db = database.db();
    REQUIRE(db.migrate(notes));
    const auto limit = [&](int pages) {
        const std::string sql = "PRAGMA max_page_count = " + std::to_string(pages);
        REQUIRE(db.write([&](Tx& tx) { return tx.exec({"try.limit", sql}); }));
    };
    limit(40);
    const std::string words(3'000, 'x');
    std::int64_t written = 0;
    Done done;
    while ((done = db.write([&](Tx& tx) { return put_pair(tx, written + 1, words); }))) {
        ++written;
        REQUIRE(written < 100);
    }
    CHECK(key_of(done) == "db.full");
    CHECK(done.error().code == ErrorCode::unavailable);
    CHECK(count(db) == 2 * written);
    CHECK(count(db, half_notes) == written);
    CHECK(db.write([&](Tx& tx) {
        return tx.exec({"try.shorten", "UPDATE note SET words = 'y'"});
    }));
    limit(1'000'000);
    CHECK(db.write([&](Tx& tx) { return put_pair(tx, written + 1, words); }));
    CHECK(count(db) == 2 * written + 2);
}

TEST_CASE(
    "a disk that refuses to write in mid-commit leaves only whole actions, also after a restart") {
    TestDatabase database{Engine::sqlite};
    Database& db = database.db();
    REQUIRE(db.migrate(notes));
    const std::string words(3'000, 'x');
    std::atomic<std::int64_t> written = 0;
    std::atomic<std::int64_t> refused = 0;
    {
        const FileSizeLimit limit{200'000};
        std::vector<std::thread> hands;
        for (int hand = 0; hand < 8; ++hand) {
            hands.emplace_back([&, hand] {
                for (int i = 1; i <= 25; ++i) {
                    const Done done =
                        db.write([&](Tx& tx) { return put_pair(tx, 1000 * hand + i, words); });
                    written += done.has_value();
                    refused += !done && done.error().code == ErrorCode::unavailable;
                }
            });
        }
        for (std::thread& hand : hands) {
            hand.join();
        }
    }
    CHECK(refused > 0);
    CHECK(written + refused == 200);
    CHECK(count(db) == 2 * written);
    CHECK(count(db, half_notes) == written);
    CHECK(db.write([&](Tx& tx) { return put_pair(tx, 9999, words); }));
    db.close();
    auto again = Database::open(database.config()).value();
    CHECK(count(*again) == 2 * written + 2);
}

TEST_CASE("nobody but the program's own user may read the database's files") {
    TestDatabase database{Engine::sqlite};
    REQUIRE(database.db().migrate(notes));
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator{database.directory()}) {
        struct stat status {};
        REQUIRE(stat(file.path().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
        ++files;
    }
    CHECK(files == 3);  // The database, -wal and -shm.
}

namespace {

struct Told : db::RowWatch {
    explicit Told(std::vector<std::string>& all) : all(all) {}
    void changed(std::string_view table) override {
        all.push_back("changed " + std::string{table});
    }
    void committed() override { all.push_back("committed"); }
    void undone() override { all.push_back("undone"); }
    void others_wrote() override { all.push_back("others"); }
    std::vector<std::string>& all;
};

// What the watch was told while `act` ran in an action of its own.
std::vector<std::string> told_of(Database& db, std::vector<std::string>& all,
                                 const std::function<Done(Tx&)>& act) {
    (void)db.write([&](Tx&) -> Done {
        db::watch_rows(db, [&] { return std::make_unique<Told>(all); });
        return {};
    });
    all.clear();
    (void)db.write(act);
    (void)db.write([](Tx&) -> Done { return {}; });  // Behind it: all has been told.
    return all;
}

}  // namespace

TEST_CASE("who keeps rows in memory is told of every change, commit and undoing") {
    TestDatabase database{Engine::sqlite};
    Database& db = database.db();
    REQUIRE(db.migrate(notes));
    std::vector<std::string> all;
    const auto wrote = told_of(db, all, [](Tx& tx) { return put_pair(tx, 1, "a"); });
    REQUIRE(wrote.size() >= 3);
    CHECK(wrote[0] == "changed note");
    CHECK(wrote[1] == "changed note");
    CHECK(wrote[2] == "committed");
    const auto failed = told_of(db, all, [](Tx& tx) -> Done {
        XH_DO(put_pair(tx, 2, "a"));
        return fail(ErrorCode::conflict, "try.no");
    });
    CHECK(std::count(failed.begin(), failed.end(), "undone") == 1);
    const auto nested = told_of(db, all, [](Tx& tx) -> Done {
        (void)tx.nested([&]() -> Done {
            XH_DO(put_pair(tx, 3, "a"));
            return fail(ErrorCode::conflict, "try.no");
        });
        return {};
    });
    CHECK(std::count(nested.begin(), nested.end(), "undone") == 1);
    DatabaseConfig config = database.config();
    auto other = Database::open(config).value();
    REQUIRE(other->write([](Tx& tx) { return put_pair(tx, 4, "b"); }));
    const auto others = told_of(db, all, [](Tx&) -> Done { return {}; });
    CHECK(count(db) == 4);
    CHECK(std::count(others.begin(), others.end(), "undone") == 0);
}

TEST_CASE("an upload that fails after it wrote is undone alone; the others of its commit stay") {
    TestDatabase database{Engine::sqlite};
    Database& db = database.db();
    REQUIRE(db.migrate(notes));
    std::latch begun{1};
    std::latch released{1};
    std::thread holder{[&] {
        (void)db.write([&](Tx&) -> Done {
            begun.count_down();
            released.wait();
            return {};
        });
    }};
    begun.wait();  // What comes now shares one commit.
    std::vector<std::string> outcomes(4);
    std::latch answered{4};
    const auto later = [&](std::size_t index, std::function<Done(Tx&)> work) {
        db.write_later(std::move(work), [&outcomes, &answered, index](Done done) {
            outcomes[index] = key_of(done);
            answered.count_down();
        });
    };
    later(0, [](Tx& tx) { return put_pair(tx, 1, "a"); });
    later(1, [](Tx& tx) -> Done {
        XH_DO(put_pair(tx, 2, "half"));
        return fail(ErrorCode::conflict, "try.changed_its_mind");
    });
    later(2, [](Tx&) -> Done { return fail(ErrorCode::invalid, "try.refused"); });
    later(3, [](Tx& tx) { return put_pair(tx, 3, "c"); });
    released.count_down();
    answered.wait();
    holder.join();
    CHECK(outcomes == std::vector<std::string>{"ok", "try.changed_its_mind", "try.refused", "ok"});
    CHECK(count(db) == 4);
}

TEST_CASE("of many who wait for one commit, who fails after writing is undone alone") {
    TestDatabase database{Engine::sqlite};
    Database& db = database.db();
    REQUIRE(db.migrate(notes));
    constexpr int hands = 9;
    std::latch begun{1};
    std::latch all_came{hands};
    std::thread holder{[&] {
        (void)db.write([&](Tx& tx) -> Done {
            begun.count_down();
            all_came.wait();
            while (tx.has_time()) {  // Until at least one of them is queued.
                std::this_thread::yield();
            }
            return {};
        });
    }};
    begun.wait();
    std::vector<std::string> outcomes(hands);
    std::vector<std::thread> threads;
    std::atomic<int> runs = 0;
    for (int i = 0; i < hands; ++i) {
        threads.emplace_back([&, i] {
            all_came.count_down();
            outcomes[static_cast<std::size_t>(i)] = key_of(db.write([&](Tx& tx) -> Done {
                ++runs;
                XH_DO(put_pair(tx, i + 1, "a"));
                return i % 3 == 1 ? Done{fail(ErrorCode::conflict, "try.changed_its_mind")}
                                  : Done{};
            }));
        });
    }
    holder.join();
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (int i = 0; i < hands; ++i) {
        CAPTURE(i);
        CHECK(outcomes[static_cast<std::size_t>(i)] ==
              (i % 3 == 1 ? "try.changed_its_mind" : "ok"));
    }
    CHECK(count(db) == 2 * 6);
    CHECK(count(db, half_notes) == 6);
    CHECK(runs >= hands);
}

}  // namespace xiuhua
