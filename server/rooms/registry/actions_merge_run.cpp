// Merging all exact pairs of an area: a job of some pairs a transaction, with a result for each, stopped and undone
// as a whole.
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/host/services.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/access/public.hpp"
#include "rooms/registry/actions_merge.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/actions_record.hpp"
#include "rooms/registry/permissions.hpp"

namespace xiuhua::registry {
namespace {

constexpr int pairs_a_transaction =
    40;  // About 50 ms on SQLite, where everybody else's write waits.

constexpr std::int64_t results_max = 1'000'000'000;  // Above the number of any result.

// Where the next transaction goes on: behind a pair, or, undoing, before a result.
struct MergeRunPayload {
    std::string run;
    std::int64_t rank = -1;
    std::string a, b;
    std::int64_t before = results_max;
    std::optional<UserId> by;  // Who asked for the undoing.
};
BOOST_DESCRIBE_STRUCT(MergeRunPayload, (), (run, rank, a, b, before, by))

MergeRunView run_view(const StoredMergeRun& run) {
    return {run.id,     run.state,   run.area_code, run.reason, run.total,      run.done,
            run.merged, run.skipped, run.undone,    run.stayed, run.created_at, run.finished_at};
}

Done tell_run(Context& context, const StoredMergeRun& run) {
    const RawJson counts{json::write(run_view(run))};
    return outbox::append(
        context.tx, context.now,
        {"registry.merge_run_changed", run.id, run.area_code, run.created_by, counts});
}

Done audit_run(Context& context, const StoredMergeRun& run, std::string_view action) {
    return audit::append(context.tx, context.now,
                         {run.created_by,
                          std::string{action},
                          "merge_run",
                          run.id,
                          {},
                          run.area_code,
                          run.reason,
                          {fmt::format(R"({{"merged":{},"skipped":{},"undone":{}}})", run.merged,
                                       run.skipped, run.undone)}});
}

Done schedule_next(Context& context, const MergeRunPayload& payload) {
    return jobs::schedule(context.tx, merge_run_job, payload.run, context.now,
                          {json::write(payload)});
}

Result<StoredMergeRun> load_run(Context& context, std::string_view id) {
    XH_TRY(found, store::run(context.tx, context.viewer, id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_merge");
    }
    return std::move(*found);
}

// Whoever started it sees it always, but may look after another area by now.
Result<StoredMergeRun> load_run_to_change(Context& context, std::string_view id) {
    XH_TRY(run, load_run(context, id));
    if (!context.viewer.scope.covers(run.area_code)) {
        return fail(ErrorCode::not_found, "registry.no_such_merge");
    }
    return std::move(run);
}

// Still exact, and nothing stands against it: else why not.
Result<std::string> merge_pair(Context& context, const StoredMergeRun& run,
                               const StoredPair& pair) {
    XH_TRY(a, load_person(context, pair.a));
    XH_TRY(b, load_person(context, pair.b));
    XH_TRY(comparison, compare_stored(context, a, b));
    if (!comparison || comparison->level != Likeness::exact) {
        return fail(ErrorCode::conflict, "registry.no_longer_exact");
    }
    const bool first = first_is_kept(a, b);
    const StoredPerson& kept = first ? a : b;
    const StoredPerson& gone = first ? b : a;
    XH_TRY(left, like_person(context, kept));
    XH_TRY(right, like_person(context, gone));
    const auto taken =
        suggest_taken({kept.id, left.facts, kept.household, kept.area_code, kept.updated_at},
                      {gone.id, right.facts, gone.household, gone.area_code, gone.updated_at});
    return carry_out_merge(context, {kept, gone, taken, run.reason, run.id});
}

bool is_passing(const Error& error) {
    return error.code != ErrorCode::conflict && error.code != ErrorCode::invalid &&
           error.code != ErrorCode::not_found;
}

Done merge_some(Context& context, StoredMergeRun& run, MergeRunPayload payload) {
    store::PairQuery query;
    query.level = Likeness::exact;
    query.area = run.area_code;
    query.after_rank = payload.rank;
    query.after_a = payload.a;
    query.after_b = payload.b;
    query.limit = pairs_a_transaction;
    XH_TRY(found, store::pairs(context.tx, context.viewer.scope, query));
    for (const StoredPair& pair : found) {
        ++run.done;
        StoredMergeResult result{run.done, pair.a, pair.b, "merged", "", {}};
        const Done merged = context.tx.nested([&]() -> Done {
            XH_TRY(id, merge_pair(context, run, pair));
            result.merge = id;
            return {};
        });
        if (!merged) {
            if (is_passing(merged.error())) {
                return merged;  // The database's fault: the whole piece is tried again.
            }
            result.outcome = "skipped";
            result.reason = merged.error().key;
            result.merge.reset();
        }
        run.merged += merged ? 1 : 0;
        run.skipped += merged ? 0 : 1;
        XH_DO(store::insert_result(context.tx, run.id, result));
        payload.rank = pair.rank;
        payload.a = to_text(pair.a);
        payload.b = to_text(pair.b);
    }
    if (static_cast<int>(found.size()) == pairs_a_transaction) {
        run.total = std::max(run.total, run.done);
        return schedule_next(context, payload);
    }
    run.state = MergeRunState::finished;
    run.total = run.done;
    run.finished_at = context.now;
    return audit_run(context, run, "registry.merged_all_exact");
}

Done undo_some(Context& context, StoredMergeRun& run, MergeRunPayload payload) {
    XH_TRY(found, store::merged_by_run(context.tx, run.id, payload.before, pairs_a_transaction));
    for (const StoredMergeResult& result : found) {
        const std::string id = result.merge.value_or("");
        const Done undone = context.tx.nested([&]() -> Done {
            XH_TRY(merge, store::merge(context.tx, context.viewer.scope, id));
            return merge ? take_back_merge(context, *merge)
                         : Done{fail(ErrorCode::not_found, "registry.no_such_merge")};
        });
        if (!undone && is_passing(undone.error())) {
            return undone;
        }
        run.undone += undone ? 1 : 0;
        run.stayed += undone ? 0 : 1;
        XH_DO(store::mark_result_undone(context.tx, run.id, id, undone ? "undone" : "stayed",
                                        undone ? "" : undone.error().key));
        payload.before = result.number;
    }
    if (static_cast<int>(found.size()) == pairs_a_transaction) {
        return schedule_next(context, payload);
    }
    run.state = MergeRunState::undone;
    return audit_run(context, run, "registry.unmerged_all");
}

}  // namespace

Result<MergeRunView> start_merge_run(Context& context, const MergeRunForm& form) {
    XH_DO(require_reason(form.reason));
    const auto& codes = context.viewer.scope.area_codes;
    const std::string area = form.area.value_or(codes.size() == 1 ? codes.front() : std::string{});
    if (!context.viewer.scope.covers(area)) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "area");
    }
    StoredMergeRun run;
    run.id = to_text(new_uuid(context.now));
    run.area_code = area;
    run.reason = form.reason;
    run.created_by = context.viewer.user;
    run.created_at = context.now;
    store::PairQuery query;
    query.level = Likeness::exact;
    query.area = area;
    XH_TRY(total, store::count_pairs(context.tx, context.viewer.scope, query));
    if (total == 0) {
        return fail(ErrorCode::conflict, "registry.no_exact_pairs");
    }
    run.total = total;
    XH_DO(store::insert_run(context.tx, run));
    XH_DO(schedule_next(context, {.run = run.id}));
    XH_DO(audit_run(context, run, "registry.merge_all_exact"));
    XH_DO(tell_run(context, run));
    return run_view(run);
}

Result<MergeRunView> see_merge_run(Context& context, std::string_view id) {
    XH_TRY(run, load_run(context, id));
    return run_view(run);
}

Result<Page<MergeRunView>> list_merge_runs(Context& context) {
    XH_TRY(found, store::runs(context.tx, context.viewer, page_rows_default));
    Page<MergeRunView> page;
    for (const StoredMergeRun& run : found) {
        page.items.push_back(run_view(run));
    }
    return page;
}

Result<MergeRunView> cancel_merge_run(Context& context, std::string_view id) {
    XH_TRY(run, load_run_to_change(context, id));
    if (run.state != MergeRunState::running) {
        return fail(ErrorCode::conflict, "registry.import_state");
    }
    run.state = MergeRunState::cancelled;
    run.finished_at = context.now;
    XH_DO(store::save_run(context.tx, run));
    XH_DO(audit_run(context, run, "registry.merge_all_cancelled"));
    XH_DO(tell_run(context, run));
    return run_view(run);
}

Result<MergeRunView> undo_merge_run(Context& context, std::string_view id) {
    XH_TRY(run, load_run_to_change(context, id));
    if (run.state != MergeRunState::finished && run.state != MergeRunState::cancelled) {
        return fail(ErrorCode::conflict, "registry.import_state");
    }
    run.state = MergeRunState::undoing;
    XH_DO(store::save_run(context.tx, run));
    XH_DO(schedule_next(context, {.run = run.id, .by = context.viewer.user}));
    XH_DO(tell_run(context, run));
    return run_view(run);
}

Result<Page<MergeResultView>> merge_results(Context& context, std::string_view id,
                                            const MergeResultQuery& query) {
    XH_TRY(run, load_run(context, id));
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(found, store::results(context.tx, run.id, query.after.value_or(0), limit));
    Page<MergeResultView> page;
    for (const StoredMergeResult& result : found) {
        XH_TRY(person, store::person(context.tx, context.viewer.scope, result.a));
        page.items.push_back({result.number, result.a, result.b, person ? person->name : "",
                              result.outcome, result.reason, result.merge});
    }
    if (static_cast<int>(found.size()) == limit) {
        page.next = std::to_string(found.back().number);
    }
    return page;
}

Done run_merge_batch(Context& context, const Job& job) {
    XH_TRY(payload, json::parse<MergeRunPayload>(job.payload.text));
    XH_TRY(found, store::run_unscoped(context.tx, payload.run));
    if (!found) {
        return {};
    }
    StoredMergeRun run = std::move(*found);
    if (run.state != MergeRunState::running && run.state != MergeRunState::undoing) {
        return {};
    }
    // Whoever asked for it answers for each merge, and only as long as they may.
    XH_TRY(actor, access::viewer_for(context.tx, payload.by.value_or(run.created_by)));
    if (!actor || !actor->may(merge_people_permission) || !actor->scope.covers(run.area_code)) {
        run.state = MergeRunState::cancelled;
        run.finished_at = context.now;
        XH_DO(audit_run(context, run, "registry.merge_all_cancelled"));
        XH_DO(store::save_run(context.tx, run));
        return tell_run(context, run);
    }
    Context acting{context.tx, *actor, context.services, context.now, context.request_id};
    XH_DO(run.state == MergeRunState::running ? merge_some(acting, run, payload)
                                              : undo_some(acting, run, payload));
    XH_DO(store::save_run(context.tx, run));
    return tell_run(acting, run);
}

}  // namespace xiuhua::registry
