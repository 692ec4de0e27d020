#pragma once
// Makes the backups that the configuration asks for, on a thread of its own. A backup that is late or failed is an
// alarm (backup.failed) until one succeeds.
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/backup/backup.hpp"
#include "platform/host/services.hpp"

namespace xiuhua::backup {

// Whether one is to be made: none was since the last time of day it was to run.
bool is_due(std::optional<Instant> newest, Instant now, std::chrono::minutes time_of_day);
std::chrono::minutes time_of_day(
    std::string_view text);  // "02:30", as the configuration has checked it.

class Keeper {
  public:
    explicit Keeper(Services& services) : services_(services) {}
    ~Keeper() { stop(); }
    void start();  // Nothing without a folder.
    void stop();
    // One look at whether there is something to do, and doing it.
    Done round();

  private:
    void run();
    Services& services_;
    std::string holder_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace xiuhua::backup
