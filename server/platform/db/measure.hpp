#pragma once
// What the database tells /metrics:
//   db_query_seconds{query}    one statement
//   db_write_seconds           an action from its call to its commit, the wait included
//   db_writes, db_commits      actions committed, and commits made for them (their ratio: the group's size)
//   db_batch_size             actions in the latest commit
//   db_retries                 PostgreSQL transactions run again
#include <chrono>
#include <string_view>

#include "platform/db/db.hpp"

namespace xiuhua::db {

class QueryTimer {
  public:
    explicit QueryTimer(const Query& query)
        : name_(query.name), began_(std::chrono::steady_clock::now()) {}
    ~QueryTimer();
    QueryTimer(const QueryTimer&) = delete;
    QueryTimer& operator=(const QueryTimer&) = delete;

  private:
    std::string_view name_;
    std::chrono::steady_clock::time_point began_;
};

void measure_write(std::chrono::steady_clock::duration from_call_to_commit);
void measure_commit(std::size_t actions);
void measure_retry();

}  // namespace xiuhua::db
