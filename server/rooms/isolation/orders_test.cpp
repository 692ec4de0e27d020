// The main job as its people play it, on both databases.
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {

TEST_CASE(
    "a household is ordered at once, confirmed by a second person, and each keeps an own order") {
    on_each_engine([](TestApp& app) {
        const auto ids = make_orders(app, {"江小明", "许秀英", "江一一"});
        REQUIRE(ids.size() == 3);
        app.run({.as = "worker_sun",
                 .get = path_of(ids[0]),
                 .has = {"江小明", "密切接触者", "GL2026-000001", R"("days":14)",
                         R"("end_date":"2026-03-15")", "isolation.right.review"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .post = path_of(ids[0]) + "/confirmation",
                 .body = R"({"version":1})",
                 .status = 403,
                 .lacks = {"江小明"}});
        app.run({.as = "reviewer_zhou",
                 .post = path_of(ids[0]) + "/confirmation",
                 .body = R"({"version":1})",
                 .has = {R"("state":"active")"},
                 .lacks = never,
                 .events = {"isolation.order_confirmed"}});
        app.run({.as = "reviewer_zhou",
                 .post = path_of(ids[0]) + "/confirmation",
                 .body = R"({"version":2})",
                 .status = 409,
                 .has = {"isolation.bad_state"}});
        app.run({.as = "reviewer_zhou",
                 .post = path_of(ids[1]) + "/refusal",
                 .body = R"({"reason":"不属于密切接触","version":1})",
                 .has = {R"("state":"refused")"},
                 .lacks = never,
                 .events = {"isolation.order_refused"}});
        app.run({.as = "worker_sun",
                 .post = path_of(ids[2]) + "/withdrawal",
                 .body = R"({"reason":"登记有误","version":1})",
                 .has = {R"("state":"withdrawn")"},
                 .lacks = never,
                 .events = {"isolation.order_withdrawn"}});
        // The register shows who is in isolation, and no longer shows who is not.
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people?text=江小明",
                 .has = {R"("open_order":")" + ids[0]},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = "/api/registry/people?text=许秀英",
                 .has = {"许秀英"},
                 .lacks = plus(never, {ids[1]})});
        // Who has ended may be ordered anew; who has not may not.
        app.run({.as = "worker_sun",
                 .post = "/api/isolation/orders",
                 .body = order_body(app, {"许秀英", "江小明"}),
                 .status = 409,
                 .has = {"isolation.already_isolated", "people[1]"},
                 .lacks = {"people[0]"}});
        make_orders(app, {"许秀英"});
    });
}

TEST_CASE(
    "an order is decided on what was seen: an unseen decision is in the way, a report is not") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "何佳");
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/reports",
                 .body = report_body("36.5"),
                 .has = {"36.5"},
                 .events = {"isolation.report_filed"}});
        app.run({.as = "reviewer_zhou",
                 .post = path_of(id) + "/extension",
                 .body = R"({"days":7,"reason":"解除前复查","version":2})",
                 .has = {R"("end_date":"2026-03-22")", R"("days":21)"},
                 .lacks = never,
                 .events = {"isolation.order_extended"}});
        app.run({.as = "command_zhao",
                 .post = path_of(id) + "/extension",
                 .body = R"({"days":7,"reason":"再次","version":3})",
                 .status = 409,
                 .has = {"isolation.changed_meanwhile"}});
        app.run({.as = "command_zhao",
                 .post = path_of(id) + "/transfer",
                 .body = R"({"to":"hospital","place":"定点医院","reason":"发热","version":4})",
                 .has = {R"("state":"transferred")", R"("transferred_to":"hospital")"},
                 .lacks = never,
                 .events = {"isolation.order_transferred"}});
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/reports",
                 .body = report_body("36.5"),
                 .status = 409,
                 .has = {"isolation.not_active"}});
    });
}

TEST_CASE(
    "release needs the days, a fresh report and the notice, makes its paper and ends every alert") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/papers",
                 .body = R"({"kind":"isolation_notice"})",
                 .has = {R"("document_number":)", R"("progress":"made")"},
                 .lacks = never,
                 .events = {"documents.made", "isolation.order_paper_made"}});
        app.run({.as = "reviewer_zhou",
                 .post = path_of(id) + "/release",
                 .body = R"({"version":2})",
                 .status = 409,
                 .has = {"isolation.too_early"},
                 .lacks = never});
        const std::string page = app.run({.as = "worker_sun", .get = path_of(id)});
        const auto papers = boost::json::parse(page).at("papers").as_array();
        std::string document;
        for (const auto& paper : papers) {
            if (paper.at("kind").as_string() == "isolation_notice") {
                document = std::string{paper.at("document_id").as_string()};
            }
        }
        app.run({.as = "worker_sun",
                 .post = "/api/documents/" + document + "/handover",
                 .events = {"documents.handed_over"}});
        app.settle();
        app.run({.as = "worker_sun", .get = path_of(id), .has = {R"("progress":"handed_over")"}});
        app.clock().set(office_instant(Date{std::chrono::year{2026} / 3 / 16}, hours{9}));
        app.settle();
        const auto version = [&] {
            const auto seen = app.act("reviewer_zhou", [&](Context& context) {
                return look_at_order(context, order_id(id));
            });
            REQUIRE(seen);
            return seen->version;
        };
        const auto release = [&] {
            const int seen = version();
            return app.act("reviewer_zhou", [&](Context& context) {
                return release_order(context, order_id(id), {{}, seen});
            });
        };
        const auto refused = release();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().key == "isolation.report_needed");
        REQUIRE(app.act("worker_sun", [&](Context& context) {
            return file_report(context, order_id(id),
                               {36.4, {}, Mood::calm, ReportSource::worker, {}});
        }));
        const auto released = release();
        REQUIRE_MESSAGE(released, (released ? "" : released.error().key));
        app.settle();
        const auto after = app.act("reviewer_zhou", [&](Context& context) {
            return look_at_order(context, order_id(id));
        });
        REQUIRE(after);
        CHECK(after->state == OrderState::released);
        CHECK(after->alerts_open == 0);
        for (const OrderPaperView& paper : after->papers) {
            if (paper.kind == PaperKind::release_notice) {
                CHECK(paper.document_id.has_value());
                CHECK(paper.done);
            }
        }
        const auto closed = app.act("worker_sun", [&](Context& context) {
            return list_todo(context, {TodoBox::closed, {}, {}});
        });
        REQUIRE(closed);
        CHECK(closed->items.size() == 1);
    });
}

TEST_CASE("the to-do shows each their own work with a deadline, and what is done and closed") {
    on_each_engine([](TestApp& app) {
        const std::string id = make_orders(app, {"江小明"}).front();
        app.run({.as = "reviewer_zhou",
                 .get = "/api/isolation/todo",
                 .has = {"confirm_order", "江小明", "2026-03-02T03:00:00.000Z"},
                 .lacks = never});
        app.run({.as = "worker_sun", .get = "/api/isolation/todo", .lacks = {"confirm_order"}});
        app.run({.as = "reviewer_zhou",
                 .post = path_of(id) + "/confirmation",
                 .body = R"({"version":1})",
                 .events = {"isolation.order_confirmed"}});
        app.run({.as = "reviewer_zhou",
                 .get = "/api/isolation/todo?box=done",
                 .has = {"isolation.timeline.confirmed", "江小明"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/todo?box=waiting",
                 .has = {R"("kind":"paper")", "江小明",
                         R"("missing":"isolation_commitment,isolation_notice)"},
                 .lacks = never});
        app.clock().advance(hours{8});  // 17:00: the evening's window is open.
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/todo?limit=1",
                 .has = {R"("next":")"},
                 .lacks = {R"("next":"")"}});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/todo",
                 .has = {"report_due"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/orders?due=report&sort=end_date",
                 .has = {"江小明", "138****0101"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/orders?state=released",
                 .lacks = {"江小明"}});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/orders?text=GL2026",
                 .has = {"江小明"},
                 .lacks = never});
        app.run({.as = "command_zhao",
                 .get = "/api/isolation/summary",
                 .has = {R"("active_home":1)", R"("reports_missing":1)"},
                 .lacks = never});
        app.run(
            {.as = "reviewer_zhou", .get = "/api/isolation/todo?box=closed", .lacks = {"江小明"}});
    });
}

TEST_CASE("the ledger is exported with a reason, and without clear numbers") {
    on_each_engine([](TestApp& app) {
        confirmed_order(app, "江小明");
        app.run({.as = "command_zhao",
                 .get = "/api/isolation/orders/export.xlsx",
                 .status = 400,
                 .has = {"isolation.reason_needed"}});
        app.run({.as = "command_zhao",
                 .get = "/api/isolation/orders/export.xlsx?state=active&reason=morning",
                 .has = {"PK"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/orders/export.xlsx?reason=x",
                 .status = 403});
    });
}

TEST_CASE("the worker of an order is changed by who may assign, to one who works there") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        const auto body = [&](std::string_view login) {
            return R"({"worker":")" + app.user(login) + R"(","version":2})";
        };
        app.run({.as = "lead_qian",
                 .post = path_of(id) + "/assignment",
                 .body = body("worker_li"),
                 .status = 400,
                 .has = {"isolation.worker_not_for_area"},
                 .lacks = never});
        app.run({.as = "lead_qian",
                 .post = path_of(id) + "/assignment",
                 .body = body("lead_qian"),
                 .has = {"钱丽华"},
                 .lacks = never,
                 .events = {"isolation.order_reassigned"}});
        app.run({.as = "worker_sun",
                 .post = path_of(id) + "/assignment",
                 .body = body("worker_sun"),
                 .status = 403,
                 .lacks = never});
    });
}

}  // namespace xiuhua::isolation
