// A retried request changes nothing twice, also where a password is hashed before the transaction.
#include <doctest/doctest.h>

#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using testkit::TestApp;

constexpr const char* new_user =
    R"({"login":"lead_new","name":"新人","roles":["community_lead"],"area_codes":["410105014001"]})";

std::string users_count(TestApp& app) {
    const auto count = app.db().read([](Tx& tx) {
        return tx.row<std::int64_t>({"test.count", "SELECT COUNT(*) FROM access_user"});
    });
    return std::to_string(**count);
}

}  // namespace

TEST_CASE("a retried new account is the same account with the same first password") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        const testkit::Scenario create{.as = "admin_chen",
                                       .post = "/api/access/users",
                                       .body = new_user,
                                       .idempotency_key = "create-1"};
        const Response first = app.send(create);
        REQUIRE(first.status == 200);
        const std::string users = users_count(app);
        const Response second = app.send(create);
        CHECK(second.status == 200);
        CHECK(second.body == first.body);
        CHECK(second.header("Idempotent-Replayed") == "true");
        CHECK(users_count(app) == users);
        testkit::Scenario other = create;
        other.body.replace(other.body.find("lead_new"), 8, "lead_two");
        CHECK(app.send(other).body.find("request.key_reused") != std::string::npos);
        testkit::Scenario bad = create;
        bad.idempotency_key = std::string(101, 'k');
        CHECK(app.send(bad).body.find("request.bad_idempotency_key") != std::string::npos);
        // Without a key the second is a second one, and the login is taken.
        testkit::Scenario keyless = create;
        keyless.idempotency_key = {};
        CHECK(app.send(keyless).status == 409);
    }
}

TEST_CASE("a retried password reset does not take back the password that was just handed over") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        testkit::Scenario reset{
            .as = "admin_chen",
            .post = "/api/access/users/" + app.user("worker_sun") + "/password-reset",
            .body = "{}",
            .idempotency_key = "reset-1"};
        const Response first = app.send(reset);
        REQUIRE(first.status == 200);
        CHECK(app.send(reset).body == first.body);
        reset.idempotency_key = "reset-2";
        CHECK(app.send(reset).body != first.body);
        // The key belongs to the path too: another's reset under it is refused, not answered with this password.
        reset.idempotency_key = "reset-1";
        reset.post = "/api/access/users/" + app.user("worker_li") + "/password-reset";
        const Response crossed = app.send(reset);
        CHECK(crossed.status == 409);
        CHECK(crossed.body.find("request.key_reused") != std::string::npos);
    }
}

}  // namespace xiuhua
