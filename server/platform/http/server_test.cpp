#include "platform/http/server.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "testkit/http_office.hpp"

namespace xiuhua {
namespace {

using testing::Client;
using testing::get;
using testing::Office;
using testing::post;
using testing::Reply;

std::string chunked(std::string_view path, std::initializer_list<std::string_view> chunks) {
    std::string text = "POST " + std::string{path} +
                       " HTTP/1.1\r\nHost: office\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string_view chunk : chunks) {
        text += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
    }
    return text + "0\r\n\r\n";
}

TEST_CASE("one connection carries many requests, one after another or sent at once") {
    Office office;
    Client client(office.port());
    for (int i = 0; i < 3; ++i) {
        const Reply reply = client.ask(get("/api/hello?name=" + std::to_string(i)));
        CHECK(reply.status == 200);
        CHECK(reply.body == "hello " + std::to_string(i));
        CHECK(reply.header("Connection").empty());
        CHECK(reply.header("Date") == "Mon, 02 Mar 2026 01:00:00 GMT");
        CHECK(reply.header("X-Content-Type-Options") == "nosniff");
    }
    client.send(get("/api/hello?a=1") + post("/api/echo", "body in between") + get("/api/none") +
                chunked("/api/echo", {"two ", "pieces"}) + get("/api/hello?a=2"));
    CHECK(client.reply().body == "hello 1");
    CHECK(client.reply().body == "body in between");
    CHECK(client.reply().status == 404);
    CHECK(client.reply().body == "two pieces");
    CHECK(client.reply().body == "hello 2");
}

TEST_CASE("a request that comes byte by byte is a request") {
    Office office;
    Client client(office.port());
    for (const char c : post("/api/echo", "slowly")) {
        client.send(std::string_view(&c, 1));
    }
    CHECK(client.reply().body == "slowly");
}

TEST_CASE("a connection ends when the client says so, and stays for an old client that asks") {
    Office office;
    Client polite(office.port());
    CHECK(polite.ask(get("/api/hello", "Connection: close\r\n")).header("Connection") == "close");
    CHECK(polite.closed());
    Client old(office.port());
    CHECK(old.ask("GET /api/hello HTTP/1.0\r\n\r\n").header("Connection") == "close");
    CHECK(old.closed());
    Client keeping(office.port());
    CHECK(keeping.ask("GET /api/hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
              .header("Connection") == "keep-alive");
    CHECK(keeping.ask(get("/api/hello")).status == 200);
}

TEST_CASE("HEAD tells what GET would, without the body") {
    Office office;
    Client client(office.port());
    client.send("HEAD /api/hello?x=abc HTTP/1.1\r\nHost: office\r\n\r\n");
    const Reply head = client.reply(true);
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == "9");
    CHECK(client.ask(get("/api/hello?x=abc")).body == "hello abc");
}

TEST_CASE("a header may have 16 KiB and 100 fields, not more") {
    Office office;
    const auto status_with = [&](const std::string& headers) {
        Client client(office.port());
        return client.ask(get("/api/hello", headers)).status;
    };
    const std::size_t frame = get("/api/hello", "X-Pad: \r\n").size();
    CHECK(status_with("X-Pad: " + std::string((16 << 10) - frame, 'a') + "\r\n") == 200);
    CHECK(status_with("X-Pad: " + std::string((16 << 10) - frame + 1, 'a') + "\r\n") == 431);
    CHECK(status_with("X-Pad: " + std::string(200'000, 'a') + "\r\n") == 431);
    std::string fields;
    for (int i = 0; i < 99; ++i) {
        fields += "X-A: b\r\n";
    }
    CHECK(status_with(fields) == 200);
    CHECK(status_with(fields + "X-A: b\r\n") == 431);
}

TEST_CASE("a body may be as large as its route says, announced or in chunks") {
    Office office;
    const std::string most(1000, 'b');
    struct Row {
        std::string request;
        int status;
    };
    for (const Row& row :
         {Row{post("/api/echo", most), 200}, Row{post("/api/echo", most + "b"), 413},
          Row{chunked("/api/echo", {most}), 200}, Row{chunked("/api/echo", {most, "b"}), 413},
          Row{chunked("/api/echo", {most, most, most}), 413},
          Row{post("/api/none", std::string(64 << 10, 'b')), 404},
          Row{post("/api/none", std::string((64 << 10) + 1, 'b')), 413},
          Row{post("/api/echo/large", std::string(4 << 20, 'b')), 200},
          Row{"POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999\r\n\r\n",
              413}}) {
        Client client(office.port());
        const Reply reply = client.ask(row.request);
        CHECK(reply.status == row.status);
        if (row.status == 413) {
            CHECK(reply.body.find("request.too_large") != std::string::npos);
            CHECK(reply.header("Connection") == "close");
        }
    }
}

TEST_CASE("a client that asks before it sends is told to go on, or not to") {
    Office office;
    Client client(office.port());
    const std::string expects =
        "POST /api/echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
    client.send(expects + "5\r\n\r\n");
    CHECK(client.reply().status == 100);
    CHECK(client.ask("12345").body == "12345");
    CHECK(client.ask(expects + "5000\r\n\r\n").status == 413);
    Client other(office.port());
    CHECK(other.ask(get("/api/hello", "Expect: miracles\r\nContent-Length: 1\r\n")).status == 417);
}

TEST_CASE("who is too slow is told so and cut off; who says nothing is just cut off") {
    Office office;
    Client header(office.port());
    header.send("GET /api/hello HTT");
    Client body(office.port());
    body.send("POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12");
    Client silent(office.port());
    for (Client* slow : {&header, &body}) {
        const Reply reply = slow->reply();
        CHECK(reply.status == 408);
        CHECK(reply.body.find("request.too_slow") != std::string::npos);
        CHECK(slow->closed());
    }
    CHECK(silent.closed());
    // Trickling does not help: the deadline is for the whole header.
    Client trickle(office.port());
    const auto start = std::chrono::steady_clock::now();
    const std::string pad = get("/api/hello", "X-Pad: " + std::string(500, 'a') + "\r\n");
    for (const char c : pad) {
        if (!trickle.send(std::string_view(&c, 1)) ||
            std::chrono::steady_clock::now() - start > std::chrono::seconds(2)) {
            break;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    CHECK(trickle.reply().status == 408);
}

TEST_CASE("a client that does not read its answer is dropped") {
    Office office;
    Client client(office.port());
    client.send(get("/api/large"));
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    const Reply reply = client.reply();
    CHECK(reply.status == 200);
    CHECK(reply.body.size() < (32u << 20));
    Client fast(office.port());
    CHECK(fast.ask(get("/api/large")).body.size() == 32u << 20);
}

TEST_CASE("what is not one clear request is refused, and the server goes on") {
    Office office;
    struct Row {
        std::string text;
        int status;  // 0: closed without a word.
    };
    const std::string host = "Host: a\r\n\r\n";
    for (const Row& row : {
             Row{"\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n",
                 400},  // TLS on the plain port.
             Row{"GET\r\n\r\n", 400},
             Row{"GET /\r\n\r\n", 400},
             Row{"GET / HTTP/2.0\r\n" + host, 400},
             Row{"GET / HTTP/1.1 \r\n" + host, 400},
             Row{"GET  / HTTP/1.1\r\n" + host, 400},
             Row{"GET /api/hello HTTP/1.1\r\n\r\n", 400},
             Row{"GET /api/hello HTTP/1.1\r\nHost: a\r\n" + host, 400},
             Row{"GET http://a/api/hello HTTP/1.1\r\n" + host, 400},
             Row{"GET * HTTP/1.1\r\n" + host, 400},
             Row{"GET /%zz HTTP/1.1\r\n" + host, 400},
             Row{"GET /a%00b HTTP/1.1\r\n" + host, 400},
             Row{"GET /api/hello HTTP/1.1\r\nBad Name: x\r\n" + host, 400},
             Row{"GET /api/hello HTTP/1.1\r\n: x\r\n" + host, 400},
             Row{"GET /api/hello HTTP/1.1\r\nX: a\x01z\r\n" + host, 400},
             Row{"OPTIONS /api/hello HTTP/1.1\r\n" + host, 405},
             Row{"CONNECT a:1 HTTP/1.1\r\n" + host, 400},
             Row{"TRACE /api/hello HTTP/1.1\r\n" + host, 405},
             Row{"BREW /pot HTTP/1.1\r\n" + host, 405},
             Row{"POST /api/echo HTTP/1.1\r\nContent-Length: x\r\n" + host, 400},
             Row{"POST /api/echo HTTP/1.1\r\nContent-Length: -1\r\n" + host, 400},
             Row{"POST /api/echo HTTP/1.1\r\nContent-Length: 1, 2\r\n" + host, 400},
             Row{"POST /api/echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + host,
                 400},
             Row{"POST /api/echo HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" +
                     host + "0\r\n\r\n",
                 400},
             Row{"POST /api/echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n" +
                     host + "0\r\n\r\n",
                 400},
             Row{"POST /api/echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host + "zz\r\n",
                 400},
             Row{"POST /api/echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host +
                     "ffffffffffffffffff\r\n",
                 400},
             Row{"POST /api/echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + host + "1\r\nab\r\n",
                 408},  // Waits for the chunk's end.
             Row{std::string("GET /\0 HTTP/1.1\r\n", 17) + host, 400},
         }) {
        CAPTURE(row.text);
        Client client(office.port());
        const Reply reply = client.ask(row.text);
        CHECK(reply.status == row.status);
        CHECK(reply.header("Connection") == "close");
        CHECK(client.closed());
    }
    // Seeded noise: never more than a refusal, and the next client is served.
    std::uint32_t seed = 20260302;
    for (int round = 0; round < 60; ++round) {
        std::string noise = round % 2 == 0 ? "" : post("/api/echo", std::string(40, 'n'));
        for (int i = 0; i < 60; ++i) {
            seed = seed * 1664525 + 1013904223;
            const char c = static_cast<char>(seed >> 24);
            if (round % 2 == 0) {
                noise += c;
            } else if (i < 3) {
                noise[(seed >> 8) % noise.size()] = c;
            }
        }
        Client client(office.port());
        client.send(noise + "\r\n\r\n");
        const Reply reply = client.reply();
        CHECK(reply.status < 500);
    }
    Client last(office.port());
    CHECK(last.ask(get("/api/hello")).status == 200);
}

TEST_CASE("all bodies together have a limit, and what came too much is refused at once") {
    Office office([](Config&, HttpOptions& options) { options.limits.bodies_bytes = 3 << 20; });
    Client first(office.port());
    const std::string two(2 << 20, 'b');
    first.send("POST /api/echo/large HTTP/1.1\r\nHost: a\r\nContent-Length: 2097153\r\n\r\n" + two);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    Client second(office.port());
    const Reply refused = second.ask(post("/api/echo/large", two));
    CHECK(refused.status == 503);
    CHECK_FALSE(refused.header("Retry-After").empty());
    CHECK(first.ask("b").body == "2097153");
    Client third(office.port());
    CHECK(third.ask(post("/api/echo/large", two)).status == 200);
}

TEST_CASE("an ingest is answered after its commit, though every worker is busy") {
    Office office;
    std::vector<std::unique_ptr<Client>> busy;
    for (int i = 0; i < office.config.http.workers; ++i) {
        busy.push_back(std::make_unique<Client>(office.port()));
        busy.back()->send(get("/api/slow"));
    }
    office.wait_for_slow(office.config.http.workers);
    Client client(office.port());
    constexpr int sent = 50;
    std::string all;
    for (int i = 0; i < sent; ++i) {
        all += post("/api/ingest", "body " + std::to_string(i));
    }
    client.send(all);
    for (int i = 0; i < sent; ++i) {
        const Reply reply = client.reply();
        CHECK(reply.status == 200);
        CHECK(reply.body == "kept body " + std::to_string(i));
        CHECK(!reply.header("X-Request-Id").empty());
        CHECK(reply.header("Cache-Control") == "no-store");
    }
    const auto kept = office.database.db().read([](Tx& tx) {
        return tx.row<std::int64_t>({"test.count", "SELECT COUNT(*) FROM ingested"});
    });
    CHECK(kept->value_or(0) == sent);
    CHECK(client.ask(post("/api/ingest", "")).body.find("test.empty") != std::string::npos);
    CHECK(client.ask(post("/api/ingest", "refuse")).status == 409);
    CHECK(client.ask(post("/api/ingest", "throw")).status == 500);
    CHECK(client.ask(post("/api/ingest", "last")).body == "kept last");
    CHECK(office.router->goes_later({.method = Method::post, .path = "/api/ingest"}));
    CHECK_FALSE(office.router->goes_later({.method = Method::post, .path = "/api/echo"}));
    CHECK_FALSE(office.router->goes_later({.method = Method::get, .path = "/api/ingest"}));
}

TEST_CASE("health, readiness and figures") {
    Office office;
    Client client(office.port());
    CHECK(client.ask(get("/healthz")).body == R"({"status":"up"})");
    CHECK(client.ask(get("/readyz")).status == 200);
    office.ready = false;
    const Reply unready = client.ask(get("/readyz"));
    CHECK(unready.status == 503);
    CHECK(unready.body.find("db.unreachable") != std::string::npos);
    CHECK(client.ask(get("/metrics")).body.find("http_request_seconds") != std::string::npos);
    CHECK(client.ask(get("/metrics", "X-Forwarded-For: 10.0.0.9\r\n")).status == 401);
    CHECK(client.ask(get("/api/remote")).body == "127.0.0.1");
    CHECK(client.ask(get("/api/remote", "X-Forwarded-For: 1.1.1.1, 10.0.0.9\r\n")).body ==
          "10.0.0.9");
}

}  // namespace
}  // namespace xiuhua
