#include "platform/oidc/id_token.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/crypto/password.hpp"
#include "platform/oidc/provider.hpp"
#include "testkit/token_maker.hpp"

namespace xiuhua::oidc {
namespace {

using testkit::TokenMaker;
using namespace std::chrono_literals;

const Instant now{std::chrono::seconds{1'772'413'200}};
const std::string issuer = "https://id.example.cn";
const Expected expected{issuer, "xiuhua", "the nonce", now};

const TokenMaker& rsa() {
    static const TokenMaker maker{TokenMaker::Kind::rsa, "r1"};
    return maker;
}
const TokenMaker& p256() {
    static const TokenMaker maker{TokenMaker::Kind::p256, "e1"};
    return maker;
}
const TokenMaker& stranger() {
    static const TokenMaker maker{TokenMaker::Kind::rsa, "r1"};  // Bears the same name.
    return maker;
}
const KeySet& keys() {
    static const KeySet set = *parse_keys("{\"keys\":[" + rsa().key() + "," + p256().key() + "]}");
    return set;
}

std::string seconds(std::chrono::seconds from_now) {
    return std::to_string(
        std::chrono::duration_cast<std::chrono::seconds>((now + from_now).time_since_epoch())
            .count());
}
struct Payload {
    std::string iss = "\"" + issuer + "\"", aud = "\"xiuhua\"", nonce = "\"the nonce\"";
    std::string exp = seconds(1h), iat = seconds(0s), sub = "\"248289761001\"";
    std::string more = "";
};
std::string text_of(const Payload& payload) {
    return R"({"iss":)" + payload.iss + R"(,"aud":)" + payload.aud + R"(,"nonce":)" +
           payload.nonce + R"(,"exp":)" + payload.exp + R"(,"iat":)" + payload.iat + R"(,"sub":)" +
           payload.sub + payload.more + "}";
}
std::string outcome(const std::string& token) {
    const auto claims = verify_id_token(token, keys(), expected);
    return claims ? "ok " + claims->subject : claims.error().key + " " + claims.error().detail;
}
const std::string bad = "access.bad_provider_token ";

}  // namespace

TEST_CASE(
    "a provider's word counts when it is signed by its key, for us, now, and for this log-in") {
    CHECK(outcome(rsa().sign(text_of({}))) == "ok 248289761001");
    CHECK(outcome(p256().sign(text_of({}))) == "ok 248289761001");
    struct Row {
        Payload payload;
        std::string outcome;
    };
    for (const Row& row : {
             Row{{.iss = R"("https://id.example.cn/")"}, bad + "iss"},
             Row{{.iss = R"("https://id.example.com")"}, bad + "iss"},
             Row{{.iss = "null"}, bad + "iss"},
             Row{{.aud = R"("other")"}, bad + "aud"},
             Row{{.aud = R"(["other"])"}, bad + "aud"},
             Row{{.aud = R"([])"}, bad + "aud"},
             Row{{.aud = R"(["xiuhua"])"}, "ok 248289761001"},
             Row{{.aud = R"(["xiuhua","other"])"}, bad + "aud"},
             Row{{.aud = R"(["xiuhua","other"])", .more = R"(,"azp":"xiuhua")"}, "ok 248289761001"},
             Row{{.more = R"(,"azp":"other")"}, bad + "azp"},
             Row{{.nonce = R"("another")"}, bad + "nonce"},
             Row{{.nonce = R"("")"}, bad + "nonce"},
             Row{{.nonce = "null"}, bad + "nonce"},
             Row{{.exp = seconds(-59s)}, "ok 248289761001"},
             Row{{.exp = seconds(-60s)}, bad + "exp"},
             Row{{.exp = "\"tomorrow\""}, bad + "exp"},
             Row{{.exp = "1e300"}, bad + "exp"},
             Row{{.iat = seconds(60s)}, "ok 248289761001"},
             Row{{.iat = seconds(61s)}, bad + "iat"},
             Row{{.iat = seconds(-11min)}, "ok 248289761001"},
             Row{{.iat = seconds(-11min - 1s)}, bad + "iat"},
             Row{{.more = ",\"nbf\":" + seconds(61s)}, bad + "nbf"},
             Row{{.more = ",\"nbf\":" + seconds(60s)}, "ok 248289761001"},
             Row{{.sub = R"("")"}, bad + "sub"},
             Row{{.sub = "7"}, bad + "sub"},
             Row{{.sub = "\"" + std::string(256, 'x') + "\""}, bad + "sub"},
         }) {
        const std::string payload = text_of(row.payload);
        CAPTURE(payload);
        CHECK(outcome(rsa().sign(payload)) == row.outcome);
    }
}

TEST_CASE("the algorithm is ours to choose, and a key serves only its own") {
    const std::string payload = text_of({});
    const std::string header = crypto::base64url(R"({"alg":"none"})");
    CHECK(outcome(header + "." + crypto::base64url(payload) + ".") == bad + "alg none");
    CHECK(outcome(rsa().sign(payload, "HS256")) == bad + "alg HS256");
    CHECK(outcome(rsa().sign(payload, "none")) == bad + "alg none");
    CHECK(outcome(rsa().sign(payload, "ES256")) == "access.provider_key_unknown kid");
    CHECK(outcome(p256().sign(payload, "RS256")) == "access.provider_key_unknown kid");
    CHECK(outcome(rsa().sign(payload, "", R"(,"crit":["exp"])")) == bad + "crit");
}

TEST_CASE("an unknown key is asked for anew, a swapped one is refused") {
    const std::string payload = text_of({});
    CHECK(outcome(TokenMaker{TokenMaker::Kind::rsa, "r2"}.sign(payload)) ==
          "access.provider_key_unknown kid");
    CHECK(outcome(stranger().sign(payload)) == bad + "signature");
    std::string flipped = rsa().sign(payload);
    flipped[flipped.find('.') + 5] ^= 1;
    CHECK(outcome(flipped).starts_with(bad));
    std::string cut = p256().sign(payload);
    cut.resize(cut.size() - 4);
    CHECK(outcome(cut).starts_with(bad + "signature"));  // Perhaps no base64url any more.
    for (const std::string token :
         {"", ".", "..", "a.b", "a.b.c.d", "!!.!!.!!", "e30.e30.", "W10.W10.AA"}) {
        CAPTURE(token);
        CHECK(outcome(token).starts_with(bad));
    }
    CHECK(outcome(std::string(token_bytes_max + 1, 'a')) == bad + "not three parts");
}

TEST_CASE("a key set keeps what signs and passes over the rest") {
    CHECK(keys().size() == 2);
    const auto count = [](const std::string& inside) {
        const auto set = parse_keys("{\"keys\":[" + inside + "]}");
        return set ? set->size() : 0;
    };
    CHECK(count(rsa().key()) == 1);
    CHECK(count(R"({"kty":"oct","k":"AAAA"})") == 0);
    CHECK(count(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})") == 0);
    CHECK(count(R"({"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"})") == 0);
    // Of the right length, but not on the curve.
    const std::string zeros = crypto::base64url(std::string(32, '\0'));
    CHECK(count(R"({"kty":"EC","crv":"P-256","x":")" + zeros + R"(","y":")" + zeros + "\"}") == 0);
    CHECK(count(R"(7,null,{},[])") == 0);
    for (const std::string text : {"", "{}", "[]", "{\"keys\":7}", "{\"keys\":[]}"}) {
        CAPTURE(text);
        CHECK(parse_keys(text).error().key == "access.provider_keys");
    }
}

TEST_CASE("how somebody proved themselves to the provider is read along") {
    const auto claims = verify_id_token(
        rsa().sign(text_of({.more = R"(,"acr":"urn:example:gold","amr":["pwd","otp",7])"})), keys(),
        expected);
    REQUIRE(claims);
    CHECK(claims->context_class == "urn:example:gold");
    CHECK(claims->methods == std::vector<std::string>{"pwd", "otp"});
}

namespace {

// A provider on paper: answers what it is asked, and counts how often.
struct PaperProvider {
    std::string document =
        R"({"issuer":"https://id.example.cn","authorization_endpoint":"https://id.example.cn/auth",)"
        R"("token_endpoint":"https://id.example.cn/token","jwks_uri":"https://id.example.cn/keys"})";
    std::string key_set, token;
    int token_status = 200;
    int documents = 0, key_sets = 0;
    HttpQuestion last = {};

    Fetch fetch() {
        return [this](const HttpQuestion& question) -> Result<HttpAnswer> {
            last = question;
            if (question.url.ends_with("/openid-configuration")) {
                ++documents;
                return HttpAnswer{200, document};
            }
            if (question.url.ends_with("/keys")) {
                ++key_sets;
                return HttpAnswer{200, key_set};
            }
            return HttpAnswer{token_status, R"({"id_token":")" + token + "\"}"};
        };
    }
};
Config::Oidc settings() {
    Config::Oidc oidc;
    oidc.issuer = issuer;
    oidc.client_id = "xiuhua";
    oidc.client_secret = "s3cret&more";
    return oidc;
}

}  // namespace

TEST_CASE("a changed key is found by itself, and an unknown one is not asked for again and again") {
    PaperProvider paper;
    Provider provider{settings(), "https://office.example.cn/back", paper.fetch()};
    const Attempt attempt{"state", "the nonce", "verifier"};
    const auto key_of = [&](Instant at, const std::string& state = "state") {
        const auto claims = provider.claims_of(attempt, {"code", state, ""}, at);
        return claims ? "ok " + claims->subject : claims.error().key;
    };
    paper.key_set = "{\"keys\":[" + rsa().key() + "]}";
    paper.token = rsa().sign(text_of({}));
    CHECK(key_of(now) == "ok 248289761001");
    CHECK(key_of(now) == "ok 248289761001");
    CHECK(paper.key_sets == 1);
    CHECK(paper.documents == 1);
    // The provider signs with a new key.
    paper.key_set = "{\"keys\":[" + p256().key() + "]}";
    paper.token = p256().sign(text_of({}));
    CHECK(key_of(now + 10s) == "access.provider_key_unknown");  // Just asked.
    CHECK(paper.key_sets == 1);
    CHECK(key_of(now + 31s) == "ok 248289761001");
    CHECK(paper.key_sets == 2);
    CHECK(key_of(now, "other state") == "access.provider_state");
    paper.token_status = 400;
    CHECK(key_of(now) == "access.provider_refused");
    CHECK(paper.last.user == "xiuhua");
    CHECK(paper.last.password == "s3cret%26more");
    paper.token_status = 500;
    CHECK(key_of(now) == "access.provider_unfit");
}

TEST_CASE("the browser is sent with state, nonce and a challenge, never with the verifier") {
    PaperProvider paper;
    Provider provider{settings(), "https://office.example.cn/back", paper.fetch()};
    // RFC 7636, appendix B.
    const Attempt attempt{"the state", "n", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"};
    const auto address = provider.address_for(attempt, now);
    REQUIRE(address);
    CHECK(address->starts_with("https://id.example.cn/auth?response_type=code&client_id=xiuhua&"));
    CHECK(address->find("state=the%20state") != std::string::npos);
    CHECK(address->find("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&") !=
          std::string::npos);
    CHECK(address->find("dBjft") == std::string::npos);
    CHECK(address->find("s3cret") == std::string::npos);
    const Attempt first = new_attempt();
    const Attempt second = new_attempt();
    CHECK(first.state != second.state);
    CHECK(first.verifier.size() == 43);
}

TEST_CASE("a provider's document is another's, or sends people elsewhere, and is refused") {
    for (const std::string document :
         {R"({"issuer":"https://evil.example","authorization_endpoint":"https://id.example.cn/a",)"
          R"("token_endpoint":"https://id.example.cn/t","jwks_uri":"https://id.example.cn/k"})",
          R"({"issuer":"https://id.example.cn","authorization_endpoint":"http://id.example.cn/a",)"
          R"("token_endpoint":"https://id.example.cn/t","jwks_uri":"https://id.example.cn/k"})",
          R"({"issuer":"https://id.example.cn"})", "[]", ""}) {
        CAPTURE(document);
        PaperProvider paper;
        paper.document = document;
        Provider provider{settings(), "https://office.example.cn/back", paper.fetch()};
        CHECK(provider.address_for(new_attempt(), now).error().key == "access.provider_unfit");
    }
    PaperProvider paper;
    paper.document.insert(1, R"("authorization_response_iss_parameter_supported":true,)");
    Provider provider{settings(), "https://office.example.cn/back", paper.fetch()};
    const Attempt attempt = new_attempt();
    CHECK(provider.claims_of(attempt, {"code", attempt.state, ""}, now).error().key ==
          "access.provider_state");
    CHECK(provider.claims_of(attempt, {"code", attempt.state, "https://evil.example"}, now)
              .error()
              .key == "access.provider_state");
}

TEST_CASE("an issuer that ends with a slash is asked where its document lies") {
    // OpenID Connect Discovery 4.1: a terminating slash is left out before /.well-known is put on.
    PaperProvider paper;
    paper.document.replace(paper.document.find(issuer), issuer.size(), issuer + "/");
    Config::Oidc with_slash = settings();
    with_slash.issuer = issuer + "/";
    Provider provider{with_slash, "https://office.example.cn/back", paper.fetch()};
    CHECK(provider.address_for(new_attempt(), now));
    CHECK(paper.last.url == "https://id.example.cn/.well-known/openid-configuration");
}

TEST_CASE("a provider that hangs holds up a few of us and not everybody") {
    std::mutex mutex;
    std::condition_variable changed;
    int hanging = 0;
    bool over = false;
    Provider provider{settings(), "https://office.example.cn/back",
                      [&](const HttpQuestion&) -> Result<HttpAnswer> {
                          std::unique_lock lock{mutex};
                          ++hanging;
                          changed.notify_all();
                          changed.wait(lock, [&] { return over; });
                          return HttpAnswer{500, ""};
                      }};
    std::vector<std::thread> waiting;
    for (int i = 0; i < Provider::asking_max; ++i) {
        waiting.emplace_back([&] { (void)provider.address_for(new_attempt(), now); });
    }
    {
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return hanging == Provider::asking_max; });
    }
    std::thread one_more{[&] {
        const auto address = provider.address_for(new_attempt(), now);
        const std::lock_guard lock{mutex};
        CHECK(address.error().key == "access.provider_unreachable");
        CHECK_FALSE(over);
        over = true;
        changed.notify_all();
    }};
    {
        std::unique_lock lock{mutex};
        const bool refused =
            changed.wait_for(lock, 10s, [&] { return over || hanging > Provider::asking_max; });
        CHECK(refused);
        CHECK(hanging == Provider::asking_max);
        over = true;
        changed.notify_all();
    }
    one_more.join();
    for (std::thread& thread : waiting) {
        thread.join();
    }
    CHECK(provider.address_for(new_attempt(), now).error().key == "access.provider_unfit");
}

}  // namespace xiuhua::oidc
