// Acts on many orders: chosen, checked, done row by row, and what may be undone; on both databases.
// POST /api/isolation/bulk/releases, POST /api/isolation/bulk/extensions, POST /api/isolation/bulk/papers,
// POST /api/isolation/bulk/assignments; GET /api/isolation/bulk/{id}, GET /api/isolation/bulk/{id}/rows,
// POST /api/isolation/bulk/{id}/start, POST /api/isolation/bulk/{id}/cancellation, POST /api/isolation/bulk/{id}/undo.
#include "rooms/isolation/actions_bulk.hpp"
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {
namespace {

const std::string bulk = "/api/isolation/bulk";

std::string id_of(const std::string& answer) {
    return text_at(boost::json::parse(answer), "/id");
}

std::string chosen(const std::vector<std::string>& ids, const std::string& more = "") {
    std::string list;
    for (const std::string& id : ids) {
        list += (list.empty() ? "\"" : ",\"") + id + "\"";
    }
    return R"({"selection":{"orders":[)" + list + "]}" + more + "}";
}

// Two whose days are over and who are well, one who is not: fever, three days ago.
struct Scene {
    std::string well, fresh, silent;
};
Scene released_scene(TestApp& app) {
    Scene scene{confirmed_order(app, "江小明"), confirmed_order(app, "许秀英"),
                confirmed_order(app, "何佳")};
    app.clock().set(office_instant(Date{std::chrono::year{2026} / 3 / 16}, hours{9}));
    app.settle();
    const auto sent = [&](const std::string& path, const std::string& body) {
        const Response response = app.send({.as = "worker_sun", .post = path, .body = body});
        REQUIRE(response.status == 200);
        return boost::json::parse(response.body);
    };
    for (const std::string& id : {scene.well, scene.fresh}) {
        const auto page = sent(path_of(id) + "/papers", R"({"kind":"isolation_notice"})");
        for (const auto& paper : page.at("papers").as_array()) {
            if (paper.at("kind").as_string() == "isolation_notice") {
                sent("/api/documents/" + std::string{paper.at("document_id").as_string()} +
                         "/handover",
                     "{}");
            }
        }
        sent(path_of(id) + "/reports", report_body("36.5"));
    }
    app.settle();
    return scene;
}

}  // namespace

TEST_CASE("many are released by the rule of one: who is not ready stays, and each says why") {
    on_each_engine([](TestApp& app) {
        const Scene scene = released_scene(app);
        const std::string id =
            id_of(app.run({.as = "reviewer_zhou",
                           .post = bulk + "/releases",
                           .body = R"({"selection":{"filter":{"state":"active"}},)"
                                   R"("note":"期满，情况良好"})",
                           .has = {R"("state":"checking")", R"("total":3)"},
                           .lacks = never,
                           .events = {"isolation.bulk_changed"}}));
        app.run({.as = "reviewer_zhou",
                 .post = bulk + "/" + id + "/start",
                 .status = 409,
                 .has = {"isolation.bulk_state"}});
        app.settle();
        app.run({.as = "reviewer_zhou",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"ready")", R"("checked":3)", R"("good":2)"},
                 .lacks = never});
        app.run({.as = "reviewer_zhou",
                 .get = bulk + "/" + id + "/rows?state=refused",
                 .has = {"何佳", "isolation.report_needed"},
                 .lacks = plus(never, {"江小明"})});
        // Checking has changed nothing.
        app.run(
            {.as = "reviewer_zhou", .get = path_of(scene.well), .has = {R"("state":"active")"}});
        app.run({.as = "reviewer_zhou",
                 .post = bulk + "/" + id + "/start",
                 .has = {R"("state":"running")"},
                 .events = {"isolation.bulk_changed"}});
        // Between the preview and its turn somebody else decides: that order is left alone.
        app.run({.as = "command_zhao",
                 .post = path_of(scene.fresh) + "/extension",
                 .body = R"({"days":3,"reason":"同住者发热","version":50})",
                 .status = 409});
        const auto page =
            boost::json::parse(app.run({.as = "command_zhao", .get = path_of(scene.fresh)}));
        app.run({.as = "command_zhao",
                 .post = path_of(scene.fresh) + "/extension",
                 .body = R"({"days":3,"reason":"同住者发热","version":)" +
                         std::to_string(page.at("version").as_int64()) + "}",
                 .events = {"isolation.order_extended"}});
        app.settle();
        app.run({.as = "reviewer_zhou",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"finished")", R"("done":1)", R"("refused":1)",
                         R"("undo_until":null)"},
                 .lacks = never});
        app.run({.as = "reviewer_zhou",
                 .get = bulk + "/" + id + "/rows?state=failed",
                 .has = {"许秀英", "isolation.changed_meanwhile"},
                 .lacks = plus(never, {"江小明"})});
        app.run({.as = "reviewer_zhou",
                 .get = path_of(scene.well),
                 .has = {R"("state":"released")", "期满，情况良好", "周敏"},
                 .lacks = never});
        app.run({.as = "reviewer_zhou",
                 .post = bulk + "/" + id + "/undo",
                 .status = 409,
                 .has = {"isolation.bulk_no_undo"}});
    });
}

TEST_CASE(
    "a row that is refused after it wrote takes nothing with it, and leaves nothing half done") {
    TestApp app{Engine::sqlite};  // On PostgreSQL each row is guarded from the first.
    const Scene scene = released_scene(app);
    // No act of ours is refused so late; the database is made to.
    const std::string refusing =
        "CREATE TRIGGER late BEFORE UPDATE ON isolation_order WHEN NEW.id = '" + scene.fresh +
        "' AND NEW.state = 'released' BEGIN SELECT RAISE(ABORT, 'late'); END";
    app.act("admin_chen", [&](Context& context) -> Done {
        XH_DO(context.tx.exec(Query{"test.late", refusing}));
        return {};
    });
    const std::string id = id_of(app.run({.as = "reviewer_zhou",
                                          .post = bulk + "/releases",
                                          .body = chosen({scene.well, scene.fresh}),
                                          .events = {"isolation.bulk_changed"}}));
    app.settle();
    const auto papers = [&](const std::string& order) {
        return boost::json::parse(app.run({.as = "reviewer_zhou", .get = path_of(order)}))
            .at("papers")
            .as_array()
            .size();
    };
    const auto before = papers(scene.fresh);
    app.run({.as = "reviewer_zhou",
             .post = bulk + "/" + id + "/start",
             .events = {"isolation.bulk_changed"}});
    app.settle();
    app.run({.as = "reviewer_zhou",
             .get = bulk + "/" + id,
             .has = {R"("state":"running")", R"("handled":0)"}});
    app.clock().advance(std::chrono::seconds{31});  // The job is tried again.
    app.settle();
    app.run({.as = "reviewer_zhou",
             .get = bulk + "/" + id,
             .has = {R"("state":"finished")", R"("done":1)", R"("refused":1)"}});
    app.run({.as = "reviewer_zhou",
             .get = bulk + "/" + id + "/rows?state=failed",
             .has = {"许秀英", "db.check"}});
    app.run({.as = "reviewer_zhou", .get = path_of(scene.fresh), .has = {R"("state":"active")"}});
    app.run({.as = "reviewer_zhou", .get = path_of(scene.well), .has = {R"("state":"released")"}});
    CHECK(papers(scene.fresh) == before);
}

TEST_CASE("many get another worker, and for ten minutes all of it can be taken back") {
    on_each_engine([](TestApp& app) {
        const std::string first = confirmed_order(app, "江小明");
        const std::string second = confirmed_order(app, "何佳");
        const auto prepare = [&] {
            const std::string id = id_of(app.run(
                {.as = "lead_qian",
                 .post = bulk + "/assignments",
                 .body = chosen({first, second}, R"(,"worker":")" + app.user("lead_qian") + "\""),
                 .has = {R"("kind":"reassignment")", R"("total":2)", "钱丽华"},
                 .lacks = never,
                 .events = {"isolation.bulk_changed"}}));
            app.settle();
            return id;
        };
        const std::string id = prepare();
        app.run({.as = "lead_qian",
                 .post = bulk + "/" + id + "/start",
                 .events = {"isolation.bulk_changed"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"finished")", R"("done":2)", R"("undo_until":"2026)"},
                 .lacks = never});
        app.run({.as = "lead_qian", .get = path_of(first), .has = {"钱丽华"}, .lacks = never});
        const std::string again = prepare();
        app.run({.as = "lead_qian",
                 .get = bulk + "/" + again + "/rows",
                 .has = {"isolation.same_worker"},
                 .lacks = never});
        app.run({.as = "lead_qian",
                 .post = bulk + "/" + again + "/start",
                 .status = 409,
                 .has = {"isolation.bulk_state"}});
        app.run({.as = "lead_qian",
                 .post = bulk + "/" + again + "/cancellation",
                 .has = {R"("state":"cancelled")", R"("undo_until":null)"},
                 .events = {"isolation.bulk_changed"}});
        app.run({.as = "lead_qian",
                 .post = bulk + "/" + id + "/undo",
                 .has = {R"("state":"undoing")"},
                 .events = {"isolation.bulk_changed"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"undone")", R"("undone":2)"}});
        const auto page = boost::json::parse(app.run({.as = "lead_qian", .get = path_of(first)}));
        CHECK(text_at(page, "/worker/name") == "孙梅");
        const std::string late = prepare();
        app.run({.as = "lead_qian",
                 .post = bulk + "/" + late + "/start",
                 .events = {"isolation.bulk_changed"}});
        app.settle();
        app.clock().advance(minutes{11});
        app.run({.as = "lead_qian",
                 .post = bulk + "/" + late + "/undo",
                 .status = 409,
                 .has = {"isolation.bulk_undo_over"}});
    });
}

TEST_CASE("many are extended for one reason, and many get a paper") {
    on_each_engine([](TestApp& app) {
        const std::string first = confirmed_order(app, "江小明");
        const std::string second = confirmed_order(app, "何佳");
        const std::string longer =
            id_of(app.run({.as = "reviewer_zhou",
                           .post = bulk + "/extensions",
                           .body = chosen({first, second}, R"(,"days":3,"reason":"同楼新发病例")"),
                           .lacks = plus(never, {"同楼新发病例"}),
                           .events = {"isolation.bulk_changed"}}));
        app.settle();
        app.run({.as = "reviewer_zhou",
                 .post = bulk + "/" + longer + "/start",
                 .events = {"isolation.bulk_changed"}});
        app.settle();
        for (const std::string& id : {first, second}) {
            app.run({.as = "reviewer_zhou",
                     .get = path_of(id),
                     .has = {R"("days":17)", "同楼新发病例"},
                     .lacks = never});
        }
        const std::string letters =
            id_of(app.run({.as = "worker_sun",
                           .post = bulk + "/papers",
                           .body = chosen({first, second}, R"(,"kind":"isolation_notice")"),
                           .lacks = never,
                           .events = {"isolation.bulk_changed"}}));
        app.settle();
        app.run({.as = "worker_sun",
                 .post = bulk + "/" + letters + "/start",
                 .events = {"isolation.bulk_changed"}});
        app.settle();
        app.run({.as = "worker_sun",
                 .get = "/api/documents?kind=isolation_notice",
                 .has = {"江小明", "何佳"},
                 .lacks = never});
    });
}

TEST_CASE(
    "an act on many asks for the permission of the act, and keeps to the own areas and acts") {
    on_each_engine([](TestApp& app) {
        const std::string id = confirmed_order(app, "江小明");
        const std::string release = chosen({id});
        for (const char* login : {"worker_sun", "lead_qian", "medic_feng", "auditor_wei",
                                  "checkpoint_wu", "resident_jiang"}) {
            app.run({.as = login,
                     .post = bulk + "/releases",
                     .body = release,
                     .status = 403,
                     .lacks = {"江小明"}});
            app.run({.as = login,
                     .post = bulk + "/extensions",
                     .body = chosen({id}, R"(,"days":3,"reason":"理由充分")"),
                     .status = 403,
                     .lacks = {"江小明"}});
        }
        for (const char* login : {"worker_sun", "auditor_wei", "resident_jiang"}) {
            app.run({.as = login,
                     .post = bulk + "/assignments",
                     .body = chosen({id}, R"(,"worker":")" + app.user("worker_sun") + "\""),
                     .status = 403});
        }
        for (const char* login : {"medic_feng", "auditor_wei", "resident_jiang"}) {
            app.run({.as = login,
                     .post = bulk + "/papers",
                     .body = chosen({id}, R"(,"kind":"isolation_notice")"),
                     .status = 403});
            app.run({.as = login, .get = "/api/isolation/orders/count", .status = 403});
        }
        // A stranger's orders are not there to be chosen.
        app.run({.as = "worker_li",
                 .post = bulk + "/papers",
                 .body = chosen({id}, R"(,"kind":"isolation_notice")"),
                 .status = 400,
                 .has = {"isolation.bulk_nothing"},
                 .lacks = plus(never, {"江小明"})});
        app.run({.as = "worker_li",
                 .get = "/api/isolation/orders/count?state=active",
                 .has = {R"("count":0)"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/orders/count?state=active",
                 .has = {R"("count":1)", R"("more":false)"},
                 .lacks = never});
        const std::string own = id_of(app.run({.as = "reviewer_zhou",
                                               .post = bulk + "/releases",
                                               .body = release,
                                               .events = {"isolation.bulk_changed"}}));
        for (const char* path : {"", "/rows"}) {
            app.run({.as = "command_zhao",
                     .get = bulk + "/" + own + path,
                     .status = 404,
                     .lacks = plus(never, {"江小明"})});
        }
        for (const char* verb : {"/start", "/cancellation", "/undo"}) {
            app.run({.as = "command_zhao", .post = bulk + "/" + own + verb, .status = 404});
        }
        app.run({.as = "reviewer_zhou",
                 .post = bulk + "/releases",
                 .body = R"({"selection":{}})",
                 .status = 400,
                 .has = {"isolation.bulk_selection"}});
    });
}

TEST_CASE("whoever is no longer allowed to release one does not go on releasing many") {
    TestApp app;
    const Scene scene = released_scene(app);
    const std::string id = id_of(app.run({.as = "reviewer_zhou",
                                          .post = bulk + "/releases",
                                          .body = chosen({scene.well, scene.fresh}),
                                          .events = {"isolation.bulk_changed"}}));
    app.settle();
    app.run({.as = "reviewer_zhou",
             .post = bulk + "/" + id + "/start",
             .events = {"isolation.bulk_changed"}});
    const auto stopped = app.db().write([&](Tx& tx) {
        return tx.exec({"test.stop_user", "UPDATE access_user SET active = 0 WHERE id = ?1"},
                       app.user("reviewer_zhou"));
    });
    REQUIRE(stopped);
    app.settle();
    app.run({.as = "command_zhao", .get = path_of(scene.well), .has = {R"("state":"active")"}});
}

TEST_CASE("taking a reassignment back gives each order its own medic again, or none") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        const auto with_medic = R"(,"worker":")" + app.user("lead_qian") + R"(","medic":")" +
                                app.user("medic_feng") + "\"";
        const std::string id = id_of(app.run({.as = "lead_qian",
                                              .post = bulk + "/assignments",
                                              .body = chosen({order}, with_medic),
                                              .events = {"isolation.bulk_changed"}}));
        app.settle();
        for (const char* step : {"/start", "/undo"}) {
            app.run({.as = "lead_qian",
                     .post = bulk + "/" + id + step,
                     .events = {"isolation.bulk_changed"}});
            app.settle();
            const auto medic = app.db().read([](Tx& tx) {
                return tx.row<std::int64_t>(
                    {"test.medics",
                     "SELECT COUNT(*) FROM isolation_order WHERE medic IS NOT NULL"});
            });
            CHECK(medic->value_or(-1) == (std::string_view{step} == "/start" ? 1 : 0));
        }
        app.run({.as = "lead_qian", .get = bulk + "/" + id, .has = {R"("undone":1)"}});
    });
}

}  // namespace xiuhua::isolation
