#include "rooms/registry/actions_merge.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/permissions.hpp"
#include "rooms/registry/routes.hpp"

namespace xiuhua::registry {
namespace {

void add_pair_routes(Router& router) {
    router.view<PairFilter, Page<PairView>>(
        "GET /api/registry/duplicates", merge_people_permission,
        [](Context& context, const Request&, const PairFilter& filter) {
            return list_pairs(context, filter);
        });
    router.view<Nothing, PairSummary>(
        "GET /api/registry/duplicates/summary", merge_people_permission,
        [](Context& context, const Request&, const Nothing&) { return pair_summary(context); });
    router.act<Nothing, PairScanView>(
        "POST /api/registry/duplicates/search", merge_people_permission,
        [](Context& context, const Request&, const Nothing&) { return start_scan(context); });
    router.act<PairDecision, PairView>(
        "POST /api/registry/duplicates/decision", merge_people_permission,
        [](Context& context, const Request&, const PairDecision& decision) {
            return decide_pair(context, decision);
        });
}

void add_single_routes(Router& router) {
    router.view<MergeQuestion, MergePreview>(
        "GET /api/registry/merges/preview", merge_people_permission,
        [](Context& context, const Request&, const MergeQuestion& question) {
            return preview_merge(context, question);
        });
    router.view<MergeListQuery, Page<MergeView>>(
        "GET /api/registry/merges", merge_people_permission,
        [](Context& context, const Request&, const MergeListQuery& query) {
            return list_merges(context, query);
        });
    router.act<MergeForm, MergeView>("POST /api/registry/merges", merge_people_permission,
                                     [](Context& context, const Request&, const MergeForm& form) {
                                         return merge_people(context, form);
                                     });
    router.act<Nothing, MergeView>("POST /api/registry/merges/{id}/undo", merge_people_permission,
                                   [](Context& context, const Request& request, const Nothing&) {
                                       return undo_merge(context, request.path_text("id"));
                                   });
    router.act<SplitForm, MergeView>(
        "POST /api/registry/merges/{id}/split", merge_people_permission,
        [](Context& context, const Request& request, const SplitForm& form) {
            return split_merge(context, request.path_text("id"), form);
        });
}

void add_run_routes(Router& router) {
    router.view<Nothing, Page<MergeRunView>>(
        "GET /api/registry/merge-runs", merge_people_permission,
        [](Context& context, const Request&, const Nothing&) { return list_merge_runs(context); });
    router.act<MergeRunForm, MergeRunView>(
        "POST /api/registry/merge-runs", merge_people_permission,
        [](Context& context, const Request&, const MergeRunForm& form) {
            return start_merge_run(context, form);
        });
    router.view<Nothing, MergeRunView>(
        "GET /api/registry/merge-runs/{id}", merge_people_permission,
        [](Context& context, const Request& request, const Nothing&) {
            return see_merge_run(context, request.path_text("id"));
        });
    router.view<MergeResultQuery, Page<MergeResultView>>(
        "GET /api/registry/merge-runs/{id}/results", merge_people_permission,
        [](Context& context, const Request& request, const MergeResultQuery& query) {
            return merge_results(context, request.path_text("id"), query);
        });
    router.act<Nothing, MergeRunView>("POST /api/registry/merge-runs/{id}/cancel",
                                      merge_people_permission,
                                      [](Context& context, const Request& request, const Nothing&) {
                                          return cancel_merge_run(context, request.path_text("id"));
                                      });
    router.act<Nothing, MergeRunView>("POST /api/registry/merge-runs/{id}/undo",
                                      merge_people_permission,
                                      [](Context& context, const Request& request, const Nothing&) {
                                          return undo_merge_run(context, request.path_text("id"));
                                      });
}

}  // namespace

void add_merge_routes(Router& router) {
    add_pair_routes(router);
    add_single_routes(router);
    add_run_routes(router);
}

}  // namespace xiuhua::registry
