#pragma once
// The clockwork's side of the jobs: what is due, what was tried. Rooms use jobs.hpp only.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/jobs/jobs.hpp"

namespace xiuhua::jobs {

inline constexpr int batch_max = 100;  // Due jobs read at once.

// How long to wait after the try-th failure: 30 s, 1 min, 2 min … at most 1 h.
std::chrono::milliseconds retry_delay(int tries);

Result<std::vector<Job>> due(Tx& tx, Instant now);
// Takes the job out within the transaction of its effect. False: somebody else did it, or it was moved.
Result<bool> take(Tx& tx, const Job& job);
Done postpone(Tx& tx, const Job& job, Instant due);
// Out of `job` and into `job_failed`; false when it is no longer there.
Result<bool> put_aside(Tx& tx, const Job& job, Instant now, std::string_view error_key);
Result<std::int64_t> count_failed(Tx& tx);

// Daily and periodic work.
struct Schedule {
    std::string kind;
    Instant slot;   // The last time worked off.
    int tries = 0;  // Failures of the slot that is due.
    Instant due;    // Not tried again before.
};
BOOST_DESCRIBE_STRUCT(Schedule, (), (kind, slot, tries, due))
Result<std::optional<Schedule>> find_schedule(Tx& tx, std::string_view kind);
Done add_schedule(Tx& tx, const Schedule& schedule);
// Moves from one slot to the next; false when somebody else did.
Result<bool> advance_schedule(Tx& tx, const Schedule& from, Instant slot);
Done postpone_schedule(Tx& tx, const Schedule& schedule, int tries, Instant due);
Done record_failed(Tx& tx, const Job& job, Instant now, std::string_view error_key);

// The latest time at or before `now` at which daily work at `time_of_day` was to run.
Instant daily_slot(Instant now, std::chrono::minutes time_of_day);
Instant period_slot(Instant now, std::chrono::minutes period);

// True when `holder` has the lease afterwards: it was free, over, or already theirs.
Result<bool> take_lease(Tx& tx, std::string_view name, std::string_view holder, Instant now,
                        std::chrono::milliseconds length);
Done release_lease(Tx& tx, std::string_view name, std::string_view holder);

}  // namespace xiuhua::jobs
