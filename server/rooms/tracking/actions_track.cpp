// The look at a track: hidden until somebody with the right areas opens it with a reason, for a day of it, for a short
// time, and the person can read who did.
#include "platform/clock/new_id.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/track_file.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

Result<TrackView> view_for(Context& context, const Watch& watch, const Grant& grant) {
    Vault& vault = context.services.vault;
    XH_TRY(points, track(context.tx, vault, watch.person, grant.from, grant.until));
    XH_TRY(apart, kept_apart(context.tx, vault, watch.person, grant.from, grant.until));
    XH_TRY(sealed, store::fence_of(context.tx, watch.order));
    XH_TRY(fence, open_as<Fence>(context, watch.person, fence_column, sealed));
    XH_TRY(errands, errand_views_of(context, watch.order, watch.person));
    XH_TRY(alerts, alert_rows_of(context, watch.order));
    XH_TRY(home, store::find_home(context.tx, watch.order));
    TrackView view;
    view.grant = view_of(grant);
    view.order_number = watch.order_number;
    view.label = row_of(watch, {}, {}, context.now).label;
    view.area_name = watch.area_name;
    view.verdict = home ? home->live.verdict : FenceVerdict::no_data;
    view.points.reserve(points.size());
    for (const TrackPoint& point : points) {
        view.points.push_back(view_of(point));
    }
    for (const TrackPoint& point : apart) {
        view.apart.push_back(apart_view_of(point));
    }
    view.stops = stops_of(points);
    view.circles = std::move(fence.circles);
    view.polygons = std::move(fence.polygons);
    view.errands = std::move(errands);
    view.alerts = std::move(alerts);
    return view;
}

Result<Watch> watch_with_track(Context& context, OrderId order) {
    XH_TRY(watch, watch_in_scope(context, order));
    if (watch.state == WatchState::destroyed) {
        return fail(ErrorCode::conflict, "tracking.track_destroyed");
    }
    return std::move(watch);
}

// A person with an earlier order has a track of it, too: this look is for this order.
Instant from_start_of(const Watch& watch, Instant from) {
    return std::max(watch.starts_at, from);
}

}  // namespace

Result<TrackView> open_track(Context& context, OrderId order, const TrackRequest& request) {
    XH_DO(check_reason(request.reason));
    XH_TRY(policy, tracking_policy(context));
    XH_TRY(window, look_window(request.from, policy.rules, context.now));
    XH_TRY(watch, watch_with_track(context, order));
    const Grant grant{new_id<GrantId>(context.now),
                      order,
                      watch.person,
                      context.viewer.user,
                      context.viewer.name,
                      request.reason,
                      from_start_of(watch, window.from),
                      window.until,
                      context.now,
                      context.now + std::chrono::minutes{policy.rules.grant_minutes}};
    XH_DO(store::insert(context.tx, grant));
    XH_DO(audit_watch(context, watch, "tracking.open_track", request.reason,
                      {{"from", to_text(grant.from)}, {"until", to_text(grant.until)}}));
    XH_DO(tell_watch(context, watch, "tracking.track_opened"));
    return view_for(context, watch, grant);
}

Result<TrackView> look_at_track(Context& context, OrderId order) {
    XH_TRY(watch, watch_with_track(context, order));
    XH_TRY(grant, store::live_grant(context.tx, order, context.viewer.user, context.now));
    if (!grant) {
        return fail(ErrorCode::forbidden, "tracking.track_closed");
    }
    return view_for(context, watch, *grant);
}

Result<std::string> export_track(Context& context, OrderId order, const TrackExportRequest& request,
                                 TrackFormat format) {
    XH_DO(check_reason(request.reason));
    XH_TRY(policy, tracking_policy(context));
    XH_TRY(window, look_window(request.from, policy.rules, context.now));
    XH_TRY(watch, watch_with_track(context, order));
    const Instant from = from_start_of(watch, window.from);
    XH_TRY(points, track(context.tx, context.services.vault, watch.person, from, window.until));
    const Watermark mark{watch.order_number, context.viewer.name, request.reason, context.now,
                         to_text(new_uuid(context.now))};
    XH_DO(audit_watch(context, watch, "tracking.export_track", request.reason,
                      {{"format", format == TrackFormat::gpx ? "gpx" : "geojson"},
                       {"from", to_text(from)},
                       {"until", to_text(window.until)},
                       {"points", std::to_string(points.size())},
                       {"copy", mark.copy}}));
    return format == TrackFormat::gpx ? gpx_of(points, mark) : geojson_of(points, mark);
}

}  // namespace xiuhua::tracking
