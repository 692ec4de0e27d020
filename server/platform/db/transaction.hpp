#pragma once
// What the two engines' transactions share, so that rooms cannot tell them apart. Inside platform/db only.
#include <optional>
#include <string>

#include "platform/db/db.hpp"

namespace xiuhua::db {

// After a failed statement PostgreSQL refuses everything but a rollback; SQLite would go on. Here both refuse:
// a failed statement breaks the transaction, or the savepoint of nested() that it ran in, even if the caller
// drops its Error.
class EngineTx : public Tx {
  public:
    Done nested(const std::function<Done()>& work) final;

    // Runs the action and answers what it came to. A thrown std::exception becomes `internal` db.threw.
    Done perform(const std::function<Done(Tx&)>& work);

    // Several statements without parameters: a migration.
    virtual Done script(const std::string& sql) = 0;

    static constexpr int nested_depth_max = 8;  // A row within a batch within a job is 3.

  protected:
    Result<std::int64_t> run(const Query& query, std::span<const Value> values,
                             const std::function<void(const Row&)>& visit) final;
    virtual Result<std::int64_t> statement(const Query& query, std::span<const Value> values,
                                           const std::function<void(const Row&)>& visit) = 0;
    // BEGIN, SAVEPOINT …: no parameters, no rows.
    virtual Done command(const std::string& sql) = 0;
    // True when no rollback to a savepoint can save the transaction.
    virtual bool doomed() const = 0;

  private:
    std::optional<Error> broken_;
    int depth_ = 0;
};

// One transaction at a time on a thread: a write within a write would wait for itself. Set while an action or a
// look runs; `internal` db.nested when one is running already.
class RunningMark {
  public:
    static Done refuse_nested();
    RunningMark();
    ~RunningMark();
    RunningMark(const RunningMark&) = delete;
    RunningMark& operator=(const RunningMark&) = delete;
};

// PostgreSQL's TEXT cannot hold a zero byte, so neither engine takes one: `invalid` db.zero_byte.
Done refuse_zero_bytes(const Query& query, std::span<const Value> values);

}  // namespace xiuhua::db
