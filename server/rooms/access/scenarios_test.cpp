// Log-in, sessions, accounts and tokens as their people use them, on both databases.
#include <doctest/doctest.h>

#include <thread>

#include "platform/crypto/password.hpp"
#include "rooms/access/public.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using namespace std::chrono_literals;
using testkit::demo_password;
using testkit::Scenario;
using testkit::TestApp;

// What must not leave by any route of this room.
const std::vector<std::string> secrets{"argon2",       "password_hash", "totp_secret",
                                       "token_digest", "attempt_key",   "scope_id"};

std::string field(const std::string& body, std::string_view name) {
    const std::string mark = "\"" + std::string{name} + "\":\"";
    const auto start = body.find(mark);
    if (start == std::string::npos) {
        return {};
    }
    const auto first = start + mark.size();
    return body.substr(first, body.find('"', first) - first);
}

// A browser that logs in for itself, as somebody outside the testkit would.
struct Browser {
    TestApp& app;
    std::string cookie = {}, csrf = {};

    Response log_in(std::string_view login, std::string_view password, std::string_view totp = "") {
        std::string body = R"({"login":")" + std::string{login} + R"(","password":")" +
                           std::string{password} + "\"";
        body += totp.empty() ? "}" : R"(,"totp":")" + std::string{totp} + "\"}";
        Response response = app.send({.post = "/api/access/login", .body = body});
        if (response.status == 200) {
            cookie = std::string{response.header("Set-Cookie")};
            cookie = cookie.substr(0, cookie.find(';'));
            csrf = field(response.body, "csrf");
        }
        return response;
    }
    Response send(Scenario scenario) {
        scenario.headers["cookie"] = cookie;
        scenario.headers.emplace("x-csrf", csrf);
        return app.send(scenario);
    }
};

std::string key_of(const Response& response) {
    return field(response.body, "key");
}
std::string code_at(Instant now) {
    return crypto::totp_code(testkit::demo_totp_secret, now);
}
std::string post_user(std::string_view login, std::string_view role,
                      std::string_view area = "410105014001") {
    return R"({"login":")" + std::string{login} + R"(","name":"新人","roles":[")" +
           std::string{role} + R"("],"area_codes":[")" + std::string{area} + "\"]}";
}

}  // namespace

TEST_CASE("a worker logs in, sees who they are, and logs out") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        Browser browser{app};
        const Response in = browser.log_in(" Worker_Sun ", demo_password);
        CHECK(in.status == 200);
        CHECK(in.body.find("孙梅") != std::string::npos);
        for (const std::string& secret : secrets) {
            CHECK(in.body.find(secret) == std::string::npos);
        }
        CHECK(in.body.find("access.users") == std::string::npos);  // Not a worker's permission.
        const std::string_view cookie = in.header("Set-Cookie");
        CHECK(cookie.find("HttpOnly") != std::string_view::npos);
        CHECK(cookie.find("SameSite=Strict") != std::string_view::npos);
        CHECK(cookie.find("Secure") == std::string_view::npos);  // Plain HTTP on the loopback.
        const Response who = browser.send({.get = "/api/access/session"});
        CHECK(who.status == 200);
        CHECK(field(who.body, "csrf") == browser.csrf);
        CHECK(key_of(browser.send({.post = "/api/access/logout", .headers = {{"x-csrf", "x"}}})) ==
              "access.bad_csrf");
        CHECK(browser.send({.post = "/api/access/logout"}).status == 200);
        CHECK(key_of(browser.send({.get = "/api/access/session"})) == "access.session_ended");
        app.run({.get = "/api/access/session", .status = 401});
    }
}

TEST_CASE("unknown, inactive and wrong look the same, and a foreign page logs nobody in") {
    TestApp app;
    Browser browser{app};
    const Response wrong = browser.log_in("worker_sun", "not the password");
    const Response unknown = browser.log_in("nobody_here", "not the password");
    CHECK(wrong.status == 401);
    CHECK(key_of(wrong) == "access.bad_credentials");
    CHECK(wrong.body == unknown.body);
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + app.user("worker_li") + "/changes",
             .body = R"({"active":false})",
             .has = {"\"active\":false"},
             .lacks = secrets,
             .events = {"access.user_changed"}});
    CHECK(browser.log_in("worker_li", demo_password).body == unknown.body);
    app.run({.post = "/api/access/login",
             .body = R"({"login":"worker_sun","password":"Xiuhua-demo-2020"})",
             .status = 403,
             .has = {"access.foreign_page"},
             .headers = {{"sec-fetch-site", "cross-site"}}});
}

TEST_CASE("guesses wait, then lock, even for the right password; a reset unlocks") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        Browser browser{app};
        for (int i = 0; i < 3; ++i) {
            CHECK(browser.log_in("medic_feng", "wrong-wrong").status == 401);
        }
        const Response waits = browser.log_in("medic_feng", demo_password);
        CHECK(waits.status == 429);
        CHECK(key_of(waits) == "access.locked");
        CHECK(waits.header("Retry-After") == "1");
        for (int failures = 3; failures < 10; ++failures) {
            app.clock().advance(65s);
            CHECK(browser.log_in("medic_feng", "wrong-wrong").status == 401);
        }
        app.clock().advance(14min);
        CHECK(browser.log_in("medic_feng", demo_password).status == 429);
        app.run({.as = "admin_chen",
                 .get = "/api/access/users/" + app.user("medic_feng"),
                 .has = {"\"locked\":true"},
                 .lacks = secrets});
        const std::string answer =
            app.run({.as = "admin_chen",
                     .post = "/api/access/users/" + app.user("medic_feng") + "/password-reset",
                     .has = {"initial_password"},
                     .lacks = secrets,
                     .events = {"access.user_changed"}});
        CHECK(browser.log_in("medic_feng", demo_password).status == 401);
        CHECK(browser.log_in("medic_feng", field(answer, "initial_password")).status == 200);
    }
}

TEST_CASE("many guesses at once are no more guesses than one after another") {
    TestApp app;
    std::atomic<int> checked{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 24; ++i) {
        threads.emplace_back([&] {
            Browser browser{app};
            checked += browser.log_in("supply_zheng", "wrong-wrong").status == 401 ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(checked == 3);
}

TEST_CASE(
    "a reviewer needs the code, a used one is refused, and half a log-in clears no failures") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        Browser browser{app};
        CHECK(browser.log_in("reviewer_zhou", "wrong-wrong").status == 401);
        CHECK(browser.log_in("reviewer_zhou", "wrong-wrong").status == 401);
        CHECK(key_of(browser.log_in("reviewer_zhou", demo_password)) == "access.totp_required");
        CHECK(key_of(browser.log_in("reviewer_zhou", demo_password, "000000")) ==
              "access.bad_totp");
        CHECK(browser.log_in("reviewer_zhou", demo_password).status == 429);  // The third failure.
        app.clock().advance(2s);
        const std::string code = code_at(app.clock().now());
        CHECK(browser.log_in("reviewer_zhou", demo_password, code).status == 200);
        CHECK(key_of(browser.log_in("reviewer_zhou", demo_password, code)) == "access.bad_totp");
        app.clock().advance(30s);
        CHECK(browser.log_in("reviewer_zhou", demo_password, code_at(app.clock().now())).status ==
              200);
    }
}

TEST_CASE("a new reviewer changes the first password, enrols, and only then may work") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const std::string made = app.run({.as = "admin_chen",
                                          .post = "/api/access/users",
                                          .body = post_user("reviewer_new", "reviewer"),
                                          .has = {"initial_password", "\"totp\":false"},
                                          .lacks = secrets,
                                          .events = {"access.user_created"}});
        const std::string first = field(made, "initial_password");
        Browser browser{app};
        const Response in = browser.log_in("reviewer_new", first);
        CHECK(in.body.find("\"must_change_password\":true") != std::string::npos);
        CHECK(key_of(browser.send({.get = "/api/access/sessions"})) ==
              "access.password_change_due");
        const auto change = [&](std::string_view current, std::string_view replacement) {
            return key_of(
                browser.send({.post = "/api/access/password",
                              .body = R"({"current":")" + std::string{current} +
                                      R"(","replacement":")" + std::string{replacement} + "\"}"}));
        };
        CHECK(change(first, "short") == "access.password_too_short");
        CHECK(change(first, "password2020") == "access.password_common");
        CHECK(change(first, first) == "access.password_same");
        CHECK(change("wrong-wrong", "three green lamps") == "access.bad_password");
        CHECK(change(first, "three green lamps").empty());
        CHECK(key_of(browser.send({.get = "/api/access/sessions"})) == "access.totp_enrolment_due");
        CHECK(key_of(browser.send({.post = "/api/access/totp/confirm",
                                   .body = R"({"code":"000000"})"})) == "access.totp_not_begun");
        const Response begun = browser.send({.post = "/api/access/totp/begin"});
        CHECK(begun.body.find("<svg") != std::string::npos);
        CHECK(field(begun.body, "uri").find(field(begun.body, "secret_base32")) !=
              std::string::npos);
        CHECK(key_of(browser.send({.post = "/api/access/totp/confirm",
                                   .body = R"({"code":"000000"})"})) == "access.bad_totp");
        CHECK(browser.send({.get = "/api/access/session"}).body.find("\"must_enrol_totp\":true") !=
              std::string::npos);
    }
}

TEST_CASE("an enrolled code opens the work, and cannot be replaced by whoever has the session") {
    TestApp app;
    const std::string made = app.run({.as = "admin_chen",
                                      .post = "/api/access/users",
                                      .body = post_user("reviewer_new", "reviewer"),
                                      .events = {"access.user_created"}});
    const std::string first = field(made, "initial_password");
    Browser browser{app};
    browser.log_in("reviewer_new", first);
    browser.send({.post = "/api/access/password",
                  .body = R"({"current":")" + first + R"(","replacement":"three green lamps"})"});
    browser.send({.post = "/api/access/totp/begin"});
    // The secret as the app on the telephone would read it, here out of the database.
    const auto sealed = app.db().read([](Tx& tx) {
        return tx.row<Bytes>(
            {"test.pending", "SELECT totp_pending FROM access_user WHERE login = 'reviewer_new'"});
    });
    REQUIRE(sealed);
    REQUIRE(*sealed);
    const auto secret =
        app.program().services().vault.open_own("access_user.totp_secret", **sealed);
    REQUIRE(secret);
    const std::string code = crypto::totp_code(*secret, app.clock().now());
    CHECK(browser.send({.post = "/api/access/totp/confirm", .body = R"({"code":")" + code + "\"}"})
              .status == 200);
    CHECK(browser.send({.get = "/api/access/sessions"}).status == 200);
    CHECK(key_of(browser.send({.post = "/api/access/totp/begin"})) == "access.totp_enrolled");
    CHECK(key_of(Browser{app}.log_in("reviewer_new", "three green lamps", code)) ==
          "access.bad_totp");  // Used by the enrolment.
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + field(made, "id") + "/totp-reset",
             .lacks = secrets,
             .events = {"access.user_changed"}});
    CHECK(key_of(browser.send({.get = "/api/access/session"})) == "access.session_ended");
}

TEST_CASE("one sees and ends one's own sessions and nobody else's") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        Browser office{app}, home{app}, other{app};
        office.log_in("worker_sun", demo_password);
        app.clock().advance(1min);
        home.log_in("worker_sun", demo_password);
        other.log_in("worker_li", demo_password);
        const Response listed = home.send({.get = "/api/access/sessions"});
        CHECK(listed.body.starts_with("[{"));
        const std::string first = field(listed.body, "id");  // Newest first: this one.
        CHECK(listed.body.find(first + "\",\"device_label\"") != std::string::npos);
        const std::string second = field(listed.body.substr(listed.body.find("},{")), "id");
        CHECK(key_of(other.send({.post = "/api/access/sessions/" + second + "/revocation"})) ==
              "access.no_such_session");
        CHECK(office.send({.get = "/api/access/session"}).status == 200);
        CHECK(home.send({.post = "/api/access/sessions/" + second + "/revocation"}).status == 200);
        CHECK(key_of(office.send({.get = "/api/access/session"})) == "access.session_ended");
        CHECK(home.send({.get = "/api/access/session"}).status == 200);
    }
}

TEST_CASE("a session not used for twelve hours is over; one in use lasts seven days") {
    TestApp app;
    Browser used{app}, idle{app};
    used.log_in("worker_sun", demo_password);
    idle.log_in("worker_sun", demo_password);
    for (int hours = 11; hours < 7 * 24; hours += 11) {
        app.clock().advance(11h);
        CHECK(used.send({.get = "/api/access/session"}).status == 200);
        // "Last seen" is written behind the request's back, within a second or so.
        const auto seen_now = [&] {
            const auto seen = app.db().read([](Tx& tx) {
                return tx.row<std::int64_t>(
                    {"test.seen", "SELECT MAX(last_seen_at) FROM access_session"});
            });
            return seen && *seen && **seen == app.clock().now().time_since_epoch().count();
        };
        for (int tries = 0; tries < 500 && !seen_now(); ++tries) {
            std::this_thread::sleep_for(10ms);
        }
        REQUIRE(seen_now());
        if (hours > 12) {
            CHECK(idle.send({.get = "/api/access/session"}).status == 401);
            break;  // Each round waits for the writer; two show it.
        }
    }
    app.clock().advance(7 * 24h);
    CHECK(used.send({.get = "/api/access/session"}).status == 401);
}

TEST_CASE("a changed role counts at once, for requests and for open screens") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        Browser browser{app};
        CHECK(browser.log_in("worker_sun", demo_password).status == 200);
        auto stream = app.program().services().live.subscribe(app.viewer_of("worker_sun"),
                                                              std::nullopt, [] {});
        REQUIRE(stream);
        app.run({.as = "admin_chen",
                 .post = "/api/access/users/" + app.user("worker_sun") + "/changes",
                 .body = R"({"roles":["supply"],"area_codes":["410105014008"]})",
                 .has = {"\"roles\":[\"supply\"]"},
                 .lacks = secrets,
                 .events = {"access.user_changed"}});
        const Response who = browser.send({.get = "/api/access/session"});
        CHECK(who.body.find("\"roles\":[\"supply\"]") != std::string::npos);
        CHECK(who.body.find("\"area_codes\":[\"410105014008\"]") != std::string::npos);
        CHECK(app.viewer_of("worker_sun").scope.covers("410105014008001"));
        CHECK_FALSE(app.viewer_of("worker_sun").scope.covers(testkit::yaoqiao));
        app.settle();
        CHECK((*stream)->dropped());
    }
}

TEST_CASE("a changed role shortens the sessions that are open already") {
    TestApp app;
    Browser browser{app};
    CHECK(browser.log_in("worker_sun", demo_password).status == 200);
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + app.user("worker_sun") + "/changes",
             .body = R"({"roles":["auditor"]})",
             .events = {"access.user_changed"}});
    app.clock().advance(2h - 1ms);
    CHECK(browser.send({.get = "/api/access/passkeys"}).status == 200);
    app.clock().advance(2h);
    CHECK(key_of(browser.send({.get = "/api/access/passkeys"})) == "access.session_ended");
}

TEST_CASE("a reset is no way back to the password that was in use") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        Browser browser{app};
        const std::string answer =
            app.run({.as = "admin_chen",
                     .post = "/api/access/users/" + app.user("worker_sun") + "/password-reset",
                     .has = {"initial_password"},
                     .events = {"access.user_changed"}});
        const std::string first = field(answer, "initial_password");
        CHECK(browser.log_in("worker_sun", first).status == 200);
        const auto choose = [&](std::string_view password) {
            return browser.send({.post = "/api/access/password",
                                 .body = R"({"current":")" + first + R"(","replacement":")" +
                                         std::string{password} + "\"}"});
        };
        CHECK(choose(demo_password).body.find("access.password_used") != std::string::npos);
        CHECK(choose("k7mp2xqd9vs3").status == 200);
    }
}

TEST_CASE("an administrator cannot change their own rights nor end the last administrator") {
    TestApp app;
    const std::string self = "/api/access/users/" + app.user("admin_chen");
    const auto refused = [&](const std::string& path, const std::string& body,
                             const std::string& key) {
        app.run({.as = "admin_chen",
                 .post = path,
                 .body = body,
                 .status = 409,
                 .has = {key},
                 .lacks = secrets});
    };
    refused(self + "/changes", R"({"active":false})", "access.not_yourself");
    refused(self + "/changes", R"({"roles":["medic"]})", "access.not_yourself");
    refused(self + "/password-reset", "", "access.not_yourself");
    refused(self + "/totp-reset", "", "access.not_yourself");
    app.run({.as = "admin_chen",
             .post = self + "/changes",
             .body = R"({"name":"陈静（管理员）"})",
             .has = {"陈静(管理员)"},
             .events = {"access.user_changed"}});
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + app.user("medic_feng") + "/changes",
             .body = R"({"roles":["administrator","medic"]})",
             .status = 400,
             .has = {"access.administrator_alone"}});
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + app.user("medic_feng") + "/changes",
             .body = R"({"name":"冯涛","version":99})",
             .status = 409,
             .has = {"access.changed_meanwhile"}});
    app.run({.as = "admin_chen",
             .post = "/api/access/users",
             .body = post_user("worker_sun", "medic"),
             .status = 409,
             .has = {"access.login_taken"}});
    app.run({.as = "admin_chen",
             .post = "/api/access/users",
             .body = post_user("worker_new", "medic", "110101001"),
             .status = 400,
             .has = {"area_codes[0]", "access.area_unknown"}});
    // Two administrators take the rights from each other: only one of them can.
    const auto second = access::create_administrator(app.program().services(), "admin_two", "二号");
    REQUIRE(second);
    const auto end = [&](std::string_view who, const std::string& whom) {
        return app.send({.as = std::string{who},
                         .post = "/api/access/users/" + whom + "/changes",
                         .body = R"({"active":false})"});
    };
    CHECK(end("admin_chen", to_text(second->id)).status == 200);
    CHECK(key_of(end("admin_chen", app.user("admin_chen"))) == "access.not_yourself");
}

TEST_CASE("accounts are found by login, name, pinyin and initials, page by page") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto list = [&](const std::string& query) {
            return app.run(
                {.as = "admin_chen", .get = "/api/access/users?" + query, .lacks = secrets});
        };
        for (const char* text : {"worker_s", "孙", "sunmei", "sm"}) {
            CAPTURE(text);
            CHECK(list("text=" + std::string{text}).find("孙梅") != std::string::npos);
        }
        CHECK(list("text=%25").find("\"items\":[]") != std::string::npos);
        CHECK(list("role=reviewer").find("孙梅") == std::string::npos);
        CHECK(list("role=reviewer").find("周敏") != std::string::npos);
        CHECK(list("active=false").find("\"items\":[]") != std::string::npos);
        std::string after;
        int people = 0;
        for (int pages = 0; pages < 20; ++pages) {
            const std::string body = list("limit=3&after=" + after);
            for (auto at = body.find("\"login\""); at != std::string::npos;
                 at = body.find("\"login\"", at + 1)) {
                ++people;
            }
            after = field(body, "next");
            if (after.empty()) {
                break;
            }
        }
        CHECK(people == 14);  // One a role but the device, and a second grid worker.
        app.run({.as = "admin_chen",
                 .get = "/api/access/users/0190a000-0000-7000-8000-00000000dead",
                 .status = 404,
                 .has = {"access.no_such_user"}});
    }
}

TEST_CASE("nobody but an administrator reads or changes accounts and tokens, and learns nothing") {
    TestApp app;
    const std::string id = app.user("medic_feng");
    const std::vector<std::string> hidden{"冯涛", "medic_feng", "initial_password", "token\":"};
    for (const testkit::DemoUser& user : testkit::demo_users()) {
        if (user.role == Role::administrator) {
            continue;
        }
        const std::string as{user.login};
        CAPTURE(as);
        for (const char* path :
             {"/api/access/users", "/api/access/tokens", "/api/access/tokens/permissions"}) {
            app.run({.as = as, .get = path, .status = 403, .lacks = hidden});
        }
        app.run({.as = as, .get = "/api/access/users/" + id, .status = 403, .lacks = hidden});
        for (const std::string& path :
             {"/api/access/users/" + id + "/changes", "/api/access/users/" + id + "/password-reset",
              "/api/access/users/" + id + "/totp-reset", std::string{"/api/access/users"},
              std::string{"/api/access/tokens"}, "/api/access/tokens/" + id + "/revocation"}) {
            app.run({.as = as, .post = path, .body = "{}", .status = 403, .lacks = hidden});
        }
    }
    CHECK(Browser{app}.log_in("medic_feng", demo_password).status == 200);  // Nothing was changed.
}

TEST_CASE(
    "a device's token carries only what devices may, works while it lives, and is shown once") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        app.run({.as = "admin_chen",
                 .get = "/api/access/tokens/permissions",
                 .has = {"platform.metrics"},
                 .lacks = {"access.users", "registry.disclose"}});
        app.run({.as = "admin_chen",
                 .post = "/api/access/tokens",
                 .body = R"({"name":"闸机","permissions":["access.users"],"area_codes":[""]})",
                 .status = 400,
                 .has = {"permissions[0]", "access.permission_not_for_devices"}});
        const std::string made = app.run(
            {.as = "admin_chen",
             .post = "/api/access/tokens",
             .body = R"({"name":"闸机","permissions":["platform.metrics"],"area_codes":[""],)"
                     R"("expires_on":"2026-03-03"})",
             .events = {"access.token_created"}});
        const std::string token = field(made, "token");
        const std::string id = field(made, "id");
        CHECK(token.size() == 43);
        app.run({.as = "admin_chen",
                 .get = "/api/access/tokens",
                 .has = {id, "闸机"},
                 .lacks = {token, crypto::digest(token), "token_digest"}});
        const auto metrics = [&](const std::string& bearer) {
            return app.send({.get = "/metrics", .headers = {{"authorization", "Bearer " + bearer}}})
                .status;
        };
        CHECK(metrics(token) == 200);
        CHECK(metrics(token + "x") == 401);
        CHECK(app.send({.get = "/api/access/users",
                        .headers = {{"authorization", "Bearer " + token}}})
                  .status == 403);
        app.clock().advance(48h);  // 4 March: its last day is over.
        CHECK(metrics(token) == 401);
        app.clock().set(testkit::test_now);
        CHECK(metrics(token) == 200);
        app.run({.as = "admin_chen",
                 .post = "/api/access/tokens/" + id + "/revocation",
                 .lacks = {token},
                 .events = {"access.token_revoked"}});
        CHECK(metrics(token) == 401);
    }
}

TEST_CASE("work goes to whoever is nearest, and areas part who is asked") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const auto logins = [&](Role role, std::string_view area) {
            std::string all;
            const auto users =
                app.db().read([&](Tx& tx) { return access::users_for_area(tx, role, area); });
            REQUIRE(users);
            for (const access::UserBrief& user : *users) {
                all += (all.empty() ? "" : " ") + user.login;
            }
            return all;
        };
        CHECK(logins(Role::grid_worker, "41010501400100101") == "worker_sun");
        CHECK(logins(Role::grid_worker, "41010501400800101") == "worker_li");
        CHECK(logins(Role::grid_worker, testkit::yaoqiao_grid_2).empty());
        CHECK(logins(Role::community_lead, testkit::yaoqiao_grid_2) == "lead_qian");
        CHECK(logins(Role::community_lead, testkit::zhiqi).empty());
        CHECK(logins(Role::command_post, testkit::zhiqi) == "command_zhao");
        app.run({.as = "admin_chen",
                 .post = "/api/access/users",
                 .body = post_user("worker_far", "grid_worker", "410105014001"),
                 .events = {"access.user_created"}});
        CHECK(logins(Role::grid_worker, "41010501400100101") == "worker_sun worker_far");
        const auto names = app.db().read([&](Tx& tx) {
            return access::user_names(tx, {app.world().user("worker_sun"), UserId{}});
        });
        CHECK(names->size() == 1);
        CHECK(names->begin()->second == "孙梅");
    }
}

TEST_CASE(
    "the first administrator is made on the machine, and one who lost everything is helped there") {
    TestApp app;
    Services& services = app.program().services();
    const auto made = access::create_administrator(services, "Root_Zhang", "张工");
    REQUIRE(made);
    CHECK(made->login == "root_zhang");
    Browser browser{app};
    CHECK(browser.log_in("root_zhang", made->password).body.find("\"must_change_password\":true") !=
          std::string::npos);
    CHECK(access::create_administrator(services, "root_zhang", "张工").error().key ==
          "access.login_taken");
    CHECK(access::recover_administrator(services, "worker_sun").error().key ==
          "access.no_such_user");
    const auto again = access::recover_administrator(services, "admin_chen");
    REQUIRE(again);
    CHECK(Browser{app}.log_in("admin_chen", demo_password).status == 401);
    const Response in = Browser{app}.log_in("admin_chen", again->password);
    CHECK(in.status == 200);
    CHECK(in.body.find("\"must_enrol_totp\":true") != std::string::npos);
}

}  // namespace xiuhua
