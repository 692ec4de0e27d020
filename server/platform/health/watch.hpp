#pragma once
// Looks every few seconds at what the program stands on: free space on its disks, and the clock.
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "kernel/instant.hpp"

namespace xiuhua::health {

// Less free than this is the alarm disk.low: a day of the busiest district writes half of it.
inline constexpr std::uint64_t free_bytes_min = std::uint64_t{1} << 30;
inline constexpr double free_share_min = 0.02;  // On a small disk this decides.
bool is_low(std::uint64_t free_bytes, std::uint64_t all_bytes);

// By how much the clock was moved between two looks: what it went on, less the time that passed.
class ClockWatch {
  public:
    static constexpr std::chrono::minutes jump_min{5};  // NTP corrects by less without a word.
    static constexpr std::chrono::minutes held_max{10};
    // `now` by the wall, `passed` by a clock that nobody moves. True while scheduled work waits: after a jump, until
    // the clock has come back or `held_max` has passed, so that a mistyped date sets off no thousand alerts.
    bool look(Instant now, std::chrono::milliseconds passed);
    std::chrono::milliseconds jumped() const { return jumped_; }

  private:
    std::optional<Instant> last_;
    std::chrono::milliseconds last_passed_{}, jumped_{}, held_since_{};
};

// True while the clockwork is to wait (see ClockWatch).
bool clock_is_doubtful();

class Watch {
  public:
    explicit Watch(std::vector<std::filesystem::path> folders);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

  private:
    void run();
    void look_at_disks();
    void look_at_clock(ClockWatch& clock);
    const std::vector<std::filesystem::path> folders_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace xiuhua::health
