// CPU of one GET beside nginx serving the same bytes, and what standing connections and starting cost.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "bench/harness.hpp"
#include "bench/office.hpp"
#include "platform/http/static_files.hpp"

namespace xiuhua::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr int connections = 64;
constexpr double seconds_each = 2;
constexpr int rounds = 5;
constexpr double nginx_goal = 3;
constexpr std::size_t page_bytes = 4'000;  // About what a list of the register answers.

struct Measured {
    double cpu_us = 0, per_second = 0, p99_ms = 0;
};

Measured measure(const Child& child, const std::string& request) {
    const double before = child.cpu_seconds();
    LoadResult result = run_load(
        {child.port(), connections, seconds_each, [&](std::string& next) { next = request; }});
    const double cpu = child.cpu_seconds() - before;
    if (result.answered == 0 || result.refused > 0) {
        throw std::runtime_error("refused: " + result.first_refusal.substr(0, 300));
    }
    return {cpu / static_cast<double>(result.answered) * 1e6, result.per_second(),
            percentile(std::move(result.latencies), 99) * 1e3};
}

// The same bytes from both, in turn.
void compare(const std::string& what, const Child& office, const std::string& request,
             const Child* nginx, const std::string& file, bool is_judged) {
    std::vector<double> ours, theirs, rate, p99;
    const std::string theirs_request =
        fmt::format("GET /{} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", file);
    (void)measure(office, request);
    for (int round = 0; round < rounds; ++round) {
        const Measured one = measure(office, request);
        ours.push_back(one.cpu_us);
        rate.push_back(one.per_second);
        p99.push_back(one.p99_ms);
        if (nginx != nullptr) {
            theirs.push_back(measure(*nginx, theirs_request).cpu_us);
        }
    }
    Figure figure{"platform", what + ", CPU", median(ours), "us", rounds};
    if (!theirs.empty()) {
        figure.baseline = "nginx, the same bytes from a file";
        figure.baseline_value = median(theirs);
        figure.goal_is_ratio = true;
        if (is_judged) {
            figure.goal = nginx_goal;
        }
    }
    print(figure);
    print({.bench = "platform",
           .metric = what + ", 64 connections",
           .value = median(rate),
           .unit = "1/s",
           .runs = rounds,
           .better = Better::higher});
    print({.bench = "platform",
           .metric = what + ", p99 under that load",
           .value = median(p99),
           .unit = "ms",
           .runs = rounds});
}

void run_gets(const District& district) {
    const Folder folder;
    const auto web = folder.path() / "web";
    std::filesystem::create_directories(web / "desk" / "assets");
    std::ofstream{web / "desk" / "index.html"} << "<!doctype html>";
    std::ofstream{web / "desk" / "assets" / "page.js"} << std::string(page_bytes, 'x');
    const auto office = start_office(district, web);
    const Session session = log_in(office->port(), "worker1.1");
    const auto keep = [&](const std::string& name, const std::string& target) {
        std::ofstream{web / name} << body_of(ask(office->port(), session.get(target)));
    };
    keep("session.json", "/api/access/session");
    keep("people.json", "/api/registry/people?limit=20");
    const auto nginx = start_nginx(folder, web);
    if (!nginx) {
        print_absent("platform", "nginx beside", "no /usr/sbin/nginx and XIUHUA_NGINX names none");
    }
    const std::string on = ", " + district.engine;
    compare("GET a page's script of 4 kB" + on, *office,
            "GET /desk/assets/page.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", nginx.get(),
            "desk/assets/page.js", true);
    compare("GET one's own session" + on, *office, session.get("/api/access/session"), nginx.get(),
            "session.json", true);
    compare("GET 20 people of 160,000, opened and masked" + on, *office,
            session.get("/api/registry/people?limit=20"), nginx.get(), "people.json", false);
}

// ---- standing connections

constexpr std::size_t idle_wanted = 20'000;
constexpr std::size_t files_spared = 150;  // Of the limit: database, log, libraries, epoll.
constexpr double idle_goal_mb = 400;

class Connections {
  public:
    explicit Connections(int port) : port_(port) {}
    ~Connections() {
        for (const int one : open_) {
            ::close(one);
        }
    }
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    void open(std::size_t count) {
        constexpr std::size_t per_address = 15'000;
        while (open_.size() < count) {
            const int from = 2 + static_cast<int>(open_.size() / per_address);
            const int one = connect_to(port_, from);
            if (one < 0) {
                throw std::runtime_error(fmt::format("connection {} refused", open_.size()));
            }
            open_.push_back(one);
        }
    }
    // Each asks once and reads its answer, as a browser has that now keeps its connection.
    void ask_once() {
        const std::string request = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        for (const int one : open_) {
            (void)!::write(one, request.data(), request.size());
        }
        char bytes[4096];
        for (const int one : open_) {
            pollfd ready{one, POLLIN, 0};
            if (::poll(&ready, 1, 10'000) != 1 || ::read(one, bytes, sizeof bytes) <= 0) {
                throw std::runtime_error("a connection was not answered");
            }
        }
    }
    std::size_t size() const { return open_.size(); }

  private:
    const int port_;
    std::vector<int> open_;
};

}  // namespace

void run_platform_http() {
    for (const District& district : districts("platform")) {
        run_gets(district);
    }
}

void run_platform_connections() {
    const Folder folder;
    const std::size_t count = std::min(idle_wanted, open_files_max() - files_spared);
    const auto office = start_office({"sqlite", folder.path() / "data", ""}, folder.path());
    const double before = office->memory_mb();
    Connections idle{office->port()};
    idle.open(count);
    idle.ask_once();
    const double with_all = office->memory_mb();
    print({.bench = "platform",
           .metric = fmt::format("{} connections that asked once and stand, resident", count),
           .value = with_all,
           .unit = "MB",
           .goal = idle_goal_mb});
    print({.bench = "platform",
           .metric = "a standing connection",
           .value = (with_all - before) / static_cast<double>(count) * 1024,
           .unit = "KB"});
}

void run_platform_start() {
    constexpr double start_goal_ms = 150;
    constexpr double idle_memory_goal_mb = 64;
    constexpr int starts = 7;
    constexpr auto settle = std::chrono::seconds{5};
    if (find_web_directory({}).empty()) {
        print_absent("platform", "the web within idle memory", "web/dist is not built");
    }
    for (const District& district : districts("platform")) {
        std::vector<double> taken, memory;
        for (int i = 0; i < starts; ++i) {
            const auto began = Steady::now();
            const auto office = start_office(district, {});
            (void)body_of(ask(office->port(), "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
            taken.push_back(std::chrono::duration<double>(Steady::now() - began).count() * 1e3);
            if (i + 1 == starts) {
                std::this_thread::sleep_for(settle);
                memory.push_back(office->memory_mb());
                const Session session = log_in(office->port(), "worker1.1");
                (void)body_of(ask(office->port(), session.get("/api/registry/people?limit=20")));
                std::this_thread::sleep_for(settle);
                memory.push_back(office->memory_mb());
            }
            office->stop();
        }
        print({.bench = "platform",
               .metric = "start to the first answer with the full district, " + district.engine,
               .value = median(taken),
               .unit = "ms",
               .runs = starts,
               .goal = start_goal_ms});
        print({.bench = "platform",
               .metric = "idle with the full district, resident, " + district.engine,
               .value = memory.front(),
               .unit = "MB",
               .goal = idle_memory_goal_mb});
        print({.bench = "platform",
               .metric = "idle behind a log-in and a list, resident, " + district.engine,
               .value = memory.back(),
               .unit = "MB",
               .goal = idle_memory_goal_mb});
    }
}

}  // namespace xiuhua::bench
