#include "testkit/test_app.hpp"

#include <doctest/doctest.h>

namespace xiuhua::testkit {
namespace {

TEST_CASE("the demo world has one user a role and people of two communities") {
    for (const Engine engine : engines()) {
        CAPTURE(engine_name(engine));
        TestApp app{engine};
        CHECK(app.viewer_of("lead_qian").scope.covers(yaoqiao_grid_2));
        CHECK_FALSE(app.viewer_of("lead_qian").scope.covers(zhiqi));
        CHECK_FALSE(app.world().person("江小明").is_nil());
        app.run({.get = "/api/live", .status = 401});
        app.run({.as = "admin_chen", .get = "/api/live"});
        app.run({.as = "admin_chen", .get = "/api/nowhere", .status = 404});
        app.settle();
    }
}

TEST_CASE("every test has a database of its own") {
    const auto happen = [](Context& context) {
        return outbox::append(context.tx, context.now, {"test.happened", "s", "", {}, {}});
    };
    const auto told = [](TestApp& app) {
        return app.db()
            .read([](Tx& tx) {
                return tx.row<std::int64_t>({"test.told",
                                             "SELECT count(*) FROM outbox "
                                             "WHERE kind = 'test.happened'"});
            })
            ->value_or(-1);
    };
    TestApp one, other;
    CHECK(one.act("worker_sun", happen));
    CHECK(told(one) == 1);
    CHECK(told(other) == 0);
}

}  // namespace
}  // namespace xiuhua::testkit
