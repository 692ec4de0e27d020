#pragma once
// Durable work at a time: survives restart, catches up after downtime, never runs twice. A job's effect and the
// mark "done" are one transaction.
#include <chrono>
#include <string>
#include <string_view>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "platform/db/db.hpp"

namespace xiuhua {

struct Job {
    std::string id;
    std::string kind;  // "isolation.escalate_alert"
    std::string key;  // At most one waiting job of a kind and key; scheduling again moves its time.
    Instant due;
    RawJson payload;  // Ids only.
    int tries = 0;
};
BOOST_DESCRIBE_STRUCT(Job, (), (id, kind, key, due, payload, tries))

namespace jobs {

inline constexpr int tries_max =
    10;  // Then the job is put aside as failed and an operator's metric rises.

// In the action's own transaction.
Done schedule(Tx& tx, std::string_view kind, std::string_view key, Instant due,
              const RawJson& payload = {});
Done cancel(Tx& tx, std::string_view kind, std::string_view key);

}  // namespace jobs
}  // namespace xiuhua
