#include "rooms/tracking/rules.hpp"

#include <algorithm>
#include <cmath>

#include "platform/json/json.hpp"

namespace xiuhua::tracking {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";  // No l, o, 0, 1.
static_assert(alphabet.size() == 32);

bool has_words(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") != std::string_view::npos;
}

// Slower than this on the way between two fixes is believable; their accuracies are in doubt's favour.
bool within_speed(const Anchor& from, const Anchor& to, double speed_kmh_max) {
    const double apart = std::max(
        0.0, distance_meters(from.point, to.point) - from.accuracy_meters - to.accuracy_meters);
    const double passed = std::abs(
        std::chrono::duration<double>(to.time - from.time).count());  // A late fix is judged, too.
    constexpr double kmh_per_meter_per_second = 3.6;
    return apart / std::max(passed, 1.0) * kmh_per_meter_per_second <= speed_kmh_max;
}

bool newer(const std::optional<Anchor>& known, const Anchor& fix) {
    return !known || fix.time >= known->time;
}

}  // namespace

Done check_policy(const TrackingPolicy& policy) {
    std::vector<FieldError> wrong;
    const auto within = [&](const char* field, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            wrong.push_back({field, "tracking.policy_range"});
        }
    };
    constexpr int day_minutes = 24 * 60;
    within("fence_radius_meters", policy.fence_radius_meters, fence_radius_meters_min,
           fence_radius_meters_max);
    within("fence.sigma_meters_min", policy.fence.sigma_meters_min, 1, 100);
    within("fence.accuracy_per_sigma", policy.fence.accuracy_per_sigma, 0.5, 4);
    within("fence.junk_share", policy.fence.junk_share, 0.001, 0.5);
    within("fence.leak_minutes", policy.fence.leak_minutes, 1, day_minutes);
    within("fence.silence_minutes", policy.fence.silence_minutes, 5, day_minutes);
    within("fence.out_above", policy.fence.out_above, policy.fence.suspect_above,
           policy.fence.log_odds_max);
    within("silence_alert_minutes", policy.silence_alert_minutes, policy.fence.silence_minutes,
           2 * day_minutes);
    within("speed_kmh_max", policy.speed_kmh_max, 100, 1'200);
    within("future_seconds_max", policy.future_seconds_max, 0, 3'600);
    within("interval_seconds", policy.interval_seconds, 10, 3'600);
    within("grant_minutes", policy.grant_minutes, 1, 8 * 60);
    within("track_hours", policy.track_hours, 1, 24);
    within("call_after_minutes", policy.call_after_minutes, 1, day_minutes);
    within("visit_after_minutes", policy.visit_after_minutes, policy.call_after_minutes + 1,
           day_minutes);
    within("errand_hours_max", policy.errand_hours_max, 1, 72);
    within("retention_days", policy.retention_days, 0, 180);
    if (wrong.empty()) {
        return {};
    }
    Error error{ErrorCode::invalid, "request.bad_field"};
    error.fields = std::move(wrong);
    return fail(std::move(error));
}

Done check_fence(const Fence& fence) {
    if (fence.circles.empty() && fence.polygons.empty()) {
        return fail(ErrorCode::invalid, "tracking.fence_empty", "circles");
    }
    if (fence.circles.size() + fence.polygons.size() > fence_shapes_max) {
        return fail(ErrorCode::invalid, "tracking.fence_too_many_shapes", "circles");
    }
    for (const FenceCircle& circle : fence.circles) {
        if (!is_valid(circle.center)) {
            return fail(ErrorCode::invalid, "tracking.fence_bad_point", "circles");
        }
        if (!(circle.radius_meters >= fence_radius_meters_min &&
              circle.radius_meters <= fence_radius_meters_max)) {
            return fail(ErrorCode::invalid, "tracking.fence_radius", "circles");
        }
    }
    for (const FencePolygon& polygon : fence.polygons) {
        if (polygon.corners.size() < 3 || polygon.corners.size() > fence_corners_max) {
            return fail(ErrorCode::invalid, "tracking.fence_corners", "polygons");
        }
        if (!std::all_of(polygon.corners.begin(), polygon.corners.end(), is_valid)) {
            return fail(ErrorCode::invalid, "tracking.fence_bad_point", "polygons");
        }
    }
    return {};
}

Done check_reason(std::string_view reason) {
    if (!has_words(reason)) {
        return fail(ErrorCode::invalid, "tracking.reason_needed", "reason");
    }
    if (reason.size() > reason_bytes_max) {
        return fail(ErrorCode::invalid, "tracking.reason_too_long", "reason");
    }
    return {};
}

std::string word_of(std::string_view random) {
    std::string word;
    for (const char byte : random) {
        word += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
    }
    return word;
}

bool is_device(std::string_view text) {
    return text.size() == device_characters && text.front() == 'x' &&
           text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::optional<PhoneIdentity> identity_of(std::string_view device_and_secret) {
    const std::size_t point = device_and_secret.find('.');
    if (point == std::string_view::npos || !is_device(device_and_secret.substr(0, point))) {
        return std::nullopt;
    }
    return PhoneIdentity{std::string{device_and_secret.substr(0, point)},
                         std::string{device_and_secret.substr(point + 1)}};
}

CheckedFix check_fix(const positions::Fix& fix, const Trail& trail, const FixLimits& limits) {
    if (!is_valid(fix.point)) {
        return {Doubt::impossible, trail};
    }
    if (fix.mock) {
        return {Doubt::mock, trail};
    }
    if (fix.fix_time > limits.now + seconds{limits.future_seconds_max}) {
        return {Doubt::future, trail};
    }
    if (fix.fix_time < limits.starts_at) {
        return {Doubt::before_order, trail};
    }
    constexpr double kmh_per_meter_per_second = 3.6;
    if (fix.speed_meters_per_second.value_or(0) * kmh_per_meter_per_second > limits.speed_kmh_max) {
        return {Doubt::too_fast, trail};
    }
    const Anchor here{fix.point, fix.fix_time, fix.accuracy_meters.value_or(0)};
    CheckedFix checked{Doubt::none, trail};
    if (!trail.believed || within_speed(*trail.believed, here, limits.speed_kmh_max)) {
        if (newer(trail.believed, here)) {
            checked.trail = {here, std::nullopt, 0};
        }
        return checked;
    }
    const bool agrees = trail.rival && within_speed(*trail.rival, here, limits.speed_kmh_max);
    const int fixes = agrees ? trail.rival_fixes + 1 : 1;
    if (fixes >= rival_fixes_needed) {
        checked.trail = {here, std::nullopt, 0};
        return checked;
    }
    checked.doubt = Doubt::too_fast;
    if (newer(trail.rival, here)) {
        checked.trail.rival = here;
        checked.trail.rival_fixes = fixes;
    }
    return checked;
}

std::vector<Stop> stops_of(std::span<const TrackPoint> points) {
    std::vector<Stop> stops;
    std::size_t i = 0;
    while (i < points.size()) {
        Stop stop{points[i].point, points[i].fix_time, points[i].fix_time, 1};
        std::size_t j = i + 1;
        for (; j < points.size(); ++j) {
            const double slack = points[j].accuracy_meters.value_or(0);
            if (distance_meters(stop.point, points[j].point) > stop_radius_meters + slack) {
                break;
            }
            ++stop.fixes;
            const double share = 1.0 / stop.fixes;
            stop.point.latitude += (points[j].point.latitude - stop.point.latitude) * share;
            stop.point.longitude += (points[j].point.longitude - stop.point.longitude) * share;
            stop.until = points[j].fix_time;
        }
        if (stop.until - stop.from >= minutes{stop_minutes_min}) {
            stops.push_back(stop);
            i = j;
        } else {
            ++i;
        }
    }
    return stops;
}

Result<LookWindow> look_window(std::optional<Instant> from, const TrackingPolicy& policy,
                               Instant now) {
    const Instant begin = from.value_or(now - hours{policy.track_hours});
    if (begin >= now) {
        return fail(ErrorCode::invalid, "tracking.from_in_future", "from");
    }
    return LookWindow{begin, std::min(now, begin + hours{policy.track_hours})};
}

Done check_errand(Instant from, Instant until, const TrackingPolicy& policy, Instant now) {
    if (from >= until) {
        return fail(ErrorCode::invalid, "tracking.errand_window", "until");
    }
    if (until <= now) {
        return fail(ErrorCode::invalid, "tracking.errand_over", "until");
    }
    if (until - from > hours{policy.errand_hours_max}) {
        return fail(ErrorCode::invalid, "tracking.errand_too_long", "until");
    }
    return {};
}

Result<Errand> decide(Errand errand, ErrandDecision decision, const ErrandDecider& by,
                      Instant now) {
    const bool takes_back = decision == ErrandDecision::withdraw;
    const bool open =
        errand.state == ErrandState::asked || (takes_back && errand.state == ErrandState::approved);
    if (!open) {
        return fail(ErrorCode::conflict, "tracking.errand_decided");
    }
    if (!takes_back && by.user == errand.asked_by) {
        return fail(ErrorCode::conflict, "tracking.decider_is_asker");
    }
    switch (decision) {
        case ErrandDecision::approve:
            errand.state = ErrandState::approved;
            break;
        case ErrandDecision::refuse:
            errand.state = ErrandState::refused;
            break;
        case ErrandDecision::withdraw:
            errand.state = ErrandState::withdrawn;
            break;
    }
    errand.decided_by = by.user;
    errand.decided_by_name = by.name;
    errand.decided_at = now;
    return errand;
}

TrackingAlert with_message(TrackingAlert alert, const TrackingPolicy& policy, Instant now) {
    alert.step = LadderStep::message;
    alert.messaged_at = now;
    alert.step_due_at = now + minutes{policy.call_after_minutes};
    return alert;
}

TrackingAlert climb(TrackingAlert alert, const TrackingPolicy& policy, Instant now) {
    if (!alert.finding.empty() || alert.back_at || !alert.step_due_at || *alert.step_due_at > now) {
        return alert;
    }
    switch (alert.step) {
        case LadderStep::message:
            alert.step = LadderStep::call;
            alert.step_due_at =
                alert.raised_at + minutes{policy.visit_after_minutes} > now
                    ? alert.raised_at + minutes{policy.visit_after_minutes}
                    : now + minutes{policy.visit_after_minutes - policy.call_after_minutes};
            break;
        case LadderStep::call:
            alert.step = LadderStep::visit;
            alert.step_due_at.reset();
            break;
        case LadderStep::visit:
            alert.step_due_at.reset();
            break;
    }
    return alert;
}

Result<TrackingAlert> log_step(TrackingAlert alert, LadderStep step, StepOutcome outcome,
                               Instant now) {
    if (!alert.finding.empty()) {
        return fail(ErrorCode::conflict, "tracking.alert_closed");
    }
    switch (step) {
        case LadderStep::message:
            alert.answered_at = outcome == StepOutcome::reached ? std::optional{now} : std::nullopt;
            return alert;
        case LadderStep::call:
            alert.called_at = now;
            alert.call_outcome = outcome;
            alert.step = outcome == StepOutcome::reached ? LadderStep::call : LadderStep::visit;
            alert.step_due_at.reset();
            return alert;
        case LadderStep::visit:
            alert.visited_at = now;
            alert.visit_outcome = outcome;
            alert.step = LadderStep::visit;
            alert.step_due_at.reset();
            return alert;
    }
    return alert;
}

TrackingAlert came_back(TrackingAlert alert, Instant now) {
    if (!alert.back_at) {
        alert.back_at = now;
    }
    alert.step_due_at.reset();
    return alert;
}

bool is_mass_silence(std::int64_t phones, std::int64_t silent) {
    return phones >= mass_phones_min && silent * 2 >= phones;
}

Instant destroy_at(Instant ended_at, const TrackingPolicy& policy) {
    return ended_at + std::chrono::days{policy.retention_days};
}

std::string statement_of(const Certificate& certificate) {
    return "龙子湖街道办事处 轨迹数据销毁凭证\n凭证编号：" + to_text(certificate.id) +
           "\n隔离令编号：" + certificate.order_number + "\n隔离结束时间：" +
           to_text(certificate.ended_at) + "\n销毁时间：" + to_text(certificate.destroyed_at) +
           "\n依据：轨迹保存期限" + std::to_string(certificate.retention_days) +
           "天（policy/tracking 第" + std::to_string(certificate.policy_version) +
           "版）\n销毁内容：轨迹点" + std::to_string(certificate.points) + "个，数据块" +
           std::to_string(certificate.blocks) +
           "个，电子围栏、住所坐标、外出事由及其密钥。密钥销毁后，任何备份中的副本均不可读。";
}

}  // namespace xiuhua::tracking
