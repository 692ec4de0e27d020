// The pump and the clockwork on both databases, with rooms made for the purpose.
#include "testkit/host_fixture.hpp"

namespace xiuhua {
namespace {

using namespace std::chrono_literals;
using testkit::HostFixture;

// What the rooms below were given, and how they were told to fail.
struct Heard {
    std::vector<std::string> first, second, jobs;
    std::string fails_on;  // Subject or key.
    int failures_left = 0;
    Done hear(std::vector<std::string>& list, const std::string& text) {
        if (text == fails_on && failures_left > 0) {
            --failures_left;
            return fail(ErrorCode::conflict, "listener.not_now");
        }
        list.push_back(text);
        return {};
    }
};
Heard heard;

void join_listener(RoomHost& host) {
    host.on_event("test.happened", "listener.first", [](Context&, const StoredEvent& event) {
        return heard.hear(heard.first, event.subject + event.payload.text);
    });
    host.on_event("test.happened", "listener.second", [](Context&, const StoredEvent& event) {
        return heard.hear(heard.second, event.subject);
    });
    host.on_job("test.job",
                [](Context&, const Job& job) { return heard.hear(heard.jobs, job.key); });
    host.on_job("test.again", [](Context& context, const Job& job) -> Done {
        heard.jobs.push_back("again " + job.payload.text);
        if (heard.jobs.size() < 3) {
            return jobs::schedule(context.tx, "test.again", job.key, context.now, {"{\"n\":1}"});
        }
        return {};
    });
    host.daily("test.daily", 8h, [](Context&, const Job& job) {
        return heard.hear(heard.jobs, "daily " + to_text(job.due));
    });
    host.every("test.hourly", 60min, [](Context&, const Job& job) {
        return heard.hear(heard.jobs, "hourly " + to_text(job.due));
    });
}
const Room listener{"listener", join_listener};

Done happen(Tx& tx, Instant now, std::string subject, std::string payload = "{}") {
    return outbox::append(tx, now, {"test.happened", std::move(subject), "", {}, {payload}});
}

template <typename F>
void on_each_engine(F&& test) {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        heard = {};
        HostFixture fixture{engine, {&listener}};
        test(fixture);
    }
}

using Texts = std::vector<std::string>;

TEST_CASE(
    "an event reaches each consumer once, in the order it happened, and not again after a "
    "restart") {
    on_each_engine([](HostFixture& fixture) {
        fixture.write([&](Tx& tx) -> Done {
            XH_DO(happen(tx, fixture.clock.now(), "a", "{\"n\":1}"));
            XH_DO(happen(tx, fixture.clock.now(), "a", "{\"n\":2}"));
            return happen(tx, fixture.clock.now(), "b", "{\"n\":3}");
        });
        CHECK(fixture.settle() > 0);
        CHECK(heard.first == Texts{"a{\"n\":1}", "a{\"n\":2}", "b{\"n\":3}"});
        CHECK(heard.second == Texts{"a", "a", "b"});
        CHECK(fixture.settle() == 0);
        fixture.restart();
        fixture.settle();
        CHECK(heard.second.size() == 3);
    });
}

TEST_CASE("an action that is rolled back tells nothing") {
    on_each_engine([](HostFixture& fixture) {
        const Done refused = fixture.db().write([&](Tx& tx) -> Done {
            XH_DO(happen(tx, fixture.clock.now(), "a"));
            XH_DO(jobs::schedule(tx, "test.job", "a", fixture.clock.now()));
            return fail(ErrorCode::conflict, "test.no");
        });
        CHECK_FALSE(refused);
        fixture.settle();
        CHECK(heard.first.empty());
        CHECK(heard.jobs.empty());
    });
}

TEST_CASE("a consumer that fails holds up its subject, nobody else, and catches up in order") {
    on_each_engine([](HostFixture& fixture) {
        heard.fails_on = "a";
        heard.failures_left = 1;
        fixture.write([&](Tx& tx) -> Done {
            XH_DO(happen(tx, fixture.clock.now(), "a", "{\"n\":1}"));
            XH_DO(happen(tx, fixture.clock.now(), "a", "{\"n\":2}"));
            return happen(tx, fixture.clock.now(), "b", "{\"n\":3}");
        });
        fixture.settle();
        CHECK(heard.first.size() == 3);
        CHECK(heard.second == Texts{"b"});
        fixture.clock.advance(31s);
        fixture.settle();
        CHECK(heard.second == Texts{"b", "a", "a"});
        CHECK(heard.first.size() == 3);
    });
}

TEST_CASE(
    "a delivery that fails ten times is parked for good and the next of its subject goes on") {
    on_each_engine([](HostFixture& fixture) {
        heard.fails_on = "a";
        heard.failures_left = 10;
        fixture.write([&](Tx& tx) -> Done {
            XH_DO(happen(tx, fixture.clock.now(), "a"));
            return happen(tx, fixture.clock.now(), "a");
        });
        for (int i = 0; i < 12; ++i) {
            fixture.settle();
            fixture.clock.advance(2h);
        }
        CHECK(heard.second == Texts{"a"});
    });
}

TEST_CASE("a job runs when it is due, once; scheduling again moves it and cancelling removes it") {
    on_each_engine([](HostFixture& fixture) {
        const Instant due = fixture.clock.now() + 10min;
        fixture.write([&](Tx& tx) -> Done {
            XH_DO(jobs::schedule(tx, "test.job", "moved", due));
            XH_DO(jobs::schedule(tx, "test.job", "moved", due + 10min));
            XH_DO(jobs::schedule(tx, "test.job", "kept", due));
            XH_DO(jobs::schedule(tx, "test.job", "dropped", due));
            return jobs::cancel(tx, "test.job", "dropped");
        });
        fixture.clock.set(due - 1ms);
        fixture.settle();
        CHECK(heard.jobs.empty());
        fixture.clock.set(due);
        fixture.settle();
        CHECK(heard.jobs == Texts{"kept"});
        fixture.restart();
        fixture.clock.set(due + 10min);
        fixture.settle();
        CHECK(heard.jobs == Texts{"kept", "moved"});
    });
}

TEST_CASE("a job may schedule its own next time") {
    on_each_engine([](HostFixture& fixture) {
        fixture.write(
            [&](Tx& tx) { return jobs::schedule(tx, "test.again", "k", fixture.clock.now()); });
        fixture.settle();
        CHECK(heard.jobs == Texts{"again {}", "again {\"n\":1}", "again {\"n\":1}"});
    });
}

TEST_CASE("a job that fails is tried later and after ten tries put aside") {
    on_each_engine([](HostFixture& fixture) {
        heard.fails_on = "x";
        heard.failures_left = 1;
        fixture.write(
            [&](Tx& tx) { return jobs::schedule(tx, "test.job", "x", fixture.clock.now()); });
        fixture.settle();
        CHECK(heard.jobs.empty());
        fixture.clock.advance(29s);
        fixture.settle();
        CHECK(heard.jobs.empty());
        fixture.clock.advance(1s);
        fixture.settle();
        CHECK(heard.jobs == Texts{"x"});

        heard.jobs.clear();
        heard.failures_left = 1'000;
        fixture.write(
            [&](Tx& tx) { return jobs::schedule(tx, "test.job", "x", fixture.clock.now()); });
        for (int i = 0; i < 12; ++i) {
            fixture.settle();
            fixture.clock.advance(59min);
        }
        CHECK(heard.failures_left == 990);
        const auto aside = fixture.read([](Tx& tx) {
            return tx.row<std::int64_t>({"test.aside", "SELECT count(*) FROM job_failed"});
        });
        CHECK(aside.value_or(0) == 1);
    });
}

int count_of(const std::string& start) {
    return static_cast<int>(std::count_if(heard.jobs.begin(), heard.jobs.end(),
                                          [&](const auto& j) { return j.starts_with(start); }));
}

TEST_CASE("daily work runs once a day, and once for the latest missed time after downtime") {
    on_each_engine([](HostFixture& fixture) {
        fixture.settle();
        CHECK(heard.jobs.empty());  // Nothing was missed before the office existed.
        fixture.clock.set(testkit::test_now + 22h + 59min);  // 07:59
        fixture.settle();
        CHECK(count_of("daily") == 0);
        fixture.clock.set(testkit::test_now + 23h);
        fixture.settle();
        fixture.settle();
        CHECK(count_of("daily 2026-03-03T00:00") == 1);
        fixture.restart();
        fixture.clock.set(testkit::test_now + 24h * 5);
        fixture.settle();
        CHECK(count_of("daily") == 2);
        CHECK(count_of("daily 2026-03-07T00:00") == 1);
        fixture.clock.set(testkit::test_now);  // A clock put back runs nothing twice.
        fixture.settle();
        CHECK(count_of("daily") == 2);
    });
}

TEST_CASE("daily work that fails is tried again the same day") {
    on_each_engine([](HostFixture& fixture) {
        heard.fails_on = "daily 2026-03-03T00:00:00.000Z";
        heard.failures_left = 1;
        fixture.clock.set(testkit::test_now + 23h);
        fixture.settle();
        CHECK(count_of("daily") == 0);
        fixture.clock.advance(31s);
        fixture.settle();
        CHECK(count_of("daily") == 1);
    });
}

TEST_CASE("the threads of a running program deliver events and run jobs by themselves") {
    on_each_engine([](HostFixture& fixture) {
        fixture.program().start();
        fixture.write([&](Tx& tx) -> Done {
            XH_DO(jobs::schedule(tx, "test.job", "live", fixture.clock.now()));
            return happen(tx, fixture.clock.now(), "live");
        });
        const auto handled = [&] {
            return fixture.read([](Tx& tx) -> Result<bool> {
                XH_TRY(waiting, tx.row<std::int64_t>({"test.jobs", "SELECT count(*) FROM job"}));
                XH_TRY(told,
                       tx.row<std::int64_t>({"test.told", "SELECT count(*) FROM outbox_delivery"}));
                return waiting.value_or(0) == 0 && told.value_or(0) == 2;
            });
        };
        const auto deadline = std::chrono::steady_clock::now() + 10s;
        while (!handled() && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(5ms);
        }
        fixture.program().stop();
        CHECK(heard.second == Texts{"live"});
        CHECK(heard.jobs == Texts{"live"});
    });
}

TEST_CASE("told events leave the outbox after seven days, with their deliveries") {
    on_each_engine([](HostFixture& fixture) {
        fixture.write([&](Tx& tx) { return happen(tx, fixture.clock.now(), "a"); });
        fixture.settle();
        const auto rows = [&] {
            return fixture.read([](Tx& tx) {
                return tx.row<std::int64_t>({"test.rows",
                                             "SELECT (SELECT count(*) FROM outbox) + "
                                             "(SELECT count(*) FROM outbox_delivery)"});
            });
        };
        fixture.clock.advance(7 * 24h);
        fixture.settle();
        CHECK(rows().value_or(-1) == 3);
        fixture.clock.advance(1min);
        fixture.settle();
        CHECK(rows().value_or(-1) == 0);
    });
}

}  // namespace
}  // namespace xiuhua
