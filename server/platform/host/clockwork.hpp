#pragma once
// Runs what is due: jobs that actions have scheduled, and the daily and periodic work of rooms.
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "platform/host/room.hpp"
#include "platform/jobs/ledger.hpp"

namespace xiuhua {

class Clockwork {
  public:
    explicit Clockwork(Services& services) : services_(services) {}
    void add_job(std::string kind, JobHandler handler);
    void add_daily(std::string kind, std::chrono::minutes time_of_day, JobHandler handler);
    void add_period(std::string kind, std::chrono::minutes period, JobHandler handler);

    // Work that is new to this database begins with its next slot: nothing was missed before it existed.
    Done begin_schedules();
    // One round of everything that is due. Answers how many pieces were run or put off.
    Result<int> round();

  private:
    struct Scheduled {
        std::string kind;
        bool daily = false;
        std::chrono::minutes step{};
        JobHandler handler;
        Instant slot(Instant now) const {
            return daily ? jobs::daily_slot(now, step) : jobs::period_slot(now, step);
        }
    };

    Done run(const Job& job, Instant now);
    Done put_off(const Job& job, Instant now, const Error& error);
    Result<int> run_scheduled(const Scheduled& work, Instant now);
    Done put_off_scheduled(const jobs::Schedule& from, const Job& job, Instant now,
                           const Error& error);

    Services& services_;
    std::map<std::string, JobHandler> handlers_;
    std::vector<Scheduled> scheduled_;
};

}  // namespace xiuhua
