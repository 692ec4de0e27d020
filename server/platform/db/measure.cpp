#include "platform/db/measure.hpp"

#include "platform/metrics/metrics.hpp"

namespace xiuhua::db {
namespace {

double seconds(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

QueryTimer::~QueryTimer() {
    metrics::observe_seconds("db_query_seconds", "query", name_,
                             seconds(std::chrono::steady_clock::now() - began_));
}

void measure_write(std::chrono::steady_clock::duration from_call_to_commit) {
    metrics::observe_seconds("db_write_seconds", {}, {}, seconds(from_call_to_commit));
}

void measure_commit(std::size_t actions) {
    metrics::count("db_commits");
    metrics::count("db_writes", {}, {}, static_cast<double>(actions));
    metrics::gauge("db_batch_size", static_cast<double>(actions));
}

void measure_retry() {
    metrics::count("db_retries");
}

}  // namespace xiuhua::db
