// Verdicts and the alerts they raise. The alert itself stands on isolation's list, with its assignee and deadlines;
// here stand the ladder message → call → visit, the version of the rule, and what was found.
#include <algorithm>

#include "platform/host/room.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/log/log.hpp"
#include "rooms/tracking/actions_shared.hpp"

namespace xiuhua::tracking {
namespace {

using isolation::PositionAlertKind;

constexpr std::string_view climb_job = "tracking.climb_alert";

std::optional<AlertId>& open_alert(LiveState& live, PositionAlertKind kind) {
    return kind == PositionAlertKind::left_home ? live.alert_left : live.alert_silent;
}

Done schedule_climb(Context& context, const TrackingAlert& alert) {
    const std::string key = to_text(alert.id);
    return alert.step_due_at ? jobs::schedule(context.tx, climb_job, key, *alert.step_due_at)
                             : jobs::cancel(context.tx, climb_job, key);
}

Result<TrackingAlert> save_and_tell(Context& context, TrackingAlert alert) {
    XH_TRY(saved, store::save(context.tx, std::move(alert)));
    XH_DO(schedule_climb(context, saved));
    XH_DO(tell_alert(context, saved));
    return std::move(saved);
}

Result<TrackingAlert> alert_in_scope(Context& context, AlertId id) {
    XH_TRY(found, store::find_alert(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "tracking.alert_not_found");
    }
    return std::move(*found);
}

Result<TrackingAlertRow> row_after(Context& context, AlertId id) {
    XH_TRY(alert, alert_in_scope(context, id));
    XH_TRY(listed, isolation::position_alert(context.tx, id));
    return row_of(alert, listed);
}

Result<TrackingAlert> new_alert(Context& context, const store::Heard& phone, AlertId id,
                                PositionAlertKind kind, const Policy& policy) {
    XH_TRY(watch, store::find_watch(context.tx, phone.order));
    if (!watch) {
        return fail(ErrorCode::internal, "tracking.no_watch");
    }
    TrackingAlert alert;
    alert.id = id;
    alert.order = watch->order;
    alert.order_number = watch->order_number;
    alert.person = watch->person;
    alert.person_name = watch->person_name;
    alert.area_code = watch->area_code;
    alert.area_name = watch->area_name;
    alert.kind = kind;
    alert.rule_version = fence_rule_version;
    alert.policy_version = policy.version;
    alert.raised_at = context.now;
    return with_message(std::move(alert), policy.rules, context.now);
}

// The phone is where it should be, or speaks again.
Done note_return(Context& context, AlertId id, bool settles) {
    XH_TRY(found, store::find_alert(context.tx, id));
    if (!found || !found->finding.empty() || found->back_at) {
        return {};
    }
    XH_TRY(saved, save_and_tell(context, came_back(std::move(*found), context.now)));
    if (!settles) {
        return {};
    }
    // Nobody has looked yet at a silence that is over: it asks for nothing any more.
    XH_DO(isolation::settle_position_alert(context, id));
    return sync_alert(context, id);
}

FalseAlarmRow& line_of(std::vector<FalseAlarmRow>& rows, const store::FindingCount& count) {
    for (FalseAlarmRow& row : rows) {
        if (row.rule_version == count.rule_version && row.policy_version == count.policy_version &&
            row.kind == count.kind) {
            return row;
        }
    }
    rows.push_back({count.rule_version, count.policy_version, count.kind});
    return rows.back();
}

void add(FalseAlarmRow& row, const store::FindingCount& count) {
    row.raised += count.alerts;
    const std::pair<std::string_view, std::int64_t*> fields[] = {
        {"", &row.open},
        {"real_exit", &row.real_exit},
        {"drift", &row.drift},
        {"flat_battery", &row.flat_battery},
        {"permitted", &row.permitted},
        {"other", &row.other}};
    for (const auto& [finding, field] : fields) {
        if (count.finding == finding) {
            *field += count.alerts;
            return;
        }
    }
    row.by_itself += count.alerts;
}

}  // namespace

Done raise_alert(Context& context, store::Heard& phone, PositionAlertKind kind, Instant since,
                 const Policy& policy) {
    XH_TRY(id, isolation::raise_position_alert(context, phone.order, kind, context.now));
    if (!id) {
        return {};
    }
    open_alert(phone.live, kind) = id;
    XH_TRY(known, store::find_alert(context.tx, *id));
    if (known) {  // One more occasion of what somebody is looking at already.
        known->back_at.reset();
        XH_TRY(saved, save_and_tell(context, std::move(*known)));
        return {};
    }
    XH_TRY(alert, new_alert(context, phone, *id, kind, policy));
    alert.since = since;
    XH_DO(store::insert(context.tx, alert));
    XH_DO(schedule_climb(context, alert));
    return tell_alert(context, alert);
}

Done take_verdict(Context& context, store::Heard& phone, FenceVerdict verdict, Instant since,
                  const Policy& policy) {
    const FenceVerdict before = phone.live.verdict;
    if (verdict != FenceVerdict::no_signal && phone.live.alert_silent) {
        const AlertId id = *phone.live.alert_silent;
        phone.live.alert_silent.reset();
        XH_DO(note_return(context, id, true));
    }
    if (verdict == before) {
        return {};
    }
    phone.live.verdict = verdict;
    phone.live.verdict_at = context.now;
    if (verdict == FenceVerdict::inside && phone.live.alert_left) {
        XH_DO(note_return(context, *phone.live.alert_left, false));
    }
    if (verdict == FenceVerdict::out) {
        XH_DO(raise_alert(context, phone, PositionAlertKind::left_home, since, policy));
    }
    return tell_home(context, phone);
}

Done sync_alert(Context& context, AlertId id) {
    XH_TRY(found, store::find_alert(context.tx, id));
    XH_TRY(listed, isolation::position_alert(context.tx, id));
    if (!found || !listed || !listed->is_closed || !found->finding.empty()) {
        return {};
    }
    found->finding = listed->finding;
    found->closed_at = listed->closed_at;
    found->step_due_at.reset();
    XH_TRY(saved, save_and_tell(context, std::move(*found)));
    XH_TRY(phone, store::find_live(context.tx, saved.order));
    if (phone && open_alert(phone->live, saved.kind) == id) {
        open_alert(phone->live, saved.kind).reset();
        XH_DO(store::save_live(context.tx, saved.order, phone->live, std::nullopt));
        XH_DO(tell_home(context, *phone));
    }
    return {};
}

Done alert_closed(Context& context, AlertId id) {
    return sync_alert(context, id);
}

Result<std::vector<TrackingAlertRow>> alert_rows_of(Context& context, OrderId order) {
    XH_TRY(alerts, store::alerts_of(context.tx, order));
    std::vector<TrackingAlertRow> rows;
    for (const TrackingAlert& alert : alerts) {
        XH_TRY(listed, isolation::position_alert(context.tx, alert.id));
        rows.push_back(row_of(alert, listed));
    }
    return rows;
}

Result<Page<TrackingAlertRow>> list_alerts(Context& context, const TrackingAlertFilter& filter) {
    store::AlertQuery query;
    query.open_only = filter.open.value_or(0) == 1;
    query.kind = filter.kind;
    query.after = filter.after.value_or("");
    const int shown = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    query.limit = shown + 1;
    XH_TRY(found, store::list_alerts(context.tx, context.viewer.scope, query));
    Page<TrackingAlertRow> page;
    for (const TrackingAlert& alert : found) {
        if (static_cast<int>(page.items.size()) == shown) {
            page.next = to_text(page.items.back().id);
            break;
        }
        XH_TRY(listed, isolation::position_alert(context.tx, alert.id));
        page.items.push_back(row_of(alert, listed));
    }
    return page;
}

Result<TrackingAlertRow> acknowledge_alert(Context& context, AlertId id) {
    XH_TRY(alert, alert_in_scope(context, id));
    XH_TRY(acknowledged, isolation::acknowledge_position_alert(context, id));
    return row_of(alert, acknowledged);
}

Result<TrackingAlertRow> log_ladder_step(Context& context, AlertId id, const LadderStepForm& form) {
    XH_TRY(alert, alert_in_scope(context, id));
    XH_TRY(logged, log_step(std::move(alert), form.step, form.outcome, context.now));
    XH_TRY(saved, save_and_tell(context, std::move(logged)));
    XH_DO(audit::append(context.tx, context.now,
                        {.actor = context.viewer.user,
                         .action = "tracking.log_step",
                         .subject_kind = "alert",
                         .subject = to_text(id),
                         .person = saved.person,
                         .area_code = saved.area_code,
                         .reason = "",
                         .facts = {json::write(form)}}));
    return row_after(context, id);
}

Result<TrackingAlertRow> close_alert(Context& context, AlertId id, const FindingForm& form) {
    XH_TRY(alert, alert_in_scope(context, id));
    if (!alert.finding.empty()) {
        return fail(ErrorCode::conflict, "tracking.alert_closed");
    }
    XH_TRY(closed, isolation::close_position_alert(context, id, form.finding, form.note));
    XH_DO(sync_alert(context, id));
    return row_after(context, id);
}

Result<FalseAlarms> false_alarms(Context& context) {
    XH_TRY(counts, store::count_findings(context.tx, context.viewer.scope));
    FalseAlarms found;
    for (const store::FindingCount& count : counts) {
        add(line_of(found.rows, count), count);
    }
    for (FalseAlarmRow& row : found.rows) {
        const std::int64_t wrong = row.drift + row.flat_battery + row.permitted + row.other;
        if (wrong + row.real_exit > 0) {
            row.false_share =
                static_cast<double>(wrong) / static_cast<double>(wrong + row.real_exit);
        }
    }
    return found;
}

Done climb_alert(Context& context, AlertId id) {
    XH_TRY(found, store::find_alert(context.tx, id));
    if (!found) {
        return {};
    }
    XH_TRY(policy, tracking_policy(context));
    const LadderStep before = found->step;
    const std::optional<Instant> due = found->step_due_at;
    TrackingAlert alert = climb(std::move(*found), policy.rules, context.now);
    if (alert.step == before && alert.step_due_at == due) {
        return schedule_climb(context, alert);  // It was moved meanwhile.
    }
    XH_TRY(saved, save_and_tell(context, std::move(alert)));
    return {};
}

Done watch_silence(Context& context) {
    constexpr int at_once_max = 200;  // More wait for the next minute: the writer is not held long.
    XH_TRY(policy, tracking_policy(context));
    const Instant quiet = context.now - std::chrono::minutes{policy.rules.fence.silence_minutes};
    const Instant long_quiet =
        context.now - std::chrono::minutes{policy.rules.silence_alert_minutes};
    XH_TRY(hearing, store::count_hearing(context.tx, quiet));
    const bool ours = is_mass_silence(hearing.phones, hearing.silent);
    // Then nobody is asked about it: only what became silent just now is looked at.
    const Instant asked_about = ours ? Instant{} : long_quiet;
    XH_TRY(silent, store::silent_since(context.tx, quiet, asked_about, at_once_max));
    if (ours && !silent.empty()) {
        log::warn("tracking.mass_silence",
                  {{"phones", hearing.phones}, {"silent", hearing.silent}});
    }
    for (const store::Silent& one : silent) {
        XH_TRY(phone, store::find_live(context.tx, one.order));
        if (!phone) {
            continue;
        }
        XH_DO(take_verdict(context, *phone, FenceVerdict::no_signal, one.heard_at, policy));
        if (one.heard_at <= asked_about && !phone->live.alert_silent) {
            XH_DO(raise_alert(context, *phone, PositionAlertKind::phone_silent, one.heard_at,
                              policy));
            XH_DO(tell_home(context, *phone));
        }
        XH_DO(store::save_live(context.tx, one.order, phone->live, std::nullopt));
    }
    return {};
}

}  // namespace xiuhua::tracking
