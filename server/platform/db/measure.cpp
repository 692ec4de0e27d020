#include "platform/db/measure.hpp"

namespace xiuhua::db {

QueryTimer::~QueryTimer() = default;

void measure_write(std::chrono::steady_clock::duration) {}

void measure_commit(std::size_t) {}

void measure_retry() {}

}  // namespace xiuhua::db
