// What phones send, what is believed, and what is refused.
#include "rooms/tracking/public.hpp"
#include "testkit/tracking_scenes.hpp"

namespace xiuhua::tracking {
namespace {

std::string track_json(TestApp& app, const Phone& phone) {
    return app.run({.as = "worker_sun",
                    .post = order_path(phone.order) + "/track",
                    .body = R"({"reason":"核实离家预警"})",
                    .lacks = never,
                    .events = {"tracking.track_opened"}});
}

std::size_t points_in(const std::string& track) {
    return boost::json::parse(track).at("points").as_array().size();
}

}  // namespace

// POST /pub
// GET /pub
TEST_CASE("every client family reports through one path and is answered as it understands") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        app.clock().advance(minutes{5});
        const auto seconds_now = [&] {
            return std::to_string(
                std::chrono::duration_cast<seconds>(app.clock().now().time_since_epoch()).count());
        };
        CHECK(report(app, phone, location(app, 0)).body == "[]");
        app.clock().advance(minutes{1});
        // Traccar Client 8: query string, without any header of identity.
        const Response traccar = app.send(
            {.post = "/api/tracking/positions?id=" + phone.whole() + "&timestamp=" + seconds_now() +
                     "&lat=34.801010&lon=113.812000&speed=0&accuracy=9&batt=70"});
        CHECK(traccar.status == 200);
        app.clock().advance(minutes{1});
        // GPSLogger, by GET.
        const Response logger = app.send({.get = "/api/tracking/positions?id=" + phone.whole() +
                                                 "&timestamp=" + seconds_now() +
                                                 "&lat=34.801020&lon=113.812000&spd=0.2&acc=8"});
        CHECK(logger.status == 200);
        app.clock().advance(minutes{1});
        const std::string overland =
            R"({"locations":[{"type":"Feature","geometry":{"type":"Point","coordinates":)"
            R"([113.812,34.80103]},"properties":{"timestamp":")" +
            to_text(app.clock().now()) +
            R"(","horizontal_accuracy":10,"battery_level":0.6,"device_id":"x"}}]})";
        const Response batch =
            app.send({.post = "/api/tracking/positions",
                      .body = overland,
                      .headers = {{"authorization", "Bearer " + phone.whole()}}});
        CHECK(batch.body == R"({"result":"ok"})");
        app.clock().advance(minutes{1});
        const std::string track = track_json(app, phone);
        CHECK(points_in(track) == 4);
        for (const char* family : {"owntracks", "traccar", "gpslogger", "overland"}) {
            CHECK(track.find(R"("family":")" + std::string{family}) != std::string::npos);
        }
    });
}

TEST_CASE("who is not known, or not isolated any more, leaves nothing behind") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        app.clock().advance(minutes{1});
        const std::string body = location(app, 0);
        const auto status = [&](const Phone& as) { return report(app, as, body).status; };
        CHECK(status({"", phone.device, "wrongwrongwrongwrongwron"}) == 401);
        CHECK(status({"", "xabcdefghij", phone.secret}) == 401);
        CHECK(status({"", "", ""}) == 401);
        CHECK(app.send({.post = "/pub", .body = body}).status == 401);
        CHECK(app.send({.get = "/pub"}).body == "[]");
        CHECK(app.send({.post = "/pub", .body = "", .headers = phone.basic()}).status == 200);
        CHECK(report(app, phone, "{not json").status == 400);
        CHECK(report(app, phone, R"({"_type":"nonsense"})").status == 400);
        CHECK(kept_bytes(app) == 0);
        app.run({.as = "worker_sun",
                 .post = order_path(phone.order) + "/credential/withdrawal",
                 .body = R"({"reason":"换了手机"})",
                 .has = {R"("device":"")"},
                 .lacks = {phone.secret},
                 .events = {"tracking.credential_withdrawn"}});
        CHECK(status(phone) == 401);
        CHECK(kept_bytes(app) == 0);
    });
}

TEST_CASE("a new credential kills the old one") {
    on_each_engine([](TestApp& app) {
        const Phone old = phone_for(app, "江小明");
        const auto fresh =
            boost::json::parse(app.run({.as = "lead_qian",
                                        .post = order_path(old.order) + "/credential",
                                        .body = "{}",
                                        .lacks = plus(never, {old.device, old.secret}),
                                        .events = {"tracking.credential_issued"}}));
        app.clock().advance(minutes{1});
        CHECK(report(app, old, location(app, 0)).status == 401);
        const Phone phone{old.order, text_at(fresh, "/device"), text_at(fresh, "/secret")};
        CHECK(report(app, phone, location(app, 0)).status == 200);
    });
}

TEST_CASE("a fix that cannot be is kept apart with its reason and decides nothing") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 5, 0);
        // From tomorrow, from before the order, from the other end of the country, from no place at all.
        CHECK(report(app, phone, location(app, 900, -hours{24})).status == 200);
        CHECK(report(app, phone, location(app, 900, hours{48})).status == 200);
        app.clock().advance(minutes{1});
        CHECK(report(app, phone, location(app, 900'000)).status == 200);
        CHECK(report(app, phone,
                     R"({"_type":"location","lat":99,"lon":200,"tst":)" +
                         std::to_string(std::chrono::duration_cast<seconds>(
                                            app.clock().now().time_since_epoch())
                                            .count()) +
                         "}")
                  .status == 200);
        app.clock().advance(minutes{1});
        const std::string track = track_json(app, phone);
        CHECK(points_in(track) == 5);
        for (const char* doubt : {"future", "before_order", "too_fast", "impossible"}) {
            CHECK_MESSAGE(track.find(R"("doubt":")" + std::string{doubt}) != std::string::npos,
                          doubt);
        }
        CHECK(track.find(R"("verdict":"inside")") != std::string::npos);
        CHECK(count_rows(app, "tracking_alert") == 0);
    });
}

TEST_CASE("a resend is known, and a batch that comes late stands in its place") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        app.clock().advance(minutes{10});
        const std::string first = location(app, 0), late = location(app, 1, minutes{3});
        CHECK(report(app, phone, first).status == 200);
        CHECK(report(app, phone, first).status == 200);
        CHECK(report(app, phone, "[" + late + "," + first + "]").status == 200);
        app.clock().advance(minutes{1});
        const std::string track = track_json(app, phone);
        CHECK(points_in(track) == 2);
        const auto points = boost::json::parse(track).at("points").as_array();
        CHECK(text_at(points[0], "/fix_time") < text_at(points[1], "/fix_time"));
    });
}

TEST_CASE("a broker's message needs no secret but the topic it vouches for") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        app.clock().advance(minutes{1});
        positions::Upload upload;
        positions::Fix fix;
        fix.point = {home_latitude, home_longitude};
        fix.fix_time = app.clock().now();
        upload.fixes.push_back(fix);
        const auto send = [&](const PhoneIdentity& as) {
            return app.act("admin_chen", [&](Context& context) {
                return ingest(context, as, PhoneFamily::owntracks, upload);
            });
        };
        const auto taken = send({phone.device, std::nullopt});
        REQUIRE(taken);
        CHECK(taken->accepted == 1);
        const auto refused = send({"xabcdefghij", std::nullopt});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().key == "tracking.bad_credential");
    });
}

}  // namespace xiuhua::tracking
