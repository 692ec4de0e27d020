#include "platform/jobs/ledger.hpp"

#include <algorithm>

namespace xiuhua::jobs {
namespace {

constexpr Query select_due{"jobs.due",
                           "SELECT id, kind, key, due, payload, tries FROM job WHERE due <= ?1 "
                           "ORDER BY due, id LIMIT ?2"};
// `due` is part of the match: a job moved since it was read is not run at its old time.
constexpr Query take_job{"jobs.take", "DELETE FROM job WHERE id = ?1 AND due = ?2"};
constexpr Query postpone_job{
    "jobs.postpone", "UPDATE job SET tries = tries + 1, due = ?1 WHERE id = ?2 AND due = ?3"};
constexpr Query insert_failed{
    "jobs.insert_failed",
    "INSERT INTO job_failed (id, kind, key, due, payload, tries, failed_at, error_key) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
    "ON CONFLICT (id) DO UPDATE SET failed_at = excluded.failed_at, tries = excluded.tries, "
    "error_key = excluded.error_key"};
constexpr Query count_failed_jobs{"jobs.count_failed", "SELECT count(*) FROM job_failed"};
constexpr Query select_schedule{"jobs.find_schedule",
                                "SELECT kind, slot, tries, due FROM job_schedule WHERE kind = ?1"};
constexpr Query insert_schedule{
    "jobs.add_schedule",
    "INSERT INTO job_schedule (kind, slot, tries, due) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (kind) DO UPDATE SET slot = job_schedule.slot"};
constexpr Query advance{"jobs.advance_schedule",
                        "UPDATE job_schedule SET slot = ?1, tries = 0, due = 0 "
                        "WHERE kind = ?2 AND slot = ?3"};
constexpr Query postpone_slot{"jobs.postpone_schedule",
                              "UPDATE job_schedule SET tries = ?1, due = ?2 "
                              "WHERE kind = ?3 AND slot = ?4"};
constexpr Query upsert_lease{
    "jobs.take_lease",
    "INSERT INTO host_lease (name, holder, until) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE host_lease.holder = excluded.holder OR host_lease.until < ?4"};
constexpr Query delete_lease{"jobs.release_lease",
                             "DELETE FROM host_lease WHERE name = ?1 AND holder = ?2"};

}  // namespace

std::chrono::milliseconds retry_delay(int tries) {
    constexpr std::chrono::milliseconds first = std::chrono::seconds{30};
    constexpr std::chrono::milliseconds longest = std::chrono::hours{1};
    const int doublings = std::clamp(tries - 1, 0, 10);
    return std::min(first * (1 << doublings), longest);
}

Result<std::vector<Job>> due(Tx& tx, Instant now) {
    return tx.rows<Job>(select_due, now, batch_max);
}

Result<bool> take(Tx& tx, const Job& job) {
    XH_TRY(changed, tx.exec(take_job, job.id, job.due));
    return changed == 1;
}

Done postpone(Tx& tx, const Job& job, Instant due) {
    XH_DO(tx.exec(postpone_job, due, job.id, job.due));
    return {};
}

Result<bool> put_aside(Tx& tx, const Job& job, Instant now, std::string_view error_key) {
    XH_TRY(taken, take(tx, job));
    if (taken) {
        XH_DO(record_failed(tx, job, now, error_key));
    }
    return taken;
}

Done record_failed(Tx& tx, const Job& job, Instant now, std::string_view error_key) {
    XH_DO(tx.exec(insert_failed, job.id, job.kind, job.key, job.due, job.payload, job.tries, now,
                  error_key));
    return {};
}

Result<std::int64_t> count_failed(Tx& tx) {
    XH_TRY(count, tx.row<std::int64_t>(count_failed_jobs));
    return count.value_or(0);
}

Result<std::optional<Schedule>> find_schedule(Tx& tx, std::string_view kind) {
    return tx.row<Schedule>(select_schedule, kind);
}

Done add_schedule(Tx& tx, const Schedule& schedule) {
    XH_DO(tx.exec(insert_schedule, schedule.kind, schedule.slot, schedule.tries, schedule.due));
    return {};
}

Result<bool> advance_schedule(Tx& tx, const Schedule& from, Instant slot) {
    XH_TRY(changed, tx.exec(advance, slot, from.kind, from.slot));
    return changed == 1;
}

Done postpone_schedule(Tx& tx, const Schedule& schedule, int tries, Instant due) {
    XH_DO(tx.exec(postpone_slot, tries, due, schedule.kind, schedule.slot));
    return {};
}

Instant daily_slot(Instant now, std::chrono::minutes time_of_day) {
    const Date today = office_date(now);
    const Instant slot = office_instant(today, time_of_day);
    return slot <= now ? slot : office_instant(today - std::chrono::days{1}, time_of_day);
}

Instant period_slot(Instant now, std::chrono::minutes period) {
    const auto length = std::chrono::milliseconds{period};
    return Instant{(now.time_since_epoch() / length) * length};
}

Result<bool> take_lease(Tx& tx, std::string_view name, std::string_view holder, Instant now,
                        std::chrono::milliseconds length) {
    XH_TRY(changed, tx.exec(upsert_lease, name, holder, now + length, now));
    return changed == 1;
}

Done release_lease(Tx& tx, std::string_view name, std::string_view holder) {
    XH_DO(tx.exec(delete_lease, name, holder));
    return {};
}

}  // namespace xiuhua::jobs
