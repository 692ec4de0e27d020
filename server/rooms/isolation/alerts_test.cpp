// Alerts: raised once, climbing, closed with a finding.
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {

TEST_CASE("a fever asks the worker, and closing it takes a finding") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        app.run({.as = "medic_feng",
                 .post = path_of(id) + "/reports",
                 .body = report_body("37.9"),
                 .has = {"37.9"},
                 .lacks = never,
                 .events = {"isolation.alert_raised", "isolation.report_filed"}});
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/reports",
                 .body = report_body("37.25"),
                 .status = 400,
                 .has = {"isolation.temperature_decimals"}});
        const std::string alert = first_alert(app, "worker_sun");
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/alerts?mine=1",
                 .has = {R"("kind":"fever")", "江小明", "孙梅", R"("level":"worker")"},
                 .lacks = plus(never, health_words)});
        const std::string path = "/api/isolation/alerts/" + alert;
        app.run({.as = "worker_sun",
                 .post = path + "/acknowledgement",
                 .has = {R"("state":"acknowledged")"},
                 .events = {"isolation.alert_acknowledged"}});
        app.run({.as = "worker_sun",
                 .post = path + "/closure",
                 .body = R"({"finding":"resolved","note":"x"})",
                 .status = 400,
                 .has = {"isolation.finding_is_the_programs"}});
        app.run({.as = "worker_sun",
                 .post = path + "/closure",
                 .body = R"({"finding":"referred","note":"在家咳嗽，已转诊"})",
                 .has = {R"("state":"closed")"},
                 .lacks = health_words,
                 .events = {"isolation.alert_closed", "isolation.order_changed"}});
        app.run(
            {.as = "worker_sun", .get = path_of(id), .has = {"在家咳嗽", "37.9"}, .lacks = never});
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/visits",
                 .body = R"({"kind":"visit","finding":"at_home_unwell","note":"在家咳嗽"})",
                 .has = {"at_home_unwell"},
                 .events = {"isolation.visit_logged"}});
    });
}

TEST_CASE(
    "a missing report climbs from worker to lead to command post, once, whatever the downtime") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        app.clock().advance(hours{10} + minutes{59});  // 19:59, the evening's deadline is 20:00.
        app.settle();
        CHECK(count_alerts(app, "report_missing") == 0);
        app.clock().advance(minutes{1});
        app.settle();
        app.settle();
        CHECK(count_alerts(app, "report_missing") == 1);
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/alerts?state=open",
                 .has = {"report_missing", R"("level":"worker")", "孙梅"},
                 .lacks = never});
        app.clock().advance(hours{1});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = "/api/isolation/alerts?mine=1",
                 .has = {R"("level":"lead")", "钱丽华"},
                 .lacks = never});
        app.clock().advance(hours{1});
        app.settle();
        app.run({.as = "command_zhao",
                 .get = "/api/isolation/alerts?mine=1",
                 .has = {R"("level":"command")", "赵志强"},
                 .lacks = never});
        // Four days down: the same alert has one more occasion, the latest; nothing is raised twice.
        app.clock().advance(hours{96});
        app.settle();
        app.settle();
        CHECK(count_alerts(app, "report_missing") == 1);
        const auto page = app.act(
            "worker_sun", [&](Context& context) { return look_at_order(context, order_id(id)); });
        REQUIRE(page);
        int occasions = 0;
        for (const AlertRow& alert : page->alerts) {
            occasions += alert.kind == AlertKind::report_missing ? alert.occasions : 0;
        }
        CHECK(occasions == 2);
        // What was missing has come.
        const auto filed = app.act("worker_sun", [&](Context& context) {
            return file_report(context, order_id(id),
                               {36.5, {}, Mood::calm, ReportSource::telephone, {}});
        });
        REQUIRE(filed);
        const auto after = app.act(
            "worker_sun", [&](Context& context) { return look_at_order(context, order_id(id)); });
        REQUIRE(after);
        for (const AlertRow& alert : after->alerts) {
            if (alert.kind == AlertKind::report_missing) {
                CHECK(alert.state == AlertState::closed);
                CHECK(alert.finding == AlertFinding::resolved);
            }
        }
    });
}

TEST_CASE("papers, visits and the end of the days are asked for when they are due") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        app.clock().advance(hours{24});
        app.settle();
        CHECK(count_alerts(app, "paper_missing") == 1);
        app.clock().advance(hours{24 + 11});  // 4 March, 20:00.
        app.settle();
        CHECK(count_alerts(app, "visit_missing") == 1);
        app.clock().set(office_instant(Date{std::chrono::year{2026} / 3 / 16}, hours{12}));
        app.settle();
        app.settle();
        CHECK(count_alerts(app, "days_over") == 1);
        CHECK(count_alerts(app, "paper_missing") == 1);
        const auto page = app.act("reviewer_zhou", [&](Context& context) {
            return look_at_order(context, order_id(id));
        });
        REQUIRE(page);
        CHECK(page->day == 14);
        CHECK(page->next_step.kind == StepKind::meet_condition);
    });
}

}  // namespace xiuhua::isolation
