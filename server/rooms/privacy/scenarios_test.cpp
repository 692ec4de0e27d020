// Who may see who saw what, on both databases.
#include <doctest/doctest.h>

#include "platform/audit/audit.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::privacy {
namespace {

using testkit::TestApp;

// As a room's act would write it.
void look_at(TestApp& app, std::string_view login, std::string_view person) {
    const PersonId id = app.world().person(person);
    const auto written = app.act(login, [&](Context& context) {
        return audit::append(context.tx, context.now,
                             {context.viewer.user,
                              "registry.disclose",
                              "person",
                              to_text(id),
                              id,
                              std::string{testkit::yaoqiao},
                              "上门测温",
                              {"{\"field\":\"phone\"}"}});
    });
    REQUIRE(written);
    app.settle();
}

TEST_CASE("a resident sees who looked, when and why, and nobody else's") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        look_at(app, "worker_sun", "江小明");
        look_at(app, "worker_li", "高洁");
        app.run({.as = "resident_jiang",
                 .get = "/api/privacy/me/accesses",
                 .has = {"registry.disclose", "上门测温", "2026-03-02T01:00:00.000Z"},
                 .lacks = {app.person("高洁"), app.user("worker_li"), "hash", "13800000101"}});
        app.run({.as = "resident_jiang", .get = "/api/privacy/audit", .status = 403});
        app.run({.as = "resident_jiang",
                 .get = "/api/privacy/people/" + app.person("江小明") + "/accesses",
                 .status = 403,
                 .lacks = {"上门测温"}});
    }
}

TEST_CASE("a lead sees the accesses to the own community's people; others look not there") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        look_at(app, "worker_sun", "江小明");
        look_at(app, "worker_li", "高洁");
        app.run({.as = "lead_qian",
                 .get = "/api/privacy/people/" + app.person("江小明") + "/accesses",
                 .has = {"上门测温"}});
        app.run({.as = "lead_qian",
                 .get = "/api/privacy/people/" + app.person("高洁") + "/accesses",
                 .status = 404,
                 .has = {"privacy.no_person"},
                 .lacks = {"上门测温"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/people/" + app.person("高洁") + "/accesses",
                 .has = {"上门测温"},
                 .lacks = {"江小明", "高洁"}});
    }
}

TEST_CASE("the auditor pages through the whole log and sees that it is whole") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        for (int i = 0; i < 3; ++i) {
            look_at(app, "worker_sun", "江小明");
        }
        const std::string filter = "action=registry.disclose&person=" + app.person("江小明");
        const std::string first = app.run({.as = "auditor_wei",
                                           .get = "/api/privacy/audit?limit=2&" + filter,
                                           .has = {app.user("worker_sun"), "\"facts\":{"},
                                           .lacks = {"\"next\":\"\"", "江小明"}});
        const auto mark = first.rfind("\"next\":\"") + 8;
        const std::string next = first.substr(mark, first.find('"', mark) - mark);
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/audit?limit=2&before=" + next + "&" + filter,
                 .has = {"\"next\":\"\"", "registry.disclose"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/audit?from=2027-01-01T00:00:00Z",
                 .has = {"\"items\":[]"}});
        app.run({.as = "auditor_wei",
                 .get = "/api/privacy/audit/verification",
                 .has = {"\"broken_at\":0", "\"unsealed\":0"}});
        REQUIRE(app.db().write([](Tx& tx) {
            return tx.exec({"test.tamper", "UPDATE audit_entry SET reason = 'x' WHERE seq = 1"});
        }));
        app.run({.as = "admin_chen",
                 .get = "/api/privacy/audit/verification",
                 .has = {"\"broken_at\":1"}});
    }
}

TEST_CASE("those whom the log watches cannot read it") {
    TestApp app;
    const std::string about = "/api/privacy/people/" + app.person("江小明") + "/accesses";
    look_at(app, "worker_sun", "江小明");
    for (const testkit::DemoUser& user : testkit::demo_users()) {
        const std::string as{user.login};
        if (user.role != Role::auditor) {
            app.run({.as = as, .get = "/api/privacy/audit", .status = 403, .lacks = {"上门测温"}});
        }
        if (user.role != Role::auditor && user.role != Role::administrator) {
            app.run({.as = as, .get = "/api/privacy/audit/verification", .status = 403});
        }
        if (user.role != Role::auditor && user.role != Role::community_lead) {
            app.run({.as = as, .get = about, .status = 403, .lacks = {"上门测温"}});
        }
        if (user.role != Role::resident) {
            app.run({.as = as, .get = "/api/privacy/me/accesses", .status = 403});
        }
    }
    for (const std::string& path :
         {std::string{"/api/privacy/audit"}, std::string{"/api/privacy/audit/verification"}, about,
          std::string{"/api/privacy/me/accesses"}, std::string{"/api/privacy/fields"}}) {
        app.run({.get = path, .status = 401, .lacks = {"上门测温"}});
    }
}

TEST_CASE("whoever is logged in may know what is kept about people and why") {
    TestApp app;
    for (const char* as : {"resident_jiang", "worker_sun", "auditor_wei"}) {
        app.run({.as = as,
                 .get = "/api/privacy/fields",
                 .has = {"registry_person.phone", "\"ground\":", "\"ends\":"}});
    }
}

}  // namespace
}  // namespace xiuhua::privacy
