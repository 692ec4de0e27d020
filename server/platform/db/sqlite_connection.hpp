#pragma once
// One SQLite connection with its prepared statements. Used by one thread at a time. Inside platform/db only.
#include <atomic>
#include <memory>
#include <string>

#include "platform/db/row_watch.hpp"
#include "platform/db/statement_cache.hpp"
#include "platform/db/transaction.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace xiuhua::db {

class SqliteConnection {
  public:
    enum class Use { write, read };
    // `unavailable` db.unreachable when the file cannot be opened or made.
    static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, Use use,
                                                          Durability durability = Durability::full);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Result<std::int64_t> run(const Query& query, std::span<const Value> values,
                             const std::function<void(const Row&)>& visit);
    Done command(const std::string& sql);  // From the statement cache.
    Done script(const std::string& sql);   // Several statements, not cached.
    // SQLite gives a whole transaction up by itself on some disk errors.
    bool in_transaction() const;
    // `keeper` decides from now on when the log is folded into the file; it outlives the connection.
    void watch_wal(WalKeeper& keeper);
    // `watch` is told of every row from now on; it outlives the connection.
    void watch_rows(RowWatch& watch);
    // Of rows, since the connection was opened.
    std::int64_t changes() const;
    // Another number than before: another process has written. Asked within a transaction.
    Result<std::int64_t> data_version();

  private:
    SqliteConnection(sqlite3* handle, Use use) : handle_(handle), use_(use) {}
    Result<sqlite3_stmt*> prepare(const Query& query, bool& temporary);
    Error error(int code, std::string_view query_name) const;

    sqlite3* handle_;
    Use use_;
    StatementCache<sqlite3_stmt*> statements_;
};

class SqliteTx final : public EngineTx {
  public:
    // `waiting`: how many other actions are queued; nullptr on a snapshot and in a batch of several.
    explicit SqliteTx(SqliteConnection& connection, RowWatch* watch = nullptr,
                      const std::atomic<std::size_t>* waiting = nullptr)
        : connection_(connection), watch_(watch), waiting_(waiting) {}
    bool has_time() const override { return waiting_ != nullptr && *waiting_ == 0; }
    Engine engine() const override { return Engine::sqlite; }
    Done script(const std::string& sql) override { return connection_.script(sql); }

  protected:
    Result<std::int64_t> statement(const Query& query, std::span<const Value> values,
                                   const std::function<void(const Row&)>& visit) override {
        return connection_.run(query, values, visit);
    }
    Done command(const std::string& sql) override {
        Done done = connection_.command(sql);
        if (watch_ != nullptr && sql.starts_with("ROLLBACK")) {
            watch_->undone();
        }
        return done;
    }
    bool doomed() const override { return !connection_.in_transaction(); }

  private:
    SqliteConnection& connection_;
    RowWatch* watch_;
    const std::atomic<std::size_t>* waiting_;
};

}  // namespace xiuhua::db
