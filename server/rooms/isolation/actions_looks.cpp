#include <algorithm>

#include "platform/audit/audit.hpp"
#include "platform/host/room.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/store_messages.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::isolation {
namespace {

std::string phone_masked(Context& context, PersonId person) {
    // A list must not fail for one destroyed key.
    const auto identity = registry::read_identity_masked(context, person);
    return identity ? identity->phone : std::string{};
}

template <typename T>
Result<T> open_parsed(Context& context, PersonId person, std::string_view column,
                      const Bytes& sealed, T fallback) {
    XH_TRY(words, open_words(context, person, column, sealed));
    if (words.empty()) {
        return fallback;
    }
    return json::parse<T>(words);
}

HealthReportView bare(const HealthReport& report) {
    return {report.id,
            report.taken_at,
            report.filed_at,
            report.window_key,
            report.filed_by_name,
            report.source,
            report.late,
            {},
            {},
            {}};
}

Result<std::vector<VisitView>> visits_for(Context& context, const Order& order, HealthWords words) {
    XH_TRY(stored, store::visits_of(context.tx, order.id));
    std::vector<VisitView> views;
    for (const store::StoredVisit& item : stored) {
        const Visit& visit = item.visit;
        VisitView view{visit.id, visit.kind, visit.at, visit.made_by_name, {}, {}};
        if (words == HealthWords::shown) {
            XH_TRY(opened,
                   open_parsed(context, order.person, visit_column, item.words, VisitWords{}));
            view.finding = opened.finding;
            view.note = opened.note;
        }
        views.push_back(std::move(view));
    }
    return views;
}

Result<std::vector<AlertRow>> alerts_for(Context& context, const Order& order) {
    XH_TRY(stored, store::alerts_of(context.tx, order.id));
    std::vector<AlertRow> views;
    for (const store::StoredAlert& item : stored) {
        AlertRow row = row_of(item.alert);
        if (item.note) {
            XH_TRY(note, open_words(context, order.person, alert_column, *item.note));
            row.note = note;
        }
        views.push_back(std::move(row));
    }
    return views;
}

Result<std::vector<OrderHistoryView>> history_for(Context& context, const Order& order,
                                                  HealthWords words) {
    XH_TRY(stored, store::history_of(context.tx, order.id));
    std::vector<OrderHistoryView> views;
    for (const store::StoredHistory& item : stored) {
        const HistoryEntry& entry = item.entry;
        const bool of_alert = entry.action == HistoryAction::alert_acknowledged ||
                              entry.action == HistoryAction::alert_closed;
        if (of_alert && words == HealthWords::hidden) {
            continue;  // The kind of an alert tells of health.
        }
        OrderHistoryView view{entry.id,
                              entry.action,
                              entry.at,
                              entry.actor_name,
                              entry.state_before,
                              entry.state_after,
                              entry.order_version,
                              entry.policy_version,
                              entry.details,
                              {}};
        if (words == HealthWords::shown) {
            XH_TRY(reason, open_words(context, order.person, history_reason_column, item.reason));
            view.reason = reason;
        }
        views.push_back(std::move(view));
    }
    return views;
}

Done read_words(Context& context, OrderPage& page, HealthWords words) {
    const Order& order = page.order;
    XH_TRY(reports, reports_for(context, order, words));
    page.reports = std::move(reports);
    XH_TRY(visits, visits_for(context, order, words));
    page.visits = std::move(visits);
    XH_TRY(history, history_for(context, order, words));
    page.history = std::move(history);
    XH_TRY(messages, store::bare_messages_of(context.tx, order.id));
    page.messages = std::move(messages);
    if (words == HealthWords::hidden) {
        return {};
    }
    XH_TRY(alerts, alerts_for(context, order));
    page.alerts = std::move(alerts);
    XH_TRY(sealed, store::reason_of(context.tx, order.id));
    XH_TRY(reason, open_words(context, order.person, order_reason_column, sealed));
    page.reason = reason;
    return {};
}

std::optional<AlertKind> gravest_open(const std::vector<AlertRow>& alerts) {
    std::optional<AlertKind> kind;
    for (const AlertRow& alert : alerts) {
        if (alert.state != AlertState::closed && kind != AlertKind::fever) {
            kind = alert.kind;
        }
    }
    return kind;
}

// What the open conditions say of fever is health, too.
void hide_health(std::vector<ReleaseCondition>& conditions) {
    std::erase_if(conditions, [](const ReleaseCondition& condition) {
        return condition.key == "isolation.fever_open" || condition.key == "isolation.fever_recent";
    });
}

}  // namespace

Result<std::vector<HealthReportView>> reports_for(Context& context, const Order& order,
                                                  HealthWords words) {
    XH_TRY(stored, store::reports_of(context.tx, order.id, Instant{}));
    std::vector<HealthReportView> views;
    for (const store::StoredReport& item : stored) {
        HealthReportView view = bare(item.report);
        if (words == HealthWords::shown) {
            XH_TRY(sealed, open_words(context, order.person, report_column, item.health));
            if (!sealed.empty()) {
                XH_TRY(values, json::parse<HealthValues>(sealed));
                view.temperature = values.temperature;
                view.symptoms = values.symptoms;
                view.mood = values.mood;
            }
        }
        views.push_back(std::move(view));
    }
    return views;
}

Result<PapersSeen> papers_seen(Context& context, const Order& order,
                               const IsolationPolicy& policy) {
    XH_TRY(state, papers_of(context.tx, order.id));
    PapersSeen seen{completeness(order, state.facts, policy, context.now), {}};
    for (const PaperLine& line : seen.completeness.lines) {
        OrderPaperView view{line.kind, line.progress, line.needs, line.due_at, line.done, {}, {}};
        if (const auto latest = state.latest.find(line.kind); latest != state.latest.end()) {
            view.document_id = latest->second.first;
            view.document_number = latest->second.second;
        }
        seen.views.push_back(std::move(view));
    }
    return seen;
}

Result<ReleaseFacts> release_facts(Context& context, const Order& order,
                                   const IsolationPolicy& policy) {
    ReleaseFacts facts;
    XH_TRY(alerts, store::open_alerts_of(context.tx, order.id));
    facts.fever_alerts_open = static_cast<int>(std::count_if(
        alerts.begin(), alerts.end(), [](const Alert& a) { return a.kind == AlertKind::fever; }));
    if (order.last_report_at != Instant{}) {
        facts.last_report_at = order.last_report_at;
    }
    const Instant since = context.now - std::chrono::days{policy.release_no_fever_days};
    XH_TRY(reports, store::reports_of(context.tx, order.id, since));
    for (const store::StoredReport& item : reports) {
        XH_TRY(values,
               open_parsed(context, order.person, report_column, item.health, HealthValues{}));
        if (is_fever(values.temperature, policy.fever_celsius)) {
            facts.last_fever_at =
                std::max(facts.last_fever_at.value_or(item.report.taken_at), item.report.taken_at);
        }
    }
    XH_TRY(papers, papers_seen(context, order, policy));
    facts.papers = std::move(papers.completeness.lines);
    return facts;
}

Result<store::OrderQuery> query_for(Context& context, const OrderFilter& filter,
                                    const IsolationPolicy& policy) {
    store::OrderQuery query;
    query.filter = filter;
    query.today = office_date(context.now);
    query.window_key = window_at(policy, context.now).key;
    if (filter.text) {
        XH_TRY(people, registry::search_people(context.tx, context.viewer.scope, *filter.text,
                                               text_people_max));
        for (const registry::PersonBrief& person : people) {
            query.people.push_back(person.id);
        }
    }
    return query;
}

Result<Page<OrderRow>> list_orders(Context& context, const OrderFilter& filter) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(query, query_for(context, filter, policy.rules));
    const int shown = std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
    query.limit = shown + 1;
    XH_TRY(found, store::list_orders(context.tx, context.viewer.scope, query));
    Page<OrderRow> page;
    if (static_cast<int>(found.size()) > shown) {
        found.pop_back();
        page.next = store::cursor_of(found.back(), filter.sort.value_or(OrderSort::made));
    }
    for (const Order& order : found) {
        page.items.push_back(row_of(order, phone_masked(context, order.person), query.today));
    }
    return page;
}

Result<OrderView> look_at_order(Context& context, OrderId id) {
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(order, order_in_scope(context, id));
    const HealthWords words =
        context.viewer.may(permissions::health) ? HealthWords::shown : HealthWords::hidden;
    OrderPage page;
    page.order = std::move(order);
    page.phone_masked = phone_masked(context, page.order.person);
    XH_TRY(papers, papers_seen(context, page.order, policy.rules));
    page.papers = papers.completeness;
    page.paper_views = std::move(papers.views);
    XH_DO(read_words(context, page, words));
    if (page.order.state == OrderState::active) {
        XH_TRY(facts, release_facts(context, page.order, policy.rules));
        page.conditions = release_conditions(page.order, facts, policy.rules, context.now);
    }
    if (words == HealthWords::hidden) {
        hide_health(page.conditions);
    }
    page.step = next_step(page.order, {gravest_open(page.alerts), page.papers, page.conditions},
                          policy.rules, context.now);
    if (words == HealthWords::shown) {
        XH_DO(audit_order(context, page.order, "isolation.look_at_order",
                          {{"reports", std::to_string(page.reports.size())}}));
    }
    return view_of(std::move(page), context.viewer, office_date(context.now));
}

Result<OrderView> view_after(Context& context, const Order& order) {
    return look_at_order(context, order.id);
}

Result<std::vector<PersonId>> self_and_wards(Context& context) {
    std::vector<PersonId> people;
    const PersonId self = context.viewer.person;
    // The whole area: a resident's own scope is no measure of whose guardian one is.
    const Scope& everywhere = program_viewer().scope;
    XH_TRY(person, registry::find_person(context.tx, everywhere, self));
    if (!person) {
        return people;
    }
    people.push_back(self);
    XH_TRY(members, registry::household_members(context.tx, everywhere, person->household));
    for (const registry::PersonBrief& member : members) {
        if (member.guardian == self && member.id != self) {
            people.push_back(member.id);
        }
    }
    return people;
}

namespace {

Result<OwnOrderView> own_order(Context& context, const Order& order,
                               const IsolationPolicy& policy) {
    OwnOrderView own;
    own.id = order.id;
    own.number = order.number;
    own.person = order.person;
    own.person_name = order.person_name;
    own.place = order.place;
    own.state = order.state;
    own.start_date = order.start_date;
    own.end_date = order.end_date;
    own.day = day_of(order, office_date(context.now));
    own.days = order.days;
    own.worker_name = order.worker_name;
    own.version = order.version;
    XH_TRY(sealed, store::reason_of(context.tx, order.id));
    XH_TRY(reason, open_words(context, order.person, order_reason_column, sealed));
    own.reason = reason;
    if (order.state == OrderState::active) {
        const Window window = window_at(policy, context.now);
        const bool is_reported = order.last_report_window >= window.key;
        own.report_due = expects_report(order, window) && !is_reported;
        // What has been reported is not what comes next.
        const Instant from = is_reported ? std::max(context.now, window.due) : context.now;
        own.window = own.report_due ? std::optional{window} : next_owed_window(order, policy, from);
    }
    XH_TRY(papers, papers_seen(context, order, policy));
    own.papers = std::move(papers.views);
    XH_TRY(reports, reports_for(context, order, HealthWords::shown));
    own.reports = std::move(reports);
    own.rights = rights_of(order);
    return own;
}

}  // namespace

Result<std::vector<OwnPageOrder>> orders_on_own_page(Context& context) {
    std::vector<OwnPageOrder> shown;
    XH_TRY(people, self_and_wards(context));
    for (const PersonId person : people) {
        XH_TRY(orders, store::orders_of_person(context.tx, person));
        if (orders.empty()) {
            continue;
        }
        const auto open = std::find_if(orders.begin(), orders.end(),
                                       [](const Order& o) { return is_open(o.state); });
        shown.push_back({person, open == orders.end() ? orders.front() : *open});
    }
    return shown;
}

Result<OwnIsolationView> own_isolation(Context& context) {
    OwnIsolationView view;
    XH_TRY(policy, isolation_policy(context));
    XH_TRY(shown, orders_on_own_page(context));
    for (const OwnPageOrder& one : shown) {
        XH_TRY(own, own_order(context, one.order, policy.rules));
        if (one.holder == context.viewer.person) {
            view.order = std::move(own);
        } else {
            view.wards.push_back(std::move(own));
        }
    }
    return view;
}

Result<Page<AlertRow>> list_alerts(Context& context, const AlertFilter& filter) {
    store::AlertList list{filter.state,
                          filter.kind,
                          std::nullopt,
                          filter.area,
                          filter.after.value_or(""),
                          std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max)};
    if (filter.mine.value_or(0) == 1) {
        list.assignee = context.viewer.user;
    }
    const int shown = list.limit++;
    XH_TRY(found, store::list_alerts(context.tx, context.viewer.scope, list));
    Page<AlertRow> page;
    for (const Alert& alert : found) {
        if (static_cast<int>(page.items.size()) == shown) {
            page.next = to_text(page.items.back().id);
            break;
        }
        page.items.push_back(row_of(alert));
    }
    return page;
}

}  // namespace xiuhua::isolation
