#pragma once
// One libpq connection with its prepared statements. Used by one thread at a time. Inside platform/db only.
//
// Everything is sent without blocking and awaited with a deadline: a frozen server still acknowledges TCP, so that
// only our own clock can tell that it is gone.
#include <libpq-fe.h>

#include <chrono>
#include <deque>
#include <memory>
#include <string>

#include "platform/db/statement_cache.hpp"
#include "platform/db/transaction.hpp"

namespace xiuhua::db {

// What a transaction is for decides its isolation and its patience.
enum class Purpose { write, read, migrate };

class PostgresConnection {
  public:
    // `unavailable` db.unreachable.
    static Result<std::unique_ptr<PostgresConnection>> open(const DatabaseConfig& config);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    Done create_schema(const std::string& schema);

    Done begin(Purpose purpose);
    // `unavailable` db.not_replicated when the server committed alone, db.unreachable when nobody can say.
    Done commit();
    void rollback();

    // Rows are handed on as they arrive; a visitor may run other queries (the rest is then read into memory).
    Result<std::int64_t> run(const Query& query, std::span<const Value> values,
                             const std::function<void(const Row&)>& visit);
    Done simple(const std::string& sql);  // One or more statements without parameters.

    bool lost() const { return lost_; }          // Broken or useless: drop it.
    bool wants_retry() const { return retry_; }  // The transaction met another (40001, 40P01).

  private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    using Answer = std::unique_ptr<PGresult, Clear>;
    // Answers of one command that are still to come; `kept` were read early to free the connection.
    struct Stream {
        std::deque<Answer> kept;
        bool complete = false;
        Stream* outer = nullptr;
    };
    class StreamGuard;

    explicit PostgresConnection(PGconn* handle) : handle_(handle) {}
    static void noticed(void* self, const PGresult* notice);
    Result<std::string> prepared_name(const Query& query);
    bool send(int accepted);  // `accepted`: what PQsend… answered.
    bool wait(short events);
    Answer next_from_server();
    Answer next(Stream& stream);
    void keep_rest_of_active();
    Done finish(Stream& stream, std::string_view query_name, std::string* tag);
    Error lost_error(std::string_view query_name);
    Error error(const PGresult* result, std::string_view query_name);

    PGconn* handle_;
    StatementCache<std::string> statements_;  // By SQL text: the name on the server.
    std::int64_t statements_made_ = 0;
    Stream* active_ = nullptr;
    Purpose purpose_ = Purpose::read;
    bool lost_ = false, retry_ = false, warned_ = false;
};

class PostgresTx final : public EngineTx {
  public:
    explicit PostgresTx(PostgresConnection& connection) : connection_(connection) {}
    Engine engine() const override { return Engine::postgresql; }
    Done script(const std::string& sql) override { return connection_.simple(sql); }

  protected:
    Result<std::int64_t> statement(const Query& query, std::span<const Value> values,
                                   const std::function<void(const Row&)>& visit) override {
        return connection_.run(query, values, visit);
    }
    Done command(const std::string& sql) override { return connection_.simple(sql); }
    bool doomed() const override { return connection_.lost() || connection_.wants_retry(); }

  private:
    PostgresConnection& connection_;
};

}  // namespace xiuhua::db
