#pragma once
// One SQLite connection with its prepared statements. Used by one thread at a time. Inside platform/db only.
#include <memory>
#include <string>

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
    explicit SqliteTx(SqliteConnection& connection) : connection_(connection) {}
    Engine engine() const override { return Engine::sqlite; }
    Done script(const std::string& sql) override { return connection_.script(sql); }

  protected:
    Result<std::int64_t> statement(const Query& query, std::span<const Value> values,
                                   const std::function<void(const Row&)>& visit) override {
        return connection_.run(query, values, visit);
    }
    Done command(const std::string& sql) override { return connection_.command(sql); }
    bool doomed() const override { return !connection_.in_transaction(); }

  private:
    SqliteConnection& connection_;
};

}  // namespace xiuhua::db
