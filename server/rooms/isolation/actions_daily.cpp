#include <algorithm>

#include "platform/clock/new_id.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::size_t symptoms_max = 12;  // As many as there are words.

Done settle_report_missing(Context& context, Order& order, const Window& window) {
    XH_TRY(open, store::open_alerts_of(context.tx, order.id));
    for (const Alert& alert : open) {
        if (alert.kind == AlertKind::report_missing && alert.last_window_key <= window.key) {
            return settle_alerts(context, order, AlertKind::report_missing, AlertFinding::resolved);
        }
    }
    return {};
}

// For jobs: the order if it is still active.
Result<std::optional<Order>> still_active(Context& context, OrderId id) {
    XH_TRY(order, store::find(context.tx, id));
    if (!order || order->state != OrderState::active) {
        return std::optional<Order>{};
    }
    return std::move(order);
}

Done raise_and_save(Context& context, Order& order, AlertKind kind, const std::string& occasion) {
    XH_TRY(raised, raise_alert(context, order, kind, occasion));
    if (!raised) {
        return {};
    }
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    order = saved;
    return tell_order(context, order, "isolation.order_changed");
}

}  // namespace

Result<HealthReportView> file_taken(Context& context, Order order, const TakenReport& taken) {
    XH_TRY(policy, isolation_policy(context));
    XH_DO(check_report(order, taken.values, taken.at, policy.rules, context.now));
    if (taken.values.symptoms.size() > symptoms_max) {
        return fail(ErrorCode::invalid, "isolation.symptoms_too_many", "symptoms");
    }
    const Window window = window_at(policy.rules, taken.at);
    XH_TRY(words, seal_words(context, order.person, report_column, json::write(taken.values)));
    HealthReport report;
    report.id = new_id<ReportId>(context.now);
    report.order = order.id;
    report.person = order.person;
    report.area_code = order.area_code;
    report.window_key = window.key;
    report.taken_at = taken.at;
    report.filed_at = context.now;
    report.filed_by = context.viewer.user;
    report.filed_by_name = context.viewer.name;
    report.source = taken.source;
    report.late = context.now > window.due;
    XH_DO(store::insert(context.tx, store::StoredReport{report, words}));
    order.last_report_at = std::max(order.last_report_at, taken.at);
    order.last_report_window = std::max(order.last_report_window, window.key);
    XH_DO(settle_report_missing(context, order, window));
    if (is_fever(taken.values.temperature, policy.rules.fever_celsius)) {
        XH_DO(raise_alert(context, order, AlertKind::fever, to_text(report.id)));
    }
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    XH_DO(audit_order(
        context, saved, "isolation.file_report",
        {{"source", std::string{json::enum_text(taken.source)}}, {"window", window.key}}));
    XH_DO(store::take_part(context.tx, context.viewer.user, saved.id));
    XH_DO(tell_order(context, saved, "isolation.report_filed"));
    return HealthReportView{report.id,         report.taken_at,          report.filed_at,
                            report.window_key, report.filed_by_name,     report.source,
                            report.late,       taken.values.temperature, taken.values.symptoms,
                            taken.values.mood};
}

Result<HealthReportView> file_report(Context& context, OrderId id, const ReportForm& form) {
    if (form.source == ReportSource::self) {
        return fail(ErrorCode::invalid, "isolation.self_report_is_the_persons", "source");
    }
    XH_TRY(order, order_in_scope(context, id));
    return file_taken(context, std::move(order),
                      {{form.temperature, form.symptoms, form.mood},
                       form.source,
                       form.taken_at.value_or(context.now)});
}

Result<HealthReportView> file_own_report(Context& context, const OwnReportForm& form) {
    XH_TRY(people, self_and_wards(context));
    const PersonId person = form.person.value_or(context.viewer.person);
    if (std::find(people.begin(), people.end(), person) == people.end()) {
        return fail(ErrorCode::not_found, "isolation.no_order_of_yours");
    }
    XH_TRY(order, store::find_open_of_person(context.tx, person));
    if (!order) {
        return fail(ErrorCode::not_found, "isolation.no_order_of_yours");
    }
    return file_taken(context, std::move(*order),
                      {{form.temperature, form.symptoms, form.mood},
                       ReportSource::self,
                       form.taken_at.value_or(context.now)});
}

Result<VisitView> log_visit(Context& context, OrderId id, const VisitForm& form) {
    if (form.note.size() > note_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.note_too_long", "note");
    }
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, order_in_scope(context, id));
    if (order.state != OrderState::active) {
        return fail(ErrorCode::conflict, "isolation.not_active");
    }
    Visit visit;
    visit.id = new_id<VisitId>(context.now);
    visit.order = order.id;
    visit.person = order.person;
    visit.area_code = order.area_code;
    visit.kind = form.kind;
    visit.at = context.now;
    visit.made_by = context.viewer.user;
    visit.made_by_name = context.viewer.name;
    const VisitWords words{form.finding, form.note};
    XH_TRY(sealed, seal_words(context, order.person, visit_column, json::write(words)));
    XH_DO(store::insert(context.tx, store::StoredVisit{visit, sealed}));
    // A call keeps in touch; only somebody at the door has visited.
    if (form.kind == VisitKind::visit) {
        order.last_visit_at = context.now;
        XH_DO(settle_alerts(context, order, AlertKind::visit_missing, AlertFinding::resolved));
    }
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    XH_DO(schedule_checks(context, saved, policy.rules));
    XH_DO(audit_order(context, saved, "isolation.log_visit",
                      {{"kind", std::string{json::enum_text(form.kind)}}}));
    XH_DO(store::take_part(context.tx, context.viewer.user, saved.id));
    XH_DO(tell_order(context, saved, "isolation.visit_logged"));
    return VisitView{visit.id, visit.kind, visit.at, visit.made_by_name, form.finding, form.note};
}

Result<Order> make_order_paper(Context& context, OrderId id, const OrderPaperForm& form) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, order_in_scope(context, id));
    XH_DO(check_paper(order, form.kind));
    XH_DO(make_paper(context, order, form.kind));
    XH_TRY(papers, count_papers(context, order, policy.rules));
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    XH_DO(schedule_paper_check(context, saved));
    XH_DO(chronicle(context, saved,
                    {.action = HistoryAction::paper_made,
                     .state_before = saved.state,
                     .policy_version = policy.version,
                     .details = {{"paper", std::string{json::enum_text(form.kind)}}}}));
    return std::move(saved);
}

Done papers_changed(Context& context, OrderId id) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(found, store::find(context.tx, id));
    if (!found) {
        return {};
    }
    Order order = std::move(*found);
    const Order before = order;
    XH_TRY(papers, count_papers(context, order, policy.rules));
    const bool same =
        order.papers_due == before.papers_due && order.papers_done == before.papers_done &&
        order.papers_due_at == before.papers_due_at && order.alerts_open == before.alerts_open;
    if (same) {
        return {};
    }
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    XH_DO(schedule_paper_check(context, saved));
    return tell_order(context, saved, "isolation.order_changed");
}

Done check_reports(Context& context, OrderId id) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, still_active(context, id));
    if (!order) {
        return {};
    }
    // After downtime the earlier windows are past mending; asking about the latest is what helps.
    if (const auto window = latest_overdue_window(*order, policy.rules, context.now)) {
        XH_TRY(reported, store::has_report(context.tx, id, *window));
        if (!reported) {
            XH_DO(raise_and_save(context, *order, AlertKind::report_missing, window->key));
        }
    }
    if (const auto next = next_owed_window(*order, policy.rules, context.now)) {
        return jobs::schedule(context.tx, "isolation.report_check", to_text(id), next->due);
    }
    return {};
}

Done check_visits(Context& context, OrderId id) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, still_active(context, id));
    if (!order) {
        return {};
    }
    auto due = visit_due_at(*order, policy.rules);
    if (!due) {
        return {};
    }
    const std::chrono::days every{policy.rules.visit_every_days};
    if (*due <= context.now) {
        while (*due + every <= context.now) {
            *due += every;
        }
        XH_DO(
            raise_and_save(context, *order, AlertKind::visit_missing, to_text(office_date(*due))));
        *due += every;
    }
    if (office_date(*due) > order->end_date) {
        return {};
    }
    return jobs::schedule(context.tx, "isolation.visit_check", to_text(id), *due);
}

Done check_papers(Context& context, OrderId id) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(found, store::find(context.tx, id));
    if (!found || !found->papers_due_at) {
        return {};
    }
    Order order = std::move(*found);
    if (*order.papers_due_at > context.now) {
        return schedule_paper_check(context, order);
    }
    return raise_and_save(context, order, AlertKind::paper_missing, to_text(*order.papers_due_at));
}

Done check_days(Context& context, OrderId id) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, still_active(context, id));
    if (!order) {
        return {};
    }
    const Instant due = release_due_at(*order, policy.rules);
    if (due > context.now) {
        return jobs::schedule(context.tx, "isolation.days_over", to_text(id), due);
    }
    return raise_and_save(context, *order, AlertKind::days_over, to_text(order->end_date));
}

}  // namespace xiuhua::isolation
