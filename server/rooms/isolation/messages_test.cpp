// What the office writes to a person: who may, who reads it, who learns of it and who does not; on both databases.
// POST /api/isolation/orders/{id}/messages, GET /api/isolation/orders/{id}/messages,
// POST /api/isolation/messages/{id}/withdrawal, GET /api/isolation/me/messages,
// POST /api/isolation/me/messages/{id}/read, POST /api/isolation/bulk/messages.
#include "platform/crypto/vault.hpp"
#include "platform/host/services.hpp"
#include "rooms/access/public.hpp"
#include "rooms/isolation/actions_bulk.hpp"
#include "testkit/isolation_scenes.hpp"

namespace xiuhua::isolation {
namespace {

const std::string own_page = "/api/isolation/me/messages";
const std::string bulk = "/api/isolation/bulk";
const std::string words = "明早八点上门取样，请戴好口罩";
const std::string body_of_words = R"({"text":" )" + words + R"( "})";
const std::vector<std::string> hidden = plus(never, {words, "取样"});

std::string id_of(const std::string& answer) {
    return text_at(boost::json::parse(answer), "/id");
}

std::string written(TestApp& app, const std::string& order, const std::string& as = "worker_sun") {
    return id_of(app.run({.as = as,
                          .post = path_of(order) + "/messages",
                          .body = body_of_words,
                          .has = {"\"" + words + "\"", R"("delivered_at":null)"},
                          .lacks = never,
                          .events = {"isolation.message_sent"}}));
}

// A resident with an account, signed in: the demo world has only one.
std::map<std::string, std::string> signed_in(TestApp& app, std::string_view name,
                                             std::string_view login) {
    const auto opened =
        app.act("admin_chen", [&](Context& context) -> Result<access::OpenedSession> {
            access::NewUser user;
            user.login = login;
            user.name = name;
            user.roles = {Role::resident};
            user.area_codes = {std::string{testkit::yaoqiao}};
            user.person = app.world().person(name);
            user.password_hash = "-";
            user.must_change_password = false;
            XH_TRY(id, access::create_user(context, user));
            return access::open_session(context.tx, context.now, id, "test");
        });
    REQUIRE(opened);
    app.settle();
    return {{"cookie", "xiuhua_session=" + opened->token}, {"x-csrf", opened->csrf}};
}

std::int64_t count(TestApp& app, const std::string& sql) {
    const auto found = app.db().read([&](Tx& tx) {
        return tx.row<std::int64_t>({"test.count", sql});
    });
    REQUIRE(found);
    return found->value_or(0);
}

std::string chosen(const std::vector<std::string>& ids) {
    std::string list;
    for (const std::string& id : ids) {
        list += (list.empty() ? "\"" : ",\"") + id + "\"";
    }
    return R"({"selection":{"orders":[)" + list + R"(]},"text":")" + words + "\"}";
}

std::string prepared(TestApp& app, const std::vector<std::string>& ids) {
    const std::string id = id_of(app.run({.as = "worker_sun",
                                          .post = bulk + "/messages",
                                          .body = chosen(ids),
                                          .has = {R"("kind":"message")"},
                                          .lacks = hidden,
                                          .events = {"isolation.bulk_changed"}}));
    app.settle();
    return id;
}

void moved(TestApp& app, const std::string& id, const std::string& verb) {
    app.run({.as = "worker_sun",
             .post = bulk + "/" + id + verb,
             .lacks = hidden,
             .events = {"isolation.bulk_changed"}});
    app.settle();
}

}  // namespace

TEST_CASE("a message is written once, delivered when a page fetches it, read when it was seen") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        const auto send = [&] {
            return id_of(app.run({.as = "worker_sun",
                                  .post = path_of(order) + "/messages",
                                  .body = body_of_words,
                                  .has = {"\"" + words + "\"", R"("undo_until":"2026-03-02T01:10)"},
                                  .lacks = never,
                                  .events = {"isolation.message_sent"},
                                  .idempotency_key = "once"}));
        };
        const std::string id = send();
        // The phone of the worker asks again: nothing more is sent.
        app.run({.as = "worker_sun",
                 .post = path_of(order) + "/messages",
                 .body = body_of_words,
                 .has = {id},
                 .events = {},
                 .idempotency_key = "once"});
        app.run({.as = "worker_sun",
                 .get = path_of(order) + "/messages",
                 .has = {id, words, "孙梅", R"("delivered_at":null)", R"("refusal":"")"},
                 .lacks = never});
        app.clock().advance(minutes{1});
        app.run({.as = "resident_jiang",
                 .get = own_page,
                 .has = {id, words, "孙梅", R"("read_at":null)"},
                 .lacks = plus(never, {"周敏", "undo_until"})});
        app.run({.as = "resident_jiang", .get = own_page, .has = {id}, .lacks = never});
        app.run({.as = "worker_sun",
                 .get = path_of(order) + "/messages",
                 .has = {R"("delivered_at":"2026-03-02T01:01)", R"("read_at":null)"},
                 .lacks = never});
        CHECK(count(app,
                    "SELECT COUNT(*) FROM outbox WHERE kind = 'isolation.message_delivered'") == 1);
        app.clock().advance(minutes{1});
        app.run({.as = "resident_jiang",
                 .post = own_page + "/" + id + "/read",
                 .has = {R"("read_at":"2026-03-02T01:02)"},
                 .lacks = never,
                 .events = {"isolation.message_read"}});
        app.clock().advance(minutes{1});
        app.run({.as = "resident_jiang",
                 .post = own_page + "/" + id + "/read",
                 .has = {R"("read_at":"2026-03-02T01:02)"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .get = path_of(order) + "/messages",
                 .has = {R"("read_at":"2026-03-02T01:02)", R"("read_by":"person")",
                         R"("undo_until":null)"},
                 .lacks = never});
        app.run({.as = "worker_sun",
                 .post = "/api/isolation/messages/" + id + "/withdrawal",
                 .status = 409,
                 .has = {"isolation.message_read"},
                 .lacks = hidden});
        app.run({.as = "worker_sun",
                 .get = path_of(order),
                 .has = {"isolation.timeline.message_sent", "isolation.timeline.message_read"},
                 .lacks = hidden});
        app.settle();
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/audit?person=" + app.person("江小明"),
                 .has = {"isolation.send_message", "isolation.read_message",
                         "isolation.look_at_messages"},
                 .lacks = hidden});
    });
}

TEST_CASE("a message is for its person's eyes and those who look after them, and nobody else's") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        const std::string id = written(app, order);
        const std::string list = path_of(order) + "/messages";
        const std::string withdrawal = "/api/isolation/messages/" + id + "/withdrawal";
        for (const char* as :
             {"worker_sun", "lead_qian", "reviewer_zhou", "command_zhao", "medic_feng"}) {
            app.run({.as = as, .get = list, .has = {words}, .lacks = never});
        }
        // The auditor learns that something was sent, and what became of it.
        app.run({.as = "auditor_wei",
                 .get = list,
                 .has = {id, "孙梅", R"("text":null)", R"("read_at":null)"},
                 .lacks = hidden});
        app.run({.as = "auditor_wei",
                 .get = path_of(order),
                 .has = {"isolation.timeline.message_sent"},
                 .lacks = hidden});
        // Another area's worker: not yours looks like not there.
        app.run({.as = "worker_li", .get = list, .status = 404, .lacks = plus(hidden, {"江小明"})});
        app.run({.as = "worker_li",
                 .post = list,
                 .body = body_of_words,
                 .status = 404,
                 .lacks = plus(hidden, {"江小明"})});
        app.run({.as = "worker_li",
                 .post = withdrawal,
                 .status = 404,
                 .has = {"isolation.message_not_found"},
                 .lacks = hidden});
        for (const char* as : {"checkpoint_wu", "supply_zheng", "counsellor_wang", "admin_chen",
                               "enterprise_han", "site_chu", "resident_jiang"}) {
            app.run({.as = as, .get = list, .status = 403, .lacks = hidden});
            app.run(
                {.as = as, .post = list, .body = body_of_words, .status = 403, .lacks = hidden});
            app.run({.as = as, .post = withdrawal, .status = 403, .lacks = hidden});
        }
        for (const char* as : {"medic_feng", "auditor_wei"}) {
            app.run({.as = as, .post = list, .body = body_of_words, .status = 403});
        }
        for (const char* as : {"worker_sun", "command_zhao", "auditor_wei", "checkpoint_wu", ""}) {
            const int status = *as == '\0' ? 401 : 403;
            app.run({.as = as, .get = own_page, .status = status, .lacks = hidden});
            app.run({.as = as,
                     .post = own_page + "/" + id + "/read",
                     .status = status,
                     .lacks = hidden});
        }
        // Another resident neither sees nor reads it.
        const auto neighbour = signed_in(app, "何佳", "resident_he");
        app.run({.get = own_page,
                 .has = {R"("items":[])"},
                 .lacks = plus(hidden, {id}),
                 .headers = neighbour});
        app.run({.post = own_page + "/" + id + "/read",
                 .status = 404,
                 .has = {"isolation.message_not_found"},
                 .lacks = hidden,
                 .headers = neighbour});
        // Whoever did not write it does not take it back.
        app.run({.as = "lead_qian",
                 .post = withdrawal,
                 .status = 409,
                 .has = {"isolation.message_not_yours"},
                 .lacks = hidden});
    });
}

TEST_CASE("open orders alone are written to, and only people whose page somebody sees") {
    on_each_engine([](TestApp& app) {
        const std::string waiting = make_orders(app, {"江小明"}).front();
        const std::string id = written(app, waiting);
        const auto refused = [&](const std::string& order, const std::string& body, int status,
                                 const std::string& key) {
            app.run({.as = "worker_sun",
                     .post = path_of(order) + "/messages",
                     .body = body,
                     .status = status,
                     .has = {key},
                     .lacks = never});
        };
        refused(waiting, R"({"text":"  "})", 400, "isolation.message_empty");
        refused(waiting, R"({"text":"a\u0007b"})", 400, "isolation.message_control");
        app.run({.as = "worker_sun",
                 .post = path_of(waiting) + "/withdrawal",
                 .body = R"({"reason":"误开，撤回","version":1})",
                 .events = {"isolation.order_withdrawn"}});
        refused(waiting, body_of_words, 409, "isolation.already_ended");
        app.run({.as = "worker_sun",
                 .get = path_of(waiting) + "/messages",
                 .has = {R"("refusal":"isolation.already_ended")", words},
                 .lacks = never});
        // What was sent while it was open is still read.
        app.run({.as = "resident_jiang",
                 .post = own_page + "/" + id + "/read",
                 .has = {words},
                 .events = {"isolation.message_read"}});
        // No account, or no smartphone; and then an account.
        const std::string without = confirmed_order(app, "何佳");
        refused(without, body_of_words, 409, "isolation.message_no_page");
        app.run({.as = "worker_sun",
                 .get = path_of(without) + "/messages",
                 .has = {R"("refusal":"isolation.message_no_page")"},
                 .lacks = never});
        refused(confirmed_order(app, "刘德福"), body_of_words, 409, "isolation.message_no_page");
        signed_in(app, "何佳", "resident_he");
        written(app, without);
        const auto stopped = app.db().write([](Tx& tx) {
            return tx.exec({"test.stop_account",
                            "UPDATE access_user SET active = 0 WHERE login = 'resident_he'"});
        });
        REQUIRE(stopped);
        refused(without, body_of_words, 409, "isolation.message_no_page");
    });
}

TEST_CASE("a child's message stands on the guardian's page, live, and says who read it") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江一一");
        const auto stream = app.program().services().live.subscribe(app.viewer_of("resident_jiang"),
                                                                    std::nullopt, [] {});
        const auto stranger = app.program().services().live.subscribe(app.viewer_of("worker_li"),
                                                                      std::nullopt, [] {});
        REQUIRE(stream);
        REQUIRE(stranger);
        const auto frames = [](auto& from) {
            std::string all;
            for (const std::string& frame : (*from)->take()) {
                all += frame;
            }
            return all;
        };
        const std::string id = written(app, order);
        app.settle();
        const std::string told = frames(stream);
        CHECK(told.find("isolation.message_sent") != std::string::npos);
        CHECK(told.find(id) != std::string::npos);
        CHECK(told.find(words) == std::string::npos);
        CHECK(frames(stranger).find(id) == std::string::npos);
        app.run({.as = "resident_jiang",
                 .get = own_page,
                 .has = {id, words, "江一一"},
                 .lacks = never});
        app.run({.as = "resident_jiang",
                 .post = own_page + "/" + id + "/read",
                 .has = {R"("person_name":"江一一")"},
                 .events = {"isolation.message_read"}});
        app.run({.as = "worker_sun",
                 .get = path_of(order) + "/messages",
                 .has = {R"("read_by":"guardian")"},
                 .lacks = never});
    });
}

TEST_CASE("a slip is taken back for ten minutes, and then nobody reads it") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        const std::string id = written(app, order);
        app.run({.as = "resident_jiang", .get = own_page, .has = {id}});
        app.run({.as = "worker_sun",
                 .post = "/api/isolation/messages/" + id + "/withdrawal",
                 .has = {R"("withdrawn_at":"2026-03-02)"},
                 .events = {"isolation.message_withdrawn"}});
        app.run({.as = "resident_jiang", .get = own_page, .lacks = plus(hidden, {id})});
        app.run({.as = "resident_jiang",
                 .post = own_page + "/" + id + "/read",
                 .status = 404,
                 .lacks = hidden});
        app.run({.as = "worker_sun",
                 .post = "/api/isolation/messages/" + id + "/withdrawal",
                 .status = 409,
                 .has = {"isolation.message_withdrawn"}});
        const std::string late = written(app, order);
        app.clock().advance(minutes{11});
        app.run({.as = "worker_sun",
                 .post = "/api/isolation/messages/" + late + "/withdrawal",
                 .status = 409,
                 .has = {"isolation.message_undo_over"}});
    });
}

TEST_CASE("with the person's key for health the words are gone, for everybody") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        const std::string id = written(app, order);
        const auto destroyed = app.act("command_zhao", [&](Context& context) {
            return context.services.vault.destroy(context.tx, app.world().person("江小明"),
                                                  Purpose::health);
        });
        REQUIRE(destroyed);
        app.run({.as = "worker_sun",
                 .get = path_of(order) + "/messages",
                 .has = {id, R"("text":"")"},
                 .lacks = hidden});
        app.run({.as = "resident_jiang", .get = own_page, .has = {id}, .lacks = hidden});
    });
}

TEST_CASE("many are written to by the rule of one: who has no phone page stands in the preview") {
    on_each_engine([](TestApp& app) {
        const std::vector<std::string> orders{confirmed_order(app, "江小明"),
                                              confirmed_order(app, "江一一"),
                                              confirmed_order(app, "刘德福")};
        const std::string id = prepared(app, orders);
        app.run({.as = "worker_sun",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"ready")", R"("good":2)"},
                 .lacks = hidden});
        app.run({.as = "worker_sun",
                 .get = bulk + "/" + id + "/rows?state=refused",
                 .has = {"刘德福", "isolation.message_no_page"},
                 .lacks = plus(hidden, {"江小明"})});
        app.run({.as = "resident_jiang", .get = own_page, .lacks = hidden});
        moved(app, id, "/start");
        app.run({.as = "worker_sun",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"finished")", R"("done":2)", R"("undo_until":"2026-03-02)"},
                 .lacks = hidden});
        CHECK(count(app, "SELECT COUNT(*) FROM isolation_message") == 2);
        CHECK(count(app, "SELECT COUNT(*) FROM isolation_bulk WHERE LENGTH(words) > 0") == 0);
        const auto page = boost::json::parse(
            app.run({.as = "resident_jiang", .get = own_page, .has = {words, "江一一"}}));
        REQUIRE(page.at("items").as_array().size() == 2);
        // One is read before the whole is taken back: that one stays.
        app.run({.as = "resident_jiang",
                 .post = own_page + "/" + text_at(page, "/items/0/id") + "/read",
                 .events = {"isolation.message_read"}});
        moved(app, id, "/undo");
        app.run({.as = "worker_sun",
                 .get = bulk + "/" + id,
                 .has = {R"("state":"undone")", R"("undone":1)"},
                 .lacks = hidden});
        app.run({.as = "worker_sun",
                 .get = bulk + "/" + id + "/rows?state=kept",
                 .has = {"isolation.message_read"},
                 .lacks = hidden});
        app.run({.as = "resident_jiang",
                 .get = own_page,
                 .has = {text_at(page, "/items/0/id")},
                 .lacks = {text_at(page, "/items/1/id")}});
        const std::string late = prepared(app, {orders.front()});
        moved(app, late, "/start");
        app.clock().advance(minutes{11});
        app.run({.as = "worker_sun",
                 .post = bulk + "/" + late + "/undo",
                 .status = 409,
                 .has = {"isolation.bulk_undo_over"}});
    });
}

TEST_CASE("a message to many asks for its own permission, its words and the own areas") {
    on_each_engine([](TestApp& app) {
        const std::string order = confirmed_order(app, "江小明");
        for (const char* as : {"medic_feng", "auditor_wei", "checkpoint_wu", "supply_zheng",
                               "admin_chen", "resident_jiang"}) {
            app.run({.as = as,
                     .post = bulk + "/messages",
                     .body = chosen({order}),
                     .status = 403,
                     .lacks = plus(hidden, {"江小明"})});
        }
        app.run({.as = "worker_li",
                 .post = bulk + "/messages",
                 .body = chosen({order}),
                 .status = 400,
                 .has = {"isolation.bulk_nothing"},
                 .lacks = plus(hidden, {"江小明"})});
        app.run({.as = "worker_sun",
                 .post = bulk + "/messages",
                 .body = R"({"selection":{"orders":[")" + order + R"("]},"text":" "})",
                 .status = 400,
                 .has = {"isolation.message_empty"}});
        // Whoever stops it before it is sent leaves no words behind.
        const std::string id = prepared(app, {order});
        app.run({.as = "worker_sun",
                 .post = bulk + "/" + id + "/cancellation",
                 .has = {R"("state":"cancelled")"},
                 .events = {"isolation.bulk_changed"}});
        CHECK(count(app, "SELECT COUNT(*) FROM isolation_bulk WHERE LENGTH(words) > 0") == 0);
        CHECK(count(app, "SELECT COUNT(*) FROM isolation_message") == 0);
    });
}

TEST_CASE("an order takes two hundred messages, and then one calls") {
    TestApp app;
    const std::string order = confirmed_order(app, "江小明");
    const std::string id = written(app, order);
    const auto copied = app.db().write([&](Tx& tx) -> Done {
        for (int n = 1; n < messages_max - 1; ++n) {
            XH_DO(tx.exec({"test.copy_message",
                           "INSERT INTO isolation_message SELECT ?1, order_id, person, sent_at, "
                           "sent_by, sent_by_name, bulk, delivered_at, read_at, read_by, "
                           "withdrawn_at, words FROM isolation_message WHERE id = ?2"},
                          id + "-" + std::to_string(n), id));
        }
        return {};
    });
    REQUIRE(copied);
    written(app, order);
    app.run({.as = "worker_sun",
             .post = path_of(order) + "/messages",
             .body = body_of_words,
             .status = 409,
             .has = {"isolation.message_too_many"},
             .lacks = never});
}

}  // namespace xiuhua::isolation
