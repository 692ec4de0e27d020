#pragma once
// Acts on many orders at once.
#include "rooms/isolation/model.hpp"

namespace xiuhua::isolation {

using BulkId = Id<struct BulkTag>;

enum class BulkKind { release, extension, paper, reassignment, message };
BOOST_DESCRIBE_ENUM(BulkKind, release, extension, paper, reassignment, message)
// checking → ready → running → finished; what runs can be cancelled, what can be undone can be so for a while.
enum class BulkState { checking, ready, running, finished, cancelled, undoing, undone };
BOOST_DESCRIBE_ENUM(BulkState, checking, ready, running, finished, cancelled, undoing, undone)
enum class BulkRowState { waiting, good, refused, done, failed, undone, kept };
BOOST_DESCRIBE_ENUM(BulkRowState, waiting, good, refused, done, failed, undone, kept)

struct Bulk {
    BulkId id;
    BulkKind kind = BulkKind::release;
    BulkState state = BulkState::checking;
    UserId made_by;
    Instant made_at;
    std::int64_t total = 0;
    std::int64_t checked = 0, good = 0;               // By the preview.
    std::int64_t handled = 0, done = 0, refused = 0;  // By the act.
    std::int64_t undone = 0;
    int days = 0;  // Of an extension.
    std::optional<PaperKind> paper;
    std::optional<UserId> worker;
    std::string worker_name;
    std::optional<UserId> medic;
    std::optional<Instant> started_at, finished_at;
};
BOOST_DESCRIBE_STRUCT(Bulk, (),
                      (id, kind, state, made_by, made_at, total, checked, good, handled, done,
                       refused, undone, days, paper, worker, worker_name, medic, started_at,
                       finished_at))
struct BulkRow {
    std::int64_t position = 0;
    OrderId order;
    BulkRowState state = BulkRowState::waiting;
    std::string error;  // Key of why it was refused.
    int version = 0;
    std::optional<UserId> worker_before, medic_before;
};
BOOST_DESCRIBE_STRUCT(BulkRow, (),
                      (position, order, state, error, version, worker_before, medic_before))

}  // namespace xiuhua::isolation
