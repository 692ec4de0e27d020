// What a server does beside plain requests: files, TLS, overload, stopping, live streams.
#include <doctest/doctest.h>

#include <fstream>
#include <thread>

#include "platform/http/server.hpp"
#include "testkit/http_office.hpp"

namespace xiuhua {
namespace {

using testing::Client;
using testing::get;
using testing::Office;
using testing::post;
using testing::Reply;

StoredEvent event(std::int64_t seq, std::string area) {
    StoredEvent made;
    made.seq = seq;
    made.kind = "isolation.order_released";
    made.subject = "order-" + std::to_string(seq);
    made.area_code = std::move(area);
    return made;
}

TEST_CASE("an upload goes to disk, is there for its handler and gone after the answer") {
    Office office;
    const std::string sheet(5 << 20, 's');
    std::uint64_t sum = 0;
    for (const char c : sheet) {
        sum = sum * 31 + static_cast<unsigned char>(c);
    }
    Client client(office.port());
    const Reply reply = client.ask(post("/api/upload", sheet, "x-as: worker\r\n"));
    CHECK(reply.body == std::to_string(sheet.size()) + " " + std::to_string(sum));
    CHECK(client.ask(get("/api/hello")).status == 200);
    CHECK(office.count_uploads() == 0);
}

TEST_CASE("an upload is refused before it touches the disk, or when it is too large or too slow") {
    Office office;
    const std::string head = "POST /api/upload HTTP/1.1\r\nHost: a\r\n";
    Client nobody(office.port());
    CHECK(nobody.ask(head + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n").status == 401);
    Client large(office.port());
    CHECK(large.ask(head + "x-as: w\r\nContent-Length: 20971521\r\n\r\n").status == 413);
    Client slow(office.port());
    slow.send(head + "x-as: w\r\nContent-Length: 20971520\r\n\r\nabc");
    CHECK(slow.reply().status == 408);
    Client gone(office.port());
    gone.send(head + "x-as: w\r\nContent-Length: 20971520\r\n\r\nabc");
    CHECK(slow.closed());
    std::this_thread::sleep_for(std::chrono::milliseconds(800));
    CHECK(office.count_uploads() == 0);
}

TEST_CASE("only so many uploads at once") {
    Office office([](Config&, HttpOptions& options) { options.limits.uploads = 1; });
    Client first(office.port());
    first.send("POST /api/upload HTTP/1.1\r\nHost: a\r\nx-as: w\r\nContent-Length: 3\r\n\r\nab");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    Client second(office.port());
    CHECK(second.ask(post("/api/upload", "abc", "x-as: w\r\n")).status == 503);
    CHECK(first.ask("c").status == 200);
    Client third(office.port());
    CHECK(third.ask(post("/api/upload", "abc", "x-as: w\r\n")).status == 200);
}

TEST_CASE("a file is sent whole, in pieces, and removed when it was made for this answer") {
    Office office;
    Client client(office.port());
    const Reply reply = client.ask(get("/api/file"));
    CHECK(reply.status == 200);
    CHECK(reply.header("Content-Type") == "application/pdf");
    CHECK(reply.body == std::string(3'000'001, 'p'));
    CHECK(client.ask(get("/api/hello")).status == 200);
    CHECK_FALSE(std::filesystem::exists(office.config.data / "paper.pdf"));
    CHECK(client.ask(get("/api/lost")).status == 500);
}

TEST_CASE("TLS answers with a certificate made on first run, for this machine's names") {
    Office office([](Config& config, HttpOptions& options) {
        options.tls_on_free_port = true;
        config.http.public_url = "https://office.example:8443/";
    });
    REQUIRE(office.server->tls_port() > 0);
    const auto certificate = office.config.data / "tls" / "certificate.pem";
    for (const char* host : {"localhost", "office.example"}) {
        Client client(office.server->tls_port(), certificate, host);
        REQUIRE(client.connected());
        CHECK(client.ask(get("/api/hello?a=tls")).body == "hello tls");
        CHECK(client.ask(post("/api/echo/large", std::string(1 << 20, 'x'))).body == "1048576");
        CHECK(client.ask(get("/api/file")).body.size() == 3'000'001);
    }
    Client stranger(office.server->tls_port(), certificate, "elsewhere.example");
    CHECK_FALSE(stranger.connected());
    const auto mode = std::filesystem::status(office.config.data / "tls" / "key.pem").permissions();
    CHECK((mode & std::filesystem::perms::group_all) == std::filesystem::perms::none);
    CHECK((mode & std::filesystem::perms::others_all) == std::filesystem::perms::none);
    // Plain words on the TLS port, and a handshake that never comes, end without harm.
    Client plain(office.server->tls_port());
    plain.send(get("/api/hello"));
    plain.read_until("\r\n\r\n");
    Client silent(office.server->tls_port());
    CHECK(silent.closed());
    Client again(office.server->tls_port(), certificate, "127.0.0.1");
    CHECK(again.ask("GET /api/hello HTT").status == 408);
}

TEST_CASE("over the queue a request is told to come again, and health still answers") {
    Office office([](Config& config, HttpOptions&) {
        config.http.workers = 1;
        config.http.requests_queued_max = 1;
    });
    Client running(office.port());
    running.send(get("/api/slow"));
    office.wait_for_slow(1);
    Client waiting(office.port());
    waiting.send(get("/api/hello"));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // Until it is in the queue.
    Client refused(office.port());
    const Reply reply = refused.ask(get("/api/slow"));
    CHECK(reply.status == 503);
    CHECK(reply.header("Retry-After") == "2");
    CHECK(reply.body.find("request.overloaded") != std::string::npos);
    CHECK(refused.ask(get("/healthz")).status == 200);
    office.release();
    CHECK(running.reply().body == "slow");
    CHECK(waiting.reply().status == 200);
    CHECK(refused.ask(get("/api/hello")).status == 200);
}

TEST_CASE(
    "over the number of connections a client is turned away, and let in when another leaves") {
    Office office([](Config& config, HttpOptions&) { config.http.connections_max = 2; });
    Client first(office.port());
    CHECK(first.ask(get("/api/hello")).status == 200);
    {
        Client second(office.port());
        CHECK(second.ask(get("/api/hello")).status == 200);
        Client third(office.port());
        CHECK(third.reply().status == 503);
    }
    int status = 0;
    for (int i = 0; i < 100 && status != 200; ++i) {
        Client fourth(office.port());
        status = fourth.ask(get("/api/hello")).status;
    }
    CHECK(status == 200);
}

TEST_CASE("a stop finishes what was accepted and takes nothing new") {
    Office office([](Config& config, HttpOptions&) { config.http.workers = 1; });
    Client idle(office.port());
    CHECK(idle.ask(get("/api/hello")).status == 200);
    Client running(office.port());
    running.send(get("/api/slow"));
    office.wait_for_slow(1);
    Client queued(office.port());
    queued.send(post("/api/echo", "kept"));
    Client streaming(office.port());
    streaming.send(get("/api/live", "x-as: worker\r\n"));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const int port = office.port();
    std::thread stopper([&] { office.server->stop(); });
    CHECK(idle.closed());
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK_FALSE(Client(port).connected());
    office.release();
    const Reply last = running.reply();
    CHECK(last.body == "slow");
    CHECK(last.header("Connection") == "close");
    CHECK(queued.reply().body == "kept");
    stopper.join();
    CHECK(streaming.read_until("never").find("HTTP/1.1 ") == 0);
    office.server->stop();
}

TEST_CASE("a stop waits for half a request only as long as that may take") {
    Office office;
    Client half(office.port());
    half.send("POST /api/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const auto started = std::chrono::steady_clock::now();
    office.server->stop();
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(2));
    CHECK(half.reply().status == 408);
}

TEST_CASE("a port that is taken is named") {
    Office office;
    Config config = office.config;
    config.http.port = office.port();
    auto second = HttpServer::create(config, *office.router, *office.live);
    REQUIRE(second.has_value());
    const Done started = (*second)->start();
    REQUIRE_FALSE(started.has_value());
    CHECK(started.error().key == "http.cannot_bind");
    CHECK(started.error().detail.find(std::to_string(office.port())) != std::string::npos);
    config.http.port = 0;
    config.http.tls_port = 1;
    config.http.certificate = config.http.key = "/nonexistent.pem";
    CHECK(HttpServer::create(config, *office.router, *office.live).error().key ==
          "http.bad_certificate");
}

TEST_CASE("a live screen gets what it may see, beats in silence, and resumes where it was") {
    Office office;
    office.live->on("isolation.order_released", Permission{"isolation.read", {Role::grid_worker}});
    office.live->publish(event(1, "410105014001"));
    Client screen(office.port());
    screen.send(get("/api/live", "x-as: worker\r\n"));
    const std::string opening = screen.read_until("id: 1\n\n");
    CHECK(opening.find("HTTP/1.1 200") == 0);
    CHECK(opening.find("Content-Type: text/event-stream\r\n") != std::string::npos);
    CHECK(opening.find("Content-Length") == std::string::npos);
    CHECK(opening.find("retry: 2000\n") != std::string::npos);
    office.live->publish(event(2, "410105014008"));
    office.live->publish(event(3, "410105014001"));
    const std::string news = screen.read_until("\n\n");
    CHECK(news.find("id: 3\nevent: isolation.order_released\ndata: {") == 0);
    CHECK(news.find("order-2") == std::string::npos);
    CHECK(screen.read_until("id: 3\n\n").find("id: 3\n\n") != std::string::npos);

    Client back(office.port());
    back.send(get("/api/live", "x-as: worker\r\nLast-Event-ID: 1\r\n"));
    CHECK(back.read_until("order-3").find("order-3") != std::string::npos);
    Client by_query(office.port());
    by_query.send(get("/api/live?last_event_id=2", "x-as: worker\r\n"));
    CHECK(by_query.read_until("order-3").find("order-3") != std::string::npos);
    Client lost(office.port());
    lost.send(get("/api/live?last_event_id=99", "x-as: worker\r\n"));
    CHECK(lost.read_until("event: reset").find("event: reset") != std::string::npos);

    Client nobody(office.port());
    CHECK(nobody.ask(get("/api/live")).status == 401);
    UserId worker;
    worker.value.bytes[0] = 'w';
    office.live->end(worker);
    screen.read_until("never");
    CHECK(screen.closed());
}

TEST_CASE("two hundred screens each get every event once, in order") {
    Office office(
        [](Config&, HttpOptions& options) { options.limits.heartbeat = std::chrono::seconds(5); });
    office.live->on("isolation.order_released", Permission{"isolation.read", {Role::grid_worker}});
    std::vector<std::unique_ptr<Client>> screens;
    for (int i = 0; i < 200; ++i) {
        screens.push_back(std::make_unique<Client>(office.port()));
        screens.back()->send(get("/api/live", "x-as: worker\r\n"));
        screens.back()->read_until(":\n\n");
    }
    for (std::int64_t seq = 1; seq <= 50; ++seq) {
        office.live->publish(event(seq, "410105014001"));
    }
    for (const auto& screen : screens) {
        const std::string text = screen->read_until("\"order-50\",\"payload\":{}}\n\n");
        std::size_t at = 0;
        for (std::int64_t seq = 1; seq <= 50; ++seq) {
            at = text.find("id: " + std::to_string(seq) + "\n", at);
            REQUIRE(at != std::string::npos);
        }
    }
}

TEST_CASE("a screen that stops reading is cut off and its place is free") {
    Office office;
    office.live->on("isolation.order_released",
                    [](const StoredEvent&, const Viewer&) -> std::optional<std::string> {
                        return "\"" + std::string(200'000, 'x') + "\"";
                    });
    Client slow(office.port());
    slow.send(get("/api/live", "x-as: worker\r\n"));
    slow.read_until(":\n\n");
    for (std::int64_t seq = 1; seq <= 200; ++seq) {
        office.live->publish(event(seq, "410105014001"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    std::string got = slow.read_until("never");
    CHECK(got.size() < 200 * 200'000u);
    CHECK(slow.closed());
}

TEST_CASE("the web is served from its directory: pages, compressed assets, unchanged ones as 304") {
    testkit::TestDatabase directory{Engine::sqlite};
    const auto web = directory.directory() / "web";
    std::filesystem::create_directories(web / "desk" / "assets");
    const auto write = [&](const char* name, std::string_view text) {
        std::ofstream(web / "desk" / name, std::ios::binary) << text;
    };
    write("index.html", "<html>desk</html>");
    write("assets/app-1a2b.js", "plain script");
    write("assets/app-1a2b.js.br", "brotli script");
    write("assets/app-1a2b.js.gz", "gzip script");
    Office office([&](Config& config, HttpOptions&) { config.http.web_directory = web; });
    Client client(office.port());
    const Reply root = client.ask(get("/"));
    CHECK(root.status == 302);
    CHECK(root.header("Location") == "/desk/");
    const Reply page = client.ask(get("/desk/"));
    CHECK(page.body == "<html>desk</html>");
    CHECK(page.header("Cache-Control") == "no-cache");
    CHECK_FALSE(page.header("Content-Security-Policy").empty());
    CHECK(client.ask(get("/desk/isolation/orders/7", "Accept: text/html,*/*\r\n")).body ==
          page.body);
    CHECK(client.ask(get("/desk/assets/gone.js", "Accept: */*\r\n")).status == 404);
    const std::string script = "/desk/assets/app-1a2b.js";
    const Reply brotli = client.ask(get(script, "Accept-Encoding: gzip, deflate, br\r\n"));
    CHECK(brotli.body == "brotli script");
    CHECK(brotli.header("Content-Encoding") == "br");
    CHECK(brotli.header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(brotli.header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(client.ask(get(script, "Accept-Encoding: gzip, br;q=0\r\n")).body == "gzip script");
    const Reply plain = client.ask(get(script));
    CHECK(plain.body == "plain script");
    CHECK(plain.header("Vary") == "Accept-Encoding");
    CHECK(plain.header("ETag") != brotli.header("ETag"));
    const Reply same = client.ask(get(script, "If-None-Match: " + plain.header("ETag") + "\r\n"));
    CHECK(same.status == 304);
    CHECK(same.body.empty());
    CHECK(client.ask(get(script, "If-None-Match: " + brotli.header("ETag") + "\r\n")).status ==
          200);
    const Reply none = client.ask(get("/elsewhere", "Accept: text/html\r\n"));
    CHECK(none.status == 404);
    CHECK(none.body.find("request.no_such_resource") != std::string::npos);
    CHECK(client.ask(get("/desk/../../etc/passwd")).status == 404);
    CHECK(client.ask(post("/desk/", "")).status == 404);
}

}  // namespace
}  // namespace xiuhua
