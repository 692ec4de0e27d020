#include "platform/jobs/jobs.hpp"

#include "platform/clock/new_id.hpp"

namespace xiuhua::jobs {
namespace {

constexpr Query upsert_job{
    "jobs.schedule",
    "INSERT INTO job (id, kind, key, due, payload, tries) VALUES (?1, ?2, ?3, ?4, ?5, 0) "
    "ON CONFLICT (kind, key) DO UPDATE SET due = excluded.due, payload = excluded.payload, "
    "tries = 0"};
constexpr Query delete_job{"jobs.cancel", "DELETE FROM job WHERE kind = ?1 AND key = ?2"};

}  // namespace

Done schedule(Tx& tx, std::string_view kind, std::string_view key, Instant due,
              const RawJson& payload) {
    XH_DO(tx.exec(upsert_job, to_text(new_uuid(due)), kind, key, due, payload));
    return {};
}

Done cancel(Tx& tx, std::string_view kind, std::string_view key) {
    XH_DO(tx.exec(delete_job, kind, key));
    return {};
}

}  // namespace xiuhua::jobs
