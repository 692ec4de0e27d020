// Positions: how many a second, at what price, and in how few bytes.
#include "bench/tracking.hpp"

#include <stdlib.h>

#include <cstdlib>
#include <string_view>

namespace xiuhua::bench {
namespace {

constexpr Instant far_future{std::chrono::milliseconds{4'102'444'800'000}};

// XIUHUA_BENCH_PART=store or http: one half, for a machine that is quiet only for a few minutes.
void run() {
    const char* const part = std::getenv("XIUHUA_BENCH_PART");
    const std::string_view only = part == nullptr ? "" : part;
    if (only != "http") {
        run_tracking_store();
    }
    if (only != "store") {
        run_tracking_http();
    }
}

const Workload workload{"tracking", run};

}  // namespace

PersonId bench_person(int number) {
    return PersonId{
        Uuid{{0x01, 0x9c, 0xb0, 0x6d, 0x74, static_cast<std::uint8_t>(number >> 16), 0x70,
              static_cast<std::uint8_t>(number >> 8), 0x80, static_cast<std::uint8_t>(number)}}};
}

BenchStore::BenchStore() {
    std::string path = (std::filesystem::temp_directory_path() / "xiuhua_bench_XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) {
        throw std::runtime_error("no temporary directory");
    }
    directory_ = path;
    vault_ = must(Vault::open(directory_ / "keys"));
    reopen();
    must(db_->migrate(migrations_of("platform")));
    must(db_->migrate(migrations_of("tracking")));
}

BenchStore::~BenchStore() {
    db_.reset();
    std::filesystem::remove_all(directory_);
}

void BenchStore::reopen() {
    db_.reset();
    db_ = must(Database::open({.url = "sqlite:" + (directory_ / "tracks.db").string()}));
}

void BenchStore::append(PersonId person, std::span<const tracking::TrackPoint> points) {
    must(db_->write([&](Tx& tx) { return tracking::append(tx, *vault_, person, points); }));
}

void BenchStore::append_in_hours(PersonId person, std::span<const tracking::TrackPoint> points) {
    constexpr std::size_t hour = 60;
    must(db_->write([&](Tx& tx) -> Done {
        for (std::size_t first = 0; first < points.size(); first += hour) {
            XH_DO(tracking::append(tx, *vault_, person,
                                   points.subspan(first, std::min(hour, points.size() - first))));
        }
        return {};
    }));
}

std::vector<tracking::TrackPoint> BenchStore::track(PersonId person, Instant from, Instant to) {
    return must(db_->read([&](Tx& tx) { return tracking::track(tx, *vault_, person, from, to); }));
}

void BenchStore::seal_all() {
    constexpr int at_once = 100;
    while (must(db_->write([&](Tx& tx) {
               return tracking::seal_due(tx, *vault_, far_future, at_once);
           })) == at_once) {
    }
}

void BenchStore::destroy(PersonId person) {
    must(db_->write([&](Tx& tx) { return tracking::destroy(tx, *vault_, person); }));
}

double BenchStore::file_bytes() {
    must(db_->empty_log());
    return static_cast<double>(std::filesystem::file_size(directory_ / "tracks.db"));
}

}  // namespace xiuhua::bench
