#include "platform/health/health.hpp"

#include <atomic>
#include <map>
#include <mutex>

#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua::health {
namespace {

// What a disk or server can do to a commit. A queue that is full and the like pass by themselves.
constexpr std::string_view database_keys[] = {"db.full",    "db.disk",           "db.read_only",
                                              "db.corrupt", "db.not_replicated", "db.unreachable"};

struct Board {
    std::mutex mutex;
    std::map<std::string, Alarm, std::less<>> raised;
    std::atomic<bool> database_ill{false};
};
Board& board() {
    static Board the_board;
    return the_board;
}

void show_count(const Board& shown) {
    metrics::gauge("alarms", static_cast<double>(shown.raised.size()));
}

}  // namespace

void raise(std::string_view key, std::string_view detail) {
    Board& shown = board();
    const std::lock_guard lock{shown.mutex};
    const auto [place, fresh] = shown.raised.try_emplace(std::string{key});
    place->second.detail = detail;
    if (fresh) {
        place->second.key = key;
        place->second.since = SystemClock{}.now();
        log::error("health.alarm", {{"alarm", std::string{key}}, {"detail", std::string{detail}}});
        show_count(shown);
    }
}

void clear(std::string_view key) {
    Board& shown = board();
    const std::lock_guard lock{shown.mutex};
    const auto place = shown.raised.find(key);
    if (place != shown.raised.end()) {
        shown.raised.erase(place);
        log::info("health.well_again", {{"alarm", std::string{key}}});
        show_count(shown);
    }
}

std::vector<Alarm> alarms() {
    Board& shown = board();
    const std::lock_guard lock{shown.mutex};
    std::vector<Alarm> all;
    for (const auto& [key, alarm] : shown.raised) {
        all.push_back(alarm);
    }
    return all;
}

void database_failed(const Error& error) {
    for (const std::string_view key : database_keys) {
        if (error.key == key) {
            board().database_ill.store(true);
            raise(key, error.detail);
        }
    }
}

void database_well() {
    if (!board().database_ill.exchange(false)) {
        return;
    }
    for (const std::string_view key : database_keys) {
        // A page that is damaged stays so, however many others can be written.
        if (key != "db.corrupt") {
            clear(key);
        }
    }
}

}  // namespace xiuhua::health
