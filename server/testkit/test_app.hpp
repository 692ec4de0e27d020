#pragma once
// The whole program in a test: real rooms, a real database (each test its own), a clock that is moved by hand.
// XIUHUA_TEST_POSTGRES (a libpq URL) selects PostgreSQL for tests that run on both.
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/host/program.hpp"

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
    std::string as = {};               // A name of the demo world ("wang_reviewer"); empty: nobody.
    std::string get = {}, post = {}, put = {}, patch = {}, del = {};  // Exactly one: the path.
    std::string body = {};             // JSON.
    int status = 200;
    std::vector<std::string> has = {};     // Substrings of the answer.
    std::vector<std::string> lacks = {};   // Substrings that must not appear in it.
    std::vector<std::string> events = {};  // Kinds appended by this call, in order; checked when the call writes.
};

// The demo world is seeded by app/demo_world (see there for its people): two communities, one user a role.
class TestApp {
  public:
    explicit TestApp(Engine engine = Engine::sqlite);
    ~TestApp();
    // Runs it, CHECKs it, and answers the response's body.
    std::string run(const Scenario& scenario);
    FakeClock& clock();
    Program& program();
    Database& db();
    // One line a route × role that was exercised so far, for the test that no route lacks one.
    struct Impl;

  private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace xiuhua::testkit
