#pragma once
// What the parts of bench/tracking share.
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>

#include "bench/harness.hpp"
#include "rooms/tracking/track_store.hpp"

namespace xiuhua::bench {

template <typename T>
T must(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().key + " " + result.error().detail);
    }
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

PersonId bench_person(int number);

// The track store on a SQLite database of its own, removed with the object.
class BenchStore {
  public:
    BenchStore();
    ~BenchStore();
    void append(PersonId person, std::span<const tracking::TrackPoint> points);
    // 60 points at a time, all in one commit.
    void append_in_hours(PersonId person, std::span<const tracking::TrackPoint> points);
    std::vector<tracking::TrackPoint> track(PersonId person, Instant from, Instant to);
    void seal_all();
    void destroy(PersonId person);
    void reopen();
    double file_bytes();  // Of the database, its log emptied into it.

  private:
    std::filesystem::path directory_;
    std::unique_ptr<Vault> vault_;
    std::unique_ptr<Database> db_;
};

void run_tracking_store();
void run_tracking_http();

}  // namespace xiuhua::bench
