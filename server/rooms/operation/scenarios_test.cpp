// Who may see how the program is, and change how much it logs.
#include <doctest/doctest.h>

#include "platform/health/health.hpp"
#include "platform/log/log.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::operation {
namespace {

using testkit::TestApp;

TEST_CASE("the administrator sees the alarms; nobody else sees how the program is") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(std::string{testkit::engine_name(engine)});
        TestApp app{engine};
        health::raise("continuous.failed", "/mnt/copy: not mounted");
        app.run({.as = "admin_chen",
                 .get = "/api/operation/state",
                 .has = {testkit::engine_name(engine), "continuous.failed", "not mounted"},
                 .lacks = {"13800000101", "江小明"}});
        health::clear("continuous.failed");
        app.run(
            {.as = "admin_chen", .get = "/api/operation/state", .lacks = {"continuous.failed"}});
        for (const char* login : {"worker_sun", "lead_qian", "auditor_wei", "resident_jiang"}) {
            app.run({.as = login,
                     .get = "/api/operation/state",
                     .status = 403,
                     .lacks = {"version", "alarms"}});
        }
    }
}

TEST_CASE("the log's level is changed live, by an administrator, and the auditor can see it") {
    TestApp app{Engine::sqlite};
    app.run({.as = "admin_chen",
             .post = "/api/operation/log-level",
             .body = R"({"level":"chatty"})",
             .status = 400,
             .has = {"operation.unknown_level"}});
    app.run({.as = "admin_chen",
             .post = "/api/operation/log-level",
             .body = R"({"level":"error"})",
             .has = {"error"}});
    app.run({.as = "worker_sun",
             .post = "/api/operation/log-level",
             .body = R"({"level":"trace"})",
             .status = 403});
    app.settle();
    app.run({.as = "auditor_wei",
             .get = "/api/privacy/audit?action=operation.",
             .has = {"operation.log_level"}});
}

}  // namespace
}  // namespace xiuhua::operation
