#pragma once
// People who may be one person: found by a job and with each change, listed, decided.
#include "platform/jobs/jobs.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/store_merge.hpp"

namespace xiuhua::registry {

inline constexpr std::string_view scan_job = "registry.find_duplicates";
inline constexpr std::string_view daily_scan = "registry.find_duplicates_daily";

struct PairView {
    PersonRow a, b;
    Likeness level = Likeness::possible;
    int score = 0;
    std::vector<Sign> signs;
    PairState state = PairState::open;
    Instant found_at;
};
BOOST_DESCRIBE_STRUCT(PairView, (), (a, b, level, score, signs, state, found_at))
struct PairFilter {
    std::optional<Likeness> level;
    std::optional<PairState> state;  // Absent: open.
    std::optional<std::string> area, after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(PairFilter, (), (level, state, area, after, limit))
struct PairScanView {
    std::string state;  // "never", "running", "finished"
    std::int64_t done = 0, total = 0, found = 0;
    std::optional<Instant> started_at, finished_at;
};
BOOST_DESCRIBE_STRUCT(PairScanView, (), (state, done, total, found, started_at, finished_at))
struct PairSummary {
    std::int64_t exact = 0, likely = 0, possible = 0, apart = 0;
    PairScanView scan;
};
BOOST_DESCRIBE_STRUCT(PairSummary, (), (exact, likely, possible, apart, scan))
struct PairDecision {
    PersonId a, b;
    bool apart = true;  // false: asked about again.
};
BOOST_DESCRIBE_STRUCT(PairDecision, (), (a, b, apart))

Result<Page<PairView>> list_pairs(Context& context, const PairFilter& filter);
Result<PairSummary> pair_summary(Context& context);
Result<PairView> decide_pair(Context& context, const PairDecision& decision);
Result<PairScanView> start_scan(Context& context);

// Looks anew for whoever is like this person; in the transaction of a change.
Done recheck_pairs(Context& context, PersonId person);
// A piece of the register in a transaction.
Done run_scan_batch(Context& context, const Job& job);
// Nothing when nobody was added or changed since the last one began.
Done begin_daily_scan(Context& context, const Job& job);

// ---- shared with merging
Result<LikePerson> like_person(Context& context, const StoredPerson& person);
Result<std::optional<Comparison>> compare_stored(Context& context, const StoredPerson& a,
                                                 const StoredPerson& b);
Result<StoredPerson> load_person(Context& context, PersonId id);

}  // namespace xiuhua::registry
