#include "platform/crypto/password.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;

namespace {
Instant at_second(std::int64_t second) {
    return Instant{std::chrono::seconds{second}};
}
}  // namespace

TEST_CASE("a password opens its own hash and no other, and the hash says Argon2id with 19 MiB") {
    REQUIRE(crypto::start());
    const auto hash = crypto::hash_password("绣花-demo-2020");
    REQUIRE(hash);
    CHECK(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(crypto::verify_password(*hash, "绣花-demo-2020"));
    CHECK_FALSE(crypto::verify_password(*hash, "绣花-demo-2021"));
    CHECK_FALSE(crypto::verify_password("", "x"));
    CHECK_FALSE(crypto::verify_password(std::string(300, 'a'), "x"));
    CHECK(crypto::hash_password(std::string(1025, 'a')).error().key == "access.password_too_long");
}

TEST_CASE("one-time codes are those of RFC 6238, appendix B") {
    REQUIRE(crypto::start());
    const std::string secret = "12345678901234567890";
    struct Row {
        std::int64_t second;
        std::string_view code;  // The last six of the RFC's eight digits.
    };
    for (const Row& row :
         {Row{59, "287082"}, Row{1111111109, "081804"}, Row{1111111111, "050471"},
          Row{1234567890, "005924"}, Row{2000000000, "279037"}, Row{20000000000, "353130"}}) {
        CAPTURE(row.second);
        CHECK(crypto::totp_code(secret, at_second(row.second)) == row.code);
        CHECK(crypto::totp_step(secret, row.code, at_second(row.second)) == row.second / 30);
    }
}

TEST_CASE("a code is good one step early or late, and not two") {
    REQUIRE(crypto::start());
    const std::string secret = crypto::new_totp_secret();
    const std::string code = crypto::totp_code(secret, at_second(3000));
    CHECK(crypto::totp_step(secret, code, at_second(3000 - 30)) == 100);
    CHECK(crypto::totp_step(secret, code, at_second(3000 + 59)) == 100);
    CHECK_FALSE(crypto::totp_step(secret, code, at_second(3000 - 31)));
    CHECK_FALSE(crypto::totp_step(secret, code, at_second(3000 + 60)));
    CHECK_FALSE(crypto::totp_step(secret, "", at_second(3000)));
    CHECK_FALSE(crypto::totp_step(secret, code.substr(1), at_second(3000)));
}

TEST_CASE("an authenticator app reads the address of a secret") {
    REQUIRE(crypto::start());
    CHECK(crypto::totp_base32("12345678901234567890") == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    CHECK(crypto::totp_uri("12345678901234567890", "admin_chen", "绣花") ==
          "otpauth://totp/%E7%BB%A3%E8%8A%B1:admin_chen?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
          "&issuer=%E7%BB%A3%E8%8A%B1&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("tokens are 256 bits, differ, and only their digest is kept") {
    REQUIRE(crypto::start());
    const std::string token = crypto::new_token();
    CHECK(token.size() == 43);
    CHECK(token != crypto::new_token());
    CHECK(crypto::digest("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(crypto::parse_base64url(token)->size() == 32);
    CHECK(crypto::base64url(*crypto::parse_base64url("-_8A")) == "-_8A");
    CHECK_FALSE(crypto::parse_base64url("a b"));
    CHECK_FALSE(crypto::parse_base64url("+/8A"));
    CHECK(crypto::equal_constant_time("abc", "abc"));
    CHECK_FALSE(crypto::equal_constant_time("abc", "abd"));
    CHECK_FALSE(crypto::equal_constant_time("abc", "abcd"));
    CHECK_FALSE(crypto::equal_constant_time("", ""));
}
