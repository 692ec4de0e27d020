// The pure parts around the server: the head of an answer, compressed files, certificates.
#include <doctest/doctest.h>

#include <fstream>

#include "platform/http/certificate.hpp"
#include "platform/http/static_files.hpp"
#include "platform/http/wire.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

const Instant morning = *parse_instant("2026-03-02T01:00:00Z");

TEST_CASE("the head of an answer says length, type and whether the connection stays") {
    Response response;
    response.headers.emplace_back("X-Request-Id", "7");
    response.headers.emplace_back("X-Bad", "a\r\nSet-Cookie: stolen=1");
    const std::string head =
        wire::response_head(response, {5, wire::Connection::keep_alive, wire::http_date(morning)});
    CHECK(head ==
          "HTTP/1.1 200 OK\r\nDate: Mon, 02 Mar 2026 01:00:00 GMT\r\n"
          "Content-Type: application/json\r\nContent-Length: 5\r\nX-Request-Id: 7\r\n\r\n");
    response.status = 304;
    CHECK(wire::response_head(response, {0, wire::Connection::close, {}}) ==
          "HTTP/1.1 304 Not Modified\r\nX-Request-Id: 7\r\nConnection: close\r\n\r\n");
    response.status = 418;
    CHECK(wire::response_head(response, {{}, wire::Connection::close, {}}).find("Content-Length") ==
          std::string::npos);
}

TEST_CASE("a refusal before the router looks like any other error") {
    struct Row {
        int status;
        const char* code;
    };
    for (const Row& row : {Row{400, "invalid"}, Row{404, "not_found"}, Row{405, "invalid"},
                           Row{408, "invalid"}, Row{413, "too_large"}, Row{431, "too_large"},
                           Row{500, "internal"}, Row{503, "unavailable"}}) {
        const Response response = wire::refusal(row.status, "request.some");
        CHECK(response.status == row.status);
        CHECK(response.body.find("\"code\":\"" + std::string{row.code} + "\"") !=
              std::string::npos);
        CHECK(response.header("Cache-Control") == "no-store");
        CHECK(wire::reason(row.status) != "Answer");
    }
}

TEST_CASE("the last event's number comes from the header, else from the address") {
    Request request;
    CHECK_FALSE(wire::last_event_id(request));
    request.query.emplace_back("last_event_id", "12");
    CHECK(wire::last_event_id(request) == 12);
    request.headers["last-event-id"] = "13";
    CHECK(wire::last_event_id(request) == 13);
    for (const char* wrong : {"x", "1x", " 1", "99999999999999999999"}) {
        request.headers["last-event-id"] = wrong;
        CHECK_FALSE(wire::last_event_id(request));
    }
}

TEST_CASE("a client's address is the proxy's word only when the proxy is on this machine") {
    Request request;
    CHECK(wire::client_address(request, "10.0.0.1") == "10.0.0.1");
    CHECK(wire::is_local(request, "127.0.0.1"));
    CHECK(wire::is_local(request, "::1"));
    CHECK_FALSE(wire::is_local(request, "10.0.0.1"));
    request.headers["x-forwarded-for"] = "6.6.6.6, 10.0.0.9";
    CHECK(wire::client_address(request, "10.0.0.1") == "10.0.0.1");
    CHECK(wire::client_address(request, "127.0.0.1") == "10.0.0.9");
    CHECK(wire::client_address(request, "::ffff:127.0.0.1") == "10.0.0.9");
    CHECK_FALSE(wire::is_local(request, "127.0.0.1"));
    request.headers["x-forwarded-for"] = std::string(500, 'x');
    CHECK(wire::client_address(request, "127.0.0.1").size() == 45);
}

TEST_CASE("codings and ETags are found in their lists") {
    struct Row {
        const char* header;
        bool brotli;
    };
    for (const Row& row : {Row{"", false}, Row{"br", true}, Row{"gzip, deflate, br", true},
                           Row{"br;q=0", false}, Row{"br;q=0.0", false}, Row{"br ; q=0.5", true},
                           Row{"brx, xbr", false}, Row{"gzip,br;q=1", true}}) {
        CAPTURE(row.header);
        CHECK(accepts_encoding(row.header, "br") == row.brotli);
    }
    CHECK(names_etag("\"a\", W/\"b\"", "\"b\""));
    CHECK(names_etag("*", "\"b\""));
    CHECK_FALSE(names_etag("", "\"b\""));
    CHECK_FALSE(names_etag("\"ab\"", "\"b\""));
}

TEST_CASE("an absent web directory holds nothing, and both apps have their own pages") {
    CHECK(StaticFiles("/nonexistent").size() == 0);
    testkit::TestDatabase directory{Engine::sqlite};
    const auto web = directory.directory() / "web";
    Request request;
    request.path = "/m/track";
    request.headers["accept"] = "text/html";
    for (const char* app : {"desk", "m"}) {
        std::filesystem::create_directories(web / app);
        std::ofstream(web / app / "index.html") << app;
        const auto page = StaticFiles(web).answer(request);
        CHECK(page.has_value() == (std::string_view{app} == "m"));
    }
    request.path = "/m";
    CHECK(StaticFiles(web).answer(request)->header("Location") == "/m/");
    request.path = "/mine";
    CHECK_FALSE(StaticFiles(web).answer(request).has_value());
}

TEST_CASE("the web is found beside the program, where the package puts it, and in the tree") {
    testkit::TestDatabase directory{Engine::sqlite};
    const auto web_at = [&](const char* program, const char* web) {
        const auto root = directory.directory() / (std::string{program} + web);
        std::filesystem::create_directories(root / program);
        if (*web != '\0') {
            std::filesystem::create_directories(root / web / "desk");
        }
        const auto found = web_directory_beside(root / program);
        return found.empty() ? "" : std::filesystem::relative(found, root).string();
    };
    CHECK(web_at("bin", "bin/web") == "bin/web");
    CHECK(web_at("usr/bin", "usr/share/xiuhua/web") == "usr/share/xiuhua/web");
    CHECK(web_at("build/dev/bin", "web/dist") == "web/dist");
    CHECK(web_at("bin", "") == "");
}

TEST_CASE("a certificate is made once, and anew when it is nearly over or unreadable") {
    testkit::TestDatabase directory{Engine::sqlite};
    const auto tls = directory.directory() / "tls";
    const auto content = [&] {
        std::ifstream in(tls / "certificate.pem");
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::vector<std::string> hosts{"office.example", "10.1.2.3", "bad name;", ""};
    REQUIRE(ensure_certificate(tls, hosts, morning));
    const std::string first = content();
    CHECK(first.find("BEGIN CERTIFICATE") != std::string::npos);
    const auto nearly_over = morning + certificate_days - certificate_renewed;
    REQUIRE(ensure_certificate(tls, hosts, nearly_over - std::chrono::seconds(1)));
    CHECK(content() == first);
    REQUIRE(ensure_certificate(tls, hosts, nearly_over + std::chrono::seconds(1)));
    CHECK(content() != first);
    std::ofstream(tls / "certificate.pem") << "torn";
    REQUIRE(ensure_certificate(tls, hosts, morning));
    CHECK(content().find("BEGIN CERTIFICATE") != std::string::npos);
    CHECK(ensure_certificate("/proc/nowhere", hosts, morning).error().key ==
          "http.bad_certificate");
}

TEST_CASE("a URL's host is read without port and path") {
    CHECK(host_of_url("https://office.example:8443/x") == "office.example");
    CHECK(host_of_url("http://[::1]:80/") == "::1");
    CHECK(host_of_url("https://10.0.0.1") == "10.0.0.1");
    CHECK(host_of_url("").empty());
    CHECK(host_of_url("office").empty());
}

}  // namespace
}  // namespace xiuhua
