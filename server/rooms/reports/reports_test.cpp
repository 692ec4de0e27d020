#include <doctest/doctest.h>

#include "rooms/reports/rules.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::reports {
namespace {

TEST_CASE("reports: a title has one to two hundred bytes, and not only blanks") {
    CHECK(check_title("x"));
    CHECK(check_title(std::string(title_bytes_max, 'x')));
    CHECK(check_title(std::string(title_bytes_max + 1, 'x')).error().key ==
          "reports.title_too_long");
    CHECK(check_title(" \n").error().key == "reports.title_missing");
}

TEST_CASE("reports: a worker makes an entry for their own area, unseen by other communities") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        testkit::TestApp app{engine};
        app.run({.as = "worker_sun",
                 .post = "/api/reports/entries",
                 .body = R"({"title":"第一条","area_code":"410105014001001"})",
                 .has = {"第一条"},
                 .events = {"reports.entry_made"}});
        app.run({.as = "worker_sun", .get = "/api/reports/entries", .has = {"第一条"}});
        app.run({.as = "worker_li", .get = "/api/reports/entries", .lacks = {"第一条"}});
        app.run({.as = "worker_li",
                 .post = "/api/reports/entries",
                 .body = R"({"title":"越界","area_code":"410105014001001"})",
                 .status = 404,
                 .has = {"reports.area_not_found"}});
        app.run({.as = "resident_jiang",
                 .get = "/api/reports/entries",
                 .status = 403,
                 .lacks = {"第一条"}});
    }
}

}  // namespace
}  // namespace xiuhua::reports
