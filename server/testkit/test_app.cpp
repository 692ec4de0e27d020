#include "testkit/test_app.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "app/rooms.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/log/log.hpp"
#include "platform/outbox/bell.hpp"
#include "rooms/access/public.hpp"
#include "testkit/audit_words.hpp"
#include "testkit/source_tree.hpp"

namespace xiuhua::testkit {
namespace {

constexpr Query events_since{"testkit.events_since",
                             "SELECT kind FROM outbox WHERE ord > ?1 ORDER BY ord"};

std::filesystem::path private_directory() {
    const char* memory = "/dev/shm";  // Durability is tested elsewhere; here an fsync is only slow.
    std::string path =
        std::filesystem::exists(memory)
            ? std::string{memory} + "/xiuhua_app_XXXXXX"
            : (std::filesystem::temp_directory_path() / "xiuhua_app_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error("no temporary directory: " + path);
    }
    return path;
}

// Removed with the object.
struct Directory {
    std::filesystem::path path = private_directory();
    Directory() = default;
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

template <typename T>
T must(Result<T> result, std::string_view what) {
    if (!result) {
        const Error& error = result.error();
        std::string fields;
        for (const FieldError& field : error.fields) {
            fields += " " + field.field + ":" + field.key;
        }
        throw std::runtime_error(std::string{what} + ": " + error.key + " " + error.field + " " +
                                 error.detail + fields);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

std::unique_ptr<Program> open_program(const Config& config, const Clock& clock) {
    return must(Program::create(config, clock, app::rooms(), source_tree() / "policy"), "program");
}

struct Target {
    Method method = Method::get;
    std::string path;
};
Target target_of(const Scenario& scenario) {
    const std::array choices{Target{Method::get, scenario.get}, Target{Method::post, scenario.post},
                             Target{Method::put, scenario.put},
                             Target{Method::patch, scenario.patch},
                             Target{Method::del, scenario.del}};
    Target found;
    int given = 0;
    for (const Target& choice : choices) {
        if (!choice.path.empty()) {
            found = choice;
            ++given;
        }
    }
    if (given != 1) {
        throw std::logic_error("a scenario names exactly one path");
    }
    return found;
}

std::string file_text(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// The seeded database, made once a process and copied for every test.
struct Template {
    Directory directory;
    DemoWorld world;
    Template() {
        const FakeClock clock{test_now};
        Config config;
        config.data = directory.path;
        auto program = open_program(config, clock);
        world = must(seed_demo_world(*program), "demo world");
    }
};
const Template& sqlite_template() {
    static const Template made;
    return made;
}

}  // namespace

const Instant test_now =
    office_instant(Date{std::chrono::year{2026} / 3 / 2}, std::chrono::hours{9});

struct TestApp::Impl {
    Impl(Engine engine, const Configure& configure) {
        log::set_level("error");
        Config config;
        if (configure) {
            configure(config);
        }
        config.data = directory.path;
        if (engine == Engine::sqlite) {
            const Template& made = sqlite_template();
            std::filesystem::copy(made.directory.path, directory.path,
                                  std::filesystem::copy_options::recursive |
                                      std::filesystem::copy_options::overwrite_existing);
            world = made.world;
        } else {
            postgres.emplace(engine);
            config.database.url = postgres->config().url;
            config.database.schema = postgres->config().schema;
        }
        program = open_program(config, clock);
        if (engine != Engine::sqlite) {
            world = must(seed_demo_world(*program), "demo world");
        }
        make_device_token();
        must(program->settle(), "settle");
    }
    ~Impl() {
        if (program) {
            check_audit_words(program->services().db);
        }
        program.reset();
    }

    void make_device_token();
    void sign(Request& request, const std::string& login);

    Directory directory;
    std::optional<TestDatabase> postgres;
    FakeClock clock{test_now};
    DemoWorld world;
    std::unique_ptr<Program> program;
    std::map<std::string, access::OpenedSession> sessions;
    std::map<std::string, Instant> session_opened_at;
};

void TestApp::Impl::sign(Request& request, const std::string& login) {
    if (login.empty()) {
        return;
    }
    if (login == "device_gate") {
        request.headers["authorization"] = "Bearer " + world.device_token;
        return;
    }
    if (!world.users.contains(login)) {
        throw std::logic_error("nobody in the demo world is called " + login);
    }
    auto& session = sessions[login];
    auto& opened_at = session_opened_at[login];
    constexpr std::chrono::hours session_kept{1};  // Well within what access lets idle.
    if (session.token.empty() || clock.now() - opened_at > session_kept) {
        opened_at = clock.now();
        session = must(program->services().db.write([&](Tx& tx) {
            return access::open_session(tx, clock.now(), world.user(login), "test");
        }),
                       "session");
    }
    request.headers["cookie"] = "xiuhua_session=" + session.token;
    if (request.method != Method::get) {
        request.headers["x-csrf"] = session.csrf;
    }
}

// A token for all that any device may do.
void TestApp::Impl::make_device_token() {
    std::set<std::string> permissions;
    for (const RouteDescription* route : program->router().routes()) {
        if (route->access.permission.roles.has(Role::device)) {
            permissions.insert(std::string{route->access.permission.name});
        }
    }
    Request request;
    request.method = Method::post;
    request.path = "/api/access/tokens";
    request.body = "{\"name\":\"东门道闸\",\"area_codes\":[\"\"],\"permissions\":" +
                   json::write(std::vector<std::string>(permissions.begin(), permissions.end())) +
                   "}";
    sign(request, "admin_chen");
    const Response answer = program->router().dispatch(request);
    const std::string_view mark = "\"token\":\"";
    const auto start = answer.body.find(mark);
    if (answer.status == 200 && start != std::string::npos) {
        const auto end = answer.body.find('"', start + mark.size());
        world.device_token = answer.body.substr(start + mark.size(), end - start - mark.size());
    }
}

TestApp::TestApp(Engine engine, const Configure& configure)
    : impl_(std::make_unique<Impl>(engine, configure)) {}
TestApp::~TestApp() = default;

FakeClock& TestApp::clock() {
    return impl_->clock;
}
Program& TestApp::program() {
    return *impl_->program;
}
Database& TestApp::db() {
    return impl_->program->services().db;
}
const DemoWorld& TestApp::world() const {
    return impl_->world;
}
void TestApp::forget_sessions() {
    impl_->sessions.clear();
}
void TestApp::settle() {
    must(impl_->program->settle(), "settle");
}

Viewer TestApp::viewer_of(std::string_view login) {
    return must(db().read([&](Tx& tx) { return access::viewer_for(tx, world().user(login)); }),
                "viewer")
        .value();
}

Response TestApp::send(const Scenario& scenario) {
    const Target target = target_of(scenario);
    Request request;
    request.method = target.method;
    must(set_target(request, target.path), target.path);
    request.remote = "127.0.0.1";
    request.request_id = to_text(new_uuid(impl_->clock.now()));
    request.body = scenario.body;
    if (!scenario.body.empty()) {
        request.headers["content-type"] = "application/json";
    }
    if (!scenario.idempotency_key.empty()) {
        request.headers["idempotency-key"] = scenario.idempotency_key;
    }
    if (!scenario.upload.empty()) {
        request.upload = impl_->directory.path / ("upload_" + request.request_id);
        std::ofstream{request.upload, std::ios::binary} << scenario.upload;
    }
    impl_->sign(request, scenario.as);
    for (const auto& [name, value] : scenario.headers) {
        request.headers[name] = value;
    }
    Response response = program().router().dispatch(request);
    if (response.shared_body) {
        response.body = *response.shared_body;
    }
    if (!response.file.empty()) {
        response.body = file_text(response.file);
        if (response.remove_file_after) {
            std::filesystem::remove(response.file);
        }
    }
    if (!request.upload.empty()) {
        std::error_code ignored;
        std::filesystem::remove(request.upload, ignored);
    }
    return response;
}

std::string TestApp::run(const Scenario& scenario) {
    const Target target = target_of(scenario);
    const std::int64_t before = outbox::next_order();
    const Response response = send(scenario);
    const std::string who = scenario.as.empty() ? "nobody" : scenario.as;
    INFO(who << " " << std::string{method_text(target.method)} << " " << target.path << "\n"
             << response.body.substr(0, 2'000));
    CHECK(response.status == scenario.status);
    for (const std::string& text : scenario.has) {
        CAPTURE(text);
        CHECK(response.body.find(text) != std::string::npos);
    }
    for (const std::string& text : scenario.lacks) {
        CAPTURE(text);
        CHECK(response.body.find(text) == std::string::npos);
    }
    if (target.method != Method::get) {
        const auto events =
            must(db().read([&](Tx& tx) { return tx.rows<std::string>(events_since, before); }),
                 "events");
        CHECK(events == scenario.events);
    }
    return response.body;
}

}  // namespace xiuhua::testkit
