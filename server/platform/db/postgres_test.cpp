// What is PostgreSQL's alone: transactions that meet, connections and servers that break.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <latch>
#include <thread>

#include "platform/health/health.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using testkit::TestDatabase;

constexpr Migration doctors[] = {
    {"try", 1, "0001_doctor.sql", "CREATE TABLE doctor (id BIGINT PRIMARY KEY, on_call BIGINT);"}};
constexpr Query put_doctor{"try.put_doctor", "INSERT INTO doctor (id, on_call) VALUES (?1, 1)"};
constexpr Query count_on_call{"try.on_call", "SELECT COUNT(*) FROM doctor WHERE on_call = 1"};
constexpr Query leave{"try.leave", "UPDATE doctor SET on_call = 0 WHERE id = ?1"};
constexpr Query end_session{"try.end_session", "SELECT pg_terminate_backend(pg_backend_pid())"};
constexpr Query session{"try.session", "SELECT pg_backend_pid()"};

bool has_postgres() {
    return testkit::engines().size() > 1;
}

std::int64_t on_call(Database& db) {
    return db.read([](Tx& tx) { return tx.row<std::int64_t>(count_on_call); }).value().value();
}

// A second pool on the test's schema whose sessions carry a name of their own.
std::unique_ptr<Database> named_pool(const TestDatabase& database) {
    DatabaseConfig config = database.config();
    config.url += config.url.find('?') == std::string::npos ? "?" : "&";
    config.url += "application_name=" + config.schema;
    return Database::open(config).value();
}

}  // namespace

TEST_CASE("two doctors who both see the other on call cannot both leave") {
    if (!has_postgres()) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    Database& db = database.db();
    REQUIRE(db.migrate(doctors));
    REQUIRE(db.write([](Tx& tx) -> Done {
        XH_DO(tx.exec(put_doctor, 1));
        XH_DO(tx.exec(put_doctor, 2));
        return {};
    }));
    std::latch both_looked{2};
    std::atomic<int> left = 0;
    std::atomic<int> stayed = 0;
    std::vector<std::thread> hands;
    for (int id = 1; id <= 2; ++id) {
        hands.emplace_back([&, id] {
            bool first_try = true;
            const Done done = db.write([&](Tx& tx) -> Done {
                XH_TRY(others, tx.row<std::int64_t>(count_on_call));
                if (std::exchange(first_try, false)) {
                    both_looked.arrive_and_wait();
                }
                if (*others < 2) {
                    return fail(ErrorCode::conflict, "try.somebody_must_stay");
                }
                XH_DO(tx.exec(leave, id));
                return {};
            });
            left += done.has_value();
            stayed += !done && done.error().key == "try.somebody_must_stay";
        });
    }
    for (std::thread& hand : hands) {
        hand.join();
    }
    CHECK(left == 1);
    CHECK(stayed == 1);
    CHECK(on_call(db) == 1);
    CHECK(db.figures().retries >= 1);
}

TEST_CASE("a conflict inside a savepoint runs the whole action again instead of skipping the row") {
    if (!has_postgres()) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    Database& db = database.db();
    REQUIRE(db.migrate(doctors));
    REQUIRE(db.write([](Tx& tx) { return tx.exec(put_doctor, 1); }));
    int tries = 0;
    const Done done = db.write([&](Tx& tx) -> Done {
        ++tries;
        XH_DO(tx.row<std::int64_t>(count_on_call));  // From here on the snapshot stands.
        if (tries == 1) {
            std::thread other{[&] { (void)db.write([](Tx& tx) { return tx.exec(leave, 1); }); }};
            other.join();
        }
        (void)tx.nested([&]() -> Done {
            XH_DO(tx.exec(leave, 1));
            return {};
        });
        return {};
    });
    CHECK(done.has_value());
    CHECK(tries == 2);
}

TEST_CASE("sessions that a server ended are replaced without anybody noticing") {
    if (!has_postgres()) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    REQUIRE(database.db().migrate(doctors));
    const auto db = named_pool(database);
    const auto end_all = [&] {
        const auto ended = database.db().read([&](Tx& tx) {
            return tx.rows<bool>({"try.end_all",
                                  "SELECT pg_terminate_backend(pid) FROM"
                                  " pg_stat_activity WHERE application_name = ?1"},
                                 database.config().schema);
        });
        REQUIRE(ended);
        CHECK(ended->size() == 1);
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    };
    CHECK(on_call(*db) == 0);
    end_all();
    CHECK(db->write([](Tx& tx) { return tx.exec(put_doctor, 1); }).has_value());
    end_all();
    CHECK(on_call(*db) == 1);
    int tries = 0;
    const auto lost_within = db->write([&](Tx& tx) -> Result<std::int64_t> {
        XH_DO(tx.exec(put_doctor, 2));
        if (++tries == 1) {
            (void)tx.rows<bool>(end_session);
        }
        return tx.exec(put_doctor, 3);
    });
    CHECK(lost_within.has_value());
    CHECK(tries == 2);
    CHECK(on_call(*db) == 3);
    const auto always = db->write([](Tx& tx) { return tx.rows<bool>(end_session); });
    CHECK(always.error().key == "db.unreachable");
    CHECK(on_call(*db) == 3);
}

TEST_CASE("a statement that waits too long for another is given up as busy") {
    if (!has_postgres()) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    const auto slow = database.db().write([](Tx& tx) {
        return tx.exec({"try.sleep", "SELECT CAST(pg_sleep(30) AS TEXT)"});
    });
    CHECK(slow.error().key == "db.busy");
    CHECK(slow.error().code == ErrorCode::unavailable);
}

TEST_CASE("a visitor that throws in the midst of many rows leaves the connection fit for use") {
    if (!has_postgres()) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    const auto db = named_pool(database);
    constexpr Query many{"try.many", "SELECT generate_series(1, 20000)"};
    int before = 0;
    for (int round = 0; round < 3; ++round) {
        const auto thrown = db->read([&](Tx& tx) {
            return tx.each<std::int64_t>(many, [](std::int64_t number) {
                if (number == 5) {
                    throw std::runtime_error("enough");
                }
            });
        });
        CHECK(thrown.error().key == "db.threw");
        const auto pid = db->read([](Tx& tx) { return tx.row<int>(session); });
        REQUIRE(pid);
        CHECK((round == 0 || **pid == before));
        before = **pid;
    }
}

// These two disturb the whole server, so they only run on one that ./dev test started for itself.
TEST_CASE(
    "a server that froze is left for another after our own deadline, and nothing is done twice") {
    if (!has_postgres() || std::getenv("XIUHUA_TEST_POSTGRES_DIRECTORY") == nullptr) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    Database& db = database.db();
    REQUIRE(db.migrate(doctors));
    int frozen = 0;
    int tries = 0;
    const auto written = db.write([&](Tx& tx) -> Result<std::int64_t> {
        if (++tries == 1) {
            XH_TRY(pid, tx.row<int>(session));
            if (kill(*pid, SIGSTOP) == 0) {
                frozen = *pid;
            }
        }
        return tx.exec(put_doctor, 7);
    });
    if (frozen != 0) {
        kill(frozen, SIGCONT);
    }
    CHECK(written.has_value());
    CHECK(tries == (frozen == 0 ? 1 : 2));
    CHECK(on_call(db) == 1);
}

namespace {

// ALTER SYSTEM does not run in a transaction block, so psql speaks for us.
void ask_for_standby(const std::string& names) {
    const std::string command =
        "psql -qX \"$XIUHUA_TEST_POSTGRES\" -c \"ALTER SYSTEM SET"
        " synchronous_standby_names = '" +
        names + "'\" -c 'SELECT pg_reload_conf()' >/dev/null";
    CHECK(std::system(command.c_str()) == 0);
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
}
// What an operator does who will not wait for a standby any longer.
void cancel_waits_for_standby(Database& db) {
    (void)db.read([](Tx& tx) {
        return tx.rows<bool>({"try.cancel",
                              "SELECT pg_cancel_backend(pid) FROM"
                              " pg_stat_activity WHERE wait_event = 'SyncRep'"});
    });
}

}  // namespace

TEST_CASE("a commit that no standby confirmed is not acknowledged") {
    if (!has_postgres() || std::getenv("XIUHUA_TEST_POSTGRES_DIRECTORY") == nullptr) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    Database& db = database.db();
    REQUIRE(db.migrate(doctors));
    ask_for_standby("somebody_far_away");
    std::thread operator_who_cancels{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{500});
        cancel_waits_for_standby(db);
    }};
    const auto alone = db.write([](Tx& tx) { return tx.exec(put_doctor, 1); });
    operator_who_cancels.join();
    ask_for_standby("");
    CHECK(alone.error().key == "db.not_replicated");
    CHECK(alone.error().code == ErrorCode::unavailable);
    const auto is_raised = [](std::string_view key) {
        const auto alarms = health::alarms();
        return std::any_of(alarms.begin(), alarms.end(),
                           [&](const health::Alarm& alarm) { return alarm.key == key; });
    };
    CHECK(is_raised("db.not_replicated"));
    CHECK(db.write([](Tx& tx) { return tx.exec(put_doctor, 2); }).has_value());
    CHECK(!is_raised("db.not_replicated"));
}

TEST_CASE("uploads whose common commit is doubtful are told so, and are not done a second time") {
    if (!has_postgres() || std::getenv("XIUHUA_TEST_POSTGRES_DIRECTORY") == nullptr) {
        return;
    }
    TestDatabase database{Engine::postgresql};
    Database& db = database.db();
    REQUIRE(db.migrate(doctors));
    constexpr int uploads = 4;
    std::latch both_busy{2};
    std::latch released{1};
    std::latch answered{uploads + 2};
    // Both hands are held, so that what comes meanwhile shares a commit.
    for (int hand = 0; hand < 2; ++hand) {
        db.write_later(
            [&](Tx&) -> Done {
                both_busy.count_down();
                released.wait();
                return {};
            },
            [&](const Done&) { answered.count_down(); });
    }
    both_busy.wait();
    std::array<std::atomic<int>, uploads> runs{};
    std::array<std::string, uploads> outcomes;
    ask_for_standby("somebody_far_away");
    for (int i = 0; i < uploads; ++i) {
        db.write_later(
            [&, i](Tx& tx) -> Done {
                ++runs[static_cast<std::size_t>(i)];
                XH_DO(tx.exec(put_doctor, i));
                return {};
            },
            [&, i](const Done& done) {
                outcomes[static_cast<std::size_t>(i)] = done ? "ok" : done.error().key;
                answered.count_down();
            });
    }
    released.count_down();
    while (!answered.try_wait()) {
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        cancel_waits_for_standby(db);
    }
    ask_for_standby("");
    for (std::size_t i = 0; i < uploads; ++i) {
        CHECK(outcomes[i] == "db.not_replicated");
        CHECK(runs[i] == 1);
    }
}

}  // namespace xiuhua
