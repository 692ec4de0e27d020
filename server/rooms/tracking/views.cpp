#include "rooms/tracking/views.hpp"

#include <algorithm>

#include "kernel/mask.hpp"

namespace xiuhua::tracking {

CredentialView view_of(const Watch& watch) {
    return {watch.order,          watch.person,    watch.device,          watch.state,
            watch.issued_by_name, watch.issued_at, watch.first_report_at, watch.ended_at};
}

HomeRow row_of(const Watch& watch, const LiveState& live, const Fence& fence, Instant now) {
    HomeRow row;
    row.order = watch.order;
    row.order_number = watch.order_number;
    row.person = watch.person;
    row.label = mask_name(watch.person_name);
    row.area_code = watch.area_code;
    row.area_name = watch.area_name;
    row.worker_name = watch.worker_name;
    if (!fence.circles.empty()) {
        row.point = fence.circles.front().center;
        row.radius_meters = fence.circles.front().radius_meters;
    } else if (!fence.polygons.empty()) {
        row.point = fence.polygons.front().corners.front();
    }
    row.verdict = live.verdict;
    row.verdict_at = live.verdict_at;
    if (live.heard_at) {
        const auto ago = std::chrono::duration_cast<std::chrono::minutes>(now - *live.heard_at);
        row.seen_minutes = static_cast<int>(std::max<std::int64_t>(0, ago.count()));
    }
    row.battery_fraction = live.battery_fraction;
    row.charging = live.charging;
    row.alert_left = live.alert_left;
    row.alert_silent = live.alert_silent;
    for (const FenceLeave& leave : fence.leaves) {
        if (leave.from <= now && now < leave.until) {
            row.errand_until = std::max(row.errand_until.value_or(leave.until), leave.until);
        }
    }
    row.has_credential = !watch.device.empty();
    row.first_report_at = watch.first_report_at;
    return row;
}

ErrandView view_of(const Errand& errand, std::string reason) {
    return {errand.id,         errand.order,         errand.person,
            errand.from,       errand.until,         errand.state,
            std::move(reason), errand.asked_by_name, errand.decided_by_name,
            errand.asked_at,   errand.decided_at,    errand.version};
}

TrackingAlertRow row_of(const TrackingAlert& alert,
                        const std::optional<isolation::PositionAlert>& listed) {
    TrackingAlertRow row;
    row.id = alert.id;
    row.order = alert.order;
    row.order_number = alert.order_number;
    row.person = alert.person;
    row.person_name = alert.person_name;
    row.area_code = alert.area_code;
    row.area_name = alert.area_name;
    row.kind = alert.kind;
    if (listed) {
        row.state = listed->state;
        row.level = listed->level;
        row.assignee_name = listed->assignee_name;
        row.due_at = listed->due_at;
    }
    row.since = alert.since;
    row.raised_at = alert.raised_at;
    row.step = alert.step;
    row.step_due_at = alert.step_due_at;
    row.messaged_at = alert.messaged_at;
    row.called_at = alert.called_at;
    row.visited_at = alert.visited_at;
    row.answered_at = alert.answered_at;
    row.call_outcome = alert.call_outcome;
    row.visit_outcome = alert.visit_outcome;
    row.back_at = alert.back_at;
    row.closed_at = alert.closed_at;
    row.finding = alert.finding;
    row.rule_version = alert.rule_version;
    row.policy_version = alert.policy_version;
    row.version = alert.version;
    return row;
}

GrantView view_of(const Grant& grant) {
    return {grant.id,   grant.order, grant.user_name, grant.reason,
            grant.from, grant.until, grant.opened_at, grant.closes_at};
}

TrackPointView view_of(const TrackPoint& point) {
    return {point.point.latitude,
            point.point.longitude,
            point.fix_time,
            point.server_time,
            point.device_time,
            point.accuracy_meters,
            point.speed_meters_per_second,
            point.heading_degrees,
            point.battery_fraction,
            point.charging,
            point.family};
}

ApartPointView apart_view_of(const TrackPoint& point) {
    return {point.doubt, is_valid(point.point) ? std::optional{point.point} : std::nullopt,
            point.fix_time, point.server_time, point.family};
}

CertificateView view_of(const Certificate& certificate, bool is_genuine) {
    return {certificate.id,
            certificate.order_number,
            certificate.ended_at,
            certificate.destroyed_at,
            certificate.policy_version,
            certificate.retention_days,
            certificate.points,
            certificate.blocks,
            certificate.statement,
            certificate.signature,
            is_genuine};
}

TrackingAlertPatch patch_of(const TrackingAlert& alert) {
    return {alert.id,          alert.order,   alert.person,    alert.kind,    alert.step,
            alert.step_due_at, alert.back_at, alert.closed_at, alert.finding, alert.version};
}

}  // namespace xiuhua::tracking
