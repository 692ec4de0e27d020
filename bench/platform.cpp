// What the platform promises: durable answers at a high rate, JSON that costs little; then the program as a whole.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "bench/harness.hpp"
#include "bench/office.hpp"
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
constexpr int writes_each = 400;
constexpr int runs = 5;

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

Done make_table(Database& db) {
    return db.write([](Tx& tx) -> Done {
        XH_DO(tx.exec(Query{"bench.drop", "DROP TABLE IF EXISTS bench_write"}));
        XH_DO(
            tx.exec(Query{"bench.create",
                          "CREATE TABLE bench_write (id BIGINT PRIMARY KEY, text TEXT NOT NULL)"}));
        return {};
    });
}

void run_writes(const std::string& engine, const std::string& url, double goal) {
    constexpr int connections = 16;  // PostgreSQL: what the program's pool holds under load.
    const Folder folder;
    const std::string file = "sqlite:" + (folder.path() / "bench.db").string();
    auto opened = Database::open({url.empty() ? file : url, "xiuhua_bench", connections});
    if (const Done made = opened ? make_table(**opened) : fail(opened.error()); !made) {
        print_absent("platform", "durable writes, " + engine, made.error().key);
        return;
    }
    Database& db = **opened;
    std::atomic<std::int64_t> next{1};
    const auto [ours, theirs] = alternate_seconds(
        runs, [&] { write_from_many(db, next); }, [&] { sync_each(folder.path() / "plain"); });
    Figure figure{"platform", "durable writes, 64 clients, " + engine, clients * writes_each / ours,
                  "1/s"};
    figure.runs = runs;
    figure.baseline = "100 bytes appended and synced (fdatasync) each";
    figure.baseline_value = clients * writes_each / 10 / theirs;
    figure.goal = goal;
    figure.goal_is_ratio = true;
    figure.better = Better::higher;
    print(figure);
    (void)db.write([](Tx& tx) { return tx.exec(Query{"bench.drop", "DROP TABLE bench_write"}); });
    db.close();
}

void run_all_writes() {
    constexpr double goal = 20;
    run_writes("sqlite", "", goal);
    if (const char* url = std::getenv("XIUHUA_BENCH_POSTGRES"); url != nullptr) {
        run_writes("postgresql", url, goal);
    } else {
        print_absent("platform", "durable writes, 64 clients, postgresql",
                     "XIUHUA_BENCH_POSTGRES names no server");
    }
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
    run_all_writes();
    run_json();
    run_platform_http();
    run_platform_connections();
    run_platform_live();
    run_platform_start();
}

const Workload workload{"platform", run_platform};

}  // namespace
}  // namespace xiuhua::bench
