#include "platform/crypto/passkey.hpp"

#include <doctest/doctest.h>

#include "testkit/authenticator.hpp"

namespace xiuhua::crypto {
namespace {

using testkit::Authenticator;

const PasskeySite site{"office.example.cn", "https://office.example.cn"};
const std::string challenge = "dGhlIGNoYWxsZW5nZQ";
constexpr std::uint8_t present = Authenticator::present;
constexpr std::uint8_t verified = Authenticator::verified;
constexpr std::uint8_t with_key = Authenticator::with_key;
constexpr std::uint8_t both = present | verified;

std::string creation(std::string_view type = "webauthn.create",
                     std::string_view signed_challenge = challenge,
                     std::string_view origin = site.origin, std::string_view more = "") {
    return Authenticator::client_data(type, signed_challenge, origin, more);
}

}  // namespace

TEST_CASE("passkeys work on a name over TLS, and on this machine") {
    CHECK(passkey_site("https://office.example.cn")->id == "office.example.cn");
    CHECK(passkey_site("https://office.example.cn:8443")->origin ==
          "https://office.example.cn:8443");
    CHECK(passkey_site("https://office.example.cn:8443/x")->id == "office.example.cn");
    CHECK(passkey_site("http://localhost:8080")->origin == "http://localhost:8080");
    for (const std::string url : {"", "http://office.example.cn", "https://192.168.1.7",
                                  "http://127.0.0.1:8080", "https://[::1]", "https://"}) {
        CAPTURE(url);
        CHECK_FALSE(passkey_site(url));
    }
}

TEST_CASE("a passkey is made for our site, our challenge, and by somebody it has verified") {
    const Authenticator device;
    struct Row {
        std::string client_data, data, outcome;
    };
    const std::string good = device.made(site.id);
    for (const Row& row : {
             Row{creation(), good, "ok"},
             Row{creation("webauthn.create", challenge, site.origin, R"(,"crossOrigin":false)"),
                 good, "ok"},
             Row{creation("webauthn.create", challenge, site.origin, R"(,"crossOrigin":true)"),
                 good, "cross-origin"},
             Row{creation("webauthn.get"), good, "type"},
             Row{creation("webauthn.create", "b3RoZXI"), good, "challenge"},
             Row{creation("webauthn.create", ""), good, "challenge"},
             Row{creation("webauthn.create", challenge, "https://evil.example"), good, "origin"},
             Row{creation("webauthn.create", challenge, "http://office.example.cn"), good,
                 "origin"},
             Row{"", good, "client data is no JSON object"},
             Row{"[]", good, "client data is no JSON object"},
             Row{std::string(client_data_bytes_max + 1, ' '), good, "client data too long"},
             Row{creation(), device.made("evil.example"), "site"},
             Row{creation(), device.made(site.id, present | with_key), "user not verified"},
             Row{creation(), device.made(site.id, verified | with_key), "user not verified"},
             Row{creation(), device.made(site.id, both), "authenticator data"},
             Row{creation(), good.substr(0, good.size() - 1), "authenticator data"},
             Row{creation(), good.substr(0, 37), "authenticator data"},
             Row{creation(), "", "authenticator data"},
             Row{creation(), std::string(authenticator_data_bytes_max + 1, 'x'),
                 "authenticator data too long"},
         }) {
        CAPTURE(row.client_data);
        const auto made = check_new_passkey(site, challenge, {row.client_data, row.data});
        CHECK((made ? "ok" : made.error().detail) == row.outcome);
        CHECK((made || made.error().key == "access.bad_passkey"));
    }
    const auto made =
        check_new_passkey(site, challenge, {creation(), device.made(site.id, both | with_key, 7)});
    CHECK(made->credential_id == device.credential_id());
    CHECK(made->sign_count == 7);
    CHECK(made->algorithm == PasskeyAlgorithm::es256);
}

TEST_CASE("a passkey is known by its signature over what we asked, and its counter only rises") {
    const Authenticator device;
    const Authenticator other;
    const auto made = check_new_passkey(site, challenge, {creation(), device.made(site.id)});
    REQUIRE(made);
    const auto outcome = [&](const Authenticator& who, std::uint8_t flags, std::uint32_t count,
                             std::int64_t known_count, std::string_view site_id = site.id,
                             std::string_view type = "webauthn.get") {
        const std::string client_data = creation(type);
        const std::string data = Authenticator::data(site_id, flags, count);
        const auto used =
            check_passkey(site, challenge, {made->algorithm, made->public_key, known_count},
                          {client_data, data, who.sign(data, client_data)});
        return used ? "ok " + std::to_string(*used) : used.error().key;
    };
    CHECK(outcome(device, both, 1, 0) == "ok 1");
    CHECK(outcome(device, both, 0, 0) == "ok 0");
    CHECK(outcome(device, both, 8, 7) == "ok 8");
    CHECK(outcome(device, both, 7, 7) == "access.passkey_copied");
    CHECK(outcome(device, both, 6, 7) == "access.passkey_copied");
    CHECK(outcome(device, both, 0, 7) == "access.passkey_copied");
    CHECK(outcome(other, both, 1, 0) == "access.bad_passkey");
    CHECK(outcome(device, present, 1, 0) == "access.bad_passkey");
    CHECK(outcome(device, verified, 1, 0) == "access.bad_passkey");
    CHECK(outcome(device, both, 1, 0, "evil.example") == "access.bad_passkey");
    CHECK(outcome(device, both, 1, 0, site.id, "webauthn.create") == "access.bad_passkey");

    const std::string client_data = creation("webauthn.get");
    const std::string data = Authenticator::data(site.id, both, 1);
    std::string signature = device.sign(data, client_data);
    const KnownPasskey known{made->algorithm, made->public_key, 0};
    CHECK(check_passkey(site, challenge, known, {client_data, data, signature}));
    CHECK_FALSE(check_passkey(site, "b3RoZXI", known, {client_data, data, signature}));
    CHECK_FALSE(check_passkey(site, challenge, known, {client_data + " ", data, signature}));
    CHECK_FALSE(check_passkey(site, challenge, known, {client_data, data + "x", signature}));
    signature.back() ^= 1;
    CHECK_FALSE(check_passkey(site, challenge, known, {client_data, data, signature}));
    CHECK_FALSE(check_passkey(site, challenge, known, {client_data, data, ""}));
}

}  // namespace xiuhua::crypto
