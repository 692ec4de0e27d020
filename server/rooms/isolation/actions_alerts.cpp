#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/access/public.hpp"
#include "rooms/isolation/actions_shared.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::string_view escalate_job = "isolation.escalate_alert";

Done schedule_escalation(Context& context, const Alert& alert) {
    const std::string key = to_text(alert.id);
    return alert.due_at ? jobs::schedule(context.tx, escalate_job, key, *alert.due_at)
                        : jobs::cancel(context.tx, escalate_job, key);
}

Done audit_alert(Context& context, const Alert& alert, std::string_view action) {
    const std::map<std::string, std::string> facts{
        {"state", std::string{json::enum_text(alert.state)}},
        {"level", std::string{json::enum_text(alert.level)}},
        {"version", std::to_string(alert.version)}};
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::string{action},
                          .subject_kind = "alert",
                          .subject = to_text(alert.id),
                          .person = alert.person,
                          .area_code = alert.area_code,
                          .reason = "",
                          .facts = {json::write(facts)}});
}

Done announce(Context& context, const Alert& alert, std::string_view verb) {
    const std::string kind = "isolation.alert_" + std::string{verb};
    XH_DO(schedule_escalation(context, alert));
    XH_DO(audit_alert(context, alert, kind));
    return tell_alert(context, alert, kind);
}

Result<Alert> alert_in_scope(Context& context, AlertId id) {
    XH_TRY(found, store::find_alert(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "isolation.alert_not_found");
    }
    return std::move(*found);
}

Role role_of(AlertLevel level) {
    return level == AlertLevel::lead ? Role::community_lead : Role::command_post;
}

Done note_in_history(Context& context, const Alert& alert, HistoryAction action,
                     const std::string& reason) {
    XH_TRY(order, store::find(context.tx, alert.order));
    if (!order) {
        return fail(ErrorCode::internal, "isolation.order_not_found");
    }
    return write_history(context, *order,
                         {.action = action,
                          .state_before = order->state,
                          .reason = reason,
                          .details = {{"kind", std::string{json::enum_text(alert.kind)}}}});
}

}  // namespace

Result<bool> raise_alert(Context& context, Order& order, AlertKind kind,
                         const std::string& occasion) {
    XH_TRY(known, store::knows_occasion(context.tx, order.id, kind, occasion));
    if (known) {
        return false;
    }
    XH_TRY(policy, alerts_policy(context));
    XH_TRY(open, store::open_alerts_of(context.tx, order.id));
    for (Alert& alert : open) {
        if (alert.kind == kind) {
            alert.last_window_key = occasion;
            ++alert.occasions;
            XH_TRY(saved, store::save(context.tx, std::move(alert)));
            XH_DO(announce(context, saved, "raised"));
            return true;
        }
    }
    Alert alert;
    alert.id = new_id<AlertId>(context.now);
    alert.order = order.id;
    alert.order_number = order.number;
    alert.person = order.person;
    alert.person_name = order.person_name;
    alert.area_code = order.area_code;
    alert.area_name = order.area_name;
    alert.kind = kind;
    alert.window_key = alert.last_window_key = occasion;
    alert.assignee = order.worker;
    alert.assignee_name = order.worker_name;
    alert.raised_at = context.now;
    alert.due_at = alert_due_at(policy.rules, kind, alert.level, context.now);
    XH_DO(store::insert(context.tx, alert));
    ++order.alerts_open;
    XH_DO(announce(context, alert, "raised"));
    return true;
}

Done settle_alerts(Context& context, Order& order, std::optional<AlertKind> kind,
                   AlertFinding finding) {
    XH_TRY(open, store::open_alerts_of(context.tx, order.id));
    for (Alert& alert : open) {
        if (kind && alert.kind != *kind) {
            continue;
        }
        XH_TRY(closed, close(std::move(alert), context.viewer.user, finding, context.now));
        XH_TRY(saved, store::save(context.tx, std::move(closed)));
        --order.alerts_open;
        XH_DO(announce(context, saved, "closed"));
    }
    return {};
}

Done undo_report_alerts(Context& context, Order& order, const HealthReport& report) {
    XH_TRY(policy, alerts_policy(context));
    XH_TRY(alerts, store::alerts_of(context.tx, order.id));
    for (store::StoredAlert& item : alerts) {
        Alert& alert = item.alert;
        const bool raised_by_it = alert.kind == AlertKind::fever && alert.occasions == 1 &&
                                  alert.window_key == to_text(report.id) &&
                                  alert.state != AlertState::closed;
        const bool settled_by_it =
            alert.kind == AlertKind::report_missing && alert.finding == AlertFinding::resolved &&
            alert.closed_at == report.filed_at && alert.last_window_key > order.last_report_window;
        if (raised_by_it) {
            XH_TRY(closed, close(std::move(alert), context.viewer.user, AlertFinding::false_alarm,
                                 context.now));
            XH_TRY(saved, store::save(context.tx, std::move(closed)));
            --order.alerts_open;
            XH_DO(announce(context, saved, "closed"));
        } else if (settled_by_it) {
            XH_TRY(saved,
                   store::save(context.tx, reopen(std::move(alert), policy.rules, context.now)));
            ++order.alerts_open;
            XH_DO(announce(context, saved, "raised"));
        }
    }
    return {};
}

Result<AlertRow> acknowledge_alert(Context& context, AlertId id) {
    XH_TRY(policy, alerts_policy(context));
    XH_TRY(alert, alert_in_scope(context, id));
    XH_TRY(seen, acknowledge(std::move(alert), context.viewer.user, policy.rules, context.now));
    XH_TRY(saved, store::save(context.tx, std::move(seen)));
    XH_DO(announce(context, saved, "acknowledged"));
    XH_DO(note_in_history(context, saved, HistoryAction::alert_acknowledged, ""));
    return row_of(saved);
}

Result<AlertRow> close_alert(Context& context, AlertId id, const AlertClosureForm& form) {
    if (form.finding == AlertFinding::resolved || form.finding == AlertFinding::order_ended) {
        return fail(ErrorCode::invalid, "isolation.finding_is_the_programs", "finding");
    }
    if (form.note.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorCode::invalid, "isolation.note_needed", "note");
    }
    if (form.note.size() > note_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.note_too_long", "note");
    }
    XH_TRY(alert, alert_in_scope(context, id));
    if (!answers(alert.kind, form.finding)) {
        return fail(ErrorCode::invalid, "isolation.finding_not_for_kind", "finding");
    }
    XH_TRY(closed, close(std::move(alert), context.viewer.user, form.finding, context.now));
    XH_TRY(saved, store::save(context.tx, std::move(closed)));
    XH_TRY(note, seal_words(context, saved.person, alert_column, form.note));
    XH_DO(store::set_note(context.tx, saved.id, note));
    XH_TRY(order, store::find(context.tx, saved.order));
    if (!order) {
        return fail(ErrorCode::internal, "isolation.order_not_found");
    }
    --order->alerts_open;
    XH_TRY(order_saved, store::save(context.tx, std::move(*order)));
    XH_DO(announce(context, saved, "closed"));
    XH_DO(tell_order(context, order_saved, "isolation.order_changed"));
    XH_DO(note_in_history(context, saved, HistoryAction::alert_closed, ""));
    return row_of(saved);
}

Done escalate_alert(Context& context, AlertId id) {
    XH_TRY(found, store::find_alert(context.tx, id));
    if (!found || found->state == AlertState::closed || !found->due_at) {
        return {};
    }
    if (*found->due_at > context.now) {
        return schedule_escalation(context, *found);  // It was moved meanwhile.
    }
    XH_TRY(policy, alerts_policy(context));
    AlertLevel level = found->level;
    std::optional<Assignee> assignee;
    while (!assignee) {
        const auto above = level_above(level);
        if (!above) {
            break;
        }
        level = *above;
        XH_TRY(users, access::users_for_area(context.tx, role_of(level), found->area_code));
        if (!users
                 .empty()) {  // The most specific area first; a rung that nobody holds is passed over.
            assignee = Assignee{users.front().id, users.front().name};
        }
    }
    const bool climbs = assignee.has_value();
    Alert moved = escalate(std::move(*found), climbs ? level : found->level,
                           assignee.value_or(Assignee{}), policy.rules, context.now);
    XH_TRY(saved, store::save(context.tx, std::move(moved)));
    return announce(context, saved, "escalated");
}

}  // namespace xiuhua::isolation
