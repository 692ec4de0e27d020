// From the credential to the certificate: the whole life of a track, on both databases.
#include "platform/db/person_alias.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/tracking/actions.hpp"
#include "testkit/tracking_scenes.hpp"

namespace xiuhua::tracking {

// POST /api/tracking/alerts/{id}/acknowledgement
// POST /api/tracking/alerts/{id}/steps
// POST /api/tracking/alerts/{id}/finding
TEST_CASE("a phone is watched while the order runs; then nothing is taken and nothing is left") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        // Home, and the first report brings the receipt.
        stay(app, phone, 5, 3);
        app.settle();
        CHECK(count_rows(app, "documents_document") == 1);
        app.run({.as = "worker_sun",
                 .get = "/api/tracking/homes",
                 .has = {R"("verdict":"inside")", "江**", R"("seen_minutes":0)",
                         R"("battery_fraction":0.8)"},
                 .lacks = plus(never, {"江小明"})});
        // Away: suspicion asks the phone for a fix, then somebody is asked to look.
        bool probed = false, told = false;
        for (int i = 0; i < 30 && !told; ++i) {
            app.clock().advance(minutes{1});
            const Response response = report(app, phone, location(app, 600 + i));
            probed = probed || response.body.find("reportLocation") != std::string::npos;
            told = count_rows(app, "tracking_alert") == 1;
        }
        CHECK(probed);
        REQUIRE(told);
        const std::string alerts = app.run({.as = "worker_sun",
                                            .get = "/api/tracking/alerts?open=1",
                                            .has = {R"("kind":"left_home")", R"("step":"message")",
                                                    R"("state":"open")", "孙梅", "江小明"},
                                            .lacks = plus(never, places)});
        app.run({.as = "worker_sun",
                 .get = "/api/isolation/alerts?state=open",
                 .has = {R"("kind":"left_home")"},
                 .lacks = plus(never, places)});
        // Nobody answers: call, then visit.
        app.clock().advance(minutes{10});
        app.settle();
        app.run({.as = "worker_sun", .get = "/api/tracking/alerts", .has = {R"("step":"call")"}});
        const std::string alert =
            "/api/tracking/alerts/" + text_at(boost::json::parse(alerts), "/items/0/id");
        app.run({.as = "worker_sun",
                 .post = alert + "/acknowledgement",
                 .has = {R"("state":"acknowledged")"},
                 .events = {"isolation.alert_acknowledged"}});
        app.run({.as = "worker_sun",
                 .post = alert + "/steps",
                 .body = R"({"step":"call","outcome":"not_reached"})",
                 .has = {R"("step":"visit")", R"("call_outcome":"not_reached")"},
                 .events = {"tracking.alert_changed"}});
        app.run({.as = "worker_sun",
                 .post = alert + "/finding",
                 .body = R"({"finding":"drift","note":""})",
                 .status = 400,
                 .has = {"isolation.note_needed"}});
        app.run({.as = "worker_sun",
                 .post = alert + "/finding",
                 .body = R"({"finding":"real_exit","note":"下楼取快递，已劝返"})",
                 .has = {R"("finding":"real_exit")", R"("state":"closed")"},
                 .events = {"isolation.alert_closed", "isolation.order_changed",
                            "tracking.alert_changed", "tracking.home_changed"}});
        app.settle();
        app.run({.as = "auditor_wei",
                 .get = "/api/tracking/false-alarms",
                 .has = {R"("raised":1)", R"("real_exit":1)", R"("false_share":0)"},
                 .lacks = plus(never, {"江"})});
        // Released: the credential dies at once, before any event is delivered.
        release(app, phone.order);
        const std::int64_t kept = kept_bytes(app);
        CHECK(report(app, phone, location(app, 3)).status == 401);
        CHECK(kept_bytes(app) == kept);
        app.settle();
        CHECK(count_rows(app, "tracking_hot") ==
              1);  // The newest points, moved out of the live state.
        const std::int64_t moved = kept_bytes(app);
        CHECK(report(app, phone, location(app, 3)).status == 401);
        CHECK(kept_bytes(app) == moved);
        app.run({.as = "worker_sun", .get = "/api/tracking/homes", .lacks = {"江"}});
        // Kept until the policy's last day, then destroyed with proof.
        app.clock().advance(hours{24 * 14} - minutes{2});
        app.settle();
        app.run({.as = "auditor_wei", .get = "/api/tracking/certificates", .lacks = {"statement"}});
        app.clock().advance(hours{2});
        app.settle();
        CHECK(count_rows(app, "tracking_hot") == 0);
        CHECK(count_rows(app, "tracking_block") == 0);
        const std::string list = app.run({.as = "auditor_wei",
                                          .get = "/api/tracking/certificates",
                                          .has = {R"("is_genuine":true)", "销毁"},
                                          .lacks = plus(never, {"江"})});
        const std::string id = text_at(boost::json::parse(list), "/items/0/id");
        app.run({.as = "auditor_wei",
                 .get = "/api/tracking/certificates/" + id,
                 .has = {R"("retention_days":14)", R"("is_genuine":true)"}});
        app.run({.as = "worker_sun",
                 .post = order_path(phone.order) + "/track",
                 .body = R"({"reason":"核实"})",
                 .status = 409,
                 .has = {"tracking.track_destroyed"}});
    });
}

TEST_CASE(
    "a phone that falls silent is no breach: silence is told, later asked about, and settles") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 4, 0);
        app.settle();
        app.clock().advance(minutes{46});
        app.settle();
        app.run({.as = "worker_sun",
                 .get = "/api/tracking/homes?verdict=no_signal",
                 .has = {R"("verdict":"no_signal")"},
                 .lacks = never});
        CHECK(count_rows(app, "tracking_alert") == 0);
        app.clock().advance(minutes{80});
        app.settle();
        app.settle();
        CHECK(count_rows(app, "tracking_alert") == 1);
        app.run({.as = "lead_qian",
                 .get = "/api/tracking/alerts?kind=phone_silent",
                 .has = {R"("kind":"phone_silent")", R"("finding":"")"},
                 .lacks = never});
        stay(app, phone, 1, 0);
        app.settle();
        app.run({.as = "lead_qian",
                 .get = "/api/tracking/alerts",
                 .has = {R"("finding":"resolved")", R"("state":"closed")"},
                 .lacks = never});
    });
}

// GET /api/tracking/orders/{id}/errands
// POST /api/tracking/orders/{id}/errands
// POST /api/tracking/errands/{id}/decision
TEST_CASE("an approved errand suspends the fence, and nobody approves their own asking") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 3, 0);
        const std::string window = R"("from":")" + to_text(app.clock().now()) + R"(","until":")" +
                                   to_text(app.clock().now() + hours{2}) + R"(")";
        const std::string answer = app.run({.as = "lead_qian",
                                            .post = order_path(phone.order) + "/errands",
                                            .body = "{" + window + R"(,"reason":"发热门诊核酸"})",
                                            .has = {R"("state":"asked")", "发热门诊核酸"},
                                            .events = {"tracking.errand_changed"}});
        const std::string errand =
            "/api/tracking/errands/" + text_at(boost::json::parse(answer), "/id") + "/decision";
        app.run({.as = "lead_qian",
                 .post = errand,
                 .body = R"({"decision":"approve","version":1})",
                 .status = 409,
                 .has = {"tracking.decider_is_asker"},
                 .lacks = {"发热门诊"}});
        app.run({.as = "worker_li",
                 .get = order_path(phone.order) + "/errands",
                 .status = 404,
                 .lacks = {"发热门诊"}});
        app.run({.as = "reviewer_zhou",
                 .post = errand,
                 .body = R"({"decision":"approve","version":1})",
                 .has = {R"("state":"approved")"},
                 .events = {"tracking.errand_changed"}});
        stay(app, phone, 20, 900);
        CHECK(count_rows(app, "tracking_alert") == 0);
        app.run({.as = "worker_sun",
                 .get = "/api/tracking/homes",
                 .has = {R"("errand_until":"2026)"},
                 .lacks = {"发热门诊"}});
        app.run({.as = "resident_jiang",
                 .post = "/api/tracking/me/errands",
                 .body = "{" + window + R"(,"reason":"取药"})",
                 .has = {R"("state":"asked")"},
                 .events = {"tracking.errand_changed"}});
        app.run({.as = "worker_sun",
                 .get = order_path(phone.order) + "/errands",
                 .has = {"取药", "发热门诊核酸"}});
    });
}

TEST_CASE("a phone that judges its own fence sends changes and a heartbeat, no positions") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        const std::string now = to_text(app.clock().now());
        const std::string left =
            R"({"states":[{"verdict":"out","since":")" + now + R"(","rule_version":1}]})";
        app.run({.as = "resident_jiang",
                 .post = "/api/tracking/me/states",
                 .body = left,
                 .status = 409,
                 .has = {"tracking.not_device_mode"}});
        REQUIRE(app.act("command_zhao", [&](Context& context) -> Done {
            XH_TRY(known, policy::in_force(context.tx, "tracking", office_date(context.now)));
            const std::size_t at = known.body.text.find(R"("server")");
            known.body.text.replace(at, 8, R"("device")");
            XH_TRY(added, policy::add(context.tx, known));
            return {};
        }));
        app.run({.as = "resident_jiang",
                 .post = "/api/tracking/me/states",
                 .body = R"({"states":[]})",
                 .has = {R"("wants_probe":true)"},
                 .events = {"tracking.first_report"}});
        app.run({.as = "resident_jiang",
                 .post = "/api/tracking/me/states",
                 .body = left,
                 .has = {R"("verdict":"out")"},
                 .events = {"isolation.alert_raised", "isolation.order_changed",
                            "tracking.alert_changed", "tracking.home_changed"}});
        const std::string own = app.run({.as = "resident_jiang",
                                         .get = "/api/tracking/me",
                                         .has = {R"("mode":"device")", R"("kind":"left_home")",
                                                 R"("rule_version":1)", R"("circles":[{)"}});
        const std::string alert = text_at(boost::json::parse(own), "/watch/messages/0/id");
        app.run({.as = "resident_jiang",
                 .post = "/api/tracking/me/answers",
                 .body = R"({"alert":")" + alert + R"("})",
                 .has = {R"("answered_at":"2026)"},
                 .events = {"tracking.alert_changed"}});
        CHECK(count_rows(app, "tracking_hot") == 0);
    });
}

TEST_CASE("the end of one id's tracks leaves those of the other id of a merged person") {
    on_each_engine([](TestApp& app) {
        const Phone ended = phone_for(app, "江小明");
        const Phone going_on = phone_for(app, "何佳");
        stay(app, ended, 3, 3);
        stay(app, going_on, 3, 3);
        release(app, ended.order);
        app.settle();
        REQUIRE(app.act("lead_qian", [&](Context& context) {
            return person_alias::add(context.tx, app.world().person("何佳"),
                                     app.world().person("江小明"));
        }));
        app.clock().advance(hours{24 * 14} + hours{2});
        app.settle();
        const auto certificates =
            boost::json::parse(app.run({.as = "auditor_wei", .get = "/api/tracking/certificates"}));
        CHECK(certificates.at("items").as_array().size() == 1);
        CHECK(report(app, going_on, location(app, 3)).status == 200);
    });
}

}  // namespace xiuhua::tracking
