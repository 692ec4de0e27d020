#include "rooms/isolation/actions_calendar.hpp"

#include <algorithm>

#include "platform/audit/audit.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/permissions.hpp"

namespace xiuhua::isolation {
namespace {

struct Span {
    Date from, to;
};

Result<Span> span_of(const CalendarFilter& filter, Date today) {
    const Date to = filter.to.value_or(today);
    const Date from = filter.from.value_or(to - std::chrono::days{calendar_days_default - 1});
    if (from > to || to - from >= std::chrono::days{calendar_days_max}) {
        return fail(ErrorCode::invalid, "isolation.calendar_days_range", "from");
    }
    return Span{from, to};
}

Result<std::vector<Order>> orders_of(Context& context, const CalendarFilter& filter,
                                     const IsolationPolicy& policy) {
    if (filter.order) {
        XH_TRY(found, store::find(context.tx, context.viewer.scope, *filter.order));
        std::vector<Order> one;
        if (found && found->state == OrderState::active) {
            one.push_back(std::move(*found));
        }
        return one;
    }
    OrderFilter asked{OrderState::active, filter.area, filter.text,  filter.worker,
                      filter.due,         {},          filter.after, {}};
    XH_TRY(query, query_for(context, asked, policy));
    query.limit = std::clamp(filter.limit.value_or(page_rows_default), 1, calendar_rows_max) + 1;
    return store::calendar_orders(context.tx, context.viewer.scope, query);
}

CalendarRow bare_row(const Order& order, const std::vector<Window>& windows, Date today) {
    CalendarRow row;
    row.order = order.id;
    row.number = order.number;
    row.person = order.person;
    row.person_name = order.person_name;
    if (order.birth_date) {
        row.age = age_on(*order.birth_date, today);
    }
    row.area_code = order.area_code;
    row.area_name = order.area_name;
    row.worker_name = order.worker_name;
    row.start_date = order.start_date;
    row.end_date = order.end_date;
    row.alerts_open = order.alerts_open;
    row.version = order.version;
    for (const Window& window : windows) {
        if (expects_report(order, window)) {
            row.owed_from = row.owed_from.empty() ? window.key : row.owed_from;
            row.owed_until = window.key;
        }
    }
    return row;
}

CalendarCell cell_of(const HealthReport& report) {
    CalendarCell cell;
    cell.window_key = report.window_key;
    cell.report = report.id;
    cell.count = 1;
    cell.taken_at = report.taken_at;
    cell.source = report.source;
    cell.filed_by_name = report.filed_by_name;
    cell.late = report.late;
    return cell;
}

// Into a cell that holds a report already: the later one is shown, unless that would hide a fever.
void add_to(CalendarCell& cell, CalendarCell report) {
    const int count = cell.count + 1;
    const bool hides = cell.fever.value_or(false) && report.temperature < cell.temperature;
    if (!hides) {
        cell = std::move(report);
    }
    cell.count = count;
}

Done open_values(PersonKey& key, const Bytes& sealed, double fever_celsius, CalendarCell& cell) {
    const auto words = key.open(report_column, sealed);
    if (!words) {
        return words.error().key == "vault.destroyed" ? Done{} : fail(words.error());
    }
    XH_TRY(values, json::parse<HealthValues>(*words));
    cell.temperature = values.temperature;
    cell.symptoms = values.symptoms;
    cell.fever = is_fever(values.temperature, fever_celsius);
    return {};
}

// Reports come by order and time, so that a row's are together.
Done fill_cells(Context& context, CalendarSeen& seen, const std::vector<Window>& windows) {
    std::vector<OrderId> orders;
    std::map<OrderId, CalendarRow*> rows;
    for (CalendarRow& row : seen.page.items) {
        orders.push_back(row.order);
        rows[row.order] = &row;
    }
    XH_TRY(reports,
           store::reports_between(context.tx, orders, windows.front().opens, windows.back().ends));
    const bool shown = context.viewer.may(permissions::health);
    std::unique_ptr<PersonKey> key;
    OrderId at;
    for (const store::StoredReport& item : reports) {
        CalendarRow& row = *rows[item.report.order];
        CalendarCell cell = cell_of(item.report);
        if (shown && (!key || at != row.order)) {
            key = context.services.vault.key_of(context.tx, row.person, Purpose::health);
            at = row.order;
            seen.people.emplace_back(row.person, row.area_code);
        }
        if (shown) {
            XH_DO(open_values(*key, item.health, seen.page.fever_celsius, cell));
        }
        if (!row.cells.empty() && row.cells.back().window_key == cell.window_key) {
            add_to(row.cells.back(), std::move(cell));
        } else {
            row.cells.push_back(std::move(cell));
        }
    }
    return {};
}

Done leave_out_known(Context& context, CalendarSeen& seen) {
    std::vector<PersonId> people;
    for (const auto& [person, area] : seen.people) {
        people.push_back(person);
    }
    XH_TRY(known,
           store::looked_at(context.tx, context.viewer.user, office_date(context.now), people));
    std::erase_if(seen.people, [&](const auto& one) { return known.contains(one.first); });
    return {};
}

// What a row of a batch may be refused for; anything else is the database's fault and ends the whole batch.
bool is_refusal(const Error& error) {
    return error.code == ErrorCode::invalid || error.code == ErrorCode::conflict ||
           error.code == ErrorCode::not_found;
}

Result<CalendarOutcome> file_cell(Context& context, const CalendarEntry& cell, ReportSource source,
                                  const IsolationPolicy& policy) {
    CalendarOutcome outcome{cell.order, cell.window_key, {}, {}};
    const Done done = context.tx.nested([&]() -> Done {
        XH_TRY(order, order_in_scope(context, cell.order));
        const auto window = window_of_key(policy, cell.window_key);
        if (!window || !expects_report(order, *window)) {
            return fail(ErrorCode::invalid, "isolation.window_not_owed", "window_key");
        }
        XH_TRY(taken_at, taken_in_window(*window, context.now));
        XH_TRY(filed, file_taken(context, std::move(order),
                                 {{cell.temperature, cell.symptoms, {}}, source, taken_at}));
        outcome.report = filed.id;
        return {};
    });
    if (!done) {
        if (!is_refusal(done.error())) {
            return fail(done.error());
        }
        outcome.report.reset();
        outcome.error = done.error().key;
    }
    return outcome;
}

Done withdraw_report(Context& context, const HealthReport& report, const IsolationPolicy& policy) {
    XH_DO(check_withdrawal(report, context.viewer.user, context.now));
    XH_TRY(order, order_in_scope(context, report.order));
    if (order.state != OrderState::active) {
        return fail(ErrorCode::conflict, "isolation.not_active");
    }
    XH_TRY(mine, store::withdraw(context.tx, report.id, context.viewer.user, context.now));
    if (!mine) {
        return fail(ErrorCode::not_found, "isolation.report_not_found");
    }
    XH_TRY(latest, store::latest_report(context.tx, order.id));
    order.last_report_at = latest ? latest->taken_at : Instant{};
    order.last_report_window = latest ? latest->window_key : std::string{};
    XH_DO(undo_report_alerts(context, order, report));
    const auto window = window_of_key(policy, report.window_key);
    if (window && window->due <= context.now && expects_report(order, *window)) {
        // Its deadline has passed between the entry and the undoing: nobody else would ask about it.
        XH_TRY(reported, store::has_report(context.tx, order.id, *window));
        if (!reported) {
            XH_DO(raise_alert(context, order, AlertKind::report_missing, window->key));
        }
    }
    XH_TRY(saved, store::save(context.tx, std::move(order)));
    XH_DO(audit_order(context, saved, "isolation.withdraw_report",
                      {{"report", to_text(report.id)}, {"window", report.window_key}}));
    return tell_order(context, saved, "isolation.report_withdrawn");
}

}  // namespace

Result<CalendarSeen> read_calendar(Context& context, const CalendarFilter& filter) {
    XH_TRY(policy, isolation_policy(context));
    const Date today = office_date(context.now);
    XH_TRY(span, span_of(filter, today));
    XH_TRY(orders, orders_of(context, filter, policy.rules));
    CalendarSeen seen;
    seen.page.as_of = context.now;
    seen.page.windows = windows_of(policy.rules, span.from, span.to);
    seen.page.fever_celsius = policy.rules.fever_celsius;
    seen.page.late_entry_hours = policy.rules.late_entry_hours;
    seen.page.undo_minutes = report_undo_minutes;
    seen.page.cells_max = calendar_cells_max;
    const auto shown = static_cast<std::size_t>(
        std::clamp(filter.limit.value_or(page_rows_default), 1, calendar_rows_max));
    if (orders.size() > shown) {
        orders.pop_back();
        seen.page.next = orders.back().area_code + "~" + to_text(orders.back().id);
    }
    for (const Order& order : orders) {
        seen.page.items.push_back(bare_row(order, seen.page.windows, today));
    }
    XH_DO(fill_cells(context, seen, seen.page.windows));
    XH_DO(leave_out_known(context, seen));
    return seen;
}

Done note_looks(Context& context, const CalendarSeen& seen) {
    const Date today = office_date(context.now);
    for (const auto& [person, area_code] : seen.people) {
        XH_TRY(first, store::note_look(context.tx, context.viewer.user, today, person));
        if (first) {
            XH_DO(audit::append(context.tx, context.now,
                                {.actor = context.viewer.user,
                                 .action = "isolation.look_at_calendar",
                                 .subject_kind = "orders",
                                 .subject = "",
                                 .person = person,
                                 .area_code = area_code,
                                 .reason = "",
                                 .facts = {R"({"day":")" + to_text(today) + "\"}"}}));
        }
    }
    return {};
}

Result<CalendarOutcomes> file_calendar(Context& context, const CalendarEntryForm& form) {
    if (form.source == ReportSource::self) {
        return fail(ErrorCode::invalid, "isolation.self_report_is_the_persons", "source");
    }
    if (form.cells.empty() || form.cells.size() > calendar_cells_max) {
        return fail(ErrorCode::invalid, "isolation.calendar_cells_range", "cells");
    }
    XH_TRY(policy, isolation_policy(context));
    CalendarOutcomes outcomes;
    for (const CalendarEntry& cell : form.cells) {
        XH_TRY(outcome, file_cell(context, cell, form.source, policy.rules));
        outcomes.done += outcome.report ? 1 : 0;
        outcomes.cells.push_back(std::move(outcome));
    }
    return outcomes;
}

Result<CalendarOutcomes> withdraw_calendar(Context& context, const CalendarWithdrawalForm& form) {
    if (form.reports.empty() || form.reports.size() > calendar_cells_max) {
        return fail(ErrorCode::invalid, "isolation.calendar_cells_range", "reports");
    }
    XH_TRY(policy, isolation_policy(context));
    CalendarOutcomes outcomes;
    for (const ReportId id : form.reports) {
        CalendarOutcome outcome{{}, {}, id, {}};
        const Done done = context.tx.nested([&]() -> Done {
            XH_TRY(report, store::find_report(context.tx, context.viewer.scope, id));
            if (!report) {
                return fail(ErrorCode::not_found, "isolation.report_not_found");
            }
            outcome.order = report->order;
            outcome.window_key = report->window_key;
            return withdraw_report(context, *report, policy.rules);
        });
        if (!done && !is_refusal(done.error())) {
            return fail(done.error());
        }
        outcome.error = done ? std::string{} : done.error().key;
        outcomes.done += done ? 1 : 0;
        outcomes.cells.push_back(std::move(outcome));
    }
    return outcomes;
}

Done forget_looks(Context& context) {
    return store::forget_looks(context.tx, office_date(context.now));
}

}  // namespace xiuhua::isolation
