// Durable writes: 64 clients whose actions share commits, against the same clients with a commit each.
// XIUHUA_TEST_POSTGRES (a libpq URL) adds PostgreSQL.
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "bench/harness.hpp"
#include "platform/db/db.hpp"

namespace xiuhua::bench {
namespace {

constexpr int clients = 64;
constexpr int writes_each = 40;
constexpr int runs = 5;
constexpr int writes = clients * writes_each;

constexpr const char* table_sql =
    "CREATE TABLE reading (id BIGINT PRIMARY KEY, person TEXT NOT NULL, celsius DOUBLE PRECISION)";
constexpr Query make_table{"bench.make_table", table_sql};
constexpr Query put{"bench.put", "INSERT INTO reading (id, person, celsius) VALUES (?1, ?2, ?3)"};
constexpr const char* person = "01936e2c-7c00-7000-8000-000000000001";

// Each client calls `write` with numbers of its own, one after the other.
void all_clients(const std::function<void(std::int64_t)>& write) {
    static std::int64_t first = 0;
    first += writes;
    std::vector<std::thread> threads;
    for (int client = 0; client < clients; ++client) {
        threads.emplace_back([&, client] {
            for (int i = 0; i < writes_each; ++i) {
                write(first + client * writes_each + i);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
}

template <typename T>
T must(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().key + " " + result.error().detail);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

void put_through(Database& db, std::int64_t id) {
    must(db.write([&](Tx& tx) { return tx.exec(put, id, person, 36.6); }));
}

// SQLite as one would use it without a writer thread: a lock, a transaction, a commit, for every write.
class OneCommitEach {
  public:
    explicit OneCommitEach(const std::filesystem::path& file) {
        const bool opened = sqlite3_open(file.c_str(), &handle_) == SQLITE_OK;
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        run(table_sql);
        sqlite3_prepare_v2(handle_, put.sql.data(), -1, &statement_, nullptr);
        if (!opened || statement_ == nullptr) {
            throw std::runtime_error(sqlite3_errmsg(handle_));
        }
    }
    ~OneCommitEach() {
        sqlite3_finalize(statement_);
        sqlite3_close(handle_);
    }
    void write(std::int64_t id) {
        const std::lock_guard lock{mutex_};
        sqlite3_reset(statement_);
        sqlite3_bind_int64(statement_, 1, id);
        sqlite3_bind_text(statement_, 2, person, -1, SQLITE_STATIC);
        sqlite3_bind_double(statement_, 3, 36.6);
        if (sqlite3_step(statement_) != SQLITE_DONE) {
            throw std::runtime_error(sqlite3_errmsg(handle_));
        }
    }

  private:
    void run(const char* sql) {
        if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw std::runtime_error(sqlite3_errmsg(handle_));
        }
    }
    sqlite3* handle_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
    std::mutex mutex_;
};

void print_latency(const char* bench, Database& db) {
    std::mutex mutex;
    std::vector<double> seconds;
    all_clients([&](std::int64_t id) {
        const auto began = std::chrono::steady_clock::now();
        put_through(db, id);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
        const std::lock_guard lock{mutex};
        seconds.push_back(took.count());
    });
    for (const double percent : {50.0, 99.0}) {
        print({.bench = bench,
               .metric = percent == 50 ? "durable write p50, 64 clients"
                                       : "durable write p99, 64 clients",
               .value = percentile(seconds, percent) * 1000,
               .unit = "ms",
               .runs = writes});
    }
}

void run_sqlite(const std::filesystem::path& directory) {
    auto db = must(Database::open({.url = "sqlite:" + (directory / "ours.db").string()}));
    must(db->write([](Tx& tx) { return tx.exec(make_table); }));
    OneCommitEach single{directory / "single.db"};
    const auto [ours, baseline] = alternate_seconds(
        runs, [&] { all_clients([&](std::int64_t id) { put_through(*db, id); }); },
        [&] { all_clients([&](std::int64_t id) { single.write(id); }); });
    print({.bench = "db",
           .metric = "durable writes, 64 clients, SQLite",
           .value = writes / ours,
           .unit = "1/s",
           .runs = runs,
           .baseline = "SQLite, one commit each",
           .baseline_value = writes / baseline,
           .goal = 4,
           .goal_is_ratio = true,
           .better = Better::higher});
    const DatabaseFigures figures = db->figures();
    print({.bench = "db",
           .metric = "actions a commit, SQLite",
           .value = static_cast<double>(figures.writes) / static_cast<double>(figures.commits),
           .unit = "actions",
           .better = Better::higher});
    print_latency("db", *db);
}

void run_postgres(const std::string& schema) {
    const char* url = std::getenv("XIUHUA_TEST_POSTGRES");
    if (url == nullptr) {
        print_absent("db", "durable writes, 64 clients, PostgreSQL",
                     "XIUHUA_TEST_POSTGRES names no server");
        return;
    }
    auto db = must(Database::open({.url = url, .schema = schema, .readers = 16}));
    must(db->write([](Tx& tx) { return tx.exec(make_table); }));
    const double seconds =
        median_seconds(runs, [&] { all_clients([&](std::int64_t id) { put_through(*db, id); }); });
    print({.bench = "db",
           .metric = "durable writes, 64 clients, PostgreSQL",
           .value = writes / seconds,
           .unit = "1/s",
           .runs = runs,
           .better = Better::higher});
    const std::string drop = "DROP SCHEMA \"" + schema + "\" CASCADE";
    must(db->write([&](Tx& tx) { return tx.exec({"bench.drop", drop}); }));
}

void run() {
    std::string path = (std::filesystem::temp_directory_path() / "xiuhua_bench_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error("no temporary directory");
    }
    const std::filesystem::path directory = path;
    run_sqlite(directory);
    run_postgres(directory.filename().string());
    std::filesystem::remove_all(directory);
}

const Workload workload{"db", run};

}  // namespace
}  // namespace xiuhua::bench
