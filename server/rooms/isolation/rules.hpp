#pragma once
// Pure decisions of isolation: (facts, policy, now) → a new state, or the reason why not.
// Sources: policy/{screening,isolation,alerts}.json name the notices behind the numbers.
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "rooms/isolation/model.hpp"

namespace xiuhua::isolation {

// ---- temperatures

inline constexpr int temperature_tenths_min = 340;
inline constexpr int temperature_tenths_max = 430;
// Degrees with at most one decimal, 34.0 to 43.0: `invalid` isolation.temperature_range / _decimals.
Result<int> temperature_tenths(double celsius, std::string_view field);
std::string temperature_text(int tenths);                 // "37.3"
bool is_fever(double celsius, double threshold_celsius);  // At the threshold is fever.

// ---- screening (rules_screening.cpp)

inline constexpr std::size_t itinerary_max = 50;  // Stays of two weeks; more is a mistake.
// `invalid` with the fields at fault: dates, codes, temperature, or a place so broad that it could be one of risk
// or not (isolation.place_too_broad), which must then be asked more exactly.
Result<ScreeningDecision> screen(const ScreeningAnswers& answers, const ScreeningPolicy& policy,
                                 Date today);
// GB/T 2260's trailing zeros stand for "all of it": 420100 → 4201, 410000 → 41.
std::string_view code_prefix(std::string_view code);

// ---- policies: refused when a loader would stumble later

Done check_policy(const ScreeningPolicy& policy);
Done check_policy(const IsolationPolicy& policy);
Done check_policy(const AlertsPolicy& policy);

// ---- orders (rules.cpp)

inline constexpr std::size_t reason_bytes_max = 1'500;  // 500 Chinese characters.
inline constexpr std::size_t note_bytes_max = 3'000;

struct OrderPeriod {
    Date start_date, end_date;
    int days = 0;
};
// `invalid` isolation.start_too_early / start_too_late / days_range.
Result<OrderPeriod> order_period(std::optional<Date> start_date, std::optional<int> days,
                                 const IsolationPolicy& policy, Date today);
Done check_reason(std::string_view reason);  // `invalid` field "reason".

// Who decides, and how: a worker may take back an unconfirmed order of his own; the rest is the reviewer's.
enum class Authority { worker, reviewer };
struct Decider {
    UserId user;
    Authority authority = Authority::worker;
};
// `conflict` isolation.bad_state when the state does not allow the action.
Result<OrderState> state_after(OrderState state, OrderAction action);
Result<Order> confirm(Order order, const Decider& decider, Instant now);
Result<Order> refuse(Order order, const Decider& decider, Instant now);
Result<Order> extend(Order order, int days, const IsolationPolicy& policy);
Result<Order> transfer(Order order, TransferTarget target, Instant now);
Result<Order> withdraw(Order order, const Decider& decider, Instant now);
// `conflict` with the key of the first condition that is not met.
Result<Order> release(Order order, const std::vector<ReleaseCondition>& conditions, Instant now);
std::vector<ReleaseCondition> release_conditions(const Order& order, const ReleaseFacts& facts,
                                                 const IsolationPolicy& policy, Instant now);
int day_of(const Order& order, Date today);  // 1 on the first day, days at most, 0 before it.
int age_on(Date birth_date, Date today);

// A release notice is for who is released, every other paper for who is isolated: `conflict` isolation.paper_not_due.
Done check_paper(const Order& order, PaperKind kind);

Completeness completeness(const Order& order, const std::vector<PaperFact>& papers,
                          const IsolationPolicy& policy, Instant now);
struct StepFacts {
    std::optional<AlertKind> alert_open;  // The gravest.
    Completeness papers;
    std::vector<ReleaseCondition> conditions;
};
NextStep next_step(const Order& order, const StepFacts& facts, const IsolationPolicy& policy,
                   Instant now);

// ---- the days (rules_daily.cpp)

// "HH:MM" → minutes since midnight; nullopt for anything else.
std::optional<std::chrono::minutes> parse_time_of_day(std::string_view text);
// The window that `at` falls into, and its neighbours.
Window window_at(const IsolationPolicy& policy, Instant at);
Window window_after(const IsolationPolicy& policy, const Window& window);
// Whether a report is owed for the window: it opened after the confirmation and on a day of the order.
bool expects_report(const Order& order, const Window& window);
// The first owed window whose deadline lies after `now`.
std::optional<Window> next_owed_window(const Order& order, const IsolationPolicy& policy,
                                       Instant now);
// The latest owed window whose deadline has passed: after downtime only this one is asked about.
std::optional<Window> latest_overdue_window(const Order& order, const IsolationPolicy& policy,
                                            Instant now);
// Every window of these office days, and the one of a key ("2026-03-02/1") if there is such.
std::vector<Window> windows_of(const IsolationPolicy& policy, Date from, Date to);
std::optional<Window> window_of_key(const IsolationPolicy& policy, std::string_view key);
// When a report that is entered for a whole window was taken, since nobody noted the minute: now while the window is
// open, its deadline when it has passed. `invalid` isolation.window_not_open while it is still to come.
Result<Instant> taken_in_window(const Window& window, Instant now);
inline constexpr int report_undo_minutes =
    10;  // A slip is noticed at once, or corrected by a report.
// A slip may be taken back by whoever entered it, on behalf, within those minutes: `conflict`
// isolation.undo_not_yours / undo_too_late.
Done check_withdrawal(const HealthReport& report, UserId user, Instant now);
// `invalid` isolation.report_too_late / report_in_future / temperature…; `conflict` isolation.not_active.
Done check_report(const Order& order, const HealthValues& values, Instant taken_at,
                  const IsolationPolicy& policy, Instant now);
inline constexpr std::chrono::minutes clock_tolerance{5};  // A phone's clock may be a little ahead.

// When the next visit is owed, nullopt after the last day.
std::optional<Instant> visit_due_at(const Order& order, const IsolationPolicy& policy);
Instant release_due_at(const Order& order, const IsolationPolicy& policy);

// ---- alerts (rules_daily.cpp)

const AlertRule& rule_for(const AlertsPolicy& policy, AlertKind kind);
Instant alert_due_at(const AlertsPolicy& policy, AlertKind kind, AlertLevel level, Instant now);
std::optional<AlertLevel> level_above(AlertLevel level);
Result<Alert> acknowledge(Alert alert, UserId user, const AlertsPolicy& policy, Instant now);
// Whether a person may answer an alert of the kind so; `resolved` and `order_ended` are the program's.
bool answers(AlertKind kind, AlertFinding finding);
Result<Alert> close(Alert alert, UserId user, AlertFinding finding, Instant now);
// What had seemed to have come has not: an alert that the program closed as resolved stands open again.
Alert reopen(Alert alert, const AlertsPolicy& policy, Instant now);
struct Assignee {
    UserId id;
    std::string name;
};
// One rung up, open again; `due_at` is empty when `level` is the last rung that has passed its deadline.
Alert escalate(Alert alert, AlertLevel level, const Assignee& assignee, const AlertsPolicy& policy,
               Instant now);

}  // namespace xiuhua::isolation
