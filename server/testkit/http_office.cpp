#include "testkit/http_office.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>

namespace xiuhua::testing {
namespace {

constexpr int patience_ms = 5'000;

int connect_to(int port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

// The header x-as names the viewer; its first letter is the user's id.
class NamedViewers final : public Authenticator {
  public:
    Result<std::optional<Viewer>> viewer_of(const Request& request,
                                            const RouteDescription&) override {
        const std::string_view as = request.header("x-as");
        if (as.empty()) {
            return std::nullopt;
        }
        Viewer viewer;
        viewer.name = as;
        viewer.user.value.bytes[0] = static_cast<std::uint8_t>(as[0]);
        viewer.roles = {Role::grid_worker};
        viewer.scope.area_codes = {"410105014001"};
        return viewer;
    }
};

Result<Response> text_answer(std::string text) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::move(text);
    return response;
}

}  // namespace

std::string Reply::header(std::string_view name) const {
    const auto at = head.find("\r\n" + std::string{name} + ": ");
    if (at == std::string::npos) {
        return {};
    }
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
}

Client::Client(int port) : descriptor_(connect_to(port)) {}

Client::Client(int port, const std::filesystem::path& certificate, const std::string& host)
    : descriptor_(connect_to(port)), context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_load_verify_locations(context_, certificate.c_str(), nullptr);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    // The tests' clock is not the machine's.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context_), X509_V_FLAG_NO_CHECK_TIME);
    tls_ = SSL_new(context_);
    SSL_set1_host(tls_, host.c_str());
    SSL_set_fd(tls_, descriptor_);
    if (SSL_connect(tls_) != 1) {
        ::close(descriptor_);
        descriptor_ = -1;
    }
}

Client::~Client() {
    if (tls_ != nullptr) {
        SSL_free(tls_);
        SSL_CTX_free(context_);
    }
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

bool Client::send(std::string_view text) {
    while (!text.empty()) {
        const auto sent = tls_ != nullptr
                              ? SSL_write(tls_, text.data(), static_cast<int>(text.size()))
                              : ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Client::fill() {
    pollfd waiting{descriptor_, POLLIN, 0};
    if ((tls_ == nullptr || SSL_pending(tls_) == 0) && ::poll(&waiting, 1, patience_ms) <= 0) {
        return false;
    }
    std::array<char, 16384> chunk{};
    const auto got = tls_ != nullptr ? SSL_read(tls_, chunk.data(), static_cast<int>(chunk.size()))
                                     : ::recv(descriptor_, chunk.data(), chunk.size(), 0);
    if (got <= 0) {
        return false;
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
}

Reply Client::reply(bool bodiless) {
    Reply reply;
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill()) {
            return reply;
        }
    }
    reply.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    reply.status = std::stoi(reply.head.substr(9, 3));
    const std::string length = reply.header("Content-Length");
    const std::size_t bytes = length.empty() || bodiless ? 0 : std::stoul(length);
    while (buffer_.size() < bytes && fill()) {
    }
    reply.body = buffer_.substr(0, bytes);
    buffer_.erase(0, bytes);
    return reply;
}

std::string Client::read_until(std::string_view ending) {
    while (buffer_.find(ending) == std::string::npos && fill()) {
    }
    return std::exchange(buffer_, {});
}

bool Client::closed() {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (!buffer_.empty() || ::poll(&waiting, 1, patience_ms) <= 0) {
        return false;
    }
    return !fill();
}

std::string get(std::string_view path, std::string_view headers) {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: office\r\n" + std::string{headers} +
           "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view headers) {
    return "POST " + std::string{path} +
           " HTTP/1.1\r\nHost: office\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string{headers} + "\r\n" + std::string{body};
}

Office::Office(const std::function<void(Config&, HttpOptions&)>& change)
    : clock(*parse_instant("2026-03-02T01:00:00Z")) {
    config.http.port = 0;
    config.http.workers = 4;
    config.http.web_directory = "/nonexistent";
    config.data = database.directory() / "data";
    HttpOptions options;
    using Milliseconds = std::chrono::milliseconds;
    options.limits.header = options.limits.body = Milliseconds{400};
    options.limits.idle = Milliseconds{700};
    options.limits.write = Milliseconds{500};
    options.limits.linger = Milliseconds{300};
    options.limits.drain = Milliseconds{3'000};
    options.limits.heartbeat = Milliseconds{150};
    options.limits.sweep = Milliseconds{10};
    options.ready = [this]() -> Done {
        return ready ? Done{} : Done{fail(ErrorCode::unavailable, "db.unreachable")};
    };
    if (change) {
        change(config, options);
    }
    vault = std::move(*Vault::open(database.directory() / "keys"));
    services = std::make_unique<Services>(Services{config, clock, database.db(), *vault, *live});
    REQUIRE(database.db().write([](Tx& tx) {
        return tx.exec({"test.table", "CREATE TABLE ingested (body TEXT NOT NULL)"});
    }));
    router = std::make_unique<Router>(*services);
    router->set_authenticator(std::make_unique<NamedViewers>());
    add_routes();
    auto made = HttpServer::create(config, *router, *live, options);
    REQUIRE(made.has_value());
    server = std::move(*made);
    REQUIRE(server->start().has_value());
}

Office::~Office() {
    release();
    server->stop();
}

void Office::add_routes() {
    const auto add = [&](std::string_view route, const Access& access, RouteOptions options,
                         std::function<Result<Response>(const Request&)> handler) {
        router->raw<Nothing, Nothing, Nothing>(
            route, access,
            [handler](const Request& request, const Viewer&) { return handler(request); }, options);
    };
    add("GET /api/hello", Access::anyone(), {}, [](const Request& request) {
        return text_answer("hello " + (request.query.empty() ? "" : request.query[0].second));
    });
    add("GET /api/remote", Access::anyone(), {},
        [](const Request& request) { return text_answer(request.remote); });
    add("POST /api/echo", Access::anyone(), {.body_max = 1000},
        [](const Request& request) { return text_answer(request.body); });
    add("POST /api/echo/large", Access::anyone(), {.body_max = 4 << 20},
        [](const Request& request) { return text_answer(std::to_string(request.body.size())); });
    add("GET /api/large", Access::anyone(), {},
        [](const Request&) { return text_answer(std::string(32 << 20, 'x')); });
    add("POST /api/upload", Access::signed_in(), {.upload = true}, [](const Request& request) {
        std::ifstream in(request.upload, std::ios::binary);
        const std::string text(std::istreambuf_iterator<char>(in), {});
        std::uint64_t sum = 0;
        for (const char c : text) {
            sum = sum * 31 + static_cast<unsigned char>(c);
        }
        return text_answer(std::to_string(text.size()) + " " + std::to_string(sum));
    });
    add("GET /api/file", Access::anyone(), {}, [this](const Request&) -> Result<Response> {
        Response response;
        response.content_type = "application/pdf";
        response.file = config.data / "paper.pdf";
        response.remove_file_after = true;
        std::ofstream(response.file, std::ios::binary) << std::string(3'000'001, 'p');
        return response;
    });
    add("GET /api/lost", Access::anyone(), {}, [this](const Request&) -> Result<Response> {
        Response response;
        response.file = config.data / "lost.pdf";
        return response;
    });
    router->ingest<Nothing, Nothing, Nothing>(
        "POST /api/ingest", [](const Request& request) -> Result<Router::Act> {
            if (request.body == "throw") {
                throw std::runtime_error("a handler's own fault");
            }
            if (request.body.empty()) {
                return fail(ErrorCode::invalid, "test.empty");
            }
            return [body = request.body](Context& context) -> Result<Response> {
                if (body == "refuse") {
                    return fail(ErrorCode::conflict, "test.refused");
                }
                XH_DO(context.tx.exec({"test.ingest", "INSERT INTO ingested (body) VALUES (?1)"},
                                      body));
                return text_answer("kept " + body);
            };
        });
    add("GET /api/slow", Access::anyone(), {}, [this](const Request&) {
        std::unique_lock lock(mutex_);
        ++slow_;
        wake_.notify_all();
        wake_.wait(lock, [this] { return released_; });
        return text_answer("slow");
    });
}

void Office::wait_for_slow(int running) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(patience_ms), [&] { return slow_ >= running; });
}

int Office::count_uploads() const {
    int count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator(config.data / "uploads")) {
        ++count;
    }
    return count;
}

}  // namespace xiuhua::testing
