#pragma once
// SQL of pairs that may be one person, of merges, of mass merging, and of moves.
#include "rooms/registry/rules_duplicate.hpp"
#include "rooms/registry/store.hpp"

namespace xiuhua::registry {

enum class PairState { open, apart, merged };  // apart: two people, somebody said.
BOOST_DESCRIBE_ENUM(PairState, open, apart, merged)

struct StoredPair {
    PersonId a, b;  // a < b
    std::string area_a, area_b;
    Likeness level = Likeness::possible;
    std::int64_t score = 0;
    std::int64_t rank = 0;  // The list's order: the surest first.
    std::vector<std::string> signs;
    PairState state = PairState::open;
    Instant found_at;
};
BOOST_DESCRIBE_STRUCT(StoredPair, (),
                      (a, b, area_a, area_b, level, score, rank, signs, state, found_at))

// merged; undone: as if it had never been; split: two again, the kept record as it has become.
enum class MergeState { merged, undone, split };
BOOST_DESCRIBE_ENUM(MergeState, merged, undone, split)

struct StoredMerge {
    std::string id;
    PersonId kept, gone;
    MergeState state = MergeState::merged;
    std::optional<std::string> run;
    std::string area_code, gone_area_code;
    Instant at;
    UserId actor;
    std::string reason;
    std::vector<std::string> taken;
    std::int64_t kept_version = 0;  // Of the kept record, right after the merge.
    std::optional<Bytes> before;
    std::optional<Instant> ended_at;
    std::optional<UserId> ended_by;
};
BOOST_DESCRIBE_STRUCT(StoredMerge, (),
                      (id, kept, gone, state, run, area_code, gone_area_code, at, actor, reason,
                       taken, kept_version, before, ended_at, ended_by))

enum class MergeRunState { running, cancelled, finished, undoing, undone };
BOOST_DESCRIBE_ENUM(MergeRunState, running, cancelled, finished, undoing, undone)

struct StoredMergeRun {
    std::string id;
    MergeRunState state = MergeRunState::running;
    std::string area_code, reason;
    UserId created_by;
    Instant created_at;
    std::int64_t total = 0, done = 0, merged = 0, skipped = 0;
    std::int64_t undone = 0, stayed = 0;  // By undoing.
    std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(StoredMergeRun, (),
                      (id, state, area_code, reason, created_by, created_at, total, done, merged,
                       skipped, undone, stayed, finished_at))

struct StoredMergeResult {
    std::int64_t number = 0;
    PersonId a, b;
    std::string outcome, reason;  // "merged" "skipped" "undone"; a text's key.
    std::optional<std::string> merge;
};
BOOST_DESCRIBE_STRUCT(StoredMergeResult, (), (number, a, b, outcome, reason, merge))

struct StoredMove {
    PersonId person;
    std::int64_t version = 0;
    Date moved_on;
    HouseholdId from_household;
    std::string from_area;
    HouseholdId to_household;
    std::string to_area;
};
BOOST_DESCRIBE_STRUCT(StoredMove, (),
                      (person, version, moved_on, from_household, from_area, to_household, to_area))

struct StoredScan {
    std::string state;  // "running", "finished"
    std::string cursor;
    std::int64_t done = 0, total = 0, found = 0;
    Instant started_at;
    std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(StoredScan, (), (state, cursor, done, total, found, started_at, finished_at))

namespace store {

// ---- pairs

Result<std::optional<StoredScan>> scan(Tx& tx);
Done save_scan(Tx& tx, const StoredScan& scan);
Result<bool> changed_since(Tx& tx, Instant moment);  // Anybody of the register, added or changed.

// People who share a birthday and a sound, a telephone and a sound, or a household and a sound with somebody in
// (after, until]; more than alike_max who share one of these are no candidates by it. Of the register's pairs each
// comes once, a < b.
inline constexpr int alike_max = 20;
struct Candidate {
    PersonId a, b;
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (a, b))
Result<std::vector<Candidate>> candidates(Tx& tx, std::string_view after, std::string_view until,
                                          int limit);
Result<std::vector<Candidate>> candidates_of(Tx& tx, PersonId person, int limit);
// The last id of the next `people` records after an id; empty when there are none.
Result<std::string> scan_until(Tx& tx, std::string_view after, int people);
Result<std::int64_t> count_people_after(Tx& tx, std::string_view after);

// What was decided stays decided.
Done put_pair(Tx& tx, const StoredPair& pair);
Done drop_open_pairs(Tx& tx, PersonId person);
Result<std::optional<StoredPair>> pair(Tx& tx, PersonId a, PersonId b);
Done set_pair_state(Tx& tx, const StoredPair& pair, PairState state, UserId actor, Instant now);

struct PairQuery {
    PairState state = PairState::open;
    std::optional<Likeness> level;
    std::string area;  // Both within it; empty: anywhere in the scope.
    std::int64_t after_rank = -1;
    std::string after_a, after_b;
    int limit = page_rows_default;
};
// Both people within the scope: a pair across a border is its command post's.
Result<std::vector<StoredPair>> pairs(Tx& tx, const Scope& scope, const PairQuery& query);
Result<std::int64_t> count_pairs(Tx& tx, const Scope& scope, const PairQuery& query);

// ---- merges

Done insert_merge(Tx& tx, const StoredMerge& merge);
Done end_merge(Tx& tx, const StoredMerge& merge);
Result<std::optional<StoredMerge>> merge(Tx& tx, const Scope& scope, std::string_view id);
Result<std::vector<StoredMerge>> merges(Tx& tx, const Scope& scope, std::string_view before,
                                        int limit);
Result<std::vector<StoredMerge>> merges_of(Tx& tx, PersonId person);
Result<std::optional<StoredMerge>> merge_that_took(Tx& tx, PersonId gone);
// What the run merged, the last first: each is undone before what it was built on.
Result<std::vector<StoredMergeResult>> merged_by_run(Tx& tx, std::string_view run,
                                                     std::int64_t before, int limit);
// Undoing gives the kept record a new version though it says what it said: an earlier merge of it can be undone then.
Done renew_kept_version(Tx& tx, PersonId kept, std::int64_t was, std::int64_t now);
Done forget_merges(Tx& tx, PersonId person);

// Out of lists and search, its hashes free for the kept record. Counts the version up.
Done fold_person(Tx& tx, PersonId person, std::int64_t version, PersonId into, Instant now);
// Back with its own hashes.
Done unfold_person(Tx& tx, PersonId person, const Hashes& hashes, Instant now);
Result<std::vector<PersonId>> merged_into(Tx& tx, PersonId person);

// ---- mass merging

Done insert_run(Tx& tx, const StoredMergeRun& run);
Done save_run(Tx& tx, const StoredMergeRun& run);
Result<std::optional<StoredMergeRun>> run(Tx& tx, const Viewer& viewer, std::string_view id);
Result<std::optional<StoredMergeRun>> run_unscoped(Tx& tx, std::string_view id);
Result<std::vector<StoredMergeRun>> runs(Tx& tx, const Viewer& viewer, int limit);
Done insert_result(Tx& tx, std::string_view run, const StoredMergeResult& result);
Done mark_result_undone(Tx& tx, std::string_view run, std::string_view merge,
                        std::string_view outcome, std::string_view reason);
Result<std::vector<StoredMergeResult>> results(Tx& tx, std::string_view run, std::int64_t after,
                                               int limit);

// ---- moves

Done insert_move(Tx& tx, const StoredMove& move);
Result<std::vector<StoredMove>> moves(Tx& tx, PersonId person);
Done forget_moves(Tx& tx, PersonId person);

}  // namespace store
}  // namespace xiuhua::registry
