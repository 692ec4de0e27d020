// What the platform promises: durable answers at a high rate, JSON that costs little.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "bench/harness.hpp"
#include "platform/db/db.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::bench {

struct BenchReport {
    std::string order;
    double temperature = 36.5;
    std::vector<std::string> symptoms{"cough", "fever"};
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(BenchReport, (), (order, temperature, symptoms, note))

namespace {

constexpr int clients = 64;
constexpr int writes_each = 100;
constexpr int runs = 5;

std::filesystem::path private_directory() {
    std::string pattern = std::filesystem::temp_directory_path() / "xiuhua-bench-XXXXXX";
    return mkdtemp(pattern.data());
}

constexpr Query insert_query{"bench.insert", "INSERT INTO bench_write (id, text) VALUES (?1, ?2)"};

// 64 clients, each waiting for its answer before the next write.
void write_from_many(Database& db, std::atomic<std::int64_t>& next) {
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < writes_each; ++n) {
                const std::int64_t id = next++;
                (void)db.write(
                    [&](Tx& tx) { return tx.exec(insert_query, id, std::string(100, 'x')); });
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

// The plain way: the same number of records, each appended and synced on its own.
void sync_each(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    const std::string record(100, 'x');
    for (int n = 0; n < clients * writes_each / 10; ++n) {  // A tenth: the ratio is per write.
        if (::write(descriptor, record.data(), record.size()) < 0 || ::fdatasync(descriptor) != 0) {
            break;
        }
    }
    ::close(descriptor);
}

void run_writes() {
    const auto directory = private_directory();
    auto opened = Database::open({"sqlite:" + (directory / "bench.db").string(), "xiuhua", 2});
    if (!opened) {
        print_absent("platform", "durable_writes", opened.error().key);
        return;
    }
    Database& db = **opened;
    (void)db.write([](Tx& tx) {
        return tx.exec(
            Query{"bench.create",
                  "CREATE TABLE bench_write (id BIGINT PRIMARY KEY, text TEXT NOT NULL)"});
    });
    std::atomic<std::int64_t> next{1};
    const auto [ours, theirs] = alternate_seconds(
        runs, [&] { write_from_many(db, next); }, [&] { sync_each(directory / "plain"); });
    Figure figure{"platform", "durable_writes_64_clients", clients * writes_each / ours, "1/s"};
    figure.runs = runs;
    figure.baseline = "one fdatasync each";
    figure.baseline_value = clients * writes_each / 10 / theirs;
    figure.goal = 20;
    figure.goal_is_ratio = true;
    figure.better = Better::higher;
    print(figure);
    db.close();
    std::filesystem::remove_all(directory);
}

void run_json() {
    const std::string text = json::write(BenchReport{"018f2b6a-7c1d-7e3f-8a2b-00112233aaff"});
    constexpr int calls = 20'000;
    const double parse = median_seconds(runs, [&] {
        for (int i = 0; i < calls; ++i) {
            (void)json::parse<BenchReport>(text);
        }
    });
    const double write = median_seconds(runs, [&] {
        for (int i = 0; i < calls; ++i) {
            (void)json::write(BenchReport{});
        }
    });
    print({.bench = "platform",
           .metric = "json_parse",
           .value = parse / calls * 1e6,
           .unit = "us",
           .runs = runs});
    print({.bench = "platform",
           .metric = "json_write",
           .value = write / calls * 1e6,
           .unit = "us",
           .runs = runs});
}

void run_platform() {
    run_writes();
    run_json();
}

const Workload workload{"platform", run_platform};

}  // namespace
}  // namespace xiuhua::bench
