#pragma once
// The whole program in a test: real rooms, a real database (each test its own), a clock that is moved by hand.
// XIUHUA_TEST_POSTGRES (a libpq URL) selects PostgreSQL for tests that run on both.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/host/program.hpp"
#include "testkit/demo_world.hpp"

namespace xiuhua::testkit {

class FakeClock final : public Clock {
  public:
    explicit FakeClock(Instant start) : now_(start) {}
    Instant now() const override { return now_.load(); }
    void set(Instant now) { now_.store(now); }
    void advance(std::chrono::milliseconds by) { now_.store(now_.load() + by); }

  private:
    std::atomic<Instant> now_;
};

// 2026-03-02 Monday 09:00 at the office: where every test's day begins.
extern const Instant test_now;

// The engines this run can reach: sqlite always; postgresql when XIUHUA_TEST_POSTGRES is set.
//   for (const Engine engine : engines()) { SUBCASE(name(engine)) {…} }
std::vector<Engine> engines();
const char* engine_name(Engine engine);
// A fresh, empty database of that engine, dropped with the object (SQLite: a private directory).
class TestDatabase {
  public:
    explicit TestDatabase(Engine engine);
    ~TestDatabase();
    Database& db() { return *db_; }
    DatabaseConfig config() const { return config_; }
    const std::filesystem::path& directory() const { return directory_; }

  private:
    std::filesystem::path directory_;
    DatabaseConfig config_;
    std::unique_ptr<Database> db_;
};

// One call and what must and must not come back.
struct Scenario {
    std::string as = {};  // A login of the demo world ("lead_qian"); empty: nobody.
    std::string get = {}, post = {}, put = {}, patch = {}, del = {};  // Exactly one: the path.
    std::string body = {};                                            // JSON.
    int status = 200;
    std::vector<std::string> has = {};    // Substrings of the answer.
    std::vector<std::string> lacks = {};  // Substrings that must not appear in it.
    std::vector<std::string> events =
        {};  // Kinds appended by this call, in order; checked when it is not a GET.
    std::string idempotency_key = {};
    std::string upload = {};                          // Bytes of the body of an upload route.
    std::map<std::string, std::string> headers = {};  // Names in lower case.
};

// The demo world is seeded by testkit/demo_world (see there for its people): two communities, one user a role.
//   TestApp app{engine};
//   app.run({.as = "lead_qian", .get = "/api/registry/people/" + app.person("江小明"), .has = {"江小明"},
//            .lacks = {"13800000101"}});
class TestApp {
  public:
    using Configure = std::function<void(Config&)>;
    explicit TestApp(Engine engine = Engine::sqlite, const Configure& configure = {});
    ~TestApp();
    // Runs it, CHECKs it, and answers the response's body (or the bytes of the file it sends).
    std::string run(const Scenario& scenario);
    // Runs it and CHECKs nothing.
    Response send(const Scenario& scenario);
    // The next call of each user logs in anew.
    void forget_sessions();
    // Delivers events and runs due jobs until nothing is left to do.
    void settle();

    FakeClock& clock();
    Program& program();
    Database& db();
    const DemoWorld& world() const;
    // Ids as text, for paths and bodies.
    std::string person(std::string_view name) const { return world().person_id(name); }
    std::string user(std::string_view login) const { return world().user_id(login); }
    // Runs `work` (Context&) -> Result<T> in one write transaction as this user, for setting scenes.
    template <typename F>
    auto act(std::string_view login, F&& work) {
        const Viewer viewer = viewer_of(login);
        return db().write([&](Tx& tx) {
            Context context{tx, viewer, program().services(), clock().now(), "test"};
            return work(context);
        });
    }
    Viewer viewer_of(std::string_view login);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace xiuhua::testkit
