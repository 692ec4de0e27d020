#pragma once
// The sockets: Boost.Beast behind a Boost-free header. All coroutines of the program live in server.cpp.
#include <chrono>
#include <functional>
#include <memory>

#include "kernel/result.hpp"
#include "platform/config/config.hpp"
#include "platform/http/router.hpp"
#include "platform/live/live.hpp"

namespace xiuhua {

// Why these numbers: docs/internals/http.md. Tests shorten them.
struct HttpLimits {
    using Milliseconds = std::chrono::milliseconds;
    Milliseconds header{10'000};  // From a request's first byte to the end of its header.
    Milliseconds body{30'000};    // For a body; an upload gets more while it keeps upload_rate_min.
    Milliseconds idle{75'000};    // Between requests of one connection.
    Milliseconds write{30'000};   // For each 64 KiB of an answer.
    Milliseconds linger{1'000};   // For a refused client to read why.
    Milliseconds drain{10'000};   // From stop() until what is left is cut off.
    Milliseconds heartbeat{15'000};  // Silence on a live stream.
    Milliseconds stream{
        900'000};  // Then a live stream ends and its browser comes back, authenticated anew.
    Milliseconds sweep{250};  // How exactly the deadlines are kept.
    std::size_t header_bytes = 16 << 10;
    std::size_t header_fields = 100;
    std::size_t bodies_bytes = 256 << 20;  // Held in memory at once by all requests together.
    std::size_t uploads = 32;              // At once: 640 MiB of disk.
    std::size_t upload_rate_min = 128
                                  << 10;  // Bytes a second beyond the first `body` milliseconds.
};

struct HttpOptions {
    HttpLimits limits = {};
    // Asked by GET /readyz on a worker; empty: the database answers.
    std::function<Done()> ready = {};
    bool tls_on_free_port = false;  // For tests: a TLS listener although tls_port is 0.
};

class HttpServer {
  public:
    // Limits: header 16 KiB in 10 s, body as the route says in 30 s, queue and connections as configured.
    // Over the queue: 503 with Retry-After before memory grows. GET /api/live is the event stream;
    // /healthz and /readyz are answered here, and /metrics to this machine (others: see Router).
    // `unavailable` http.bad_certificate.
    static Result<std::unique_ptr<HttpServer>> create(const Config& config, Router& router,
                                                      Live& live, HttpOptions options = {});
    virtual ~HttpServer() = default;
    // Binds and serves on its own threads; `unavailable` http.cannot_bind names the port in its detail. Port 0
    // picks a free one.
    virtual Done start() = 0;
    virtual int port() const = 0;
    virtual int tls_port() const = 0;  // 0 without a TLS listener.
    // Stops accepting, finishes what was accepted (≤ 10 s), joins. Idempotent.
    virtual void stop() = 0;
};

}  // namespace xiuhua
