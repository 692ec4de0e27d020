// Policy versions as their readers and writers meet them, on both databases.
#include <doctest/doctest.h>

#include "platform/audit/audit.hpp"
#include "platform/policy/policy_book.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::policy {
namespace {

using testkit::TestApp;

// The body that is in force, so that the test does not repeat another room's struct.
std::string body_in_force(TestApp& app, std::string_view name) {
    return app.db().read([&](Tx& tx) { return policy::list(tx, name); }).value().front().body.text;
}

std::string command(std::string_view name, std::string_view day, const std::string& body) {
    return "{\"name\":\"" + std::string{name} + "\",\"valid_from\":\"" + std::string{day} +
           "\",\"source\":\"指挥部通知〔2026〕3号 第2条\",\"body\":" + body + "}";
}

struct Trial {
    int days = 0;
};
BOOST_DESCRIBE_STRUCT(Trial, (), (days))

// Registered by the test, so that it stands on no other room.
void register_trial(TestApp& app) {
    auto& host = dynamic_cast<RoomHost&>(app.program());
    host.policies().add<Trial>("trial", [](const Trial& trial) -> Done {
        if (trial.days < 1) {
            return fail(ErrorCode::invalid, "field.too_small", "days");
        }
        return {};
    });
}

TEST_CASE("the command post adds a version from its day on, and decisions before keep theirs") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        register_trial(app);
        app.run({.as = "command_zhao",
                 .post = "/api/policy/versions",
                 .body = command("trial", "2026-03-02", "{\"days\":14}"),
                 .has = {"\"version\":1", "\"in_force\":true", "赵志强", "〔2026〕3号"},
                 .events = {"policy.version_added"}});
        app.run({.as = "admin_chen",
                 .post = "/api/policy/versions",
                 .body = command("trial", "2026-03-05", "{\"days\":7}"),
                 .has = {"\"version\":2", "\"in_force\":false"},
                 .events = {"policy.version_added"}});
        app.run({.as = "worker_sun",
                 .get = "/api/policy/in-force?day=2026-03-04",
                 .has = {"{\"days\":14}"},
                 .lacks = {"{\"days\":7}"}});
        app.run({.as = "worker_sun",
                 .get = "/api/policy/in-force?day=2026-03-05",
                 .has = {"{\"days\":7}"},
                 .lacks = {"{\"days\":14}"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/policy/versions?name=trial",
                 .has = {"\"version\":2", "\"version\":1"},
                 .lacks = {"screening"}});
        app.settle();
        const auto log =
            app.db().read([](Tx& tx) { return audit::list(tx, {.action = "policy.add"}); });
        REQUIRE(log);
        CHECK(log->size() == 2);
    }
}

TEST_CASE("a body that its room could not read is refused field by field, and nothing is written") {
    TestApp app;
    register_trial(app);
    struct Row {
        std::string body, has;
    };
    for (const Row& row : {Row{command("trial", "2026-03-02", "{\"days\":\"x\"}"), "body.days"},
                           Row{command("trial", "2026-03-02", "{}"), "field.missing"},
                           Row{command("trial", "2026-03-02", "{\"days\":0}"), "body.days"},
                           Row{command("trial", "2026-03-01", "{\"days\":1}"), "policy.backdated"},
                           Row{command("nothing", "2026-03-02", "{}"), "policy.unknown_name"},
                           Row{"{\"name\":\"trial\"}", "valid_from"}}) {
        app.run({.as = "command_zhao",
                 .post = "/api/policy/versions",
                 .body = row.body,
                 .status = 400,
                 .has = {row.has}});
    }
    app.run(
        {.as = "command_zhao", .get = "/api/policy/versions?name=trial", .has = {"\"items\":[]"}});
}

TEST_CASE(
    "a policy of the program is a version without a maker, and its next version keeps its shape") {
    TestApp app;
    app.run({.as = "resident_jiang",
             .get = "/api/policy/versions?name=screening",
             .has = {"\"version\":1", "\"made_by_name\":\"\""}});
    CHECK(body_in_force(app, "screening").front() == '{');
}

TEST_CASE("only administrator and command post add versions; nobody outside reads them") {
    TestApp app;
    register_trial(app);
    const std::string body = command("trial", "2026-03-02", "{\"days\":14}");
    for (const testkit::DemoUser& user : testkit::demo_users()) {
        const bool may = user.role == Role::administrator || user.role == Role::command_post;
        if (!may) {
            app.run({.as = std::string{user.login},
                     .post = "/api/policy/versions",
                     .body = body,
                     .status = 403,
                     .has = {"request.forbidden"},
                     .lacks = {"days", "trial"}});
        }
    }
    app.run(
        {.as = "device_gate", .get = "/api/policy/versions", .status = 403, .lacks = {"source"}});
    app.run(
        {.as = "device_gate", .get = "/api/policy/in-force", .status = 403, .lacks = {"source"}});
    app.run({.get = "/api/policy/versions", .status = 401, .lacks = {"source"}});
    app.run({.post = "/api/policy/versions", .body = body, .status = 401});
}

}  // namespace
}  // namespace xiuhua::policy
