// The way to a provider and back on paper: what is counted, noted and asked again. A real one is in tests/oidc.
#include <doctest/doctest.h>

#include "platform/crypto/password.hpp"
#include "rooms/access/actions_provider.hpp"
#include "rooms/access/store_ways.hpp"
#include "testkit/test_app.hpp"
#include "testkit/token_maker.hpp"

namespace xiuhua::access {
namespace {

using namespace std::chrono_literals;
using testkit::TestApp;
using testkit::TokenMaker;

void with_provider(Config& config) {
    config.http.public_url = "https://office.example.cn";
    config.oidc.issuer = "https://id.example.cn";
    config.oidc.client_id = "xiuhua";
}

// A provider that names whom it is told to name.
struct Office {
    TestApp app;
    TokenMaker maker{TokenMaker::Kind::p256, "e1"};
    std::string subject = "248289761001", token = {};
    oidc::Provider provider;

    explicit Office(Engine engine)
        : app(engine, with_provider),
          provider(app.program().services().config.oidc,
                   "https://office.example.cn/api/access/provider/callback",
                   [this](const oidc::HttpQuestion& question) { return answer(question); }) {}

    Services& services() { return app.program().services(); }
    Result<oidc::HttpAnswer> answer(const oidc::HttpQuestion& question) const {
        if (question.url.ends_with("/openid-configuration")) {
            return oidc::HttpAnswer{
                200, R"({"issuer":"https://id.example.cn","jwks_uri":"https://id.example.cn/keys",)"
                     R"("authorization_endpoint":"https://id.example.cn/auth",)"
                     R"("token_endpoint":"https://id.example.cn/token"})"};
        }
        return question.url.ends_with("/keys")
                   ? oidc::HttpAnswer{200, "{\"keys\":[" + maker.key() + "]}"}
                   : oidc::HttpAnswer{200, R"({"id_token":")" + token + "\"}"};
    }
    IdentityId link(std::string_view login) {
        const UserId user{*parse_uuid(app.user(login))};
        return app
            .act("admin_chen",
                 [&](Context& context) { return link_identity(context, user, {subject}); })
            ->id;
    }
    Result<Arrived> arrive() {
        const auto begun = begin_trip(services(), provider, {"/", std::nullopt});
        const auto trip = open_trip(services().vault, begun->sealed, app.clock().now());
        const std::string now = std::to_string(app.clock().now().time_since_epoch().count() / 1000);
        token = maker.sign(R"({"iss":"https://id.example.cn","aud":"xiuhua","iat":)" + now +
                           R"(,"exp":)" + now + R"(,"nonce":")" + trip->attempt.nonce +
                           R"(","sub":")" + subject + "\"}");
        Comeback comeback;
        comeback.sealed = begun->sealed;
        comeback.returned = {"code", trip->attempt.state, ""};
        return access::arrive(services(), provider, comeback);
    }
    tl::expected<LoginOutcome, LoginRefusal> type_code(const Arrived& arrived) {
        const std::string code = crypto::totp_code(testkit::demo_totp_secret, app.clock().now());
        return finish_trip(services(), {arrived.sealed, code, "192.0.2.7", "test"});
    }
    std::optional<Instant> last_used(std::string_view login) {
        const UserId user{*parse_uuid(app.user(login))};
        return app.db()
            .read([&](Tx& tx) { return store::identities_of(tx, user); })
            ->front()
            .last_used_at;
    }
};

}  // namespace

TEST_CASE("whom the provider names enters, at once or with the code, and the link says when") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Office office{engine};
        CHECK(office.arrive().error().key == "access.provider_unknown");
        office.link("worker_sun");
        CHECK(office.arrive()->outcome);
        CHECK(office.last_used("worker_sun") == office.app.clock().now());
        office.subject = "of a reviewer";
        office.link("reviewer_zhou");
        const auto half = office.arrive();
        REQUIRE(half);
        CHECK_FALSE(half->outcome);
        CHECK_FALSE(office.last_used("reviewer_zhou"));
        CHECK(office.type_code(*half));
        CHECK(office.last_used("reviewer_zhou") == office.app.clock().now());
    }
}

TEST_CASE("a link that is taken away while the code is awaited lets nobody in") {
    Office office{Engine::sqlite};
    const UserId user{*parse_uuid(office.app.user("reviewer_zhou"))};
    const IdentityId id = office.link("reviewer_zhou");
    const auto half = office.arrive();
    REQUIRE(half);
    REQUIRE(office.app.act("admin_chen",
                           [&](Context& context) { return unlink_identity(context, user, id); }));
    const auto entered = office.type_code(*half);
    REQUIRE_FALSE(entered);
    CHECK(entered.error().error.key == "access.provider_state");
}

TEST_CASE("who recovers an administrator on the machine ends every other way in") {
    Office office{Engine::sqlite};
    const UserId admin{*parse_uuid(office.app.user("admin_chen"))};
    REQUIRE(office.app.act("command_zhao", [&](Context& context) {
        return link_identity(context, admin, {office.subject});
    }));
    REQUIRE(recover_administrator(office.services(), "admin_chen"));
    const auto arrived = office.arrive();
    REQUIRE_FALSE(arrived);
    CHECK(arrived.error().key == "access.provider_unknown");
}

}  // namespace xiuhua::access
