#include "rooms/isolation/views.hpp"

#include <algorithm>

#include "rooms/isolation/permissions.hpp"

namespace xiuhua::isolation {
namespace {

std::optional<Instant> unless_never(Instant at) {
    return at == Instant{} ? std::nullopt : std::optional{at};
}

PersonCell person_cell(const Order& order, std::string phone_masked, Date today) {
    PersonCell cell{order.person, order.person_name, std::nullopt, std::move(phone_masked)};
    if (order.birth_date) {
        cell.age = age_on(*order.birth_date, today);
    }
    return cell;
}

bool may_take(StepKind step, const Order& order, const Viewer& viewer) {
    switch (step) {
        case StepKind::confirm:
            return viewer.may(permissions::confirm) && viewer.user != order.made_by &&
                   viewer.user != order.worker;
        case StepKind::release:
            return viewer.may(permissions::release);
        case StepKind::handle_alert:
            return viewer.may(permissions::alert);
        case StepKind::paper:
            return viewer.may(permissions::paper);
        case StepKind::report:
        case StepKind::meet_condition:
            return viewer.may(permissions::report);
        case StepKind::watch:
        case StepKind::none:
            return false;
    }
    return false;
}

void add_messages(std::vector<TimelineItem>& items, const OrderPage& page) {
    for (const Message& message : page.messages) {
        const auto add = [&](Instant at, const char* what, const std::string& actor) {
            items.push_back({at,
                             TimelineKind::message,
                             std::string{"isolation.timeline.message_"} + what,
                             actor,
                             to_text(message.id),
                             {}});
        };
        add(message.sent_at, "sent", message.sent_by_name);
        if (message.read_at) {
            const bool own = message.read_by == MessageReader::person;
            add(*message.read_at, "read", own ? page.order.person_name : "");
        }
        if (message.withdrawn_at) {
            add(*message.withdrawn_at, "withdrawn", message.sent_by_name);
        }
    }
}

std::vector<TimelineItem> timeline_of(const OrderPage& page) {
    std::vector<TimelineItem> items;
    const auto text = [](auto value) { return std::string{json::enum_text(value)}; };
    for (const OrderHistoryView& entry : page.history) {
        items.push_back({entry.at, TimelineKind::decision,
                         "isolation.timeline." + text(entry.action), entry.actor_name, entry.id,
                         entry.details});
    }
    for (const HealthReportView& report : page.reports) {
        items.push_back({report.taken_at,
                         TimelineKind::report,
                         "isolation.timeline.report",
                         report.filed_by_name,
                         to_text(report.id),
                         {{"source", text(report.source)}, {"window", report.window_key}}});
    }
    for (const VisitView& visit : page.visits) {
        items.push_back({visit.at,
                         TimelineKind::visit,
                         "isolation.timeline." + text(visit.kind),
                         visit.made_by_name,
                         to_text(visit.id),
                         {}});
    }
    for (const AlertRow& alert : page.alerts) {
        items.push_back({alert.raised_at,
                         TimelineKind::alert,
                         "isolation.timeline.alert",
                         alert.assignee.name,
                         to_text(alert.id),
                         {{"kind", text(alert.kind)}, {"level", text(alert.level)}}});
    }
    add_messages(items, page);
    std::stable_sort(items.begin(), items.end(), [](const TimelineItem& l, const TimelineItem& r) {
        return l.at > r.at;  // Newest first.
    });
    return items;
}

}  // namespace

OrderPatch patch_of(const Order& order) {
    return {order.id,
            order.person,
            order.state,
            order.place,
            order.end_date,
            order.days,
            {order.papers_due, order.papers_done},
            order.alerts_open,
            unless_never(order.last_report_at),
            order.last_report_window,
            order.version};
}

AlertPatch patch_of(const Alert& alert) {
    return {alert.id,    alert.order,  alert.kind,   alert.state,
            alert.level, alert.due_at, alert.version};
}

OrderRow row_of(const Order& order, std::string phone_masked, Date today) {
    OrderRow row;
    row.id = order.id;
    row.number = order.number;
    row.person = person_cell(order, std::move(phone_masked), today);
    row.area_code = order.area_code;
    row.area_name = order.area_name;
    row.place = order.place;
    row.state = order.state;
    row.start_date = order.start_date;
    row.end_date = order.end_date;
    row.day = day_of(order, today);
    row.days = order.days;
    row.worker = order.worker;
    row.worker_name = order.worker_name;
    row.completeness = {order.papers_due, order.papers_done};
    row.alerts_open = order.alerts_open;
    row.last_report_at = unless_never(order.last_report_at);
    row.made_at = order.made_at;
    row.version = order.version;
    return row;
}

AlertRow row_of(const Alert& alert) {
    AlertRow row;
    row.id = alert.id;
    row.kind = alert.kind;
    row.state = alert.state;
    row.order = alert.order;
    row.order_number = alert.order_number;
    row.person = alert.person;
    row.person_name = alert.person_name;
    row.area_code = alert.area_code;
    row.area_name = alert.area_name;
    row.raised_at = alert.raised_at;
    row.due_at = alert.due_at;
    row.level = alert.level;
    row.assignee = {alert.assignee, alert.assignee_name};
    row.occasions = alert.occasions;
    // A fever's occasion is its report: of no use to a list.
    row.last_window_key = alert.kind == AlertKind::fever ? "" : alert.last_window_key;
    row.acknowledged_at = alert.acknowledged_at;
    row.closed_at = alert.closed_at;
    row.finding = alert.finding;
    row.version = alert.version;
    return row;
}

ScreeningRow row_of(const Screening& s) {
    return {s.id,           s.person,  s.person_name, s.area_code,     s.place,
            s.made_by_name, s.made_at, s.outcome,     s.policy_version};
}

std::vector<ReasonLine> rights_of(const Order& order) {
    const std::string end = to_text(order.end_date);
    std::vector<ReasonLine> rights{
        {"isolation.right.reason", {}},
        {"isolation.right.end", {{"end_date", end}}},
        {"isolation.right.care", {{"worker", order.worker_name}}},
        {"isolation.right.review", {}},
        {"isolation.right.see_accesses", {}},
        {"isolation.right.no_automatic_punishment", {}},
    };
    if (!order.smartphone) {
        rights.push_back({"isolation.right.telephone", {}});
    }
    return rights;
}

OrderView view_of(OrderPage page, const Viewer& viewer, Date today) {
    const Order& order = page.order;
    OrderView view;
    view.timeline = timeline_of(page);
    view.id = order.id;
    view.number = order.number;
    view.person = person_cell(order, page.phone_masked, today);
    view.household = order.household;
    view.smartphone = order.smartphone;
    view.area_code = order.area_code;
    view.area_name = order.area_name;
    view.place = order.place;
    view.place_area_code = order.place_area_code;
    view.state = order.state;
    view.start_date = order.start_date;
    view.end_date = order.end_date;
    view.day = day_of(order, today);
    view.days = order.days;
    view.worker = {order.worker, order.worker_name};
    view.medic = order.medic;
    view.screening = order.screening;
    view.made_by = {order.made_by, order.made_by_name};
    view.made_at = order.made_at;
    view.confirmed_by = order.confirmed_by;
    view.confirmed_at = order.confirmed_at;
    view.ended_at = order.ended_at;
    view.transferred_to = order.transferred_to;
    view.policy_version = order.policy_version;
    view.reason = std::move(page.reason);
    view.completeness = {page.papers.due, page.papers.done};
    view.alerts_open = order.alerts_open;
    view.last_report_at = unless_never(order.last_report_at);
    view.last_visit_at = order.last_visit_at;
    view.version = order.version;
    view.next_step = {page.step.kind, page.step.key, page.step.due_at, page.step.detail,
                      may_take(page.step.kind, order, viewer)};
    view.release_conditions = std::move(page.conditions);
    view.papers = std::move(page.paper_views);
    view.reports = std::move(page.reports);
    view.visits = std::move(page.visits);
    view.alerts = std::move(page.alerts);
    view.rights = rights_of(order);
    view.history = std::move(page.history);
    return view;
}

}  // namespace xiuhua::isolation
