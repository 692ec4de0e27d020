// The server without its coroutines: what a request's head says, where its body goes, start, deadlines, stop.
#include "platform/http/beast_server.hpp"

#include <algorithm>

#include "platform/clock/new_id.hpp"
#include "platform/health/health.hpp"
#include "platform/host/services.hpp"
#include "platform/http/certificate.hpp"
#include "platform/http/plain_request.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua::beast {
namespace {

constexpr int backlog = 4096;

std::optional<Method> method_of(http::verb verb) {
    switch (verb) {
        case http::verb::get:
        case http::verb::head:
            return Method::get;
        case http::verb::post:
            return Method::post;
        case http::verb::put:
            return Method::put;
        case http::verb::patch:
            return Method::patch;
        case http::verb::delete_:
            return Method::del;
        default:
            return std::nullopt;
    }
}

}  // namespace

void take_head(Exchange& exchange, const HttpLimits& limits) {
    const auto& message = exchange.parser.get();
    Request& request = exchange.request;
    const std::string_view target{message.target().data(), message.target().size()};
    const std::size_t line =
        message.method_string().size() + target.size() + 12;  // "  HTTP/1.1\r\n"
    std::size_t bytes = line + 2;  // The parser's own limit leaves out the first and the last line.
    std::size_t fields = 0;
    std::size_t hosts = 0;
    for (const auto& field : message) {
        std::string name{field.name_string().data(), field.name_string().size()};
        std::transform(name.begin(), name.end(), name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        hosts += name == "host" ? 1 : 0;
        const std::string_view value{field.value().data(), field.value().size()};
        bytes += name.size() + value.size() + 4;
        if (++fields > limits.header_fields || bytes > limits.header_bytes) {
            return exchange.refuse(431, "request.header_too_large");
        }
        auto [place, fresh] = request.headers.try_emplace(std::move(name), value);
        if (!fresh) {
            place->second += place->first == "cookie" ? "; " : ", ";
            place->second += value;
        }
    }
    exchange.http_1_0 = message.version() == 10;
    exchange.keep = message.keep_alive();
    exchange.head_only = message.method() == http::verb::head;
    if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
        return exchange.refuse(400, "request.bad_message");
    }
    if (!set_target(request, target)) {
        return exchange.refuse(400, "request.bad_target");
    }
    const auto method = method_of(message.method());
    if (!method) {
        return exchange.refuse(405, "request.method_not_allowed");
    }
    request.method = *method;
}

Response BeastServer::work(Work kind, Request& request) {
    if (abandoning_) {
        return wire::refusal(503, "request.stopping");
    }
    switch (kind) {
        case Work::refuse_early: {
            auto refused = router_.refuse_early(request);
            Response go_on;
            go_on.status = 0;
            return refused ? std::move(*refused) : go_on;
        }
        case Work::later:
        case Work::dispatch:
            return router_.dispatch(request);
        case Work::ready:
            return ready();
    }
    return wire::refusal(500, "request.internal");
}

Response BeastServer::ready() {
    constexpr Query look{"http.ready", "SELECT 1"};
    Done done;
    if (draining_) {
        done = fail(ErrorCode::unavailable, "request.stopping");
    } else if (ready_) {
        done = ready_();
    } else {
        const auto row =
            router_.services().db.read([&](Tx& tx) { return tx.row<std::int64_t>(look); });
        if (!row) {
            done = fail(row.error());
        }
    }
    if (!done) {
        return wire::refusal(503, done.error().key);
    }
    Response response;
    // Still 200 when something is wrong but the office can work: a proxy must not take the only server away.
    response.body = "{\"status\":\"ready\"}";
    if (const auto alarms = health::alarms(); !alarms.empty()) {
        std::string keys;
        for (const health::Alarm& alarm : alarms) {
            keys += (keys.empty() ? "\"" : ",\"") + alarm.key + "\"";
        }
        response.body = "{\"status\":\"degraded\",\"alarms\":[" + keys + "]}";
    }
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

// What needs no worker: liveness, figures for this machine, the web's files.
std::optional<Response> BeastServer::answer_here(const Exchange& exchange,
                                                 const Connection& connection) {
    const Request& request = exchange.request;
    if (request.method != Method::get) {
        return std::nullopt;
    }
    Response response;
    response.headers.emplace_back("Cache-Control", "no-store");
    if (request.path == "/healthz") {
        response.body = "{\"status\":\"up\"}";
        return response;
    }
    if (request.path == "/metrics" && wire::is_local(request, connection.peer)) {
        response.content_type = "text/plain; version=0.0.4";
        response.body = metrics::text();
        return response;
    }
    if (request.path.starts_with("/api/") ||
        router_.match(request.method, request.path) != nullptr) {
        return std::nullopt;
    }
    return files_.answer(request);
}

// True when the buffer begins with a whole request without anything unusual; it is taken out of the buffer then.
bool BeastServer::take_whole(Connection& connection, Exchange& exchange) {
    const auto data = connection.buffer.data();
    const wire::PlainRequest plain = wire::take_plain_request(
        {static_cast<const char*>(data.data()), data.size()},
        {limits_.header_bytes, limits_.header_fields, chunk_bytes}, exchange.request);
    if (plain.bytes != 0 && !exchange.request.body.empty()) {
        const RouteDescription* route =
            router_.match(exchange.request.method, exchange.request.path);
        const bool fits = route != nullptr && !route->options.upload &&
                          exchange.request.body.size() <= route->options.body_max &&
                          exchange.memory.take(exchange.request.body.size(), limits_.bodies_bytes);
        exchange.whole = fits;
    } else {
        exchange.whole = plain.bytes != 0;
    }
    if (!exchange.whole) {
        exchange.request = {};
        return false;
    }
    exchange.keep = true;
    exchange.head_only = plain.head_only;
    connection.buffer.consume(plain.bytes);
    return true;
}

void BeastServer::open_upload(Exchange& exchange) {
    if (!exchange.upload_place.take(1, limits_.uploads)) {
        metrics::count("http_overload_total", "reason", "uploads");
        return exchange.refuse(503, "request.overloaded");
    }
    exchange.request.upload = uploads_ / to_text(new_uuid(router_.services().clock.now()));
    exchange.upload.open(exchange.request.upload, std::ios::binary | std::ios::trunc);
    if (!exchange.upload) {
        log::error("http.upload_failed", {{"step", std::string{"open"}}});
        exchange.refuse(503, "http.cannot_store_upload");
    }
}

// Keeps a piece of the body where its route wants it; false when the exchange was refused.
bool BeastServer::store(Exchange& exchange, std::string_view bytes) {
    exchange.received += bytes.size();
    if (exchange.received > exchange.body_max) {
        exchange.refuse(413, "request.too_large");
    } else if (exchange.options.upload) {
        exchange.upload.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!exchange.upload) {
            log::error("http.upload_failed", {{"step", std::string{"write"}}});
            exchange.refuse(503, "http.cannot_store_upload");
        }
    } else if (!exchange.memory.take(bytes.size(), limits_.bodies_bytes)) {
        metrics::count("http_overload_total", "reason", "memory");
        exchange.refuse(503, "request.overloaded");
    } else {
        exchange.request.body += bytes;
    }
    return !exchange.refused;
}

// ---- starting, keeping time, stopping

// One coarse look at all deadlines instead of a timer for every socket operation.
void BeastServer::sweep(Loop& loop) {
    const auto now = SteadyClock::now();
    loop.date = wire::http_date(router_.services().clock.now());
    for (Connection* connection : loop.connections) {
        if (draining_ && connection->stream != nullptr) {
            connection->stream->cancel();
        }
        if ((draining_ && connection->idle) || abandoning_) {
            connection->close();
        } else if (connection->deadline < now) {
            if (connection->reading && !connection->expired) {
                connection->expired = true;
                connection->within(limits_.linger);
                boost::system::error_code ignored;
                connection->socket.cancel(ignored);
            } else {
                connection->close();
            }
        }
    }
    if (&loop == loops_.front().get()) {
        metrics::gauge("http_connections", connections_);
        metrics::gauge("http_requests_waiting", queued_);
        metrics::gauge("http_bodies_bytes", static_cast<double>(bodies_taken_));
    }
    constexpr std::chrono::milliseconds draining_sweep{20};
    loop.sweep.expires_after(draining_ ? std::min(draining_sweep, limits_.sweep) : limits_.sweep);
    loop.sweep.async_wait([this, &loop](const boost::system::error_code& error) {
        if (!error) {
            sweep(loop);
        }
    });
}

Done BeastServer::prepare() {
    std::error_code error;
    std::filesystem::remove_all(uploads_, error);  // What a killed program left.
    std::filesystem::create_directories(uploads_, error);
    std::filesystem::permissions(uploads_, std::filesystem::perms::owner_all, error);
    if (!with_tls_) {
        return {};
    }
    TlsFiles files{config_.http.certificate, config_.http.key};
    if (config_.http.certificate.empty()) {
        XH_TRY(made,
               ensure_certificate(config_.data / "tls",
                                  {host_of_url(config_.http.public_url), config_.http.address},
                                  router_.services().clock.now()));
        files = made;
    }
    boost::system::error_code wrong_certificate;
    boost::system::error_code wrong_key;
    tls_.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 |
                     ssl::context::no_tlsv1_1 | ssl::context::single_dh_use);
    tls_.use_certificate_chain_file(files.certificate.string(), wrong_certificate);
    tls_.use_private_key_file(files.key.string(), ssl::context::pem, wrong_key);
    if (wrong_certificate || wrong_key) {
        return fail(ErrorCode::unavailable, "http.bad_certificate", {},
                    wrong_certificate ? wrong_certificate.message() : wrong_key.message());
    }
    return {};
}

Done BeastServer::bind(std::unique_ptr<Acceptor>& acceptor, int port, int& bound) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(config_.http.address, error);
    if (!error) {
        const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(port));
        acceptor = std::make_unique<Acceptor>(loops_.front()->context.get_executor());
        acceptor->open(endpoint.protocol(), error);
        if (!error) {
            boost::system::error_code ignored;
            acceptor->set_option(asio::socket_base::reuse_address(true), ignored);
            acceptor->bind(endpoint, error);
        }
    }
    if (!error) {
        acceptor->listen(backlog, error);
    }
    if (error) {
        return fail(ErrorCode::unavailable, "http.cannot_bind", {},
                    config_.http.address + ":" + std::to_string(port) + ": " + error.message());
    }
    bound = acceptor->local_endpoint().port();
    return {};
}

Done BeastServer::start() {
    XH_DO(bind(plain_, config_.http.port, port_));
    if (with_tls_) {
        XH_DO(bind(secure_, config_.http.tls_port, tls_port_));
    }
    spawn_accept(*plain_, false);
    if (secure_) {
        spawn_accept(*secure_, true);
    }
    for (const auto& loop : loops_) {
        sweep(*loop);
        loop->thread = std::thread([context = &loop->context] { context->run(); });
    }
    started_ = true;
    log::info("http.started", {{"port", port_}, {"tls_port", tls_port_}});
    return {};
}

void BeastServer::stop() {
    if (std::exchange(stopped_, true)) {
        return;
    }
    if (!started_) {
        workers_.join();
        return;
    }
    const auto started = SteadyClock::now();
    draining_ = true;
    asio::post(loops_.front()->context, [this] {
        boost::system::error_code ignored;
        plain_->close(ignored);
        if (secure_) {
            secure_->close(ignored);
        }
    });
    constexpr std::chrono::milliseconds look_again{10};
    const auto wait_for_connections = [&](SteadyClock::time_point end) {
        while (connections_ > 0 && SteadyClock::now() < end) {
            std::this_thread::sleep_for(look_again);
        }
    };
    wait_for_connections(started + limits_.drain);
    const int cut_off = connections_;
    abandoning_ = true;  // What still waits for a worker is answered 503; what runs is waited for.
    workers_.join();
    while (later_ > 0) {  // A commit is under way; its answers still want to be posted to a loop.
        std::this_thread::sleep_for(look_again);
    }
    wait_for_connections(SteadyClock::now() + std::chrono::seconds(1));
    for (const auto& loop : loops_) {
        loop->context.stop();
    }
    for (const auto& loop : loops_) {
        loop->thread.join();
    }
    const std::chrono::duration<double> took = SteadyClock::now() - started;
    log::info("http.stopped", {{"cut_off", std::int64_t{cut_off}}, {"seconds", took.count()}});
}

}  // namespace xiuhua::beast

namespace xiuhua {

Result<std::unique_ptr<HttpServer>> HttpServer::create(const Config& config, Router& router,
                                                       Live& live, HttpOptions options) {
    auto server = std::make_unique<beast::BeastServer>(config, router, live, std::move(options));
    XH_DO(server->prepare());
    return server;
}

}  // namespace xiuhua
