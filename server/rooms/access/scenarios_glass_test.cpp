// Break-glass as its people use it: opened with a reason, seen by the auditor, shown to the person, over in time.
#include <doctest/doctest.h>

#include <set>

#include "testkit/test_app.hpp"
#include "testkit/tracking_scenes.hpp"

namespace xiuhua {
namespace {

using namespace std::chrono_literals;
using testkit::Scenario;
using testkit::TestApp;

const std::vector<std::string> secrets{"scope_id", "scope\"", "password", "digest"};
const std::string emergency = "老人走失，家属在辖区外求助，须核对住址";

std::string field(const std::string& body, std::string_view name) {
    const std::string mark = "\"" + std::string{name} + "\":\"";
    const auto start = body.find(mark);
    return start == std::string::npos
               ? std::string{}
               : body.substr(start + mark.size(),
                             body.find('"', start + mark.size()) - start - mark.size());
}

std::string wish(std::string_view area, std::string_view reason = emergency) {
    return R"({"area_code":")" + std::string{area} + R"(","reason":")" + std::string{reason} +
           "\"}";
}

std::string open_as(TestApp& app, std::string_view login, std::string_view area = testkit::zhiqi) {
    return field(app.run({.as = std::string{login},
                          .post = "/api/access/break-glass",
                          .body = wish(area),
                          .has = {"\"open\":true", emergency},
                          .lacks = secrets,
                          .events = {"access.break_glass_opened", "access.break_glass_opened"}}),
                 "id");
}

Scenario through(const std::string& glass, Scenario scenario) {
    scenario.headers["x-break-glass"] = glass;
    return scenario;
}

}  // namespace

TEST_CASE(
    "a worker looks outside her grid for three hours, and the person reads who looked and why") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const std::string stranger = "/api/registry/people/" + app.person("高洁");
        const std::string neighbour = "/api/registry/people/" + app.person("江小明");
        app.run({.as = "worker_sun", .get = stranger, .status = 404});
        const std::string id = open_as(app, "worker_sun");
        // Without saying so nothing is wider than before.
        app.run({.as = "worker_sun", .get = stranger, .status = 404});
        app.run(through(id, {.as = "worker_sun",
                             .get = stranger,
                             .has = {"高洁"},
                             .lacks = testkit::personal_markers()}));
        app.run(through(id, {.as = "worker_sun",
                             .get = "/api/registry/people?text=高",
                             .has = {"高洁", "高远"},
                             .lacks = {"江小明"}}));
        // One's own people are looked at without the glass, so that it records what is outside.
        app.run(through(id, {.as = "worker_sun", .get = neighbour, .status = 404}));
        app.run(through(id, {.as = "worker_sun",
                             .post = stranger + "/disclosure",
                             .body = R"({"field":"phone","reason":"联系家属"})",
                             .has = {"13800000201"},
                             .lacks = {"13800000202"},
                             .events = {}}));
        // It lets look, not act, and no file leaves by it.
        app.run(through(id, {.as = "worker_sun",
                             .post = stranger + "/changes",
                             .body = R"({"phone":"13800009999","version":1})",
                             .status = 404,
                             .lacks = {"高洁"}}));
        app.run({.as = "worker_sun",
                 .get = "/api/access/break-glass/own",
                 .has = {id, "\"hours\":3", "\"reason_characters_min\":10", "\"looks\":3"},
                 .lacks = secrets});
        app.settle();
        const std::string log =
            app.run({.as = "auditor_wei",
                     .get = "/api/privacy/audit?subject=" + id,
                     .has = {"access.open_break_glass", "access.look_through_glass",
                             "/api/registry/people/{id}/disclosure", emergency},
                     .lacks = {"13800000201", "高洁"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/audit?person=" + app.person("高远"),
                 .has = {"access.look_through_glass", emergency},
                 .lacks = {"disclosure", app.person("高洁")}});
        app.clock().advance(3h - 1s);
        app.run(through(id, {.as = "worker_sun", .get = stranger, .has = {"高洁"}}));
        app.clock().advance(1s);
        app.run(through(id, {.as = "worker_sun",
                             .get = stranger,
                             .status = 403,
                             .has = {"access.glass_ended"},
                             .lacks = {"高洁"}}));
        app.settle();
        app.run({.as = "auditor_wei",
                 .get = "/api/access/break-glass?waiting=true",
                 .has = {id, "孙梅", "\"open\":false", "\"ended_by_name\":\"\"", "\"looks\":4"},
                 .lacks = secrets});
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/audit?subject=" + id,
                 .has = {"access.end_break_glass"}});
    }
}

TEST_CASE("the person's own log shows who looked through a break-glass, when and why") {
    TestApp app;
    const std::string id = open_as(app, "worker_li", testkit::yaoqiao);
    app.run(through(id, {.as = "worker_li",
                         .get = "/api/registry/people/" + app.person("江小明"),
                         .has = {"江小明"}}));
    app.settle();
    app.run({.as = "resident_jiang",
             .get = "/api/privacy/me/accesses",
             .has = {"李强", "access.look_through_glass", emergency},
             .lacks = {"route", id}});
}

// POST /api/access/break-glass/{id}/ending, POST /api/access/break-glass/{id}/review
TEST_CASE("whoever opened it ends it, so does the auditor; a foreign one is not there") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const std::string stranger = "/api/registry/people/" + app.person("高洁");
        const std::string id = open_as(app, "worker_sun");
        const std::string path = "/api/access/break-glass/" + id;
        app.run({.as = "worker_sun",
                 .post = "/api/access/break-glass",
                 .body = wish(testkit::zhiqi),
                 .status = 409,
                 .has = {"access.glass_open_already"}});
        // Nobody looks through another's.
        app.run(through(id, {.as = "lead_qian",
                             .get = stranger,
                             .status = 403,
                             .has = {"access.glass_ended"},
                             .lacks = {"高洁"}}));
        app.run({.as = "lead_qian",
                 .post = path + "/ending",
                 .status = 404,
                 .has = {"access.no_such_glass"},
                 .lacks = {emergency}});
        app.run({.as = "auditor_wei",
                 .post = path + "/review",
                 .body = R"({"finding":"justified","note":""})",
                 .status = 409,
                 .has = {"access.glass_still_open"}});
        app.run({.as = "worker_sun",
                 .post = path + "/ending",
                 .has = {"\"open\":false", "\"ended_by_name\":\"孙梅\""},
                 .lacks = secrets,
                 .events = {"access.break_glass_ended", "access.break_glass_ended"}});
        app.run({.as = "worker_sun",
                 .post = path + "/ending",
                 .status = 409,
                 .has = {"access.glass_ended"}});
        app.clock().advance(std::chrono::seconds{1});  // The list is in the order of their opening.
        const std::string second = open_as(app, "worker_sun");
        app.run({.as = "auditor_wei",
                 .post = "/api/access/break-glass/" + second + "/stopping",
                 .has = {"\"ended_by_name\":\"卫平\""},
                 .lacks = secrets,
                 .events = {"access.break_glass_ended", "access.break_glass_ended"}});
        app.run(through(
            second,
            {.as = "worker_sun", .get = stranger, .status = 403, .has = {"access.glass_ended"}}));
        app.run({.as = "auditor_wei",
                 .post = path + "/review",
                 .body = R"({"finding":"unjustified","note":""})",
                 .status = 400,
                 .has = {"access.glass_note_missing"}});
        app.run({.as = "auditor_wei",
                 .post = path + "/review",
                 .body = R"({"finding":"justified","note":"已向家属核实"})",
                 .has = {"\"finding\":\"justified\"", "卫平", "已向家属核实"},
                 .lacks = secrets,
                 .events = {"access.break_glass_reviewed", "access.break_glass_reviewed"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/access/break-glass?waiting=true",
                 .has = {second},
                 .lacks = {id}});
        const std::string first_page = app.run(
            {.as = "auditor_wei", .get = "/api/access/break-glass?limit=1", .lacks = {path}});
        const std::string next = field(first_page, "next");
        REQUIRE_FALSE(next.empty());
        app.run({.as = "auditor_wei",
                 .get = "/api/access/break-glass?limit=5&after=" + next,
                 .has = {id},
                 .lacks = {second}});
        app.run({.as = "auditor_wei",
                 .get = "/api/access/break-glass?after=x",
                 .status = 400,
                 .has = {"access.bad_cursor"}});
    }
}

TEST_CASE("who may open and who may oversee a break-glass, role by role") {
    TestApp app;
    struct Row {
        std::string login;
        int opens, oversees;
    };
    // 400: may, but needs none, for the whole subdistrict is theirs.
    for (const Row& row : {
             Row{"worker_li", 200, 403},
             Row{"lead_qian", 200, 403},
             Row{"medic_feng", 400, 403},
             Row{"reviewer_zhou", 400, 403},
             Row{"command_zhao", 400, 403},
             Row{"auditor_wei", 403, 200},
             Row{"admin_chen", 403, 403},
             Row{"checkpoint_wu", 403, 403},
             Row{"supply_zheng", 403, 403},
             Row{"counsellor_wang", 403, 403},
             Row{"enterprise_han", 403, 403},
             Row{"site_chu", 403, 403},
             Row{"resident_jiang", 403, 403},
             Row{"device_gate", 403, 403},
             Row{"", 401, 401},
         }) {
        CAPTURE(row.login);
        const std::string area{row.login == "worker_li" ? testkit::yaoqiao : testkit::zhiqi};
        CHECK(app.send({.as = row.login, .post = "/api/access/break-glass", .body = wish(area)})
                  .status == row.opens);
        const int own = row.opens == 400 ? 200 : row.opens;
        CHECK(app.send({.as = row.login, .get = "/api/access/break-glass/own"}).status == own);
        const Response list = app.send({.as = row.login, .get = "/api/access/break-glass"});
        CHECK(list.status == row.oversees);
        CHECK((list.body.find(emergency) != std::string::npos) == (row.oversees == 200));
        const std::string nobody = "/api/access/break-glass/01890000-0000-7000-8000-000000000001";
        const int stops = row.oversees == 200 ? 404 : row.oversees;
        CHECK(app.send({.as = row.login, .post = nobody + "/stopping"}).status == stops);
        CHECK(app.send({.as = row.login,
                        .post = nobody + "/review",
                        .body = R"({"finding":"justified","note":""})"})
                  .status == stops);
        const int ends = own == 200 ? 404 : own;
        CHECK(app.send({.as = row.login, .post = nobody + "/ending"}).status == ends);
    }
}

TEST_CASE("a break-glass ends with the right to open one, for a changed role counts at once") {
    TestApp app;
    const std::string stranger = "/api/registry/people/" + app.person("高洁");
    const std::string id = open_as(app, "worker_sun");
    app.run(through(id, {.as = "worker_sun", .get = stranger, .has = {"高洁"}}));
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + app.user("worker_sun") + "/changes",
             .body = R"({"roles":["supply"]})",
             .events = {"access.user_changed"}});
    app.run(through(id, {.as = "worker_sun",
                         .get = stranger,
                         .status = 403,
                         .has = {"access.glass_ended"},
                         .lacks = {"高洁"}}));
}

TEST_CASE("a break-glass reaches what shows people and nothing that changes or carries away") {
    TestApp app;
    std::string reached;
    for (const RouteDescription* route : app.program().router().routes()) {
        if (route->is_look() && route->method != Method::get) {
            reached += route->pattern + " ";
        }
        if (route->is_look()) {
            CHECK(route->options.answer_type == "application/json");
        }
    }
    CHECK(reached == "/api/registry/people/{id}/disclosure ");
    CHECK(app.program().router().match(Method::get, "/api/isolation/orders")->is_look());
    CHECK_FALSE(app.program().router().match(Method::get, "/api/live")->is_look());
    CHECK_FALSE(
        app.program().router().match(Method::get, "/api/registry/people/export.xlsx")->is_look());
}

TEST_CASE("whoever's home is looked at through a break-glass reads of it") {
    TestApp app;
    const tracking::Phone phone = tracking::phone_for(app, "江小明");
    const std::string id = open_as(app, "worker_li", testkit::yaoqiao);
    app.run(through(id, {.as = "worker_li",
                         .get = tracking::order_path(phone.order) + "/fence",
                         .has = {"34.801"}}));
    app.settle();
    app.run({.as = "auditor_wei",
             .get = "/api/privacy/audit?person=" + app.person("江小明"),
             .has = {"access.look_through_glass", emergency}});
}

// The looks whose answers name no person; one that shows somebody carries their PersonId, or they would not be told.
TEST_CASE("what a break-glass shows names the people it shows") {
    TestApp app;
    const std::set<std::string> nobody{
        "/api/access/break-glass", "/api/access/tokens", "/api/access/tokens/permissions",
        "/api/access/users/{id}/identities", "/api/documents/print-queue", "/api/documents/runs",
        "/api/documents/runs/{id}", "/api/documents/runs/{id}/failures", "/api/documents/scans",
        "/api/documents/scans/{id}", "/api/documents/template-drafts",
        "/api/documents/template-drafts/{id}", "/api/documents/templates",
        "/api/documents/templates/{kind}", "/api/isolation/bulk/{id}",
        "/api/isolation/orders/count", "/api/isolation/summary", "/api/isolation/workers",
        "/api/ledger/views", "/api/operation/state", "/api/policy/in-force", "/api/policy/versions",
        "/api/privacy/audit/verification", "/api/privacy/destructions",
        "/api/privacy/destructions/{id}", "/api/privacy/ending-preview", "/api/privacy/me/accesses",
        "/api/registry/duplicates/summary", "/api/registry/imports", "/api/registry/imports/{id}",
        "/api/registry/merge-runs", "/api/registry/merge-runs/{id}", "/api/reports",
        "/api/reports/figures", "/api/reports/forms", "/api/reports/forms/{id}",
        "/api/reports/preview", "/api/reports/{id}", "/api/tracking/certificates",
        "/api/tracking/certificates/{id}", "/api/tracking/false-alarms",
        // By its path.
        "/api/privacy/people/{id}/accesses", "/api/registry/people/{id}/disclosure"};
    for (const RouteDescription* route : app.program().router().routes()) {
        if (route->is_look() && !route->people && !route->options.impersonal) {
            CAPTURE(route->pattern);
            CHECK(nobody.contains(route->pattern));
        }
    }
}

TEST_CASE("a clear reading through a break-glass is not to be had again when it has ended") {
    TestApp app;
    const std::string id = open_as(app, "worker_sun");
    const Scenario look{.as = "worker_sun",
                        .post = "/api/registry/people/" + app.person("高洁") + "/disclosure",
                        .body = R"({"field":"phone","reason":"联系家属"})",
                        .idempotency_key = "look-1"};
    CHECK(app.send(through(id, look)).body.find("13800000201") != std::string::npos);
    // The same request again, as after an answer that was lost.
    CHECK(app.send(through(id, look)).body.find("13800000201") != std::string::npos);
    app.run({.as = "worker_sun",
             .post = "/api/access/break-glass/" + id + "/ending",
             .events = {"access.break_glass_ended", "access.break_glass_ended"}});
    for (const Scenario& again : {look, through(id, look)}) {
        const Response refused = app.send(again);
        CHECK(refused.status >= 400);
        CHECK(refused.body.find("13800000201") == std::string::npos);
    }
}

TEST_CASE("a changed policy counts from its day") {
    TestApp app;
    app.run({.as = "admin_chen",
             .post = "/api/policy/versions",
             .body = R"({"name":"break_glass","valid_from":"2026-03-02","source":"测试通知",)"
                     R"("body":{"hours":1,"reason_characters_min":4,"openings_a_day_max":1}})",
             .events = {"policy.version_added"}});
    const std::string id = open_as(app, "worker_sun");
    app.clock().advance(1h - 1s);
    app.run(through(id, {.as = "worker_sun", .get = "/api/registry/people/" + app.person("高洁")}));
    app.clock().advance(1s);
    app.run(through(
        id,
        {.as = "worker_sun", .get = "/api/registry/people/" + app.person("高洁"), .status = 403}));
    app.run({.as = "worker_sun",
             .post = "/api/access/break-glass",
             .body = wish(testkit::zhiqi),
             .status = 429,
             .has = {"access.glass_too_often"}});
    app.run({.as = "admin_chen",
             .post = "/api/policy/versions",
             .body = R"({"name":"break_glass","valid_from":"2026-03-02","source":"测试通知",)"
                     R"("body":{"hours":48,"reason_characters_min":4,"openings_a_day_max":1}})",
             .status = 400,
             .has = {"access.policy_range"}});
}

}  // namespace xiuhua
