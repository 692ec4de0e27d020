#pragma once
// What server.cpp's coroutines work with: a connection, one exchange on it, the way back from a worker.
// Private to platform/http; everything with Beast in it stays behind server.hpp.
#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fstream>
#include <unordered_set>

#include "platform/http/server.hpp"
#include "platform/http/static_files.hpp"
#include "platform/http/wire.hpp"

namespace xiuhua::beast {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using SteadyClock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;
using Parser = http::request_parser<http::buffer_body>;
template <typename T = void>
using Task = asio::awaitable<T, Executor>;

inline constexpr std::size_t chunk_bytes = 64 << 10;
inline constexpr std::size_t unmatched_body_max = 64 << 10;  // What a request to nowhere may carry.

// ---- one connection

struct Connection {
    Socket socket;
    SteadyClock::time_point deadline = SteadyClock::time_point::max();
    bool idle = true;      // Between requests: may be closed at any time.
    bool reading = false;  // A missed deadline is answered 408.
    bool expired = false;
    Timer* stream = nullptr;  // Its wake-up, while a live stream runs.
    std::string peer;
    boost::beast::flat_buffer buffer;

    Connection(Socket accepted, std::size_t buffer_max)
        : socket(std::move(accepted)), buffer(buffer_max) {}
    void within(std::chrono::milliseconds time) { deadline = SteadyClock::now() + time; }
    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
    }
};

struct StreamWake {
    Timer timer;
    explicit StreamWake(Executor executor) : timer(executor) {}
};

struct Loop {
    std::unordered_set<Connection*> connections;
    std::string date;
    asio::io_context context{
        1};  // After `connections`: coroutines that die with it still sign off there.
    asio::executor_work_guard<Executor> guard{context.get_executor()};
    Timer sweep{context.get_executor()};
    std::thread thread;
};

// A share of a common budget, given back with the object.
class Share {
  public:
    explicit Share(std::atomic<std::size_t>& taken) : taken_(taken) {}
    ~Share() { give_back(); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    // False, and nothing taken, when less than `amount` is left.
    bool take(std::size_t amount, std::size_t all_max) {
        if ((taken_ += amount) > all_max) {
            taken_ -= amount;
            return false;
        }
        mine_ += amount;
        return true;
    }
    void give_back() { taken_ -= std::exchange(mine_, 0); }

  private:
    std::atomic<std::size_t>& taken_;
    std::size_t mine_ = 0;
};

// ---- one request and its answer

struct Exchange {
    Parser parser;
    Request request;
    Response response;
    bool whole = false;  // Taken with its body, without the parser.
    bool later =
        false;  // Answered by an ingest route: wire::response_head() adds what all answers bear.
    bool refused = false;  // `response` is a refusal and the connection ends after it.
    bool head_only = false;
    bool keep = false;
    bool http_1_0 = false;
    RouteOptions options;
    std::size_t body_max = unmatched_body_max;
    std::size_t received = 0;
    Share memory, upload_place;
    std::ofstream upload;

    Exchange(std::atomic<std::size_t>& bodies, std::atomic<std::size_t>& uploads)
        : memory(bodies), upload_place(uploads) {}
    ~Exchange() {
        std::error_code ignored;
        if (!request.upload.empty()) {
            std::filesystem::remove(request.upload, ignored);
        }
        if (response.remove_file_after && !response.file.empty()) {
            std::filesystem::remove(response.file, ignored);
        }
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    void refuse(Response with) {
        response = std::move(with);
        refused = true;
        keep = false;
        request.body = {};  // The client may linger; what it sent need not.
        memory.give_back();
        upload_place.give_back();
    }
    void refuse(int status, std::string_view key) { refuse(wire::refusal(status, key)); }
};

// What the parser read, as the router wants it; refuses what is not one clear request.
void take_head(Exchange& exchange, const HttpLimits& limits);

// ---- the server

class BeastServer final : public HttpServer {
  public:
    BeastServer(const Config& config, Router& router, Live& live, HttpOptions options)
        : config_(config),
          limits_(options.limits),
          ready_(std::move(options.ready)),
          with_tls_(config.http.tls_port != 0 || options.tls_on_free_port),
          router_(router),
          live_(live),
          files_(find_web_directory(config.http.web_directory)),
          uploads_(config.data / "uploads"),
          workers_(static_cast<std::size_t>(std::max(1, config.http.workers))) {
        for (int i = 0; i < std::max(1, config.http.io_threads); ++i) {
            loops_.push_back(std::make_unique<Loop>());
        }
    }
    ~BeastServer() override { stop(); }

    Done prepare();
    Done start() override;
    int port() const override { return port_; }
    int tls_port() const override { return tls_port_; }
    void stop() override;

  private:
    friend class WorkerCall;
    enum class Work { refuse_early, dispatch, ready, later };

    Done bind(std::unique_ptr<Acceptor>& acceptor, int port, int& bound);
    void sweep(Loop& loop);
    Response work(Work kind, Request& request);
    Response ready();
    std::optional<Response> answer_here(const Exchange& exchange, const Connection& connection);
    bool take_whole(Connection& connection, Exchange& exchange);
    void open_upload(Exchange& exchange);
    bool store(Exchange& exchange, std::string_view bytes);

    void spawn_accept(Acceptor& acceptor, bool tls);
    Task<> accept(Acceptor& acceptor, bool tls);
    Task<> session(Loop& loop, Socket socket, bool tls);
    Task<> talk(Loop& loop, Connection& connection, bool tls);
    template <typename Stream>
    Task<> serve(Loop& loop, Connection& connection, Stream& stream);
    template <typename Stream>
    Task<bool> read_head(Connection& connection, Stream& stream, Exchange& exchange);
    template <typename Stream>
    Task<> let_body_come(Loop& loop, Connection& connection, Stream& stream, Exchange& exchange);
    template <typename Stream>
    Task<bool> read_body(Connection& connection, Stream& stream, Exchange& exchange);
    template <typename Stream>
    Task<bool> write_answer(Loop& loop, Connection& connection, Stream& stream, Exchange& exchange);
    template <typename Stream>
    Task<bool> write_text(Connection& connection, Stream& stream, std::string_view text);
    template <typename Stream>
    Task<bool> write_file(Connection& connection, Stream& stream, const std::filesystem::path& file,
                          std::uint64_t bytes);
    template <typename Stream>
    Task<> linger(Connection& connection, Stream& stream);
    template <typename Stream>
    Task<> stream_events(Loop& loop, Connection& connection, Stream& stream, Exchange& exchange);
    template <typename Stream>
    Task<> push_frames(Connection& connection, Stream& stream, StreamWake& wake,
                       Live::Subscription& subscription);
    Task<Response> on_worker(Loop& loop, Work kind, Request& request);

    const Config& config_;
    const HttpLimits limits_;
    std::function<Done()> ready_;
    const bool with_tls_;
    Router& router_;
    Live& live_;
    const StaticFiles files_;
    const std::filesystem::path uploads_;
    ssl::context tls_{ssl::context::tls_server};
    std::vector<std::unique_ptr<Loop>> loops_;
    asio::thread_pool workers_;
    std::unique_ptr<Acceptor> plain_, secure_;
    int port_ = 0, tls_port_ = 0;
    std::atomic<int> queued_{0}, connections_{0};
    std::atomic<int> later_{0};  // Requests that wait for their commit, and hold no worker.
    std::atomic<std::size_t> bodies_taken_{0}, uploads_taken_{0};
    std::atomic<bool> draining_{false}, abandoning_{false};
    bool started_ = false, stopped_ = false;
};

}  // namespace xiuhua::beast
