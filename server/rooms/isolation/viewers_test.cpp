// Who sees what, and what nobody else may.
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {

TEST_CASE("another community's orders, people and alerts look as if they were not there") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/reports",
                 .body = report_body("37.9"),
                 .events = {"isolation.alert_raised", "isolation.report_filed"}});
        const std::string alert = first_alert(app, "lead_qian");
        const std::vector<std::string> hidden = plus(plus(never, health_words), {"江小明"});
        app.run({.as = "worker_li", .get = path_of(id), .status = 404, .lacks = hidden});
        app.run({.as = "worker_li", .get = "/api/isolation/orders", .lacks = hidden});
        app.run({.as = "worker_li", .get = "/api/isolation/orders?text=jxm", .lacks = hidden});
        app.run({.as = "worker_li", .get = "/api/isolation/alerts", .lacks = hidden});
        app.run({.as = "worker_li", .get = "/api/isolation/todo", .lacks = hidden});
        app.run({.as = "worker_li",
                 .get = "/api/isolation/summary",
                 .has = {R"("active_home":0)", R"("alerts_worker":0)"},
                 .lacks = hidden});
        app.run({.as = "worker_li",
                 .post = path_of(id) + "/reports",
                 .body = report_body("36.5"),
                 .status = 404,
                 .lacks = hidden});
        app.run({.as = "worker_li",
                 .post = path_of(id) + "/visits",
                 .body = R"({"kind":"call","finding":"not_met","note":""})",
                 .status = 404,
                 .lacks = hidden});
        app.run({.as = "worker_li",
                 .post = path_of(id) + "/papers",
                 .body = R"({"kind":"isolation_notice"})",
                 .status = 404,
                 .lacks = hidden});
        app.run({.as = "worker_li",
                 .post = "/api/isolation/alerts/" + alert + "/acknowledgement",
                 .status = 404,
                 .lacks = hidden});
        app.run({.as = "worker_li",
                 .post = "/api/isolation/orders",
                 .body = order_body(app, {"许秀英"}),
                 .status = 400,
                 .has = {"isolation.person_not_found"},
                 .lacks = hidden});
    });
}

TEST_CASE(
    "an auditor sees that it was done, and no health words; each look of others is on record") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/reports",
                 .body = report_body("37.9"),
                 .events = {"isolation.alert_raised", "isolation.report_filed"}});
        app.run({.as = "auditor_wei",
                 .get = path_of(id),
                 .has = {"江小明", R"("action":"confirmed")", R"("temperature":null)"},
                 .lacks = plus(plus(never, health_words), {"fever", "chills", "anxious"})});
        app.run({.as = "auditor_wei",
                 .get = "/api/isolation/orders",
                 .has = {"江小明"},
                 .lacks = plus(plus(never, health_words), {"fever"})});
        app.run({.as = "auditor_wei",
                 .get = "/api/isolation/alerts",
                 .status = 403,
                 .lacks = {"江小明"}});
        app.run(
            {.as = "medic_feng", .get = path_of(id), .has = {"37.9", "chills"}, .lacks = never});
        const auto looked = app.db().read([](Tx& tx) {
            return tx.row<std::int64_t>(
                {"test.looks",
                 "SELECT COUNT(*) FROM audit_entry WHERE action = 'isolation.look_at_order'"});
        });
        REQUIRE(looked);
        CHECK(looked->value_or(0) >= 1);
    });
}

TEST_CASE("whoever has reported is told of the next window, not of this one") {
    on_each_engine([](TestApp& app) {
        confirmed_order(app, "江小明");
        app.clock().advance(std::chrono::hours{8});  // 17:00, the evening's window.
        app.run({.as = "resident_jiang",
                 .get = "/api/isolation/me",
                 .has = {R"("report_due":true)", R"("window":{"key":"2026-03-02/2")"}});
        app.run({.as = "resident_jiang",
                 .post = "/api/isolation/me/reports",
                 .body = R"({"temperature":36.6,"symptoms":[],"mood":"calm"})",
                 .events = {"isolation.report_filed"}});
        app.run({.as = "resident_jiang",
                 .get = "/api/isolation/me",
                 .has = {R"("report_due":false)", R"("window":{"key":"2026-03-03/1")"}});
    });
}

TEST_CASE("a resident sees the own order with its reason and end, and reports for nobody else") {
    on_each_engine([](TestApp& app) {
        const std::string other = confirmed_order(app, "何佳");
        app.run({.as = "resident_jiang",
                 .get = "/api/isolation/me",
                 .has = {R"("order":null)"},
                 .lacks = {"何佳"}});
        app.run({.as = "resident_jiang",
                 .post = "/api/isolation/me/reports",
                 .body = R"({"temperature":36.6,"symptoms":[],"mood":"calm"})",
                 .status = 404,
                 .has = {"isolation.no_order_of_yours"}});
        confirmed_order(app, "江小明");
        app.run({.as = "resident_jiang",
                 .post = "/api/isolation/me/reports",
                 .body = R"({"temperature":36.6,"symptoms":[],"mood":"calm"})",
                 .has = {"36.6", R"("source":"self")"},
                 .events = {"isolation.report_filed"}});
        app.run({.as = "resident_jiang",
                 .get = "/api/isolation/me",
                 .has = {"密切接触者", R"("end_date":"2026-03-15")", "36.6", "孙梅",
                         "isolation.right.see_accesses"},
                 .lacks = plus(never, {"何佳", "周敏"})});
        // A guardian sees and reports for the child, and for nobody else.
        confirmed_order(app, "江一一");
        app.run({.as = "resident_jiang",
                 .get = "/api/isolation/me",
                 .has = {"江一一"},
                 .lacks = plus(never, {"何佳", "周敏"})});
        const auto report_for = [&](std::string_view name) {
            return R"({"temperature":36.8,"symptoms":[],"mood":"calm","person":")" +
                   app.person(name) + "\"}";
        };
        app.run({.as = "resident_jiang",
                 .post = "/api/isolation/me/reports",
                 .body = report_for("江一一"),
                 .has = {"36.8"},
                 .events = {"isolation.report_filed"}});
        app.run({.as = "resident_jiang",
                 .post = "/api/isolation/me/reports",
                 .body = report_for("何佳"),
                 .status = 404,
                 .lacks = {"何佳"}});
        app.run({.as = "resident_jiang", .get = path_of(other), .status = 403, .lacks = {"何佳"}});
        app.run({.as = "worker_sun", .get = "/api/isolation/me", .status = 403});
    });
}

TEST_CASE("a checkpoint screens and learns the outcome, not the person's other records") {
    on_each_engine([](TestApp& app) {
        const std::string answer = app.run(
            {.as = "checkpoint_wu",
             .post = "/api/isolation/screenings",
             .body =
                 R"({"person":")" + app.person("马建国") +
                 R"(","place":"姚桥东口","questionnaire":{"contact":false,"symptoms":[]},)"
                 R"("itinerary":[{"area_code":"990101","from":"2026-02-20","until":"2026-02-28"}],)"
                 R"("temperature":36.5})",
             .has = {R"("outcome":"central_isolation")", "isolation.reason.high_risk_area",
                     "演练高风险市", R"("policy_version":1)", R"("exposed_until":"2026-02-28")"},
             .lacks = never,
             .events = {"isolation.screening_made"}});
        const std::string id = text_at(boost::json::parse(answer), "/id");
        app.run({.as = "checkpoint_wu",
                 .get = "/api/isolation/screenings",
                 .has = {"马建国"},
                 .lacks = plus(never, {"990101"})});
        app.run({.as = "checkpoint_wu",
                 .get = "/api/isolation/screenings/" + id,
                 .has = {"central_isolation"},
                 .lacks = plus(never, {"990101", "36.5"})});
        app.run({.as = "command_zhao",
                 .get = "/api/isolation/screenings/" + id,
                 .has = {"990101", "36.5"},
                 .lacks = never});
        app.run({.as = "worker_li",
                 .get = "/api/isolation/screenings/" + id,
                 .status = 404,
                 .lacks = {"马建国"}});
        // Somebody who may pass is not taken down.
        app.run({.as = "checkpoint_wu",
                 .post = "/api/isolation/screenings",
                 .body = R"({"place":"姚桥东口","questionnaire":{"contact":false,"symptoms":[]},)"
                         R"("itinerary":[],"temperature":36.5})",
                 .has = {R"("outcome":"admit")", R"("person":null)"},
                 .lacks = never,
                 .events = {"isolation.screening_made"}});
        app.run({.as = "checkpoint_wu",
                 .get = "/api/isolation/orders",
                 .status = 403,
                 .lacks = {"马建国"}});
        app.run({.as = "checkpoint_wu",
                 .post = "/api/isolation/orders",
                 .body = order_body(app, {"马建国"}),
                 .status = 403,
                 .lacks = {"马建国"}});
    });
}

TEST_CASE("whoever reassigns is offered those who may carry it there, and nobody else") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        const auto order = app.act(
            "lead_qian", [&](Context& context) { return look_at_order(context, order_id(id)); });
        REQUIRE(order);
        const std::string workers = "/api/isolation/workers?area=" + order->area_code;
        app.run({.as = "lead_qian",
                 .get = workers,
                 .has = {app.user("worker_sun"), app.user("lead_qian")},
                 .lacks = plus(never, {app.user("worker_li"), app.user("medic_feng"),
                                       app.user("reviewer_zhou"), "江小明"})});
        app.run({.as = "worker_sun", .get = workers, .status = 403, .lacks = {"孙梅"}});
        app.run({.as = "lead_qian",
                 .get = "/api/isolation/workers?area=",
                 .status = 400,
                 .has = {"isolation.area_not_found"},
                 .lacks = {"孙梅"}});
        app.run({.as = "lead_qian",
                 .post = path_of(id) + "/assignment",
                 .body = R"({"version":)" + std::to_string(order->version) + R"(,"worker":")" +
                         app.user("lead_qian") + "\"}",
                 .has = {R"("action":"reassigned")"},
                 .lacks = never,
                 .events = {"isolation.order_reassigned"}});
    });
}

TEST_CASE("who has nothing to do with isolation learns nothing from trying") {
    TestApp app;
    const std::string id = confirmed_order(app, "江小明");
    const std::vector<std::string> hidden = plus(plus(never, health_words), {"江小明", "GL2026"});
    const std::vector<std::string> routes{
        "POST /api/isolation/screenings",
        "GET /api/isolation/screenings",
        "GET /api/isolation/screenings/{id}",
        "POST /api/isolation/orders",
        "GET /api/isolation/orders",
        "GET /api/isolation/orders/export.xlsx",
        "GET /api/isolation/orders/{id}",
        "POST /api/isolation/orders/{id}/confirmation",
        "POST /api/isolation/orders/{id}/refusal",
        "POST /api/isolation/orders/{id}/extension",
        "POST /api/isolation/orders/{id}/transfer",
        "POST /api/isolation/orders/{id}/withdrawal",
        "POST /api/isolation/orders/{id}/release",
        "POST /api/isolation/orders/{id}/assignment",
        "POST /api/isolation/orders/{id}/papers",
        "POST /api/isolation/orders/{id}/reports",
        "POST /api/isolation/orders/{id}/visits",
        "GET /api/isolation/alerts",
        "POST /api/isolation/alerts/{id}/acknowledgement",
        "POST /api/isolation/alerts/{id}/closure",
        "GET /api/isolation/todo",
        "GET /api/isolation/summary",
        "GET /api/isolation/workers",
    };
    const auto request = [&](const std::string& route, const std::string& as, int status) {
        const bool post = route.starts_with("POST ");
        std::string path = route.substr(route.find(' ') + 1);
        if (const std::size_t at = path.find("{id}"); at != std::string::npos) {
            path.replace(at, 4, id);
        }
        testkit::Scenario scenario{.as = as, .status = status, .lacks = hidden};
        (post ? scenario.post : scenario.get) = path;
        scenario.body = post ? "{}" : "";
        app.run(scenario);
    };
    for (const std::string& route : routes) {
        for (const char* as : {"admin_chen", "supply_zheng", "counsellor_wang", "enterprise_han",
                               "site_chu", "resident_jiang"}) {
            request(route, as, 403);
        }
        request(route, "", 401);
    }
    for (const char* route : {"GET /api/isolation/me", "POST /api/isolation/me/reports"}) {
        for (const char* as : {"worker_sun", "command_zhao", "auditor_wei", "checkpoint_wu"}) {
            request(route, as, 403);
        }
        request(route, "", 401);
    }
}

}  // namespace xiuhua::isolation
