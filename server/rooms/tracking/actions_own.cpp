// What the person sees of it all, and what a phone that watches its own fence reports.
#include <algorithm>

#include "platform/host/room.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/tracking/actions_shared.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::tracking {
namespace {

// The whole area: a resident's own scope is no measure of their own watch.
Context as_program(const Context& context) {
    return {context.tx, program_viewer(), context.services, context.now, context.request_id};
}

Result<std::optional<Watch>> newest_watch(Context& context, PersonId person) {
    XH_TRY(watches, store::watches_of_person(context.tx, person));
    return watches.empty() ? std::optional<Watch>{} : std::optional{watches.front()};
}

Result<std::vector<TrackPointView>> own_points(Context& context, const Watch& watch,
                                               const TrackingPolicy& policy) {
    std::vector<TrackPointView> views;
    if (watch.state == WatchState::destroyed) {
        return views;
    }
    XH_TRY(points, track(context.tx, context.services.vault, watch.person,
                         context.now - std::chrono::hours{policy.track_hours}, context.now));
    for (const TrackPoint& point : points) {
        views.push_back(view_of(point));
    }
    return views;
}

Result<OwnWatchView> own_watch(Context& context, const Watch& watch, const TrackingPolicy& policy) {
    OwnWatchView view;
    view.order = watch.order;
    view.person = watch.person;
    view.order_number = watch.order_number;
    view.state = watch.state;
    view.first_report_at = watch.first_report_at;
    XH_TRY(home, store::find_home(context.tx, watch.order));
    if (home) {
        view.verdict = home->live.verdict;
        view.verdict_at = home->live.verdict_at;
        view.heard_at = home->live.heard_at;
        view.battery_fraction = home->live.battery_fraction;
        XH_TRY(fence, open_as<Fence>(context, watch.person, fence_column, home->fence));
        view.circles = fence.circles;
        view.polygons = fence.polygons;
        view.leaves = fence.leaves;
    }
    XH_TRY(errands, errand_views_of(context, watch.order, watch.person));
    view.errands = std::move(errands);
    XH_TRY(points, own_points(context, watch, policy));
    view.points = std::move(points);
    XH_TRY(alerts, alert_rows_of(context, watch.order));
    for (TrackingAlertRow& alert : alerts) {
        if (alert.finding.empty()) {
            view.messages.push_back(std::move(alert));
        }
    }
    XH_TRY(grants, store::grants_of_person(context.tx, watch.person));
    for (const Grant& grant : grants) {
        view.looks.push_back(view_of(grant));
    }
    if (watch.ended_at && watch.state == WatchState::ended) {
        view.destroyed_after = destroy_at(*watch.ended_at, policy);
    }
    return view;
}

bool may_come_from_phone(FenceVerdict verdict) {
    return verdict == FenceVerdict::inside || verdict == FenceVerdict::suspect ||
           verdict == FenceVerdict::out;
}

Done check_states(const DeviceStates& heard, Instant now, const TrackingPolicy& policy) {
    if (heard.states.size() > device_states_max) {
        return fail(ErrorCode::too_large, "tracking.too_many_states", "states");
    }
    for (const DeviceState& state : heard.states) {
        if (!may_come_from_phone(state.verdict)) {
            return fail(ErrorCode::invalid, "tracking.not_a_phones_verdict", "states");
        }
        if (state.since > now + std::chrono::seconds{policy.future_seconds_max}) {
            return fail(ErrorCode::invalid, "tracking.state_in_future", "states");
        }
    }
    return {};
}

}  // namespace

Result<OwnTrackingView> own_tracking(Context& asking) {
    Context context = as_program(asking);
    XH_TRY(policy, tracking_policy(context));
    OwnTrackingView view;
    view.mode = policy.rules.mode;
    view.rule_version = fence_rule_version;
    view.policy_version = policy.version;
    view.fence_policy = policy.rules.fence;
    view.interval_seconds = policy.rules.interval_seconds;
    XH_TRY(people, isolation::self_and_wards(asking));
    for (const PersonId person : people) {
        XH_TRY(watch, newest_watch(context, person));
        if (!watch) {
            continue;
        }
        XH_TRY(own, own_watch(context, *watch, policy.rules));
        if (person == asking.viewer.person) {
            view.watch = std::move(own);
        } else {
            view.wards.push_back(std::move(own));
        }
    }
    return view;
}

Result<StatesHeard> hear_states(Context& asking, const DeviceStates& heard) {
    Context context = as_program(asking);
    XH_TRY(policy, tracking_policy(context));
    if (policy.rules.mode != TrackingMode::device) {
        return fail(ErrorCode::conflict, "tracking.not_device_mode");
    }
    XH_DO(check_states(heard, context.now, policy.rules));
    XH_TRY(watch, newest_watch(context, asking.viewer.person));
    if (!watch || watch->state != WatchState::watching) {
        return fail(ErrorCode::conflict, "tracking.order_not_active");
    }
    XH_TRY(state, isolation::state_of_order(context.tx, watch->order));
    XH_TRY(phone, store::find_live(context.tx, watch->order));
    if (state != isolation::OrderState::active || !phone) {
        return fail(ErrorCode::conflict, "tracking.order_not_active");
    }
    phone->live.heard_at = context.now;
    phone->live.charging = heard.charging.value_or(phone->live.charging);
    if (heard.battery_fraction) {
        phone->live.battery_fraction = std::clamp(*heard.battery_fraction, 0.0, 1.0);
    }
    if (!watch->first_report_at) {
        XH_DO(store::mark_first_report(context.tx, watch->order, context.now));
        XH_DO(tell_watch(context, *watch, "tracking.first_report"));
    }
    for (const DeviceState& one : heard.states) {
        XH_DO(take_verdict(context, *phone, one.verdict, one.since, policy));
    }
    if (heard.states.empty() && phone->live.verdict == FenceVerdict::no_signal) {
        // A heartbeat ends a silence; where the phone is it has not said.
        XH_DO(take_verdict(context, *phone, FenceVerdict::no_data, context.now, policy));
    }
    XH_DO(store::save_live(context.tx, watch->order, phone->live, std::nullopt));
    return StatesHeard{phone->live.verdict, phone->live.verdict == FenceVerdict::no_data};
}

Result<OwnTrackingView> answer_alert(Context& asking, const OwnAnswer& answer) {
    Context context = as_program(asking);
    XH_TRY(people, isolation::self_and_wards(asking));
    XH_TRY(alert, store::find_alert(context.tx, answer.alert));
    if (!alert || std::find(people.begin(), people.end(), alert->person) == people.end()) {
        return fail(ErrorCode::not_found, "tracking.alert_not_found");
    }
    XH_TRY(logged,
           log_step(std::move(*alert), LadderStep::message, StepOutcome::reached, context.now));
    XH_TRY(saved, store::save(context.tx, std::move(logged)));
    XH_DO(tell_alert(context, saved));
    return own_tracking(asking);
}

}  // namespace xiuhua::tracking
