#pragma once
// Sixty days of an office's work, lived through day by day by the program's own actions: orders, confirmations,
// papers, two reports a day, visits, alerts that fall due by themselves, transfers and releases.
#include "tools/seed_district/people.hpp"

namespace xiuhua::seed {

// A clock that the history moves.
class MovedClock final : public Clock {
  public:
    explicit MovedClock(Instant start) : now_(start) {}
    Instant now() const override { return now_.load(); }
    void set(Instant now) { now_.store(now); }

  private:
    std::atomic<Instant> now_;
};

struct HistoryPlan {
    int days = 60;  // Up to and with `today`.
    int orders = 1500;
    std::function<Done(Date)> after_day = {};  // At the end of each whole day, for who reports it.
};
struct ActiveOrder {
    OrderId order;
    std::string area_code;
    UserId worker;
    bool is_often_silent = false;
};
struct HistoryCount {
    std::int64_t orders = 0, active = 0, released = 0;
    std::int64_t reports = 0, visits = 0, papers = 0, alerts = 0;
    std::optional<PersonId>
        resident;  // Somebody in isolation today, for the demo's resident account.
    std::vector<ActiveOrder> active_orders;
};
Result<HistoryCount> seed_history(Program& program, MovedClock& clock, const Options& options,
                                  const HistoryPlan& plan, const Seeded& people,
                                  const Accounts& accounts);

}  // namespace xiuhua::seed
