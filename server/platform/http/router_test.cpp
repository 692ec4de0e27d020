#include "platform/http/router.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "platform/host/services.hpp"
#include "platform/http/idempotency.hpp"
#include "platform/metrics/metrics.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

constexpr Permission read_notes{"note.read", {Role::grid_worker, Role::auditor}};
constexpr Permission write_notes{"note.write", {Role::grid_worker}};

const Instant morning = *parse_instant("2026-03-02T01:00:00Z");

struct NoteForm {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteForm, (), (text))
struct NoteFilter {
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(NoteFilter, (), (limit))
struct NoteView {
    std::string id, text, by;
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (id, text, by))

constexpr Query create_table{"test.create", "CREATE TABLE note (text TEXT NOT NULL)"};
constexpr Query insert_note{"test.insert", "INSERT INTO note (text) VALUES (?1)"};
constexpr Query count_notes{"test.count", "SELECT COUNT(*) FROM note"};

// "worker", "auditor", "ended" and "device:note.read" in the header x-as stand for sessions.
class NamedViewers final : public Authenticator {
  public:
    Result<std::optional<Viewer>> viewer_of(const Request& request,
                                            const RouteDescription&) override {
        const std::string_view as = request.header("x-as");
        if (as == "ended") {
            return fail(ErrorCode::unauthenticated, "access.session_ended");
        }
        if (as.empty()) {
            return std::nullopt;
        }
        Viewer viewer;
        viewer.name = as;
        viewer.user.value.bytes[0] = static_cast<std::uint8_t>(as[0]);
        if (as == "worker") {
            viewer.roles = {Role::grid_worker};
        } else if (as == "auditor") {
            viewer.roles = {Role::auditor};
        } else {
            viewer.roles = {Role::device};
            viewer.token_permissions = {std::string{as.substr(as.find(':') + 1)}};
        }
        return viewer;
    }
};

struct Fixture {
    testkit::TestDatabase database;
    Config config;
    testkit::FakeClock clock{morning};
    std::unique_ptr<Vault> vault;
    std::unique_ptr<Live> live = Live::create();
    std::unique_ptr<Services> services;
    std::unique_ptr<Router> router;
    int runs = 0;

    explicit Fixture(Engine engine = Engine::sqlite) : database(engine) {
        vault = std::move(*Vault::open(database.directory() / "keys"));
        REQUIRE(database.db().migrate(migrations_of("platform")));
        REQUIRE(database.db().write([](Tx& tx) { return tx.exec(create_table); }));
        services =
            std::make_unique<Services>(Services{config, clock, database.db(), *vault, *live});
        router = std::make_unique<Router>(*services);
        router->set_authenticator(std::make_unique<NamedViewers>());
        add_routes();
    }

    void add_routes() {
        router->view<NoteFilter, NoteView>(
            "GET /api/notes/{id}", read_notes,
            [](Context& context, const Request& request,
               const NoteFilter& filter) -> Result<NoteView> {
                return NoteView{request.path_text("id"), std::to_string(filter.limit.value_or(0)),
                                context.viewer.name};
            });
        router->view<Nothing, NoteView>(
            "GET /api/notes/latest", read_notes,
            [](Context&, const Request&, const Nothing&) -> Result<NoteView> {
                return NoteView{"latest", "", ""};
            });
        router->view<Nothing, NoteView>(
            "GET /api/notes/{id}/lines/{line}", read_notes,
            [](Context&, const Request& request, const Nothing&) -> Result<NoteView> {
                return NoteView{request.path_text("id"), request.path_text("line"), ""};
            });
        const auto write = [this](Context& context, const Request&,
                                  const NoteForm& form) -> Result<NoteView> {
            ++runs;
            XH_DO(context.tx.exec(insert_note, form.text));
            if (form.text == "refuse") {
                return fail(ErrorCode::conflict, "note.refused");
            }
            return NoteView{std::to_string(runs), form.text, context.viewer.name};
        };
        router->act<NoteForm, NoteView>("POST /api/notes", write_notes, write, {.body_max = 200});
        router->act<NoteForm, NoteView>("POST /api/notes/{id}/lines", write_notes, write);
        router->raw<Nothing, Nothing, Nothing>(
            "POST /api/open", Access::anyone(),
            [](const Request&, const Viewer& viewer) -> Result<Response> {
                Response response;
                response.body = viewer.name.empty() ? "nobody" : viewer.name;
                return response;
            });
        router->raw<Nothing, Nothing, Nothing>(
            "GET /api/broken", Access::anyone(),
            [](const Request&, const Viewer&) -> Result<Response> {
                throw std::runtime_error("secret 13800000000");
            });
    }

    Response call(Method method, std::string_view target, std::string_view as,
                  std::string body = {}, std::string_view key = {}) {
        Request request;
        request.method = method;
        REQUIRE(set_target(request, target));
        request.headers["x-as"] = as;
        if (!key.empty()) {
            request.headers["idempotency-key"] = key;
        }
        request.body = std::move(body);
        return router->dispatch(request);
    }

    std::int64_t notes() {
        const auto count =
            database.db().read([](Tx& tx) { return tx.row<std::int64_t>(count_notes); });
        return count->value();
    }
};

TEST_CASE("a route is found by its literal words before its parameters") {
    Fixture office;
    CHECK(office.call(Method::get, "/api/notes/latest", "worker").body ==
          R"({"id":"latest","text":"","by":""})");
    CHECK(office.call(Method::get, "/api/notes/7?limit=3", "worker").body ==
          R"({"id":"7","text":"3","by":"worker"})");
    CHECK(office.call(Method::get, "/api/notes/latest/lines/2", "worker").body ==
          R"({"id":"latest","text":"2","by":""})");
}

TEST_CASE("what is not there, or not for this method, is said so") {
    Fixture office;
    for (const char* target : {"/", "/api", "/api/notes/", "/api//notes", "/api/notes/1/2",
                               "/api/notes/1/lines/2/3", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r"}) {
        CAPTURE(target);
        const Response response = office.call(Method::get, target, "worker");
        CHECK(response.status == 404);
        CHECK(response.body.find("request.no_such_resource") != std::string::npos);
    }
    const Response wrong = office.call(Method::del, "/api/notes/1", "worker");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("Allow") == "GET");
    CHECK(office.call(Method::get, "/api/notes", "worker").header("Allow") == "POST");
}

TEST_CASE("nobody, an ended session and the wrong role are turned away before the handler runs") {
    Fixture office;
    struct Row {
        const char* as;
        int status;
        const char* key;
    };
    for (const Row& row :
         {Row{"", 401, "request.not_signed_in"}, Row{"ended", 401, "access.session_ended"},
          Row{"auditor", 403, "request.forbidden"}, Row{"device:note.read", 403, "forbidden"},
          Row{"device:note.write", 200, "by"}, Row{"worker", 200, "by"}}) {
        CAPTURE(row.as);
        const Response response =
            office.call(Method::post, "/api/notes", row.as, R"({"text":"a"})");
        CHECK(response.status == row.status);
        CHECK(response.body.find(row.key) != std::string::npos);
    }
    CHECK(office.runs == 2);
    CHECK(office.call(Method::post, "/api/open", "ended").body == "nobody");
    CHECK(office.call(Method::post, "/api/open", "worker").body == "worker");
}

TEST_CASE("wrong input is named by field and changes nothing") {
    Fixture office;
    CHECK(office.call(Method::get, "/api/notes/1?limit=x", "worker")
              .body.find("\"field\":\"limit\"") != std::string::npos);
    CHECK(office.call(Method::get, "/api/notes/1?more=1", "worker").status == 400);
    CHECK(office.call(Method::post, "/api/notes", "worker", "{").status == 400);
    CHECK(office.call(Method::post, "/api/notes", "worker", R"({"txt":1})").status == 400);
    CHECK(office.call(Method::post, "/api/notes", "worker", R"({"text":"refuse"})").status == 409);
    const std::string large = R"({"text":")" + std::string(200, 'a') + R"("})";
    CHECK(office.call(Method::post, "/api/notes", "worker", large).status == 413);
    CHECK(office.notes() == 0);
}

TEST_CASE("a handler that throws answers 500 and tells nothing") {
    Fixture office;
    const Response response = office.call(Method::get, "/api/broken", "");
    CHECK(response.status == 500);
    CHECK(response.body.find("request.internal") != std::string::npos);
    CHECK(response.body.find("138") == std::string::npos);
}

TEST_CASE("every answer carries its id, the security headers and no-store") {
    Fixture office;
    for (const char* target : {"/api/notes/1", "/api/none", "/api/broken"}) {
        const Response response = office.call(Method::get, target, "worker");
        CHECK(response.header("X-Request-Id").size() == 36);
        CHECK(response.header("Cache-Control") == "no-store");
        CHECK(response.header("X-Content-Type-Options") == "nosniff");
    }
    Request request;
    REQUIRE(set_target(request, "/api/none"));
    request.headers["x-request-id"] = "proxy-7";
    CHECK(office.router->dispatch(request).header("X-Request-Id") == "proxy-7");
    request.request_id.clear();
    request.headers["x-request-id"] = "two words\n";
    CHECK(office.router->dispatch(request).header("X-Request-Id").size() == 36);
}

TEST_CASE("a request is counted under its route's pattern, whoever it is for") {
    Fixture office;
    (void)office.call(Method::get, "/api/notes/1", "worker");
    (void)office.call(Method::get, "/api/nowhere/at/all", "worker");
    const std::string text = metrics::text();
    CHECK(text.find("http_request_seconds_count{route=\"/api/notes/{id}\"}") != text.npos);
    CHECK(text.find("http_request_seconds_count{route=\"none\"}") != text.npos);
}

TEST_CASE("a retry with the same key gets the first answer and changes nothing") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Fixture office{engine};
        const std::string body = R"({"text":"once"})";
        const Response first = office.call(Method::post, "/api/notes", "worker", body, "key-1");
        CHECK(first.status == 200);
        CHECK(first.header("Idempotent-Replayed").empty());
        const Response again = office.call(Method::post, "/api/notes", "worker", body, "key-1");
        CHECK(again.status == 200);
        CHECK(again.body == first.body);
        CHECK(again.header("Idempotent-Replayed") == "true");
        CHECK(office.notes() == 1);
        CHECK(office.call(Method::post, "/api/notes", "device:note.write", body, "key-1").body !=
              first.body);
        CHECK(office.notes() == 2);
    }
}

TEST_CASE("a key belongs to one request") {
    Fixture office;
    const std::string body = R"({"text":"once"})";
    CHECK(office.call(Method::post, "/api/notes", "worker", body, "key-1").status == 200);
    struct Row {
        const char* target;
        const char* body;
    };
    for (const Row& row : {Row{"/api/notes", R"({"text":"other"})"},
                           Row{"/api/notes/1/lines", R"({"text":"once"})"}}) {
        const Response response =
            office.call(Method::post, row.target, "worker", row.body, "key-1");
        CHECK(response.status == 409);
        CHECK(response.body.find("request.key_reused") != std::string::npos);
    }
    CHECK(office.notes() == 1);
    for (const std::string& key : {std::string(101, 'k'), std::string{"a b"}, std::string{"é"}}) {
        CHECK(office.call(Method::post, "/api/notes", "worker", body, key).status == 400);
    }
    CHECK(office.call(Method::post, "/api/notes", "worker", body, std::string(100, 'k')).status ==
          200);
}

TEST_CASE("a refused act leaves its key free") {
    Fixture office;
    CHECK(office.call(Method::post, "/api/notes", "worker", R"({"text":"refuse"})", "k").status ==
          409);
    CHECK(office.call(Method::post, "/api/notes", "worker", R"({"text":"fine"})", "k").status ==
          200);
    CHECK(office.notes() == 1);
}

TEST_CASE("sixteen retries at once are one act") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Fixture office{engine};
        std::atomic<int> fine{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 16; ++i) {
            clients.emplace_back([&] {
                Request request;
                request.method = Method::post;
                request.path = "/api/notes";
                request.headers["x-as"] = "worker";
                request.headers["idempotency-key"] = "same";
                request.body = R"({"text":"once"})";
                fine += office.router->dispatch(request).status == 200 ? 1 : 0;
            });
        }
        for (std::thread& client : clients) {
            client.join();
        }
        CHECK(fine == 16);
        CHECK(office.notes() == 1);
    }
}

TEST_CASE("a stored answer is not readable in the database and is forgotten after a day") {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        Fixture office{engine};
        const std::string body = R"({"text":"13800000000"})";
        office.call(Method::post, "/api/notes", "worker", body, "key-1");
        constexpr Query stored{"test.stored", "SELECT answer FROM idempotency"};
        const auto answer =
            office.database.db().read([&](Tx& tx) { return tx.row<Bytes>(stored); });
        CHECK(answer->value().data.find("13800000000") == std::string::npos);
        const auto purge = [&](std::chrono::milliseconds after) {
            return *office.database.db().write(
                [&](Tx& tx) { return purge_idempotency(tx, morning + after); });
        };
        CHECK(purge(idempotency::kept) == 0);
        CHECK(purge(idempotency::kept + std::chrono::milliseconds{1}) == 1);
    }
}

TEST_CASE(
    "the platform's own routes are listed: the stream for who is signed in, metrics by "
    "permission") {
    Fixture office;
    const Response stream = office.call(Method::get, "/api/live", "auditor");
    CHECK(stream.content_type == "text/event-stream");
    REQUIRE(stream.live_viewer);
    CHECK(stream.live_viewer->name == "auditor");
    CHECK(office.call(Method::get, "/api/live", "").status == 401);
    CHECK(office.call(Method::get, "/metrics", "worker").status == 403);
    CHECK(office.call(Method::get, "/metrics", "device:platform.metrics").status == 200);
    const auto routes = office.router->routes();
    CHECK(std::is_sorted(routes.begin(), routes.end(), [](const auto* left, const auto* right) {
        return left->pattern < right->pattern;
    }));
    CHECK(office.router->match(Method::get, "/api/live") != nullptr);
    CHECK(office.router->match(Method::post, "/api/live") == nullptr);
}

TEST_CASE("a route registered twice, or wrongly, is a fault of ours found at start") {
    Fixture office;
    const auto handler = [](const Request&, const Viewer&) -> Result<Response> {
        return Response{};
    };
    const auto add = [&](const char* route) {
        office.router->raw<Nothing, Nothing, Nothing>(route, Access::anyone(), handler);
    };
    CHECK_THROWS(add("GET /api/notes/{other}"));
    CHECK_THROWS(add("FETCH /api/x"));
    CHECK_THROWS(add("/api/x"));
    CHECK_THROWS(add("GET api/x"));
}

}  // namespace
}  // namespace xiuhua
