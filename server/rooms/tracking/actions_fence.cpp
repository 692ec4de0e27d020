// Homes on the map, their fences, and the errands that suspend them.
#include <algorithm>

#include "platform/clock/new_id.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/tracking/actions_shared.hpp"

namespace xiuhua::tracking {
namespace {

// Leaves that are over are of no use to the rule: a fence is read with every report.
constexpr std::chrono::hours leaves_kept{24};
constexpr double suggestion_accuracy_meters_max = 50;

Done keep_fence(Context& context, const Watch& watch, Fence fence) {
    XH_TRY(leaves, store::approved_leaves(context.tx, watch.order, context.now - leaves_kept));
    fence.leaves = std::move(leaves);
    XH_TRY(sealed, seal_place(context, watch.person, fence_column, json::write(fence)));
    return store::set_fence(context.tx, watch.order, sealed);
}

Result<Fence> known_fence(Context& context, const Watch& watch) {
    XH_TRY(sealed, store::fence_of(context.tx, watch.order));
    return open_as<Fence>(context, watch.person, fence_column, sealed);
}

// A phone's newest good fix, for somebody to confirm: only while nobody has said where the home is.
Result<std::optional<GeoPoint>> suggestion(Context& context, const Watch& watch) {
    XH_TRY(phone, store::find_live(context.tx, watch.order));
    std::optional<GeoPoint> point;
    if (phone) {
        XH_TRY(live, open_live(context, watch.person, phone->place));
        const auto& believed = live.place.trail.believed;
        if (believed && believed->accuracy_meters > 0 &&
            believed->accuracy_meters <= suggestion_accuracy_meters_max) {
            point = believed->point;
        }
    }
    return point;
}

Result<FenceView> fence_view(Context& context, const Watch& watch) {
    XH_TRY(policy, tracking_policy(context));
    XH_TRY(fence, known_fence(context, watch));
    FenceView view{watch.order,
                   watch.person,
                   fence.circles,
                   fence.polygons,
                   fence.leaves,
                   {},
                   policy.rules.fence_radius_meters};
    if (fence.circles.empty() && fence.polygons.empty() && watch.state == WatchState::watching) {
        XH_TRY(point, suggestion(context, watch));
        view.suggestion = point;
    }
    return view;
}

Done tell_errand(Context& context, const Errand& errand, std::string_view action) {
    XH_DO(audit::append(context.tx, context.now,
                        {.actor = context.viewer.user,
                         .action = std::string{action},
                         .subject_kind = "errand",
                         .subject = to_text(errand.id),
                         .person = errand.person,
                         .area_code = errand.area_code,
                         .reason = "",
                         .facts = {json::write(std::map<std::string, std::string>{
                             {"state", std::string{json::enum_text(errand.state)}}})}}));
    return outbox::append(context.tx, context.now,
                          {.kind = "tracking.errand_changed",
                           .subject = to_text(errand.id),
                           .area_code = errand.area_code,
                           .payload = {json::write(WatchPatch{errand.order, errand.person})}});
}

Result<ErrandView> add_errand(Context& context, const isolation::OrderDetails& details,
                              const ErrandForm& form) {
    XH_DO(check_reason(form.reason));
    XH_TRY(policy, tracking_policy(context));
    XH_DO(check_errand(form.from, form.until, policy.rules, context.now));
    Errand errand;
    errand.id = new_id<ErrandId>(context.now);
    errand.order = details.order.id;
    errand.person = details.order.person;
    errand.area_code = details.order.area_code;
    errand.from = form.from;
    errand.until = form.until;
    errand.asked_by = context.viewer.user;
    errand.asked_by_name = context.viewer.name;
    errand.asked_at = context.now;
    XH_TRY(reason, seal_place(context, errand.person, errand_column, form.reason));
    XH_DO(store::insert(context.tx, {errand, reason}));
    XH_DO(tell_errand(context, errand, "tracking.ask_errand"));
    return view_of(errand, form.reason);
}

}  // namespace

Result<Page<HomeRow>> list_homes(Context& context, const HomeFilter& filter) {
    store::HomeQuery query{filter.verdict, filter.area, filter.after.value_or(""),
                           std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max)};
    const int shown = query.limit++;
    XH_TRY(found, store::list_homes(context.tx, context.viewer.scope, query));
    Page<HomeRow> page;
    for (const store::Home& home : found) {
        if (static_cast<int>(page.items.size()) == shown) {
            page.next = to_text(page.items.back().order);
            break;
        }
        XH_TRY(fence, open_as<Fence>(context, home.watch.person, fence_column, home.fence));
        page.items.push_back(row_of(home.watch, home.live, fence, context.now));
    }
    return page;
}

Result<FenceView> fence_of(Context& context, OrderId order) {
    XH_TRY(watch, watch_in_scope(context, order));
    return fence_view(context, watch);
}

Result<FenceView> set_fence(Context& context, OrderId order, const FenceForm& form) {
    XH_TRY(watch, watch_in_scope(context, order));
    if (watch.state != WatchState::watching) {
        return fail(ErrorCode::conflict, "tracking.order_not_active");
    }
    Fence fence{form.circles, form.polygons, {}};
    XH_DO(check_fence(fence));
    XH_DO(keep_fence(context, watch, std::move(fence)));
    // What the old fence had made likely says nothing of the new one.
    XH_TRY(phone, store::find_live(context.tx, order));
    if (phone && phone->place) {
        XH_TRY(live, open_live(context, watch.person, phone->place));
        const std::optional<Instant> seen_at = live.place.fence.seen_at;
        live.place.fence = {};
        live.place.fence.seen_at = seen_at;
        XH_TRY(sealed, seal_live(context, watch.person, live));
        XH_DO(store::save_live(context.tx, order, phone->live, sealed));
    }
    XH_DO(audit_watch(context, watch, "tracking.set_fence", {},
                      {{"circles", std::to_string(form.circles.size())},
                       {"polygons", std::to_string(form.polygons.size())}}));
    XH_DO(tell_watch(context, watch, "tracking.fence_set"));
    return fence_view(context, watch);
}

Result<std::vector<ErrandView>> errand_views_of(Context& context, OrderId order, PersonId person) {
    XH_TRY(stored, store::errands_of(context.tx, order));
    std::vector<ErrandView> views;
    for (const store::StoredErrand& one : stored) {
        XH_TRY(reason, open_place(context, person, errand_column, one.reason));
        views.push_back(view_of(one.errand, reason));
    }
    return views;
}

Result<Errands> errands_of(Context& context, OrderId order) {
    XH_TRY(watch, watch_in_scope(context, order));
    XH_TRY(views, errand_views_of(context, order, watch.person));
    return Errands{std::move(views)};
}

Result<ErrandView> ask_errand(Context& context, OrderId order, const ErrandForm& form) {
    XH_TRY(details, active_order_in_scope(context, order));
    return add_errand(context, details, form);
}

Result<ErrandView> ask_own_errand(Context& context, const ErrandForm& form) {
    XH_TRY(open, isolation::open_order_of(context.tx, context.viewer.person));
    if (!open || open->state != isolation::OrderState::active) {
        return fail(ErrorCode::conflict, "tracking.order_not_active");
    }
    XH_TRY(details, isolation::order_details(context.tx, open->id));
    if (!details) {
        return fail(ErrorCode::internal, "tracking.no_watch");
    }
    return add_errand(context, *details, form);
}

Result<ErrandView> decide_errand(Context& context, ErrandId id, const ErrandDecisionForm& form) {
    XH_TRY(found, store::find_errand(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "tracking.errand_not_found");
    }
    if (found->errand.version != form.version) {
        return fail(ErrorCode::conflict, "tracking.changed_meanwhile");
    }
    XH_TRY(decided, decide(found->errand, form.decision, {context.viewer.user, context.viewer.name},
                           context.now));
    XH_TRY(saved, store::save(context.tx, std::move(decided)));
    XH_TRY(watch, store::find_watch(context.tx, saved.order));
    if (watch && watch->state == WatchState::watching) {
        XH_TRY(fence, known_fence(context, *watch));
        XH_DO(keep_fence(context, *watch, std::move(fence)));
    }
    XH_DO(tell_errand(context, saved, "tracking.decide_errand"));
    XH_TRY(reason, open_place(context, saved.person, errand_column, found->reason));
    return view_of(saved, reason);
}

}  // namespace xiuhua::tracking
