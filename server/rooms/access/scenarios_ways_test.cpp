// Passkeys and the office's provider as their people use them. The whole way to a provider and back is walked with a
// real one in tests/oidc.
#include <doctest/doctest.h>

#include "platform/crypto/password.hpp"
#include "testkit/authenticator.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using namespace std::chrono_literals;
using PasskeyDevice = testkit::Authenticator;
using testkit::Scenario;
using testkit::TestApp;

const std::string office = "https://office.example.cn";
const std::vector<std::string> secrets{"public_key", "credential_id", "digest", "argon2"};

std::string field(const std::string& body, std::string_view name) {
    const std::string mark = "\"" + std::string{name} + "\":\"";
    const auto start = body.find(mark);
    return start == std::string::npos
               ? std::string{}
               : body.substr(start + mark.size(),
                             body.find('"', start + mark.size()) - start - mark.size());
}
std::string key_of(const Response& response) {
    return field(response.body, "key");
}
void with_name(Config& config) {
    config.http.public_url = office;
}
void with_provider(Config& config) {
    config.http.public_url = office;
    config.oidc.issuer = "http://localhost:1";  // Nobody listens there.
    config.oidc.client_id = "xiuhua";
}

std::string passkey_form(const PasskeyDevice& device, const std::string& challenge,
                         std::string_view password = testkit::demo_password) {
    const std::string client_data =
        PasskeyDevice::client_data("webauthn.create", challenge, office);
    return R"({"label":"办公室电脑","password":")" + std::string{password} +
           R"(","client_data":")" + crypto::base64url(client_data) + R"(","authenticator_data":")" +
           crypto::base64url(device.made("office.example.cn")) + "\"}";
}
std::string add_passkey(TestApp& app, const std::string& login, const PasskeyDevice& device) {
    const std::string asked = app.run({.as = login,
                                       .post = "/api/access/passkeys/options",
                                       .body = "{}",
                                       .has = {"office.example.cn", login}});
    return field(app.run({.as = login,
                          .post = "/api/access/passkeys",
                          .body = passkey_form(device, field(asked, "challenge")),
                          .has = {"办公室电脑"},
                          .lacks = secrets}),
                 "id");
}
std::string login_body(const PasskeyDevice& device, const std::string& challenge,
                       std::uint32_t count) {
    const std::string client_data = PasskeyDevice::client_data("webauthn.get", challenge, office);
    const std::string data = PasskeyDevice::data(
        "office.example.cn", PasskeyDevice::present | PasskeyDevice::verified, count);
    return R"({"credential_id":")" + crypto::base64url(device.credential_id()) +
           R"(","client_data":")" + crypto::base64url(client_data) + R"(","authenticator_data":")" +
           crypto::base64url(data) + R"(","signature":")" +
           crypto::base64url(device.sign(data, client_data)) + "\"}";
}
std::string challenge_of(TestApp& app) {
    return field(app.run({.post = "/api/access/login/passkey/options", .body = "{}"}), "challenge");
}
Response enter(TestApp& app, const PasskeyDevice& device, std::uint32_t count) {
    return app.send({.post = "/api/access/login/passkey",
                     .body = login_body(device, challenge_of(app), count)});
}

}  // namespace

TEST_CASE("a reviewer makes a passkey and comes in by it alone, with two factors shown") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine, with_name};
        const PasskeyDevice device;
        const std::string id = add_passkey(app, "reviewer_zhou", device);
        const Response in = enter(app, device, 1);
        CHECK(in.status == 200);
        CHECK(in.body.find("周敏") != std::string::npos);
        CHECK(in.body.find("\"must_enrol_totp\":false") != std::string::npos);
        CHECK(in.header("Set-Cookie").find("; Secure") != std::string_view::npos);
        // The counter only rises.
        CHECK(key_of(enter(app, device, 1)) == "access.passkey_copied");
        CHECK(enter(app, device, 2).status == 200);
        app.run({.as = "reviewer_zhou",
                 .get = "/api/access/passkeys",
                 .has = {id, "办公室电脑"},
                 .lacks = secrets});
        app.run({.as = "medic_feng",
                 .post = "/api/access/passkeys/" + id + "/revocation",
                 .status = 404,
                 .has = {"access.no_such_passkey"}});
        app.run({.as = "reviewer_zhou", .post = "/api/access/passkeys/" + id + "/revocation"});
        CHECK(key_of(enter(app, device, 3)) == "access.bad_passkey");
    }
}

TEST_CASE("a challenge is good once, for five minutes, and for whom it was made") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine, with_name};
        const PasskeyDevice device;
        add_passkey(app, "worker_sun", device);
        const std::string challenge = challenge_of(app);
        const auto enter_with = [&](const std::string& which, std::uint32_t count) {
            return app.send(
                {.post = "/api/access/login/passkey", .body = login_body(device, which, count)});
        };
        CHECK(enter_with(challenge, 1).status == 200);
        CHECK(key_of(enter_with(challenge, 2)) == "access.bad_passkey");
        CHECK(key_of(enter_with("aW52ZW50ZWQ", 2)) == "access.bad_passkey");
        const std::string late = challenge_of(app);
        app.clock().advance(5min - 1ms);
        CHECK(enter_with(late, 2).status == 200);
        const std::string too_late = challenge_of(app);
        app.clock().advance(5min);
        CHECK(key_of(enter_with(too_late, 3)) == "access.bad_passkey");
        // One for making a passkey is none for logging in, and another's is not mine.
        const std::string making = field(
            app.run({.as = "worker_li", .post = "/api/access/passkeys/options", .body = "{}"}),
            "challenge");
        CHECK(key_of(enter_with(making, 3)) == "access.bad_passkey");
        const PasskeyDevice another{"another credential of enough bytes"};
        CHECK(key_of(app.send({.as = "worker_sun",
                               .post = "/api/access/passkeys",
                               .body = passkey_form(another, making)})) == "access.bad_passkey");
    }
}

TEST_CASE("a session left open makes no passkey without the password, and none twice") {
    TestApp app{Engine::sqlite, with_name};
    const PasskeyDevice device;
    const auto challenge = [&] {
        return field(
            app.run({.as = "worker_sun", .post = "/api/access/passkeys/options", .body = "{}"}),
            "challenge");
    };
    app.run({.as = "worker_sun",
             .post = "/api/access/passkeys",
             .body = passkey_form(device, challenge(), "not the password"),
             .status = 400,
             .has = {"access.bad_password"},
             .lacks = secrets});
    add_passkey(app, "worker_sun", device);
    CHECK(key_of(app.send(
              {.as = "worker_li",
               .post = "/api/access/passkeys",
               .body = passkey_form(device, field(app.run({.as = "worker_li",
                                                           .post = "/api/access/passkeys/options",
                                                           .body = "{}"}),
                                                  "challenge"))})) == "access.passkey_known");
    app.run({.get = "/api/access/passkeys", .status = 401});
    app.run({.post = "/api/access/passkeys", .body = "{}", .status = 401});
    app.run({.as = "device_gate",
             .post = "/api/access/passkeys/options",
             .body = "{}",
             .status = 409,
             .has = {"access.no_account"}});
}

TEST_CASE("a reviewer with a passkey alone does not get in by the password alone") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine, with_name};
        const PasskeyDevice device;
        add_passkey(app, "worker_sun", device);
        app.run({.as = "admin_chen",
                 .post = "/api/access/users/" + app.user("worker_sun") + "/changes",
                 .body = R"({"roles":["reviewer"]})",
                 .events = {"access.user_changed"}});
        const std::string body =
            R"({"login":"worker_sun","password":")" + std::string{testkit::demo_password} + "\"}";
        // A right password is no guess, so none of these makes the next one wait.
        for (int tries = 0; tries < 5; ++tries) {
            const Response refused = app.send({.post = "/api/access/login", .body = body});
            CHECK(refused.status == 401);
            CHECK(key_of(refused) == "access.passkey_required");
            CHECK(refused.header("Set-Cookie").empty());
        }
        const Response in = enter(app, device, 1);
        CHECK(in.status == 200);
        CHECK(in.body.find("\"must_enrol_totp\":false") != std::string::npos);
    }
}

TEST_CASE("a reset of the second factor takes passkeys too: the telephone is lost with both") {
    TestApp app{Engine::sqlite, with_name};
    const PasskeyDevice device;
    add_passkey(app, "reviewer_zhou", device);
    CHECK(enter(app, device, 1).status == 200);
    app.run({.as = "admin_chen",
             .post = "/api/access/users/" + app.user("reviewer_zhou") + "/totp-reset",
             .events = {"access.user_changed"}});
    CHECK(key_of(enter(app, device, 2)) == "access.bad_passkey");
}

TEST_CASE("whoever asks for challenges and uses none leaves nothing behind") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine, with_name};
        const auto kept = [&] {
            return app.db()
                .read([](Tx& tx) {
                    return tx.row<std::int64_t>(
                        {"test.challenges", "SELECT COUNT(*) FROM access_challenge"});
                })
                ->value_or(-1);
        };
        for (int i = 0; i < 20; ++i) {
            challenge_of(app);
            app.run({.as = "worker_sun", .post = "/api/access/passkeys/options", .body = "{}"});
        }
        CHECK(kept() == 0);
    }
}

TEST_CASE("a session left open links no identity without the password") {
    TestApp app{Engine::sqlite, with_provider};
    const std::string path = "/api/access/provider/link";
    app.run({.as = "worker_sun",
             .post = path,
             .body = R"({"password":"not the password"})",
             .status = 400,
             .has = {"access.bad_password"},
             .lacks = secrets});
    app.run({.as = "worker_sun", .post = path, .body = "{}", .status = 400});
    app.run({.as = "worker_sun",
             .post = path,
             .body = R"({"password":")" + std::string{testkit::demo_password} + "\"}",
             .status = 503,
             .has = {"access.provider_unreachable"}});
    app.run({.as = "device_gate",
             .post = path,
             .body = R"({"password":"x"})",
             .status = 409,
             .has = {"access.no_account"}});
}

TEST_CASE("without a name of its own the office offers no passkeys, and without a provider none") {
    TestApp app;
    app.run({.get = "/api/access/ways-in", .has = {"\"provider\":null", "\"passkeys\":false"}});
    app.run({.as = "worker_sun",
             .post = "/api/access/passkeys/options",
             .body = "{}",
             .status = 409,
             .has = {"access.no_passkeys_here"}});
    app.run({.post = "/api/access/provider/begin",
             .body = "{}",
             .status = 404,
             .has = {"access.no_provider"}});
    const Response back = app.send({.get = "/api/access/provider/callback?code=x&state=y"});
    CHECK(back.status == 302);
    CHECK(back.header("Location") == "/desk/login?fault=access.no_provider");
    TestApp named{Engine::sqlite, with_provider};
    named.run({.get = "/api/access/ways-in",
               .has = {"\"provider\":\"统一身份认证\"", "\"passkeys\":true"},
               .lacks = {"client", "issuer", "secret"}});
    named.run({.post = "/api/access/provider/begin",
               .body = "{}",
               .status = 503,
               .has = {"access.provider_unreachable"}});
    named.run({.post = "/api/access/provider/begin",
               .body = "{}",
               .status = 403,
               .has = {"access.foreign_page"},
               .headers = {{"sec-fetch-site", "cross-site"}}});
    const Response lost = named.send({.get = "/api/access/provider/callback?code=x&state=y"});
    CHECK(lost.header("Location") == "/desk/login?fault=access.provider_state");
    named.run({.post = "/api/access/provider/code",
               .body = R"({"code":"123456"})",
               .status = 401,
               .has = {"access.provider_state"}});
    named.run({.post = "/api/access/provider/link", .body = "{}", .status = 401});
}

// POST /api/access/users/{user}/identities/{id}/removal
TEST_CASE("an administrator links an identity, its owner sees and removes it") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine, with_provider};
        const std::string sun = "/api/access/users/" + app.user("worker_sun") + "/identities";
        const std::string id = field(app.run({.as = "admin_chen",
                                              .post = sun,
                                              .body = R"({"subject":"248289761001"})",
                                              .has = {"248289761001"}}),
                                     "id");
        app.run({.as = "admin_chen",
                 .post = "/api/access/users/" + app.user("worker_li") + "/identities",
                 .body = R"({"subject":"248289761001"})",
                 .status = 409,
                 .has = {"access.identity_taken"},
                 .lacks = {app.user("worker_sun")}});
        app.run({.as = "admin_chen",
                 .post = "/api/access/users/" + app.user("admin_chen") + "/identities",
                 .body = R"({"subject":"1"})",
                 .status = 409,
                 .has = {"access.not_yourself"}});
        app.run({.as = "admin_chen", .post = sun, .body = R"({"subject":" "})", .status = 400});
        app.run({.as = "worker_sun", .get = "/api/access/identities", .has = {"248289761001"}});
        app.run({.as = "worker_li", .get = "/api/access/identities", .lacks = {"248289761001"}});
        app.run({.as = "worker_li",
                 .post = "/api/access/identities/" + id + "/removal",
                 .status = 404,
                 .has = {"access.no_such_identity"}});
        for (const std::string login : {"command_zhao", "auditor_wei", "worker_sun"}) {
            app.run({.as = login, .get = sun, .status = 403, .lacks = {"248289761001"}});
            app.run({.as = login, .post = sun, .body = R"({"subject":"2"})", .status = 403});
            app.run({.as = login, .post = sun + "/" + id + "/removal", .status = 403});
        }
        app.run({.as = "admin_chen", .get = sun, .has = {"248289761001"}});
        app.run({.as = "worker_sun", .post = "/api/access/identities/" + id + "/removal"});
        app.run({.as = "admin_chen", .get = sun, .lacks = {"248289761001"}});
        app.run({.as = "admin_chen", .post = sun + "/" + id + "/removal", .status = 404});
    }
}

}  // namespace xiuhua
