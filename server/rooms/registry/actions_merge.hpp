#pragma once
// Two records of one person become one; taking that back; all exact pairs at once.
#include "platform/jobs/jobs.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/store_merge.hpp"

namespace xiuhua::registry {

inline constexpr std::string_view merge_run_job = "registry.merge_run";

// One line of the two records side by side; masked as everywhere, but it says whether the clear values are equal.
struct MergeLine {
    MergeField field = MergeField::name;
    std::string kept, gone;
    bool same = false;
    bool suggest_gone = false;  // The rule would take the other's.
};
BOOST_DESCRIBE_STRUCT(MergeLine, (), (field, kept, gone, same, suggest_gone))

struct MergeQuestion {
    PersonId kept, gone;
    std::optional<std::string>
        taken;  // Names of fields to take of `gone`, with commas; absent: as suggested.
};
BOOST_DESCRIBE_STRUCT(MergeQuestion, (), (kept, gone, taken))

struct MergeProblem {
    std::string field, key;
};
BOOST_DESCRIBE_STRUCT(MergeProblem, (), (field, key))
struct MergePreview {
    PersonRow kept, gone;
    std::int64_t kept_version = 0, gone_version = 0;
    std::vector<MergeLine> lines;
    std::vector<MergeField> taken;
    std::vector<std::string> result;     // What the record will say, line by line as in `lines`.
    std::vector<MergeProblem> problems;  // With any of them the merge is refused.
    std::optional<Likeness> level;       // As the rule sees the two; absent: as two people.
    std::vector<Sign> signs;
};
BOOST_DESCRIBE_STRUCT(MergePreview, (),
                      (kept, gone, kept_version, gone_version, lines, taken, result, problems,
                       level, signs))

struct MergeForm {
    PersonId kept, gone;
    std::int64_t kept_version = 0, gone_version = 0;
    std::vector<MergeField> taken;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(MergeForm, (), (kept, gone, kept_version, gone_version, taken, reason))

struct MergeView {
    std::string id;
    PersonId kept, gone;
    std::string kept_name, gone_name;
    MergeState state = MergeState::merged;
    std::optional<std::string> run;
    Instant at;
    std::string actor_name, reason;
    std::vector<std::string> taken;
    bool can_undo = false, can_split = false;
    std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(MergeView, (),
                      (id, kept, gone, kept_name, gone_name, state, run, at, actor_name, reason,
                       taken, can_undo, can_split, ended_at))
struct MergeListQuery {
    std::optional<std::string> after;
    std::optional<PersonId> person;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(MergeListQuery, (), (after, person, limit))
struct SplitForm {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(SplitForm, (), (reason))

Result<MergePreview> preview_merge(Context& context, const MergeQuestion& question);
Result<MergeView> merge_people(Context& context, const MergeForm& form);
// As if it had never been; `conflict` registry.merge_changed_since when the kept record changed after it.
Result<MergeView> undo_merge(Context& context, std::string_view id);
// Two again at any time: the record merged away comes back as it was; the kept one stays as it has become, but gives
// back the identity number it took.
Result<MergeView> split_merge(Context& context, std::string_view id, const SplitForm& form);
Result<Page<MergeView>> list_merges(Context& context, const MergeListQuery& query);

struct MergeRunView {
    std::string id;
    MergeRunState state = MergeRunState::running;
    std::string area_code, reason;
    std::int64_t total = 0, done = 0, merged = 0, skipped = 0, undone = 0, stayed = 0;
    Instant created_at;
    std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(MergeRunView, (),
                      (id, state, area_code, reason, total, done, merged, skipped, undone, stayed,
                       created_at, finished_at))
struct MergeRunForm {
    std::optional<std::string> area;  // Absent: the viewer's own.
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(MergeRunForm, (), (area, reason))
struct MergeResultView {
    std::int64_t number = 0;
    PersonId a, b;
    std::string name, outcome, reason;  // reason: a text's key, of what was skipped.
    std::optional<std::string> merge;
};
BOOST_DESCRIBE_STRUCT(MergeResultView, (), (number, a, b, name, outcome, reason, merge))
struct MergeResultQuery {
    std::optional<std::int64_t> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(MergeResultQuery, (), (after, limit))

Result<MergeRunView> start_merge_run(Context& context, const MergeRunForm& form);
Result<MergeRunView> see_merge_run(Context& context, std::string_view id);
Result<Page<MergeRunView>> list_merge_runs(Context& context);
// What is merged stays and can be undone.
Result<MergeRunView> cancel_merge_run(Context& context, std::string_view id);
Result<MergeRunView> undo_merge_run(Context& context, std::string_view id);
Result<Page<MergeResultView>> merge_results(Context& context, std::string_view id,
                                            const MergeResultQuery& query);
Done run_merge_batch(Context& context, const Job& job);

// ---- shared by the parts
struct MergePlan {
    StoredPerson kept, gone;
    std::vector<MergeField> taken;
    std::string reason;
    std::optional<std::string> run;
};
Result<std::string> carry_out_merge(Context& context, const MergePlan& plan);
Done take_back_merge(Context& context, StoredMerge merge);

}  // namespace xiuhua::registry
