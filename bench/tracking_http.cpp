// POST /pub from many phones against our real server, beside OwnTracks Recorder (XIUHUA_OWNTRACKS_RECORDER names its
// program, built by hand from its public source) and nginx's bare answer (XIUHUA_NGINX, or /usr/sbin/nginx).
// Everything on one machine over loopback: the load takes its own share of it, so CPU per request says more than
// requests a second.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "bench/http_load.hpp"
#include "bench/tracking.hpp"
#include "bench/tracking_server.hpp"

namespace xiuhua::bench {
namespace {

constexpr int few_phones = 500;
constexpr int many_phones = 20'000;
constexpr int connection_counts[] = {16, 64, 256};
constexpr double seconds_each = 3;
constexpr int rounds = 3;  // Ours and the bare answer in turn; medians.

struct Measured {
    double per_second = 0, cpu_us = 0, p99_ms = 0;
};

// What a phone sends next: its position a minute later, a few metres on.
std::string location_body(int phone, std::int64_t minute, std::int64_t start_seconds) {
    return fmt::format(
        R"({{"_type":"location","tid":"{:02}","lat":{:.6f},"lon":{:.6f},"tst":{},"acc":{},)"
        R"("batt":{},"vel":0,"t":"p","conn":"w"}})",
        phone % 100, 34.77 + 0.0007 * (phone % 71) + 1e-5 * static_cast<double>(minute % 7),
        113.75 + 0.0009 * (phone / 71 % 83), start_seconds + minute * 60, 12 + minute % 9,
        80 - minute % 50);
}

std::string http_post(std::string_view target, std::string_view login, std::string_view body) {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: OwnTracks/2.5\r\n"
        "Content-Type: application/json\r\n{}Content-Length: {}\r\n\r\n{}",
        target, login, body.size(), body);
}

Measured measure(const Child& child, const LoadPlan& plan) {
    const double before = child.cpu_seconds();
    LoadResult result = run_load(plan);
    const double cpu = child.cpu_seconds() - before;
    if (result.answered == 0 || result.refused > 0) {
        throw std::runtime_error("refused: " + result.first_refusal);
    }
    return {result.per_second(), cpu / static_cast<double>(result.answered) * 1e6,
            percentile(std::move(result.latencies), 99) * 1e3};
}

// Each phone in turn, so that no two requests on their way are of the same one.
class OurPhones {
  public:
    explicit OurPhones(int phones, std::int64_t start_seconds)
        : phones_(phones), start_seconds_(start_seconds) {
        for (int phone = 0; phone < phones; ++phone) {
            logins_.push_back(bench_login(phone));
        }
    }
    void next(std::string& request) {
        const int phone = next_ % phones_;
        request = http_post("/pub", logins_[static_cast<std::size_t>(phone)],
                            location_body(phone, next_ / phones_, start_seconds_));
        ++next_;
    }
    int rounds() const { return next_ / phones_; }

  private:
    int phones_;
    std::int64_t start_seconds_;
    int next_ = 0;
    std::vector<std::string> logins_;
};

// ---- peers

class Folder {
  public:
    Folder() : path_((std::filesystem::temp_directory_path() / "xiuhua_bench_XXXXXX").string()) {
        if (mkdtemp(path_.data()) == nullptr) {
            throw std::runtime_error("no temporary directory");
        }
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

std::string program_named(const char* variable, const char* otherwise) {
    const char* named = std::getenv(variable);
    const std::string path = named != nullptr ? named : otherwise;
    return ::access(path.c_str(), X_OK) == 0 ? path : "";
}

std::unique_ptr<Child> start_nginx(const Folder& folder) {
    const std::string program = program_named("XIUHUA_NGINX", "/usr/sbin/nginx");
    if (program.empty()) {
        return nullptr;
    }
    const int port = free_port();
    std::ofstream{folder.path() + "/nginx.conf"} << fmt::format(
        "daemon off; master_process off; pid {0}/pid; error_log /dev/null;\n"
        "events {{ worker_connections 4096; }}\n"
        "http {{ access_log off; keepalive_requests 100000000;\n"
        "  client_body_temp_path {0}/body; proxy_temp_path {0}/a; fastcgi_temp_path {0}/b;\n"
        "  uwsgi_temp_path {0}/c; scgi_temp_path {0}/d;\n"
        "  server {{ listen 127.0.0.1:{1}; location / {{ default_type application/json;\n"
        "    return 200 '[]'; }} }} }}\n",
        folder.path(), port);
    return std::make_unique<Child>(
        std::vector<std::string>{program, "-c", folder.path() + "/nginx.conf", "-p", folder.path()},
        port);
}

// Requests a second and CPU of OwnTracks Recorder with `phones` users known to it.
std::optional<Measured> measure_recorder(int phones, std::int64_t start_seconds) {
    const std::string program = program_named("XIUHUA_OWNTRACKS_RECORDER", "");
    if (program.empty()) {
        return std::nullopt;
    }
    const Folder folder;
    const int port = free_port();
    const std::string store = folder.path() + "/store";
    std::filesystem::create_directories(store + "/ghash");
    ::setenv("OTR_PORT", "0", 1);
    const std::string initialize = program + " --initialize -S " + store + " >/dev/null 2>&1";
    if (std::system(initialize.c_str()) != 0) {
        throw std::runtime_error("the recorder does not initialize its store");
    }
    const Child child{{program, "-S", store, "--http-host", "127.0.0.1", "--http-port",
                       std::to_string(port), "--norevgeo", "--doc-root", folder.path()},
                      port};
    int next = 0;
    LoadPlan plan{port, 16, 1, [&](std::string& request) {
                      const int phone = next % phones;
                      request = http_post(fmt::format("/pub?u=u{}&d=phone", phone), "",
                                          location_body(phone, next / phones, start_seconds));
                      ++next;
                  }};
    while (next < phones) {
        (void)run_load(plan);  // Until each user has been heard once.
    }
    plan.seconds = 2 * seconds_each;
    return measure(child, plan);
}

// ---- the runs

void print_pair(const std::string& what, const std::vector<Measured>& ours,
                const std::vector<Measured>& bare) {
    const auto of = [](const std::vector<Measured>& all, double Measured::*member) {
        std::vector<double> values;
        for (const Measured& one : all) {
            values.push_back(one.*member);
        }
        return median(std::move(values));
    };
    Figure figure{"tracking", "POST /pub, CPU a request, " + what, of(ours, &Measured::cpu_us),
                  "us"};
    figure.runs = static_cast<int>(ours.size());
    if (!bare.empty()) {
        figure.baseline = "nginx, bare answer";
        figure.baseline_value = of(bare, &Measured::cpu_us);
        figure.goal = 2;
        figure.goal_is_ratio = true;
    }
    print(figure);
    figure.metric = "POST /pub, requests, " + what;
    figure.value = of(ours, &Measured::per_second);
    figure.unit = "1/s";
    figure.better = Better::higher;
    figure.goal.reset();
    if (!bare.empty()) {
        figure.baseline_value = of(bare, &Measured::per_second);
    }
    print(figure);
    print({.bench = "tracking",
           .metric = "POST /pub, p99, " + what,
           .value = of(ours, &Measured::p99_ms),
           .unit = "ms",
           .runs = static_cast<int>(ours.size())});
}

// A phone's first report makes its key and tells the office; the paper about it is printed by events behind. All that
// comes once in a fortnight, so it is over before anything is measured.
void warm_up(const Child& server, OurPhones& our) {
    constexpr int warm_connections = 64;
    LoadPlan plan{server.port(), warm_connections, 1,
                  [&](std::string& request) { our.next(request); }};
    while (our.rounds() < 2) {
        (void)run_load(plan);
    }
    constexpr double idle_share = 0.05;
    constexpr int looks_max = 240;
    for (int look = 0; look < looks_max; ++look) {
        const double before = server.cpu_seconds();
        std::this_thread::sleep_for(std::chrono::milliseconds{500});
        if (server.cpu_seconds() - before < 0.5 * idle_share) {
            return;
        }
    }
}

// Answers the requests a second over 64 connections.
double run_phones(int phones, Child* nginx) {
    const Folder folder;
    const Child server{
        [&](const auto& listening) { serve_positions(folder.path(), phones, listening); }};
    OurPhones our{phones, bench_start_seconds()};
    warm_up(server, our);
    double at_64 = 0;
    for (const int connections : connection_counts) {
        std::vector<Measured> ours, bare;
        LoadPlan plan{server.port(), connections, seconds_each,
                      [&](std::string& request) { our.next(request); }};
        for (int round = 0; round < rounds; ++round) {
            plan.port = server.port();
            ours.push_back(measure(server, plan));
            if (nginx != nullptr) {
                plan.port = nginx->port();
                bare.push_back(measure(*nginx, plan));
            }
            at_64 = connections == 64 ? std::max(at_64, ours.back().per_second) : at_64;
        }
        print_pair(fmt::format("{} phones, {} connections", phones, connections), ours, bare);
    }
    print({.bench = "tracking",
           .metric = fmt::format("POST /pub, server's peak memory, {} phones", phones),
           .value = server.peak_memory_mb(),
           .unit = "MB"});
    return at_64;
}

}  // namespace

void run_tracking_http() {
    const Folder folder;
    const auto nginx = start_nginx(folder);
    if (!nginx) {
        print_absent("tracking", "POST /pub beside nginx", "XIUHUA_NGINX names no program");
    }
    const double few = run_phones(few_phones, nginx.get());
    const double many = run_phones(many_phones, nginx.get());
    Figure flat{"tracking", "POST /pub, requests, 20,000 phones, 64 connections", many, "1/s"};
    flat.baseline = "500 phones";
    flat.baseline_value = few;
    flat.goal = 0.8;  // Flat, within what this machine's own noise allows.
    flat.goal_is_ratio = true;
    flat.better = Better::higher;
    print(flat);
    const auto recorder = measure_recorder(few_phones, bench_start_seconds());
    if (!recorder) {
        return print_absent("tracking", "POST /pub beside OwnTracks Recorder",
                            "XIUHUA_OWNTRACKS_RECORDER names no program");
    }
    Figure figure{"tracking", "POST /pub, requests, 500 phones, 64 connections", few, "1/s"};
    figure.baseline = "OwnTracks Recorder, 500 users, 16 connections";
    figure.baseline_value = recorder->per_second;
    figure.goal = 50;
    figure.goal_is_ratio = true;
    figure.better = Better::higher;
    print(figure);
    print({.bench = "tracking",
           .metric = "OwnTracks Recorder: CPU a request, 500 users",
           .value = recorder->cpu_us,
           .unit = "us"});
}

}  // namespace xiuhua::bench
