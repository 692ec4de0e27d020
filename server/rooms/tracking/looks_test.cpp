// Who may see what: the credential, the homes, the track, the files, and what the person sees of it.
#include "testkit/tracking_scenes.hpp"

namespace xiuhua::tracking {

// GET /api/tracking/orders/{id}/track
// POST /api/tracking/orders/{id}/track
TEST_CASE("a track opens with a reason, for a short time, and the person reads who looked") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 20, 0);
        const std::string path = order_path(phone.order) + "/track";
        app.run({.as = "worker_sun",
                 .get = path,
                 .status = 403,
                 .has = {"tracking.track_closed"},
                 .lacks = places});
        app.run({.as = "worker_sun",
                 .post = path,
                 .body = R"({"reason":"  "})",
                 .status = 400,
                 .has = {"tracking.reason_needed"},
                 .lacks = places});
        // Another community's worker learns nothing, not even that there is a track.
        app.run({.as = "worker_li",
                 .post = path,
                 .body = R"({"reason":"好奇"})",
                 .status = 404,
                 .has = {"tracking.no_watch"},
                 .lacks = plus(places, {"江"})});
        for (const char* login : {"medic_feng", "auditor_wei", "admin_chen", "reviewer_zhou"}) {
            app.run({.as = login,
                     .post = path,
                     .body = R"({"reason":"看看"})",
                     .status = 403,
                     .has = {"request.forbidden"},
                     .lacks = plus(places, {"江"})});
        }
        app.run({.as = "worker_sun",
                 .post = path,
                 .body = R"({"reason":"核实离家预警"})",
                 .has = {R"("points":[{)", R"("stops":[{)", "孙梅", "江**"},
                 .lacks = plus(never, {"江小明"}),
                 .events = {"tracking.track_opened"}});
        app.run({.as = "worker_sun", .get = path, .has = {R"("points":[{)"}});
        // The grant is hers alone.
        app.run({.as = "lead_qian", .get = path, .status = 403, .lacks = places});
        app.clock().advance(minutes{29});
        app.run({.as = "worker_sun", .get = path, .has = {R"("points":[{)"}});
        app.clock().advance(minutes{1});
        app.run({.as = "worker_sun",
                 .get = path,
                 .status = 403,
                 .has = {"tracking.track_closed"},
                 .lacks = places});
        app.run({.as = "resident_jiang",
                 .get = "/api/tracking/me",
                 .has = {"核实离家预警", "孙梅", R"("points":[{)"},
                 .lacks = never});
        app.settle();
        app.run({.as = "resident_jiang",
                 .get = "/api/privacy/me/accesses",
                 .has = {"tracking.open_track", "核实离家预警"},
                 .lacks = places});
    });
}

// GET /api/tracking/orders/{id}/track.gpx
// GET /api/tracking/orders/{id}/track.geojson
TEST_CASE("a track leaves as a file only for who may, with whose copy it is written in it") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 3, 0);
        const std::string path = order_path(phone.order);
        const std::string reason = "?reason=%E6%B5%81%E8%B0%83%E9%9C%80%E8%A6%81";  // 流调需要
        app.run({.as = "worker_sun",
                 .get = path + "/track.gpx" + reason,
                 .status = 403,
                 .lacks = places});
        app.run({.as = "lead_qian", .get = path + "/track.gpx", .status = 400});
        app.run({.as = "lead_qian",
                 .get = path + "/track.gpx" + reason,
                 .has = {"<trkpt lat=\"34.80", "钱丽华", "流调需要", "严禁外传"},
                 .lacks = plus(never, {"江小明"})});
        app.run({.as = "lead_qian",
                 .get = path + "/track.geojson" + reason,
                 .has = {R"("type":"FeatureCollection")", "钱丽华", "流调需要", "watermark"},
                 .lacks = plus(never, {"江小明"})});
        app.settle();
        app.run({.as = "resident_jiang",
                 .get = "/api/privacy/me/accesses",
                 .has = {"tracking.export_track", "流调需要"}});
    });
}

// POST /api/tracking/orders/{id}/credential
// GET /api/tracking/orders/{id}/credential
// POST /api/tracking/orders/{id}/credential/withdrawal
TEST_CASE("the credential is shown once, to who looks after the person") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        const std::string path = order_path(phone.order) + "/credential";
        app.run({.as = "worker_sun",
                 .get = path,
                 .has = {phone.device, "孙梅"},
                 .lacks = plus(never, {phone.secret})});
        app.run({.as = "worker_li", .get = path, .status = 404, .lacks = {phone.device}});
        app.run({.as = "worker_li", .post = path, .body = "{}", .status = 404});
        for (const char* login : {"resident_jiang", "medic_feng", "auditor_wei", "supply_zheng"}) {
            app.run({.as = login, .post = path, .body = "{}", .status = 403});
            app.run({.as = login, .get = path, .status = 403, .lacks = {phone.device}});
        }
        const auto waiting = isolation::make_orders(app, {"何佳"}).front();
        app.run({.as = "worker_sun",
                 .post = order_path(waiting) + "/credential",
                 .body = "{}",
                 .status = 409,
                 .has = {"tracking.order_not_active"}});
        app.run({.as = "worker_sun",
                 .post = path + "/withdrawal",
                 .body = R"({"reason":""})",
                 .status = 400,
                 .has = {"tracking.reason_needed"}});
    });
}

// GET /api/tracking/orders/{id}/fence
// PUT /api/tracking/orders/{id}/fence
TEST_CASE("homes and fences are seen in one's own areas, names masked") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        app.run({.as = "worker_li", .get = "/api/tracking/homes", .lacks = plus(places, {"江"})});
        for (const char* login : {"medic_feng", "auditor_wei", "checkpoint_wu"}) {
            app.run({.as = login,
                     .get = "/api/tracking/homes",
                     .status = 403,
                     .lacks = plus(places, {"江"})});
        }
        const std::string path = order_path(phone.order) + "/fence";
        app.run({.as = "worker_sun",
                 .get = path,
                 .has = {R"("radius_meters":60)", "34.801"},
                 .lacks = never});
        app.run({.as = "worker_li", .get = path, .status = 404, .lacks = places});
        app.run({.as = "worker_sun",
                 .put = path,
                 .body = R"({"circles":[],"polygons":[]})",
                 .status = 400,
                 .has = {"tracking.fence_empty"}});
        app.run({.as = "worker_sun",
                 .put = path,
                 .body = R"({"circles":[{"center":{"latitude":34.801,"longitude":113.812},)"
                         R"("radius_meters":5}],"polygons":[]})",
                 .status = 400,
                 .has = {"tracking.fence_radius"}});
        app.run({.as = "worker_sun",
                 .put = path,
                 .body = R"({"circles":[],"polygons":[{"corners":[)"
                         R"({"latitude":34.8,"longitude":113.81},)"
                         R"({"latitude":34.802,"longitude":113.81},)"
                         R"({"latitude":34.802,"longitude":113.814}]}]})",
                 .has = {R"("polygons":[{)"},
                 .events = {"tracking.fence_set"}});
        app.run({.as = "worker_li",
                 .put = path,
                 .body = R"({"circles":[],"polygons":[]})",
                 .status = 404});
    });
}

TEST_CASE("alerts of positions are their area's; the resident sees only their own message") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 3, 0);
        stay(app, phone, 25, 700);
        CHECK(count_rows(app, "tracking_alert") == 1);
        const std::string list = app.run(
            {.as = "lead_qian", .get = "/api/tracking/alerts", .has = {"江小明"}, .lacks = never});
        const std::string alert =
            "/api/tracking/alerts/" + text_at(boost::json::parse(list), "/items/0/id");
        app.run({.as = "worker_li", .get = "/api/tracking/alerts", .lacks = {"江"}});
        app.run({.as = "worker_li", .post = alert + "/acknowledgement", .status = 404});
        app.run({.as = "worker_li",
                 .post = alert + "/steps",
                 .body = R"({"step":"call","outcome":"reached"})",
                 .status = 404});
        app.run({.as = "worker_li",
                 .post = alert + "/finding",
                 .body = R"({"finding":"drift","note":"x"})",
                 .status = 404});
        app.run({.as = "resident_jiang", .get = "/api/tracking/alerts", .status = 403});
        // Through isolation's own list it closes with the same findings, and only those.
        const std::string same =
            "/api/isolation/alerts/" + text_at(boost::json::parse(list), "/items/0/id");
        app.run({.as = "worker_sun",
                 .post = same + "/closure",
                 .body = R"({"finding":"false_alarm","note":"在家"})",
                 .status = 400,
                 .has = {"isolation.finding_not_for_kind"}});
        app.run({.as = "worker_sun",
                 .post = same + "/closure",
                 .body = R"({"finding":"drift","note":"在家，定位漂移"})",
                 .events = {"isolation.alert_closed", "isolation.order_changed"}});
        app.settle();
        app.run({.as = "lead_qian",
                 .get = "/api/tracking/false-alarms",
                 .has = {R"("drift":1)", R"("false_share":1)"}});
    });
}

}  // namespace xiuhua::tracking
