// On PostgreSQL two actions that have nothing to do with one another must not make each other run again.
#include <doctest/doctest.h>

#include <barrier>
#include <thread>

#include "platform/audit/audit.hpp"
#include "platform/crypto/vault.hpp"
#include "platform/http/idempotency.hpp"
#include "platform/outbox/ledger.hpp"
#include "testkit/host_fixture.hpp"

namespace xiuhua {
namespace {

using testkit::must;

bool has_postgres() {
    const auto engines = testkit::engines();
    return std::find(engines.begin(), engines.end(), Engine::postgresql) != engines.end();
}

// Runs both, each waiting in mid-transaction until the other has come as far.
template <typename First, typename Second>
void at_once(Database& db, First first, Second second) {
    std::barrier meeting{2};
    const auto run = [&](auto& work) {
        bool met = false;  // A transaction that is run again does not wait for a second meeting.
        must(db.write([&](Tx& tx) -> Done {
            return work(tx, [&] {
                if (!met) {
                    met = true;
                    meeting.arrive_and_wait();
                }
            });
        }));
    };
    std::thread other{[&] { run(second); }};
    run(first);
    other.join();
}

idempotency::Act act_with(const std::string& key) {
    return {UserId{Uuid{{1}}}, key, "POST /api/test", "request"};
}

}  // namespace

TEST_CASE("two acts with keys of their own, at the same time, are each run once") {
    if (!has_postgres()) {
        return;
    }
    testkit::HostFixture fixture{Engine::postgresql, {}};
    const Vault& vault = fixture.program().services().vault;
    const auto keyed = [&](const std::string& key) {
        return [&vault, key](Tx& tx, const std::function<void()>& meet) -> Done {
            XH_TRY(known, idempotency::claim(tx, vault, act_with(key), testkit::test_now));
            CHECK_FALSE(known);
            meet();
            return idempotency::remember(tx, vault, act_with(key), "{\"answer\":\"" + key + "\"}",
                                         testkit::test_now);
        };
    };
    const auto before = fixture.db().figures().retries;
    for (int i = 0; i < 10; ++i) {
        const std::string number = std::to_string(i);
        at_once(fixture.db(), keyed("a" + number), keyed("b" + number));
    }
    CHECK(fixture.db().figures().retries == before);
    const auto kept = fixture.write(
        [&](Tx& tx) { return idempotency::claim(tx, vault, act_with("b9"), testkit::test_now); });
    CHECK(kept == "{\"answer\":\"b9\"}");
}

TEST_CASE("the same key twice at the same time is done once, and both get the answer") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        testkit::HostFixture fixture{engine, {}};
        const Vault& vault = fixture.program().services().vault;
        std::atomic<int> done{0};
        std::vector<std::string> answers(8);
        std::vector<std::thread> threads;
        for (std::string& answer : answers) {
            threads.emplace_back([&] {
                const auto said = fixture.db().write([&](Tx& tx) -> Result<std::string> {
                    const idempotency::Act act = act_with("same");
                    XH_TRY(known, idempotency::claim(tx, vault, act, testkit::test_now));
                    if (known) {
                        return std::move(*known);
                    }
                    const std::string first = "first " + std::to_string(++done);
                    XH_DO(idempotency::remember(tx, vault, act, first, testkit::test_now));
                    return first;
                });
                answer = said ? *said : said.error().key;
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        for (const std::string& answer : answers) {
            CHECK(answer.starts_with("first "));
            CHECK(answer == answers.front());
        }
    }
}

TEST_CASE("what numbers events and chains the audit does not take part in others' conflicts") {
    if (!has_postgres()) {
        return;
    }
    testkit::HostFixture fixture{Engine::postgresql, {}};
    constexpr Query isolation{"test.isolation", "SHOW transaction_isolation"};
    const auto under = [&](auto work) {
        return fixture.write([&](Tx& tx) -> Result<std::string> {
            XH_DO(work(tx));
            XH_TRY(level, tx.row<std::string>(isolation));
            return level.value_or("");
        });
    };
    CHECK(under([](Tx& tx) { return outbox::number_batch(tx); }) == "repeatable read");
    CHECK(under([](Tx& tx) { return audit::seal_batch(tx); }) == "repeatable read");
    CHECK(under([](Tx&) -> Done { return {}; }) == "serializable");
}

TEST_CASE("a chain of any length is whole, whatever the number of links a statement writes") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        testkit::HostFixture fixture{engine, {}};
        std::int64_t entries = 0;
        for (const int more : {1, 49, 50, 51, 120}) {
            fixture.write([&](Tx& tx) -> Done {
                for (int i = 0; i < more; ++i) {
                    XH_DO(audit::append(
                        tx, testkit::test_now,
                        {UserId{}, "test.done", "test", std::to_string(i), {}, "", "", {}}));
                }
                return {};
            });
            fixture.settle();
            entries += more;
            const auto seen = fixture.read([](Tx& tx) { return audit::verify(tx); });
            CHECK(seen.entries >= entries);
            CHECK(seen.unsealed == 0);
            CHECK(seen.broken_at == 0);
        }
    }
}

}  // namespace xiuhua
