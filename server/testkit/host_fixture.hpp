#pragma once
// A program of the test's own rooms on a fresh database: for tests of the platform itself.
#include <doctest/doctest.h>

#include "testkit/source_tree.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::testkit {

// The policy/ folder of the repository.
inline std::filesystem::path policy_directory() {
    return source_tree() / "policy";
}

// The value, or a failed test that says the error's key and detail.
template <typename T>
T must(Result<T> result) {
    if (!result) {
        FAIL(result.error().key << " " << result.error().field << " " << result.error().detail);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

class HostFixture {
  public:
    explicit HostFixture(Engine engine, std::vector<const Room*> rooms)
        : database_(engine), rooms_(std::move(rooms)) {
        restart();
    }
    // As after a stop and a start: the same database, a new program.
    void restart() {
        program_.reset();
        Config config;
        config.data = database_.directory();
        config.database.url = database_.config().url;
        config.database.schema = database_.config().schema;
        program_ = must(Program::create(config, clock, rooms_, policy_directory()));
    }
    Program& program() { return *program_; }
    Database& db() { return program_->services().db; }
    int settle() { return must(program_->settle()); }
    template <typename F>
    auto write(F&& work) {
        return must(db().write(std::forward<F>(work)));
    }
    template <typename F>
    auto read(F&& look) {
        return must(db().read(std::forward<F>(look)));
    }

    FakeClock clock{test_now};

  private:
    TestDatabase database_;
    std::vector<const Room*> rooms_;
    std::unique_ptr<Program> program_;
};

}  // namespace xiuhua::testkit
