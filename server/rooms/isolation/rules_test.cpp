#include "testkit/isolation_facts.hpp"

namespace xiuhua::isolation {

TEST_CASE("a temperature has one decimal and lies between 34.0 and 43.0") {
    struct Row {
        double celsius;
        std::string_view expected;
    };
    for (const Row& row :
         {Row{33.9, "isolation.temperature_range"}, Row{34.0, "ok"}, Row{36.5, "ok"},
          Row{36.55, "isolation.temperature_decimals"}, Row{43.0, "ok"},
          Row{43.1, "isolation.temperature_range"}, Row{366, "isolation.temperature_range"}}) {
        CAPTURE(row.celsius);
        CHECK(outcome(temperature_tenths(row.celsius, "temperature")) == row.expected);
    }
    CHECK(temperature_text(373) == "37.3");
    CHECK_FALSE(is_fever(37.2, 37.3));
    CHECK(is_fever(37.3, 37.3));
}

TEST_CASE("a traveller is judged by fever, contact, places and symptoms, the gravest counting") {
    ScreeningPolicy policy = shipped<ScreeningPolicy>("screening");
    policy.risk_areas = {
        {"420100", "武汉市", RiskLevel::high, day("2026-02-01"), day("2026-02-20")},
        {"420000", "湖北省", RiskLevel::medium, day("2026-02-01"), day("2026-02-25")},
        {"110105", "朝阳区", RiskLevel::medium, day("2026-02-20"), std::nullopt},
    };
    const Date today = day("2026-03-02");
    struct Row {
        std::string_view name;
        double temperature;
        bool contact;
        std::vector<Symptom> symptoms;
        std::vector<ItineraryStay> stays;
        std::string_view expected;
        std::size_t reasons;
    };
    const auto stay = [](std::string code, std::string_view from, std::string_view until) {
        return ItineraryStay{std::move(code), day(from), day(until)};
    };
    for (const Row& row : {
             Row{"healthy, from nowhere", 36.5, false, {}, {}, "admit", 1},
             Row{"just below fever", 37.2, false, {}, {}, "admit", 1},
             Row{"just at fever", 37.3, false, {}, {}, "medical_referral", 1},
             Row{"cough alone", 36.5, false, {Symptom::cough}, {}, "admit", 1},
             Row{"contact", 36.5, true, {}, {}, "central_isolation", 1},
             Row{"contact with cough", 36.5, true, {Symptom::cough}, {}, "medical_referral", 2},
             Row{"Wuhan, last risky day 20 Feb is 10 days ago",
                 36.5,
                 false,
                 {},
                 {stay("420106", "2026-02-10", "2026-02-28")},
                 "central_isolation",
                 1},
             Row{"Hubei outside Wuhan",
                 36.5,
                 false,
                 {},
                 {stay("420500", "2026-02-10", "2026-02-28")},
                 "home_isolation",
                 1},
             Row{"left 14 days ago",
                 36.5,
                 false,
                 {},
                 {stay("420106", "2026-02-01", "2026-02-16")},
                 "central_isolation",
                 1},
             Row{"left 15 days ago",
                 36.5,
                 false,
                 {},
                 {stay("420106", "2026-02-01", "2026-02-15")},
                 "admit",
                 1},
             Row{"came after the risk ended",
                 36.5,
                 false,
                 {},
                 {stay("420500", "2026-02-26", "2026-02-28")},
                 "admit",
                 1},
             Row{"came on its last day",
                 36.5,
                 false,
                 {},
                 {stay("420500", "2026-02-25", "2026-02-28")},
                 "home_isolation",
                 1},
             Row{"left the day before it became risky",
                 36.5,
                 false,
                 {},
                 {stay("110105", "2026-02-01", "2026-02-19")},
                 "admit",
                 1},
             Row{"there on its first day",
                 36.5,
                 false,
                 {},
                 {stay("110105", "2026-02-01", "2026-02-20")},
                 "home_isolation",
                 1},
             Row{"the next county",
                 36.5,
                 false,
                 {},
                 {stay("110106", "2026-02-20", "2026-02-28")},
                 "admit",
                 1},
             Row{"only 'Beijing' was said",
                 36.5,
                 false,
                 {},
                 {stay("110000", "2026-02-20", "2026-02-28")},
                 "isolation.place_too_broad",
                 0},
             Row{"'Beijing' long before",
                 36.5,
                 false,
                 {},
                 {stay("110000", "2026-01-01", "2026-01-28")},
                 "admit",
                 1},
             Row{"two places and a fever",
                 38.1,
                 false,
                 {Symptom::chills},
                 {stay("420106", "2026-02-10", "2026-02-20"),
                  stay("110105", "2026-02-21", "2026-02-28")},
                 "medical_referral",
                 4},
             Row{"dates turned round",
                 36.5,
                 false,
                 {},
                 {stay("110105", "2026-02-28", "2026-02-20")},
                 "isolation.stay_ends_before_it_begins",
                 0},
             Row{"a journey of tomorrow",
                 36.5,
                 false,
                 {},
                 {stay("110105", "2026-03-03", "2026-03-04")},
                 "isolation.stay_in_future",
                 0},
             Row{"a name in place of a code",
                 36.5,
                 false,
                 {},
                 {stay("北京", "2026-02-20", "2026-02-28")},
                 "isolation.bad_area_code",
                 0},
         }) {
        CAPTURE(row.name);
        const auto result =
            screen({{row.contact, row.symptoms}, row.stays, row.temperature}, policy, today);
        CHECK((result ? std::string{json::enum_text(result->outcome)} : key_of(result.error())) ==
              row.expected);
        CHECK((result ? result->reasons.size() : 0) == row.reasons);
    }
}

TEST_CASE("the days of an order count from the last day of exposure") {
    const auto policy = shipped<ScreeningPolicy>("screening");
    const auto result = screen({{}, {{"990101", day("2026-02-01"), day("2026-02-25")}}, 36.4},
                               policy, day("2026-03-02"));
    REQUIRE(result);
    CHECK(result->exposed_until == day("2026-02-25"));
    CHECK(result->suggested_days == 14);
    CHECK(code_prefix("420100") == "4201");
    CHECK(code_prefix("420000") == "42");
    CHECK(code_prefix("420106") == "420106");
    CHECK(code_prefix("4201") == "4201");
}

TEST_CASE("an order's period stays within what the policy allows") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    const Date today = day("2026-03-15");
    struct Row {
        std::string_view start;
        std::optional<int> length;
        std::string_view expected;
    };
    for (const Row& row :
         {Row{"2026-03-15", std::nullopt, "ok"}, Row{"2026-03-01", 15, "ok"},
          Row{"2026-03-01", 14, "isolation.period_already_over"},
          Row{"2026-02-28", 20, "isolation.start_too_early"}, Row{"2026-03-16", 14, "ok"},
          Row{"2026-03-17", 14, "isolation.start_too_late"},
          Row{"2026-03-15", 0, "isolation.days_range"}, Row{"2026-03-15", 28, "ok"},
          Row{"2026-03-15", 29, "isolation.days_range"}}) {
        CAPTURE(row.start);
        CHECK(outcome(order_period(day(row.start), row.length, policy, today)) == row.expected);
    }
    const auto period = order_period(day("2026-03-15"), 14, policy, today);
    REQUIRE(period);
    CHECK(period->end_date == day("2026-03-28"));
}

TEST_CASE("each state allows its own actions and no others") {
    struct Row {
        OrderState state;
        std::string_view confirm, refuse, extend, transfer, withdraw, release;
    };
    constexpr std::string_view bad = "isolation.bad_state";
    constexpr std::string_view over = "isolation.already_ended";
    for (const Row& row : {
             Row{OrderState::awaiting_confirmation, "active", "refused", bad, bad, "withdrawn",
                 bad},
             Row{OrderState::active, bad, bad, "active", "transferred", "withdrawn", "released"},
             Row{OrderState::released, over, over, over, over, over, over},
             Row{OrderState::withdrawn, over, over, over, over, over, over},
             Row{OrderState::refused, over, over, over, over, over, over},
             Row{OrderState::transferred, over, over, over, over, over, over},
         }) {
        CAPTURE(json::enum_text(row.state));
        const auto check = [&](OrderAction action, std::string_view expected) {
            CAPTURE(json::enum_text(action));
            const auto state = state_after(row.state, action);
            CHECK((state ? json::enum_text(*state) : std::string_view{state.error().key}) ==
                  expected);
        };
        check(OrderAction::confirm, row.confirm);
        check(OrderAction::refuse, row.refuse);
        check(OrderAction::extend, row.extend);
        check(OrderAction::transfer, row.transfer);
        check(OrderAction::withdraw, row.withdraw);
        check(OrderAction::release, row.release);
    }
}

TEST_CASE("nobody confirms an order that is his own work") {
    Order order = active_order();
    order.state = OrderState::awaiting_confirmation;
    order.confirmed_by.reset();
    order.confirmed_at.reset();
    const Instant now = at("2026-03-02", 9);
    CHECK(outcome(confirm(order, {maker, Authority::reviewer}, now)) ==
          "isolation.confirmer_is_maker");
    CHECK(outcome(confirm(order, {worker, Authority::reviewer}, now)) ==
          "isolation.confirmer_is_maker");
    const auto confirmed = confirm(order, {reviewer, Authority::reviewer}, now);
    REQUIRE(confirmed);
    CHECK(confirmed->state == OrderState::active);
    CHECK(confirmed->confirmed_at == now);
    CHECK(outcome(confirm(order, {reviewer, Authority::reviewer}, at("2026-03-14", 23, 59))) ==
          "ok");
    CHECK(outcome(confirm(order, {reviewer, Authority::reviewer}, at("2026-03-15", 0))) ==
          "isolation.period_already_over");
    CHECK(outcome(refuse(order, {maker, Authority::reviewer}, now)) ==
          "isolation.confirmer_is_maker");
    CHECK(outcome(refuse(order, {reviewer, Authority::reviewer}, now)) == "ok");
}

TEST_CASE("a worker takes back only his own order, and only before it is confirmed") {
    Order waiting = active_order();
    waiting.state = OrderState::awaiting_confirmation;
    const Instant now = at("2026-03-02", 9);
    CHECK(outcome(withdraw(waiting, {maker, Authority::worker}, now)) == "ok");
    CHECK(outcome(withdraw(waiting, {worker, Authority::worker}, now)) ==
          "isolation.withdrawal_is_the_reviewers");
    CHECK(outcome(withdraw(active_order(), {maker, Authority::worker}, now)) ==
          "isolation.withdrawal_is_the_reviewers");
    CHECK(outcome(withdraw(active_order(), {reviewer, Authority::reviewer}, now)) == "ok");
}

TEST_CASE("an extension moves the last day and stays within its limit") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    CHECK(outcome(extend(active_order(), 0, policy)) == "isolation.extension_range");
    CHECK(outcome(extend(active_order(), 15, policy)) == "isolation.extension_range");
    const auto extended = extend(active_order(), 7, policy);
    REQUIRE(extended);
    CHECK(extended->days == 21);
    CHECK(extended->end_date == day("2026-03-21"));
    CHECK(extended->state == OrderState::active);
}

TEST_CASE("a transfer ends the order; who is in a central place is not moved to one") {
    Order central = active_order();
    central.place = IsolationPlace::central;
    const Instant now = at("2026-03-05", 9);
    CHECK(outcome(transfer(central, TransferTarget::central, now)) == "isolation.already_central");
    CHECK(outcome(transfer(central, TransferTarget::hospital, now)) == "ok");
    const auto moved = transfer(active_order(), TransferTarget::central, now);
    REQUIRE(moved);
    CHECK(moved->state == OrderState::transferred);
    CHECK(moved->ended_at == now);
}

TEST_CASE(
    "an order is released from the day after its last, without fever and with a fresh report") {
    auto policy = shipped<IsolationPolicy>("isolation");
    struct Row {
        std::string_view name;
        Instant now;
        int fevers_open;
        std::optional<Instant> last_fever;
        std::optional<Instant> last_report;
        bool notice;
        std::string_view expected;
    };
    const Instant report = at("2026-03-14", 19);
    const Instant first = at("2026-03-15", 0);
    for (const Row& row : {
             Row{"the last minute of the last day",
                 at("2026-03-14", 23, 59),
                 0,
                 {},
                 report,
                 true,
                 "isolation.too_early"},
             Row{"midnight", first, 0, {}, report, true, "ok"},
             Row{"a fever is being looked at", first, 1, {}, report, true, "isolation.fever_open"},
             Row{"fever 71 hours ago", at("2026-03-15", 8), 0, at("2026-03-12", 9), report, true,
                 "isolation.fever_recent"},
             Row{"fever 72 hours ago", at("2026-03-15", 9), 0, at("2026-03-12", 9), report, true,
                 "ok"},
             Row{"never a report", first, 0, {}, {}, true, "isolation.report_needed"},
             Row{"a report 48 hours ago", at("2026-03-16", 19), 0, {}, report, true, "ok"},
             Row{"a report older than that",
                 at("2026-03-16", 19, 1),
                 0,
                 {},
                 report,
                 true,
                 "isolation.report_needed"},
             Row{"notice never handed over", first, 0, {}, report, false, "isolation.paper_needed"},
         }) {
        CAPTURE(row.name);
        ReleaseFacts facts{row.fevers_open, row.last_fever, row.last_report, {}};
        facts.papers.push_back({.kind = PaperKind::isolation_notice,
                                .progress = PaperProgress::due,
                                .done = row.notice});
        const auto conditions = release_conditions(active_order(), facts, policy, row.now);
        CHECK(outcome(release(active_order(), conditions, row.now)) == row.expected);
    }
}

TEST_CASE("the day of an order counts from one and never beyond its days") {
    const Order order = active_order();
    CHECK(day_of(order, day("2026-02-28")) == 0);
    CHECK(day_of(order, day("2026-03-01")) == 1);
    CHECK(day_of(order, day("2026-03-14")) == 14);
    CHECK(day_of(order, day("2026-04-01")) == 14);
    CHECK(age_on(day("2012-03-02"), day("2026-03-01")) == 13);
    CHECK(age_on(day("2012-03-02"), day("2026-03-02")) == 14);
}

TEST_CASE("each of the six papers stands in the completeness line with what is still owed") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    Order order = active_order();
    const auto progress = [](const Completeness& result, PaperKind kind) {
        for (const PaperLine& line : result.lines) {
            if (line.kind == kind) {
                return json::enum_text(line.progress);
            }
        }
        return std::string_view{"absent"};
    };
    SUBCASE("right after confirmation five are due and none is done") {
        const auto result = completeness(order, {}, policy, at("2026-03-01", 10));
        CHECK(result.lines.size() == 6);
        CHECK(result.due == 5);
        CHECK(result.done == 0);
        CHECK(result.next_due_at == at("2026-03-02", 9));
        CHECK(progress(result, PaperKind::isolation_notice) == "due");
        CHECK(progress(result, PaperKind::release_notice) == "not_yet");
    }
    SUBCASE("nothing is due while the order awaits confirmation") {
        order.state = OrderState::awaiting_confirmation;
        order.confirmed_at.reset();
        CHECK(completeness(order, {}, policy, at("2026-03-01", 10)).due == 0);
    }
    SUBCASE("a person without a smartphone owes no receipt of the app") {
        order.smartphone = false;
        const auto result = completeness(order, {}, policy, at("2026-03-01", 10));
        CHECK(result.due == 4);
        CHECK(progress(result, PaperKind::installation_receipt) == "not_needed");
    }
    SUBCASE("a made notice is not yet a handed over one, and at its deadline it is missing") {
        const std::vector<PaperFact> made{{PaperKind::isolation_notice, PaperStep::made}};
        CHECK(progress(completeness(order, made, policy, at("2026-03-02", 8, 59)),
                       PaperKind::isolation_notice) == "made");
        CHECK(progress(completeness(order, made, policy, at("2026-03-02", 9)),
                       PaperKind::isolation_notice) == "missing");
        const std::vector<PaperFact> handed{{PaperKind::isolation_notice, PaperStep::made},
                                            {PaperKind::isolation_notice, PaperStep::handed_over}};
        const auto result = completeness(order, handed, policy, at("2026-03-02", 9));
        CHECK(progress(result, PaperKind::isolation_notice) == "handed_over");
        CHECK(result.done == 1);
    }
    SUBCASE("after release the notice of it is due, and nobody chases the rest") {
        order.state = OrderState::released;
        order.ended_at = at("2026-03-15", 9);
        const auto result = completeness(order, {}, policy, at("2026-03-15", 10));
        CHECK(result.due == 6);
        CHECK(result.next_due_at == at("2026-03-16", 9));
    }
}

TEST_CASE("the order page names the next legal step") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    Order order = active_order();
    const auto step = [&](StepFacts facts, Instant now) {
        return json::enum_text(next_step(order, facts, policy, now).kind);
    };
    StepFacts calm;
    CHECK(step(calm, at("2026-03-02", 7)) == "report");
    order.last_report_window = "2026-03-02/1";
    CHECK(step(calm, at("2026-03-02", 7)) == "watch");
    StepFacts papers;
    papers.papers = completeness(order, {}, policy, at("2026-03-02", 7));
    CHECK(step(papers, at("2026-03-02", 7)) == "paper");
    StepFacts fever = papers;
    fever.alert_open = AlertKind::fever;
    CHECK(step(fever, at("2026-03-02", 7)) == "handle_alert");
    StepFacts over = papers;
    over.conditions = {{"isolation.too_early", true, {}}};
    CHECK(step(over, at("2026-03-15", 7)) == "release");
    over.conditions.push_back({"isolation.report_needed", false, {}});
    CHECK(step(over, at("2026-03-15", 7)) == "meet_condition");
    order.state = OrderState::awaiting_confirmation;
    CHECK(step(calm, at("2026-03-02", 7)) == "confirm");
    order.state = OrderState::withdrawn;
    CHECK(step(calm, at("2026-03-02", 7)) == "none");
}

TEST_CASE(
    "reports are owed from the first window after confirmation to the evening of the last day") {
    const auto policy = shipped<IsolationPolicy>("isolation");
    const Order order = active_order();
    const auto next = [&](Instant now) {
        const auto window = next_owed_window(order, policy, now);
        return window ? window->key : "none";
    };
    CHECK(next(at("2026-03-01", 9)) == "2026-03-01/2");  // The morning had opened before.
    CHECK(next(at("2026-03-01", 19, 59)) == "2026-03-01/2");
    CHECK(next(at("2026-03-01", 20)) == "2026-03-02/1");
    CHECK(next(at("2026-03-14", 19)) == "2026-03-14/2");
    CHECK(next(at("2026-03-14", 20)) == "none");
    Order backdated = order;
    backdated.start_date = day("2026-02-25");
    backdated.end_date = day("2026-03-10");
    CHECK(next_owed_window(backdated, policy, at("2026-03-01", 9))->key == "2026-03-01/2");
    Order ahead = order;
    ahead.start_date = day("2026-03-02");
    CHECK(next_owed_window(ahead, policy, at("2026-03-01", 9))->key == "2026-03-02/1");

    const auto overdue = [&](Instant now) {
        const auto window = latest_overdue_window(order, policy, now);
        return window ? window->key : "none";
    };
    CHECK(overdue(at("2026-03-01", 19, 59)) == "none");
    CHECK(overdue(at("2026-03-01", 20)) == "2026-03-01/2");
    CHECK(overdue(at("2026-03-04", 9)) ==
          "2026-03-03/2");  // After days of downtime: only the last.
    CHECK(overdue(at("2026-03-20", 9)) == "2026-03-14/2");
}

}  // namespace xiuhua::isolation
