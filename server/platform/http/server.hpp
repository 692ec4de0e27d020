#pragma once
// The sockets: Boost.Beast behind a Boost-free header. All coroutines of the program live in server.cpp.
#include <memory>

#include "kernel/result.hpp"
#include "platform/config/config.hpp"
#include "platform/http/router.hpp"
#include "platform/live/live.hpp"

namespace xiuhua {

class HttpServer {
  public:
    // Limits: header 16 KiB in 10 s, body as the route says in 30 s, queue and connections as configured.
    // Over the queue: 503 with Retry-After before memory grows. GET /api/live is the event stream.
    static Result<std::unique_ptr<HttpServer>> create(const Config& config, Router& router,
                                                      Live& live);
    virtual ~HttpServer() = default;
    // Binds and serves on its own threads; `unavailable` http.cannot_bind names the port. Port 0 picks a free one.
    virtual Done start() = 0;
    virtual int port() const = 0;
    // Stops accepting, finishes what was accepted (≤ 10 s), joins. Idempotent.
    virtual void stop() = 0;
};

}  // namespace xiuhua
