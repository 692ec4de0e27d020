#pragma once
// For tests: a client that sends exactly what it is told, and an office with a few odd routes behind a real server.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/host/services.hpp"
#include "platform/http/server.hpp"
#include "testkit/test_app.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace xiuhua::testing {

struct Reply {
    int status = 0;  // 0: the connection ended without an answer.
    std::string head, body;
    std::string header(std::string_view name) const;
};

class Client {
  public:
    explicit Client(int port);
    // Trusts `certificate` alone and checks that it is for `host`.
    Client(int port, const std::filesystem::path& certificate, const std::string& host);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool connected() const { return descriptor_ >= 0; }
    bool send(std::string_view text);
    // One answer, by its Content-Length; `bodiless` for HEAD.
    Reply reply(bool bodiless = false);
    Reply ask(std::string_view text) {
        send(text);
        return reply();
    }
    // What comes until `ending` was seen, the peer closes, or five seconds pass.
    std::string read_until(std::string_view ending);
    // Whether the peer closes within five seconds without another word.
    bool closed();

  private:
    bool fill();  // False at the end or after five seconds.
    int descriptor_ = -1;
    ssl_ctx_st* context_ = nullptr;
    ssl_st* tls_ = nullptr;
    std::string buffer_;
};

std::string get(std::string_view path, std::string_view headers = {});
std::string post(std::string_view path, std::string_view body, std::string_view headers = {});

class Office {
  public:
    explicit Office(const std::function<void(Config&, HttpOptions&)>& change = {});
    ~Office();
    int port() const { return server->port(); }
    int count_uploads() const;  // Files in the uploads directory.
    void release() {            // Lets /api/slow answer, now and later.
        const std::lock_guard lock(mutex_);
        released_ = true;
        wake_.notify_all();
    }
    void wait_for_slow(int running);

    testkit::TestDatabase database{Engine::sqlite};
    Config config;
    testkit::FakeClock clock;
    std::unique_ptr<Vault> vault;
    std::unique_ptr<Live> live = Live::create();
    std::unique_ptr<Services> services;
    std::unique_ptr<Router> router;
    std::unique_ptr<HttpServer> server;
    std::atomic<bool> ready{true};

  private:
    void add_routes();
    std::mutex mutex_;
    std::condition_variable wake_;
    bool released_ = false;
    int slow_ = 0;
};

}  // namespace xiuhua::testing
