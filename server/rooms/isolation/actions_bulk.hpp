#pragma once
// Acts on many orders: chosen, checked by the same pure rules as the single act, done as one durable job, row by row.
#include "rooms/isolation/actions.hpp"
#include "rooms/isolation/model_bulk.hpp"

namespace xiuhua::isolation {

inline constexpr int bulk_orders_max =
    10'000;                               // Twice the largest release foreseen; more is a mistake.
inline constexpr int bulk_ids_max = 500;  // Rows ticked by hand; beyond that one chooses by filter.
inline constexpr int bulk_chunk_rows =
    100;  // In one transaction: others' acts wait at most for these.
inline constexpr int bulk_chunks_max =
    10;  // So many in one transaction while nobody waits: what they all touch is written once.
inline constexpr int bulk_undo_minutes = 10;
inline constexpr std::string_view bulk_job = "isolation.bulk";

// Either the orders, or everything in scope that the ledger's filters find.
struct BulkSelection {
    std::optional<std::vector<OrderId>> orders;
    std::optional<OrderFilter> filter;
};
BOOST_DESCRIBE_STRUCT(BulkSelection, (), (orders, filter))
struct BulkReleaseForm {
    BulkSelection selection;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(BulkReleaseForm, (), (selection, note))
struct BulkExtensionForm {
    BulkSelection selection;
    int days = 0;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(BulkExtensionForm, (), (selection, days, reason))
struct BulkPaperForm {
    BulkSelection selection;
    PaperKind kind = PaperKind::isolation_notice;
};
BOOST_DESCRIBE_STRUCT(BulkPaperForm, (), (selection, kind))
struct BulkReassignmentForm {
    BulkSelection selection;
    UserId worker;
    std::optional<UserId> medic;
};
BOOST_DESCRIBE_STRUCT(BulkReassignmentForm, (), (selection, worker, medic))
struct BulkMessageForm {
    BulkSelection selection;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(BulkMessageForm, (), (selection, text))

struct BulkView {
    BulkId id;
    BulkKind kind = BulkKind::release;
    BulkState state = BulkState::checking;
    Instant made_at;
    std::int64_t total = 0, checked = 0, good = 0, handled = 0, done = 0, refused = 0, undone = 0;
    int days = 0;
    std::optional<PaperKind> paper;
    std::string worker_name;
    std::optional<Instant> started_at, finished_at, undo_until;
};
BOOST_DESCRIBE_STRUCT(BulkView, (),
                      (id, kind, state, made_at, total, checked, good, handled, done, refused,
                       undone, days, paper, worker_name, started_at, finished_at, undo_until))
struct BulkRowView {
    std::int64_t position = 0;
    OrderId order;
    PersonId person;
    std::string number, person_name, area_name;
    BulkRowState state = BulkRowState::waiting;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(BulkRowView, (),
                      (position, order, person, number, person_name, area_name, state, error))
struct BulkRowFilter {
    std::optional<BulkRowState> state;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(BulkRowFilter, (), (state, after, limit))
struct OrderCount {
    std::int64_t count = 0;
    bool more = false;  // There are more than can be acted on at once; `count` is that limit.
};
BOOST_DESCRIBE_STRUCT(OrderCount, (), (count, more))
// What the live event carries; only its maker gets it.
struct BulkPatch {
    BulkId id;
    UserId made_by;
    BulkState state = BulkState::checking;
    std::int64_t total = 0, checked = 0, handled = 0;
};
BOOST_DESCRIBE_STRUCT(BulkPatch, (), (id, made_by, state, total, checked, handled))

Result<OrderCount> count_orders(Context& context, const OrderFilter& filter);
// Each chooses and begins to check; nothing is changed before start_bulk. `invalid` isolation.bulk_nothing,
// isolation.bulk_too_many, isolation.bulk_selection, and what the single act's form is refused for.
Result<BulkView> prepare_release(Context& context, const BulkReleaseForm& form);
Result<BulkView> prepare_extension(Context& context, const BulkExtensionForm& form);
Result<BulkView> prepare_papers(Context& context, const BulkPaperForm& form);
Result<BulkView> prepare_reassignment(Context& context, const BulkReassignmentForm& form);
Result<BulkView> prepare_message(Context& context, const BulkMessageForm& form);
// Only whoever made it finds it. `conflict` isolation.bulk_state when it is not at that point.
Result<BulkView> find_bulk(Context& context, BulkId id);
Result<Page<BulkRowView>> bulk_rows(Context& context, BulkId id, const BulkRowFilter& filter);
Result<BulkView> start_bulk(Context& context, BulkId id);
Result<BulkView> cancel_bulk(Context& context, BulkId id);  // What is done stays done.
// A change of who is responsible, and messages that nobody has read yet: a release, an extension and a paper are acts of
// law, which are answered by a new one and never unmade in silence. `conflict` isolation.bulk_no_undo / bulk_undo_over.
Result<BulkView> undo_bulk(Context& context, BulkId id);

// The job: one chunk of whatever the bulk's state asks for, more while nobody waits to write, then itself again until
// there is no more. `tries` of this job before: from the first on each row is guarded by itself.
Done run_bulk(Context& context, BulkId id, int tries);
// Bulks of a month ago: what was done stands in each order's history.
Done purge_bulks(Context& context);

}  // namespace xiuhua::isolation
