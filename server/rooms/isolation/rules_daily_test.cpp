#include "testkit/isolation_facts.hpp"

namespace xiuhua::isolation {

TEST_CASE("a report belongs to the window that is open, or was the last to open") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    struct Row {
        int hour, minute;
        std::string_view key;
    };
    for (const Row& row :
         {Row{0, 0, "2026-03-01/2"}, Row{5, 59, "2026-03-01/2"}, Row{6, 0, "2026-03-02/1"},
          Row{10, 0, "2026-03-02/1"}, Row{15, 59, "2026-03-02/1"}, Row{16, 0, "2026-03-02/2"},
          Row{23, 59, "2026-03-02/2"}}) {
        CAPTURE(row.hour);
        const Window window = window_at(policy, at("2026-03-02", row.hour, row.minute));
        CHECK(window.key == row.key);
        CHECK(window.ends == window_after(policy, window).opens);
    }
}

TEST_CASE("a report may be entered a day late, not later, and not from the future") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    const Instant now = at("2026-03-05", 9);
    const auto check = [&](Instant taken_at) {
        const auto done =
            check_report(active_order(), {36.5, {}, Mood::calm}, taken_at, policy, now);
        return done ? std::string{"ok"} : done.error().key;
    };
    CHECK(check(now) == "ok");
    CHECK(check(now + minutes{5}) == "ok");
    CHECK(check(now + minutes{6}) == "isolation.report_in_future");
    CHECK(check(now - hours{24}) == "ok");
    CHECK(check(now - hours{24} - minutes{1}) == "isolation.report_too_late");
    Order ended = active_order();
    ended.state = OrderState::released;
    CHECK_FALSE(check_report(ended, {36.5, {}, Mood::calm}, now, policy, now));
}

TEST_CASE("a cell of the calendar is a window: now while it is open, its deadline afterwards") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    const auto windows = windows_of(policy, day("2026-03-01"), day("2026-03-02"));
    REQUIRE(windows.size() == 4);
    CHECK(windows.front().key == "2026-03-01/1");
    CHECK(windows.back().key == "2026-03-02/2");
    struct Row {
        std::string_view key;
        int hour;
        std::string_view outcome;
    };
    for (const Row& row :
         {Row{"2026-03-02/1", 5, "isolation.window_not_open"}, Row{"2026-03-02/1", 6, "06:00"},
          Row{"2026-03-02/1", 15, "15:00"}, Row{"2026-03-02/1", 16, "10:00"},
          Row{"2026-03-02/1", 23, "10:00"}, Row{"2026-03-02/2", 23, "23:00"},
          Row{"2026-03-02/3", 9, "none"}, Row{"2026-03-02/0", 9, "none"},
          Row{"2026-03-02", 9, "none"}, Row{"evening", 9, "none"}, Row{"", 9, "none"}}) {
        CAPTURE(row.key);
        CAPTURE(row.hour);
        const auto window = window_of_key(policy, row.key);
        if (!window) {
            CHECK(row.outcome == "none");
            continue;
        }
        const auto taken = taken_in_window(*window, at("2026-03-02", row.hour));
        if (!taken) {
            CHECK(taken.error().key == row.outcome);
            continue;
        }
        CHECK(*taken == office_instant(window->day, *parse_time_of_day(row.outcome)));
        CHECK(window_at(policy, *taken).key == row.key);
    }
}

TEST_CASE("where the next window opens at a deadline, a late entry still belongs to its own") {
    auto policy = shipped<IsolationPolicy>("isolation");
    policy.report_windows[0].due = policy.report_windows[1].opens;
    REQUIRE(check_policy(policy));
    const auto window = window_of_key(policy, "2026-03-02/1");
    REQUIRE(window);
    const auto taken = taken_in_window(*window, at("2026-03-02", 18));
    REQUIRE(taken);
    CHECK(window_at(policy, *taken).key == window->key);
    CHECK(*taken < window->ends);
}

TEST_CASE("a slip is taken back by whoever entered it on behalf, for ten minutes") {
    HealthReport report;
    report.source = ReportSource::telephone;
    report.filed_by = worker;
    report.filed_at = at("2026-03-02", 9);
    const auto check = [&](UserId user, Instant now) {
        const auto done = check_withdrawal(report, user, now);
        return done ? std::string{"ok"} : done.error().key;
    };
    CHECK(check(worker, report.filed_at) == "ok");
    CHECK(check(worker, report.filed_at + minutes{10}) == "ok");
    CHECK(check(worker, report.filed_at + minutes{10} + std::chrono::milliseconds{1}) ==
          "isolation.undo_too_late");
    CHECK(check(reviewer, report.filed_at) == "isolation.undo_not_yours");
    report.source = ReportSource::self;
    CHECK(check(worker, report.filed_at) == "isolation.undo_not_yours");
}

TEST_CASE("a visit is owed every second day until the last") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    Order order = active_order();
    CHECK(visit_due_at(order, policy) == at("2026-03-03", 20));
    order.last_visit_at = at("2026-03-12", 11);
    CHECK(visit_due_at(order, policy) == at("2026-03-14", 20));
    order.last_visit_at = at("2026-03-13", 11);
    CHECK_FALSE(visit_due_at(order, policy));
    CHECK(release_due_at(order, policy) == at("2026-03-15", 12));
}

TEST_CASE("an alert climbs from worker to lead to command post, and acknowledging only buys time") {
    const auto policy = shipped<AlertsPolicy>("alerts");
    const Instant now = at("2026-03-02", 9);
    Alert alert;
    alert.kind = AlertKind::fever;
    alert.due_at = alert_due_at(policy, alert.kind, alert.level, now);
    CHECK(alert.due_at == now + minutes{15});

    const auto seen = acknowledge(alert, worker, policy, now);
    REQUIRE(seen);
    CHECK(seen->due_at == now + hours{4});
    CHECK(outcome(acknowledge(*seen, worker, policy, now)) == "isolation.alert_acknowledged");

    Alert lead = escalate(*seen, AlertLevel::lead, {reviewer, "钱"}, policy, now + hours{4});
    CHECK(lead.state == AlertState::open);
    CHECK(lead.assignee == reviewer);
    CHECK(lead.due_at == now + hours{4} + minutes{15});
    CHECK(level_above(lead.level) == AlertLevel::command);
    Alert top = escalate(lead, AlertLevel::command, {maker, "赵"}, policy, now);
    CHECK(top.due_at == now + minutes{30});
    top = escalate(top, AlertLevel::command, {maker, "赵"}, policy, now);
    CHECK(top.state == AlertState::open);
    CHECK_FALSE(top.due_at);

    const auto closed = close(top, maker, AlertFinding::handled, now);
    REQUIRE(closed);
    CHECK(outcome(close(*closed, maker, AlertFinding::handled, now)) == "isolation.alert_closed");
    CHECK(outcome(acknowledge(*closed, maker, policy, now)) == "isolation.alert_closed");
}

TEST_CASE("a policy that would stumble later is refused field by field") {
    auto policy = shipped<IsolationPolicy>("isolation");
    CHECK(parse_time_of_day("23:59") == minutes{1439});
    for (const std::string_view wrong : {"24:00", "6:00", "06:60", "0600", "", "aa:bb"}) {
        CHECK_FALSE(parse_time_of_day(wrong));
    }
    policy.report_windows[1].opens = "09:00";  // Before the morning's deadline.
    policy.days_default = 99;
    const auto refused = check_policy(policy);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.size() == 2);
    policy.report_windows.clear();
    CHECK_FALSE(check_policy(policy));
    auto alerts = shipped<AlertsPolicy>("alerts");
    alerts.rules.push_back(alerts.rules.front());
    CHECK_FALSE(check_policy(alerts));
    auto screening = shipped<ScreeningPolicy>("screening");
    screening.risk_areas.push_back({"武汉", "武汉市", RiskLevel::high, day("2026-01-01"), {}});
    CHECK_FALSE(check_policy(screening));
}

}  // namespace xiuhua::isolation
