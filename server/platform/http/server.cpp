// All coroutines of the program.
//
// g++ 12.2 miscompiles an aggregate temporary, a capturing lambda or ?: in the same expression as co_await
// (double free). So here: named variables and types with constructors in such expressions, nothing else; and the
// tests of this file run under AddressSanitizer. One io_context a thread: no strands, no locks.
#include "platform/http/server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>

#include "platform/host/services.hpp"
#include "platform/http/beast_server.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua::beast {
namespace {

constexpr asio::use_awaitable_t<Executor> use_task{};
constexpr auto outcome = asio::as_tuple(use_task);

// ---- from a worker back to the coroutine that waits

using Waiter = asio::async_result<asio::use_awaitable_t<Executor>, void(Response)>::handler_type;

class Completion {
  public:
    Completion(Executor executor, Waiter waiter)
        : executor_(executor), waiter_(std::make_unique<Waiter>(std::move(waiter))) {}
    void answer(Response response) {
        asio::post(executor_,
                   [waiter = std::move(waiter_), response = std::move(response)]() mutable {
                       std::move (*waiter)(std::move(response));
                   });
    }

  private:
    Executor executor_;
    std::unique_ptr<Waiter> waiter_;
};

// Wakes a live stream from any thread. Many calls before the loop comes round are one.
class WakeCall {
  public:
    WakeCall(Executor executor, const std::shared_ptr<StreamWake>& wake)
        : executor_(executor), wake_(wake) {}
    void operator()() const {
        if (posted_->exchange(true)) {
            return;
        }
        asio::post(executor_, [wake = wake_, posted = posted_] {
            *posted = false;
            if (const auto alive = wake.lock()) {
                alive->timer.cancel();
            }
        });
    }

  private:
    Executor executor_;
    std::weak_ptr<StreamWake> wake_;
    std::shared_ptr<std::atomic<bool>> posted_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace

// Starts work on the pool for a waiting coroutine. Trivial members and a constructor: see the top of the file.
class WorkerCall {
  public:
    WorkerCall(BeastServer* server, BeastServer::Work kind, Request* request, Executor executor)
        : server_(server), kind_(kind), request_(request), executor_(executor) {}

    void operator()(Waiter waiter) const {
        auto completion = std::make_shared<Completion>(executor_, std::move(waiter));
        if (kind_ == BeastServer::Work::later) {
            ++server_->later_;
            server_->router_.dispatch_later(*request_,
                                            [server = server_, completion](Response response) {
                                                completion->answer(std::move(response));
                                                --server->later_;
                                            });
            return;
        }
        if (++server_->queued_ > server_->config_.http.requests_queued_max) {
            --server_->queued_;
            metrics::count("http_overload_total", "reason", "queue");
            completion->answer(wire::refusal(503, "request.overloaded"));
            return;
        }
        asio::post(server_->workers_,
                   [server = server_, kind = kind_, request = request_, completion] {
                       --server->queued_;
                       completion->answer(server->work(kind, *request));
                   });
    }

  private:
    BeastServer* server_;
    BeastServer::Work kind_;
    Request* request_;
    Executor executor_;
};

// ---- reading

// False: the connection is over and nobody is there to be told.
template <typename Stream>
Task<bool> BeastServer::read_head(Connection& connection, Stream& stream, Exchange& exchange) {
    if (connection.buffer.size() == 0) {
        if (draining_) {
            co_return false;
        }
        connection.idle = true;
        connection.within(limits_.idle);
        const auto space = connection.buffer.prepare(4096);
        const auto [error, bytes] = co_await stream.async_read_some(space, outcome);
        if (error) {
            co_return false;
        }
        connection.buffer.commit(bytes);
    }
    connection.idle = false;
    connection.reading = true;
    connection.within(limits_.header);
    if (take_whole(connection, exchange)) {
        co_return true;
    }
    exchange.parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    exchange.parser.body_limit(boost::none);
    const auto [error, bytes] =
        co_await http::async_read_header(stream, connection.buffer, exchange.parser, outcome);
    if (!error) {
        take_head(exchange, limits_);
        co_return true;
    }
    if (connection.expired) {
        exchange.refuse(408, "request.too_slow");
        co_return true;
    }
    const bool malformed =
        error.category() == http::make_error_code(http::error::end_of_stream).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message;
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        exchange.refuse(431, "request.header_too_large");
    } else if (malformed) {
        exchange.refuse(400, "request.bad_message");
    }
    co_return exchange.refused;
}

// Decides from the header alone whether the body may come, and says "go on" to who asked.
template <typename Stream>
Task<> BeastServer::let_body_come(Loop& loop, Connection& connection, Stream& stream,
                                  Exchange& exchange) {
    const RouteDescription* route = router_.match(exchange.request.method, exchange.request.path);
    if (route != nullptr) {
        exchange.options = route->options;
        exchange.body_max = exchange.options.upload ? upload_max : exchange.options.body_max;
    }
    exchange.parser.body_limit(boost::none);  // store() counts, chunked or not.
    const auto announced = exchange.parser.content_length();
    if (announced && *announced > exchange.body_max) {
        exchange.refuse(413, "request.too_large");
        co_return;
    }
    const std::string_view expected = exchange.request.header("expect");
    if (!expected.empty() && expected != "100-continue") {
        exchange.refuse(417, "request.expectation_failed");
        co_return;
    }
    if (exchange.options.upload) {
        connection.reading = false;
        connection.deadline = SteadyClock::time_point::max();
        Response early = co_await on_worker(loop, Work::refuse_early, exchange.request);
        if (early.status != 0) {
            exchange.refuse(std::move(early));
            co_return;
        }
        connection.reading = true;
        open_upload(exchange);
    }
    if (!exchange.refused && !expected.empty() && !exchange.parser.is_done()) {
        static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        connection.within(limits_.write);
        const auto buffer = asio::buffer(go_on);
        (void)co_await asio::async_write(stream, buffer, outcome);
    }
}

template <typename Stream>
Task<bool> BeastServer::read_body(Connection& connection, Stream& stream, Exchange& exchange) {
    const auto started = SteadyClock::now();
    const auto announced = exchange.parser.content_length();
    std::vector<char> chunk(std::min<std::uint64_t>(announced.value_or(chunk_bytes), chunk_bytes));
    connection.reading = true;
    while (!exchange.parser.is_done()) {
        const std::chrono::milliseconds earned{
            exchange.options.upload ? exchange.received * 1000 / limits_.upload_rate_min : 0};
        connection.deadline = started + limits_.body + earned;
        auto& body = exchange.parser.get().body();
        body.data = chunk.data();
        body.size = chunk.size();
        const auto [error, bytes] =
            co_await http::async_read(stream, connection.buffer, exchange.parser, outcome);
        if (error && error != http::error::need_buffer) {
            if (connection.expired) {
                exchange.refuse(408, "request.too_slow");
            } else if (error.category() ==
                           http::make_error_code(http::error::end_of_stream).category() &&
                       error != http::error::partial_message) {
                exchange.refuse(400, "request.bad_message");
            }
            co_return exchange.refused;
        }
        const std::size_t got = chunk.size() - exchange.parser.get().body().size;
        if (!store(exchange, std::string_view(chunk.data(), got))) {
            co_return true;
        }
    }
    if (exchange.options.upload) {
        exchange.upload.close();
        if (!exchange.upload) {
            exchange.refuse(503, "http.cannot_store_upload");
        }
    }
    co_return true;
}

Task<Response> BeastServer::on_worker(Loop& loop, Work kind, Request& request) {
    WorkerCall call(this, kind, &request, loop.context.get_executor());
    Response response =
        co_await asio::async_initiate<decltype(use_task), void(Response)>(call, use_task);
    co_return response;
}

// ---- writing

template <typename Stream>
Task<bool> BeastServer::write_text(Connection& connection, Stream& stream, std::string_view text) {
    while (!text.empty()) {
        const std::size_t size = std::min(text.size(), chunk_bytes);
        const auto buffer = asio::buffer(text.data(), size);
        connection.within(limits_.write);
        const auto [error, bytes] = co_await asio::async_write(stream, buffer, outcome);
        if (error) {
            co_return false;
        }
        text.remove_prefix(size);
    }
    co_return true;
}

template <typename Stream>
Task<bool> BeastServer::write_file(Connection& connection, Stream& stream,
                                   const std::filesystem::path& file, std::uint64_t bytes) {
    std::ifstream in(file, std::ios::binary);
    std::string chunk(chunk_bytes, '\0');
    while (bytes > 0) {
        const auto want = static_cast<std::streamsize>(std::min<std::uint64_t>(bytes, chunk_bytes));
        if (!in.read(chunk.data(), want)) {
            co_return false;  // Cut short: the length said otherwise, so the client knows.
        }
        const std::string_view part(chunk.data(), static_cast<std::size_t>(want));
        const bool written = co_await write_text(connection, stream, part);
        if (!written) {
            co_return false;
        }
        bytes -= static_cast<std::uint64_t>(want);
    }
    co_return true;
}

template <typename Stream>
Task<bool> BeastServer::write_answer(Loop& loop, Connection& connection, Stream& stream,
                                     Exchange& exchange) {
    connection.reading = false;
    const bool has_file = !exchange.response.file.empty();
    std::error_code missing;
    std::uint64_t file_bytes = 0;
    if (has_file) {
        file_bytes = std::filesystem::file_size(exchange.response.file, missing);
    }
    if (missing) {
        log::error("http.file_missing", {{"request", exchange.request.request_id}});
        exchange.refuse(500, "request.internal");
    }
    const bool send_file = has_file && !missing;
    const std::shared_ptr<const std::string> shared = exchange.response.shared_body;
    std::string_view body = exchange.response.body;
    if (shared) {
        body = *shared;
    }
    exchange.keep = exchange.keep && !draining_;
    wire::HeadFacts facts;
    facts.body_bytes = send_file ? file_bytes : body.size();
    facts.date = loop.date;
    facts.with_standard = exchange.later;
    if (!exchange.keep) {
        facts.connection = wire::Connection::close;
    } else if (exchange.http_1_0) {
        facts.connection = wire::Connection::keep_alive_stated;
    }
    std::string head = wire::response_head(exchange.response, facts);
    const bool bodiless = exchange.head_only || exchange.response.status == 304;
    if (!bodiless && !send_file && body.size() <= chunk_bytes) {
        head += body;  // One write, one packet for most answers.
        body = {};
    }
    bool written = co_await write_text(connection, stream, head);
    if (written && !bodiless && send_file) {
        written = co_await write_file(connection, stream, exchange.response.file, file_bytes);
    } else if (written && !bodiless) {
        written = co_await write_text(connection, stream, body);
    }
    co_return written;
}

// A refused client may still be sending. Closing at once would reset the connection and take the answer with it.
template <typename Stream>
Task<> BeastServer::linger(Connection& connection, Stream& stream) {
    constexpr std::size_t ignored_max = 4 << 20;
    boost::system::error_code ignored;
    connection.socket.shutdown(tcp::socket::shutdown_send, ignored);
    connection.within(limits_.linger);
    std::vector<char> sink(chunk_bytes);
    for (std::size_t total = 0; total < ignored_max;) {
        const auto space = asio::buffer(sink);
        const auto [error, bytes] = co_await stream.async_read_some(space, outcome);
        if (error) {
            co_return;
        }
        total += bytes;
    }
}

// ---- live streams

template <typename Stream>
Task<> BeastServer::push_frames(Connection& connection, Stream& stream, StreamWake& wake,
                                Live::Subscription& subscription) {
    const auto end = SteadyClock::now() + limits_.stream;
    while (!draining_) {
        // Everything below up to the next co_await runs on this loop, so no wake-up falls between.
        const std::vector<std::string> frames = subscription.take();
        std::string text;
        for (const std::string& frame : frames) {
            text += frame;
        }
        if (text.empty()) {
            if (subscription.dropped() || SteadyClock::now() >= end) {
                co_return;
            }
            connection.deadline = SteadyClock::time_point::max();
            wake.timer.expires_after(limits_.heartbeat);
            const auto [woken] = co_await wake.timer.async_wait(outcome);
            if (woken) {
                continue;
            }
            text = subscription.heartbeat();
        }
        const bool written = co_await write_text(connection, stream, text);
        if (!written) {
            co_return;
        }
    }
}

template <typename Stream>
Task<> BeastServer::stream_events(Loop& loop, Connection& connection, Stream& stream,
                                  Exchange& exchange) {
    const auto wake = std::make_shared<StreamWake>(loop.context.get_executor());
    std::function<void()> call = WakeCall(loop.context.get_executor(), wake);
    auto subscription = live_.subscribe(*exchange.response.live_viewer,
                                        wire::last_event_id(exchange.request), std::move(call));
    if (!subscription) {
        exchange.refuse(error_response(subscription.error()));
        (void)co_await write_answer(loop, connection, stream, exchange);
        co_return;
    }
    connection.reading = false;
    exchange.response.headers.emplace_back("X-Accel-Buffering", "no");
    wire::HeadFacts facts;
    facts.connection = wire::Connection::close;
    facts.date = loop.date;
    // Browsers come back after two seconds; the comment opens the stream in those that wait for a first byte.
    std::string head = wire::response_head(exchange.response, facts);
    if (!exchange.head_only) {
        head += "retry: 2000\n:\n\n";
    }
    const bool open = co_await write_text(connection, stream, head);
    if (open && !exchange.head_only) {
        connection.stream = &wake->timer;
        co_await push_frames(connection, stream, *wake, **subscription);
        connection.stream = nullptr;
    }
}

// ---- a connection's life

template <typename Stream>
Task<> BeastServer::serve(Loop& loop, Connection& connection, Stream& stream) {
    bool keep = true;
    while (keep) {
        Exchange exchange(bodies_taken_, uploads_taken_);
        const bool heard = co_await read_head(connection, stream, exchange);
        if (!heard) {
            co_return;
        }
        exchange.request.remote = wire::client_address(exchange.request, connection.peer);
        if (!exchange.refused && !exchange.whole && !exchange.parser.is_done()) {
            co_await let_body_come(loop, connection, stream, exchange);
            if (!exchange.refused) {
                const bool whole = co_await read_body(connection, stream, exchange);
                if (!whole) {
                    co_return;
                }
            }
        }
        connection.reading = false;
        connection.deadline = SteadyClock::time_point::max();  // The pool bounds a handler's time.
        if (!exchange.refused) {
            auto here = answer_here(exchange, connection);
            if (here) {
                exchange.response = std::move(*here);
            } else {
                Work kind = Work::dispatch;
                if (exchange.request.path == "/readyz") {
                    kind = Work::ready;
                } else if (router_.goes_later(exchange.request)) {
                    kind = Work::later;
                    exchange.later = true;
                }
                exchange.response = co_await on_worker(loop, kind, exchange.request);
            }
        }
        if (exchange.response.live_viewer) {
            co_await stream_events(loop, connection, stream, exchange);
            co_return;
        }
        const bool written = co_await write_answer(loop, connection, stream, exchange);
        if (written && exchange.refused) {
            co_await linger(connection, stream);
        }
        keep = written && exchange.keep;
    }
}

Task<> BeastServer::talk(Loop& loop, Connection& connection, bool tls) {
    if (!tls) {
        co_await serve(loop, connection, connection.socket);
        boost::system::error_code ignored;
        connection.socket.shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
    }
    ssl::stream<Socket&> stream(connection.socket, tls_);
    connection.idle = false;
    connection.within(limits_.header);
    const auto [error] = co_await stream.async_handshake(ssl::stream_base::server, outcome);
    if (error) {
        metrics::count("http_tls_failures_total");
        co_return;
    }
    co_await serve(loop, connection, stream);
    connection.within(limits_.linger);
    (void)co_await stream.async_shutdown(outcome);
}

Task<> BeastServer::session(Loop& loop, Socket socket, bool tls) {
    Connection connection(std::move(socket), limits_.header_bytes + chunk_bytes);
    struct Presence {
        BeastServer* server;
        Loop* loop;
        Connection* connection;
        Presence(BeastServer* s, Loop* l, Connection* c) : server(s), loop(l), connection(c) {
            loop->connections.insert(connection);
        }
        ~Presence() {
            loop->connections.erase(connection);
            --server->connections_;
        }
    };
    const Presence presence(this, &loop, &connection);
    boost::system::error_code gone;
    const auto peer = connection.socket.remote_endpoint(gone);
    if (!gone) {
        connection.peer = peer.address().to_string();
    }
    try {
        co_await talk(loop, connection, tls);
    } catch (const std::exception& problem) {
        log::error("http.connection_failed", {{"type", std::string{typeid(problem).name()}}});
    }
}

Task<> BeastServer::accept(Acceptor& acceptor, bool tls) {
    static const std::string full = wire::response_head(
        wire::refusal(503, "request.overloaded"), wire::HeadFacts{0, wire::Connection::close, {}});
    std::size_t turn = 0;
    Timer pause(loops_.front()->context.get_executor());
    while (!draining_) {
        Loop& loop = *loops_[turn++ % loops_.size()];
        Socket socket(loop.context.get_executor());
        const auto [error] = co_await acceptor.async_accept(socket, outcome);
        if (draining_ || error == asio::error::operation_aborted) {
            co_return;
        }
        boost::system::error_code ignored;
        if (error) {  // Out of descriptors, or the peer left at once.
            pause.expires_after(std::chrono::milliseconds(50));
            (void)co_await pause.async_wait(outcome);
            continue;
        }
        if (++connections_ > config_.http.connections_max) {
            --connections_;
            metrics::count("http_overload_total", "reason", "connections");
            socket.non_blocking(true, ignored);
            if (!tls) {
                socket.write_some(asio::buffer(full), ignored);
            }
            socket.shutdown(tcp::socket::shutdown_both, ignored);
            continue;
        }
        socket.set_option(tcp::no_delay(true), ignored);
        asio::post(loop.context, [this, &loop, tls, socket = std::move(socket)]() mutable {
            asio::co_spawn(loop.context.get_executor(), session(loop, std::move(socket), tls),
                           asio::detached);
        });
    }
}

void BeastServer::spawn_accept(Acceptor& acceptor, bool tls) {
    asio::co_spawn(loops_.front()->context.get_executor(), accept(acceptor, tls), asio::detached);
}

}  // namespace xiuhua::beast
