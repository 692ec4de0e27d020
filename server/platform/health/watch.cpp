#include "platform/health/watch.hpp"

#include <sys/statvfs.h>
#include <unistd.h>

#include <atomic>
#include <ctime>

#include "platform/clock/clock.hpp"
#include "platform/health/health.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua::health {
namespace {

using namespace std::chrono_literals;

constexpr auto look_pause = 2s;

std::atomic<bool> doubtful{false};

// Goes on while the machine sleeps, unlike steady_clock: waking up is no jump.
std::chrono::milliseconds since_boot() {
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return std::chrono::seconds{time.tv_sec} +
           std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::nanoseconds{time.tv_nsec});
}

}  // namespace

bool is_low(std::uint64_t free_bytes, std::uint64_t all_bytes) {
    const auto share = static_cast<std::uint64_t>(static_cast<double>(all_bytes) * free_share_min);
    return free_bytes < std::min(free_bytes_min, std::max<std::uint64_t>(share, 64 << 20));
}

bool ClockWatch::look(Instant now, std::chrono::milliseconds passed) {
    if (last_) {
        const auto moved = (now - *last_) - (passed - last_passed_);
        if (std::chrono::abs(moved) >= jump_min) {
            // A second jump that undoes the first is the clock put right.
            jumped_ = std::chrono::abs(jumped_ + moved) < jump_min ? 0ms : jumped_ + moved;
            held_since_ = passed;
        }
    }
    last_ = now;
    last_passed_ = passed;
    if (jumped_ != 0ms && passed - held_since_ > held_max) {
        jumped_ = 0ms;  // Nobody put it back: this is the time now.
    }
    return jumped_ != 0ms;
}

bool clock_is_doubtful() {
    return doubtful.load();
}

Watch::Watch(std::vector<std::filesystem::path> folders)
    : folders_(std::move(folders)), thread_([this] { run(); }) {}

Watch::~Watch() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    over_.notify_all();
    thread_.join();
}

void Watch::run() {
    metrics::gauge("alarms", static_cast<double>(alarms().size()));  // Shown before the first one.
    ClockWatch clock;
    std::unique_lock lock{mutex_};
    do {
        look_at_disks();
        look_at_clock(clock);
    } while (!over_.wait_for(lock, look_pause, [this] { return stopping_; }));
}

void Watch::look_at_disks() {
    std::string low, closed;
    for (const std::filesystem::path& folder : folders_) {
        struct statvfs disk {};
        if (folder.empty() || statvfs(folder.c_str(), &disk) != 0) {
            continue;
        }
        const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
        if (is_low(free, std::uint64_t{disk.f_blocks} * disk.f_frsize)) {
            low += (low.empty() ? "" : "; ") + folder.string() + ": " + std::to_string(free >> 20) +
                   " MiB";
        }
        if ((disk.f_flag & ST_RDONLY) != 0) {
            closed += (closed.empty() ? "" : "; ") + folder.string();
        }
    }
    low.empty() ? clear("disk.low") : raise("disk.low", low);
    closed.empty() ? clear("disk.read_only") : raise("disk.read_only", closed);
}

void Watch::look_at_clock(ClockWatch& clock) {
    doubtful.store(clock.look(SystemClock{}.now(), since_boot()));
    if (clock.jumped() != 0ms) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock.jumped());
        raise("clock.jumped", std::to_string(seconds.count()) + " s");
    } else {
        clear("clock.jumped");
    }
}

}  // namespace xiuhua::health
