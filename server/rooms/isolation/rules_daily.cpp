#include <algorithm>

#include "rooms/isolation/rules.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::size_t windows_max = 9;  // One digit in the window's key.

std::chrono::minutes time_or_midnight(std::string_view text) {
    return parse_time_of_day(text).value_or(std::chrono::minutes{0});
}

// The window number `index` of a day; beyond the last it is the next day's first, below 0 the day before's last.
Window window_number(const IsolationPolicy& policy, Date day, int index) {
    const int count = static_cast<int>(policy.report_windows.size());
    while (index < 0) {
        index += count;
        day -= std::chrono::days{1};
    }
    while (index >= count) {
        index -= count;
        day += std::chrono::days{1};
    }
    const ReportWindow& rule = policy.report_windows[static_cast<std::size_t>(index)];
    Window window;
    window.key = to_text(day) + "/" + std::to_string(index + 1);
    window.name = rule.name;
    window.day = day;
    window.opens = office_instant(day, time_or_midnight(rule.opens));
    window.due = office_instant(day, time_or_midnight(rule.due));
    const bool last = index + 1 == count;
    const ReportWindow& next =
        policy.report_windows[last ? 0 : static_cast<std::size_t>(index) + 1];
    window.ends =
        office_instant(last ? day + std::chrono::days{1} : day, time_or_midnight(next.opens));
    return window;
}

int index_of(const Window& window) {
    return window.key.back() - '1';
}

Error conflict(std::string key) {
    return {ErrorCode::conflict, std::move(key)};
}

}  // namespace

std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) {
        return std::nullopt;
    }
    const int hours = (text[0] - '0') * 10 + (text[1] - '0');
    const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) {
        return std::nullopt;
    }
    return std::chrono::minutes{hours * 60 + minutes};
}

Window window_at(const IsolationPolicy& policy, Instant at) {
    const Date day = office_date(at);
    int index = static_cast<int>(policy.report_windows.size()) - 1;
    while (index >= 0 && window_number(policy, day, index).opens > at) {
        --index;
    }
    return window_number(policy, day, index);  // Before the first one: the evening before.
}

Window window_after(const IsolationPolicy& policy, const Window& window) {
    return window_number(policy, window.day, index_of(window) + 1);
}

bool expects_report(const Order& order, const Window& window) {
    return order.confirmed_at && window.opens >= *order.confirmed_at &&
           window.day >= order.start_date && window.day <= order.end_date;
}

std::optional<Window> next_owed_window(const Order& order, const IsolationPolicy& policy,
                                       Instant now) {
    if (!order.confirmed_at) {
        return std::nullopt;
    }
    const Instant from = std::max({now, *order.confirmed_at, office_instant(order.start_date)});
    Window window = window_at(policy, from);
    while (window.day <= order.end_date) {
        if (window.due > now && expects_report(order, window)) {
            return window;
        }
        window = window_after(policy, window);
    }
    return std::nullopt;
}

std::optional<Window> latest_overdue_window(const Order& order, const IsolationPolicy& policy,
                                            Instant now) {
    const Instant last_moment =
        office_instant(order.end_date + std::chrono::days{1}) - std::chrono::milliseconds{1};
    Window window = window_at(policy, std::min(now, last_moment));
    while (order.confirmed_at && window.opens >= *order.confirmed_at) {
        if (window.due <= now && expects_report(order, window)) {
            return window;
        }
        window = window_number(policy, window.day, index_of(window) - 1);
    }
    return std::nullopt;
}

std::vector<Window> windows_of(const IsolationPolicy& policy, Date from, Date to) {
    std::vector<Window> windows;
    const int count = static_cast<int>(policy.report_windows.size());
    for (Date day = from; day <= to; day += std::chrono::days{1}) {
        for (int index = 0; index < count; ++index) {
            windows.push_back(window_number(policy, day, index));
        }
    }
    return windows;
}

std::optional<Window> window_of_key(const IsolationPolicy& policy, std::string_view key) {
    const std::size_t slash = key.find('/');
    const auto day = parse_date(key.substr(0, slash));
    if (slash == std::string_view::npos || !day) {
        return std::nullopt;
    }
    for (Window& window : windows_of(policy, *day, *day)) {
        if (window.key == key) {
            return std::move(window);
        }
    }
    return std::nullopt;
}

Result<Instant> taken_in_window(const Window& window, Instant now) {
    if (window.opens > now) {
        return fail(ErrorCode::invalid, "isolation.window_not_open", "window_key");
    }
    // The next may open at this one's deadline, and a report belongs to the window that was the last to open.
    return window.ends > now ? now
                             : std::min(window.due, window.ends - std::chrono::milliseconds{1});
}

Done check_withdrawal(const HealthReport& report, UserId user, Instant now) {
    if (report.source == ReportSource::self || report.filed_by != user) {
        return fail(conflict("isolation.undo_not_yours"));
    }
    if (report.filed_at + std::chrono::minutes{report_undo_minutes} < now) {
        return fail(conflict("isolation.undo_too_late"));
    }
    return {};
}

Done check_report(const Order& order, const HealthValues& values, Instant taken_at,
                  const IsolationPolicy& policy, Instant now) {
    if (order.state != OrderState::active) {
        return fail(conflict("isolation.not_active"));
    }
    XH_TRY(tenths, temperature_tenths(values.temperature, "temperature"));
    if (taken_at > now + clock_tolerance) {
        return fail(ErrorCode::invalid, "isolation.report_in_future", "taken_at");
    }
    if (taken_at < now - std::chrono::hours{policy.late_entry_hours}) {
        return fail(ErrorCode::invalid, "isolation.report_too_late", "taken_at");
    }
    return {};
}

std::optional<Instant> visit_due_at(const Order& order, const IsolationPolicy& policy) {
    if (!order.confirmed_at) {
        return std::nullopt;
    }
    const Instant since = order.last_visit_at.value_or(*order.confirmed_at);
    const Date from = std::max(office_date(since), order.start_date - std::chrono::days{1});
    const Date day = from + std::chrono::days{policy.visit_every_days};
    if (day > order.end_date) {
        return std::nullopt;
    }
    return office_instant(day, time_or_midnight(policy.visit_due));
}

Instant release_due_at(const Order& order, const IsolationPolicy& policy) {
    return office_instant(order.end_date + std::chrono::days{1},
                          time_or_midnight(policy.release_by));
}

const AlertRule& rule_for(const AlertsPolicy& policy, AlertKind kind) {
    static const AlertRule fallback;
    const auto found = std::find_if(policy.rules.begin(), policy.rules.end(),
                                    [&](const AlertRule& rule) { return rule.kind == kind; });
    return found == policy.rules.end() ? fallback : *found;
}

Instant alert_due_at(const AlertsPolicy& policy, AlertKind kind, AlertLevel level, Instant now) {
    const AlertRule& rule = rule_for(policy, kind);
    switch (level) {
        case AlertLevel::worker:
            return now + std::chrono::minutes{rule.worker_minutes};
        case AlertLevel::lead:
            return now + std::chrono::minutes{rule.lead_minutes};
        case AlertLevel::command:
            break;
    }
    return now + std::chrono::minutes{rule.command_minutes};
}

std::optional<AlertLevel> level_above(AlertLevel level) {
    switch (level) {
        case AlertLevel::worker:
            return AlertLevel::lead;
        case AlertLevel::lead:
            return AlertLevel::command;
        case AlertLevel::command:
            break;
    }
    return std::nullopt;
}

Result<Alert> acknowledge(Alert alert, UserId user, const AlertsPolicy& policy, Instant now) {
    if (alert.state == AlertState::closed) {
        return fail(conflict("isolation.alert_closed"));
    }
    if (alert.state == AlertState::acknowledged) {
        return fail(conflict("isolation.alert_acknowledged"));
    }
    alert.state = AlertState::acknowledged;
    alert.acknowledged_by = user;
    alert.acknowledged_at = now;
    // To have seen it is not to have dealt with it: it climbs on when it is not closed in time.
    alert.due_at = now + std::chrono::minutes{rule_for(policy, alert.kind).closure_minutes};
    return alert;
}

bool answers(AlertKind kind, AlertFinding finding) {
    const bool of_position = kind == AlertKind::left_home || kind == AlertKind::phone_silent;
    switch (finding) {
        case AlertFinding::resolved:
        case AlertFinding::order_ended:
            return false;
        case AlertFinding::handled:
        case AlertFinding::referred:
        case AlertFinding::false_alarm:
            return !of_position;
        case AlertFinding::real_exit:
        case AlertFinding::drift:
        case AlertFinding::flat_battery:
        case AlertFinding::permitted:
        case AlertFinding::other:
            return of_position;
    }
    return false;
}

Result<Alert> close(Alert alert, UserId user, AlertFinding finding, Instant now) {
    if (alert.state == AlertState::closed) {
        return fail(conflict("isolation.alert_closed"));
    }
    alert.state = AlertState::closed;
    alert.closed_by = user;
    alert.closed_at = now;
    alert.finding = finding;
    alert.due_at.reset();
    return alert;
}

Alert reopen(Alert alert, const AlertsPolicy& policy, Instant now) {
    alert.state = AlertState::open;
    alert.closed_by.reset();
    alert.closed_at.reset();
    alert.finding.reset();
    alert.due_at = alert_due_at(policy, alert.kind, alert.level, now);
    return alert;
}

Alert escalate(Alert alert, AlertLevel level, const Assignee& assignee, const AlertsPolicy& policy,
               Instant now) {
    if (level == alert.level) {
        alert.due_at.reset();  // The top has it; it stays open there until it is closed.
        return alert;
    }
    alert.level = level;
    alert.assignee = assignee.id;
    alert.assignee_name = assignee.name;
    alert.state = AlertState::open;
    alert.due_at = alert_due_at(policy, alert.kind, level, now);
    return alert;
}

namespace {

void check_windows(const IsolationPolicy& policy, std::vector<FieldError>& wrong) {
    if (policy.report_windows.empty() || policy.report_windows.size() > windows_max) {
        wrong.push_back({"report_windows", "isolation.policy_range"});
    }
    std::chrono::minutes before{-1};
    for (std::size_t i = 0; i < policy.report_windows.size(); ++i) {
        const std::string path = "report_windows[" + std::to_string(i) + "]";
        const auto opens = parse_time_of_day(policy.report_windows[i].opens);
        const auto due = parse_time_of_day(policy.report_windows[i].due);
        if (!opens || *opens <= before) {
            wrong.push_back({path + ".opens", "isolation.policy_time"});
        }
        if (!due || !opens || *due <= *opens) {
            wrong.push_back({path + ".due", "isolation.policy_time"});
        }
        before =
            due.value_or(before) - std::chrono::minutes{1};  // The next may open at this one's due.
    }
}

Done refuse(std::vector<FieldError> wrong) {
    if (wrong.empty()) {
        return {};
    }
    Error error{ErrorCode::invalid, "request.bad_field"};
    error.fields = std::move(wrong);
    return fail(std::move(error));
}

}  // namespace

Done check_policy(const IsolationPolicy& policy) {
    std::vector<FieldError> wrong;
    check_windows(policy, wrong);
    const auto within = [&](const char* field, int value, int low, int high) {
        if (value < low || value > high) {
            wrong.push_back({field, "isolation.policy_range"});
        }
    };
    within("days_max", policy.days_max, 1, 60);
    within("days_default", policy.days_default, 1, policy.days_max);
    within("extension_days_max", policy.extension_days_max, 1, 60);
    within("start_days_back_max", policy.start_days_back_max, 0, 60);
    within("start_days_ahead_max", policy.start_days_ahead_max, 0, 7);
    within("people_max", policy.people_max, 1, 100);
    within("confirm_within_hours", policy.confirm_within_hours, 1, 48);
    within("late_entry_hours", policy.late_entry_hours, 1, 72);
    within("visit_every_days", policy.visit_every_days, 1, 14);
    within("release_no_fever_days", policy.release_no_fever_days, 0, 14);
    within("release_report_hours", policy.release_report_hours, 12, 168);
    if (!temperature_tenths(policy.fever_celsius, "")) {
        wrong.push_back({"fever_celsius", "isolation.temperature_range"});
    }
    if (!parse_time_of_day(policy.visit_due)) {
        wrong.push_back({"visit_due", "isolation.policy_time"});
    }
    if (!parse_time_of_day(policy.release_by)) {
        wrong.push_back({"release_by", "isolation.policy_time"});
    }
    for (std::size_t i = 0; i < policy.papers.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (policy.papers[i].kind == policy.papers[j].kind) {
                wrong.push_back(
                    {"papers[" + std::to_string(i) + "].kind", "isolation.policy_twice"});
            }
        }
    }
    return refuse(std::move(wrong));
}

Done check_policy(const AlertsPolicy& policy) {
    std::vector<FieldError> wrong;
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const AlertRule& rule = policy.rules[i];
        const std::string path = "rules[" + std::to_string(i) + "]";
        constexpr int day_minutes = 24 * 60;
        for (const int minutes :
             {rule.worker_minutes, rule.lead_minutes, rule.command_minutes, rule.closure_minutes}) {
            if (minutes < 1 || minutes > 7 * day_minutes) {
                wrong.push_back({path, "isolation.policy_range"});
                break;
            }
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (policy.rules[j].kind == rule.kind) {
                wrong.push_back({path + ".kind", "isolation.policy_twice"});
            }
        }
    }
    return refuse(std::move(wrong));
}

}  // namespace xiuhua::isolation
