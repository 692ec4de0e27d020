#include "rooms/isolation/rules.hpp"

#include <algorithm>

namespace xiuhua::isolation {
namespace {

Error conflict(std::string key) {
    return {ErrorCode::conflict, std::move(key)};
}

Result<Order> moved(Order order, OrderAction action) {
    XH_TRY(state, state_after(order.state, action));
    order.state = state;
    return order;
}

Result<Order> ended(Order order, OrderAction action, Instant now) {
    XH_TRY(after, moved(std::move(order), action));
    after.ended_at = now;
    after.papers_due_at.reset();
    return std::move(after);
}

bool period_over(const Order& order, Instant now) {
    return office_date(now) > order.end_date;
}

}  // namespace

Result<OrderPeriod> order_period(std::optional<Date> start_date, std::optional<int> days,
                                 const IsolationPolicy& policy, Date today) {
    OrderPeriod period;
    period.start_date = start_date.value_or(today);
    period.days = days.value_or(policy.days_default);
    if (period.start_date < today - std::chrono::days{policy.start_days_back_max}) {
        return fail(ErrorCode::invalid, "isolation.start_too_early", "start_date");
    }
    if (period.start_date > today + std::chrono::days{policy.start_days_ahead_max}) {
        return fail(ErrorCode::invalid, "isolation.start_too_late", "start_date");
    }
    if (period.days < 1 || period.days > policy.days_max) {
        return fail(ErrorCode::invalid, "isolation.days_range", "days");
    }
    period.end_date = period.start_date + std::chrono::days{period.days - 1};
    if (period.end_date < today) {
        return fail(ErrorCode::invalid, "isolation.period_already_over", "days");
    }
    return period;
}

Done check_reason(std::string_view reason) {
    if (reason.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return fail(ErrorCode::invalid, "isolation.reason_needed", "reason");
    }
    if (reason.size() > reason_bytes_max) {
        return fail(ErrorCode::invalid, "isolation.reason_too_long", "reason");
    }
    return {};
}

Result<OrderState> state_after(OrderState state, OrderAction action) {
    const bool awaiting = state == OrderState::awaiting_confirmation;
    const bool active = state == OrderState::active;
    switch (action) {
        case OrderAction::confirm:
            if (awaiting) {
                return OrderState::active;
            }
            break;
        case OrderAction::refuse:
            if (awaiting) {
                return OrderState::refused;
            }
            break;
        case OrderAction::withdraw:
            if (awaiting || active) {
                return OrderState::withdrawn;
            }
            break;
        case OrderAction::extend:
            if (active) {
                return OrderState::active;
            }
            break;
        case OrderAction::transfer:
            if (active) {
                return OrderState::transferred;
            }
            break;
        case OrderAction::release:
            if (active) {
                return OrderState::released;
            }
            break;
    }
    return fail(conflict(active || awaiting ? "isolation.bad_state" : "isolation.already_ended"));
}

Result<Order> confirm(Order order, const Decider& decider, Instant now) {
    XH_TRY(after, moved(std::move(order), OrderAction::confirm));
    if (decider.user == after.made_by || decider.user == after.worker) {
        return fail(conflict("isolation.confirmer_is_maker"));  // Four eyes on every restriction.
    }
    if (period_over(after, now)) {
        return fail(conflict("isolation.period_already_over"));
    }
    after.confirmed_by = decider.user;
    after.confirmed_at = now;
    return std::move(after);
}

Result<Order> refuse(Order order, const Decider& decider, Instant now) {
    if (decider.user == order.made_by) {
        return fail(conflict("isolation.confirmer_is_maker"));
    }
    return ended(std::move(order), OrderAction::refuse, now);
}

Result<Order> extend(Order order, int days, const IsolationPolicy& policy) {
    XH_TRY(after, moved(std::move(order), OrderAction::extend));
    if (days < 1 || days > policy.extension_days_max) {
        return fail(ErrorCode::invalid, "isolation.extension_range", "days");
    }
    after.days += days;
    after.end_date += std::chrono::days{days};
    return std::move(after);
}

Result<Order> transfer(Order order, TransferTarget target, Instant now) {
    if (target == TransferTarget::central && order.place == IsolationPlace::central) {
        return fail(conflict("isolation.already_central"));
    }
    XH_TRY(after, ended(std::move(order), OrderAction::transfer, now));
    after.transferred_to = target;
    return std::move(after);
}

Result<Order> withdraw(Order order, const Decider& decider, Instant now) {
    const bool own_draft =
        order.state == OrderState::awaiting_confirmation && decider.user == order.made_by;
    if (is_open(order.state) && decider.authority == Authority::worker && !own_draft) {
        return fail(ErrorCode::forbidden, "isolation.withdrawal_is_the_reviewers");
    }
    return ended(std::move(order), OrderAction::withdraw, now);
}

Result<Order> release(Order order, const std::vector<ReleaseCondition>& conditions, Instant now) {
    XH_TRY(after, ended(std::move(order), OrderAction::release, now));
    for (const ReleaseCondition& condition : conditions) {
        if (!condition.met) {
            return fail(conflict(condition.key));
        }
    }
    return std::move(after);
}

std::vector<ReleaseCondition> release_conditions(const Order& order, const ReleaseFacts& facts,
                                                 const IsolationPolicy& policy, Instant now) {
    const std::chrono::days no_fever{policy.release_no_fever_days};
    const std::chrono::hours fresh{policy.release_report_hours};
    std::vector<ReleaseCondition> conditions{
        {"isolation.too_early", period_over(order, now), {{"end_date", to_text(order.end_date)}}},
        {"isolation.fever_open", facts.fever_alerts_open == 0, {}},
        {"isolation.fever_recent",
         !facts.last_fever_at || now - *facts.last_fever_at >= no_fever,
         {{"days", std::to_string(policy.release_no_fever_days)}}},
        {"isolation.report_needed",
         facts.last_report_at && now - *facts.last_report_at <= fresh,
         {{"hours", std::to_string(policy.release_report_hours)}}},
    };
    for (const PaperRule& rule : policy.papers) {
        if (rule.needed_for_release == ReleaseNeed::no) {
            continue;
        }
        const auto line = std::find_if(facts.papers.begin(), facts.papers.end(),
                                       [&](const PaperLine& l) { return l.kind == rule.kind; });
        const bool met =
            line == facts.papers.end() || line->done || line->progress == PaperProgress::not_needed;
        conditions.push_back(
            {"isolation.paper_needed",
             met,
             {{"paper", std::string{boost::describe::enum_to_string(rule.kind, "")}}}});
    }
    return conditions;
}

int day_of(const Order& order, Date today) {
    const auto day = (today - order.start_date).count() + 1;
    return static_cast<int>(std::clamp<std::int64_t>(day, 0, order.days));
}

int age_on(Date birth_date, Date today) {
    const std::chrono::year_month_day born{birth_date};
    const std::chrono::year_month_day day{today};
    const bool had_birthday =
        std::pair{day.month(), day.day()} >= std::pair{born.month(), born.day()};
    return static_cast<int>(day.year()) - static_cast<int>(born.year()) - (had_birthday ? 0 : 1);
}

namespace {

std::optional<Instant> moment_of(const Order& order, PaperMoment moment) {
    if (moment == PaperMoment::confirmation) {
        return order.confirmed_at;
    }
    return order.state == OrderState::released ? order.ended_at : std::nullopt;
}

PaperProgress progress_of(std::optional<PaperStep> step, const PaperLine& line, Instant now) {
    if (!line.done && line.due_at && *line.due_at <= now) {
        return PaperProgress::missing;
    }
    if (!step) {
        return PaperProgress::due;
    }
    switch (*step) {
        case PaperStep::made:
            return PaperProgress::made;
        case PaperStep::handed_over:
            return PaperProgress::handed_over;
        case PaperStep::signed_by_person:
            return PaperProgress::signed_by_person;
    }
    return PaperProgress::due;
}

PaperLine paper_line(const Order& order, const PaperRule& rule, std::optional<PaperStep> step,
                     Instant now) {
    PaperLine line{.kind = rule.kind, .needs = rule.needs};
    line.done = step && *step >= rule.needs;
    const auto moment = moment_of(order, rule.due_from);
    if (rule.applies == PaperApplies::smartphone && !order.smartphone) {
        line.progress = PaperProgress::not_needed;
        line.done = false;
        return line;
    }
    if (!moment) {
        // What ended without it never needed it; a paper made early is shown all the same.
        line.progress = step                   ? progress_of(step, line, now)
                        : is_open(order.state) ? PaperProgress::not_yet
                                               : PaperProgress::not_needed;
        return line;
    }
    line.due_at = *moment + std::chrono::hours{rule.within_hours};
    line.progress = progress_of(step, line, now);
    return line;
}

}  // namespace

Done check_paper(const Order& order, PaperKind kind) {
    const bool for_release = kind == PaperKind::release_notice;
    if (order.state != (for_release ? OrderState::released : OrderState::active)) {
        return fail(ErrorCode::conflict, "isolation.paper_not_due");
    }
    return {};
}

Completeness completeness(const Order& order, const std::vector<PaperFact>& papers,
                          const IsolationPolicy& policy, Instant now) {
    Completeness result;
    for (const PaperRule& rule : policy.papers) {
        std::optional<PaperStep> step;
        for (const PaperFact& paper : papers) {
            if (paper.kind == rule.kind) {
                step = std::max(step.value_or(paper.step), paper.step);
            }
        }
        PaperLine line = paper_line(order, rule, step, now);
        if (line.due_at) {
            ++result.due;
            result.done += line.done ? 1 : 0;
            // Nobody runs after the signature of a person whose order has ended; the release notice is owed.
            const bool chased = is_open(order.state) || rule.due_from == PaperMoment::release;
            if (!line.done && chased) {
                result.next_due_at =
                    std::min(result.next_due_at.value_or(*line.due_at), *line.due_at);
            }
        }
        result.lines.push_back(std::move(line));
    }
    std::stable_sort(result.lines.begin(), result.lines.end(),
                     [](const PaperLine& l, const PaperLine& r) { return l.kind < r.kind; });
    return result;
}

namespace {

NextStep step_when_over(const Order& order, const StepFacts& facts, const IsolationPolicy& policy) {
    const Instant due = release_due_at(order, policy);
    for (const ReleaseCondition& condition : facts.conditions) {
        if (!condition.met) {
            return {StepKind::meet_condition, "isolation.step.meet_condition", due, condition.key};
        }
    }
    return {StepKind::release, "isolation.step.release", due, ""};
}

}  // namespace

NextStep next_step(const Order& order, const StepFacts& facts, const IsolationPolicy& policy,
                   Instant now) {
    if (order.state == OrderState::awaiting_confirmation) {
        return {StepKind::confirm, "isolation.step.confirm", order.confirm_due_at, ""};
    }
    if (order.state != OrderState::active && facts.papers.next_due_at == std::nullopt) {
        return {StepKind::none, "isolation.step.none", std::nullopt, ""};
    }
    const auto text = [](auto value) {
        return std::string{boost::describe::enum_to_string(value, "")};
    };
    if (order.state == OrderState::active && facts.alert_open == AlertKind::fever) {
        return {StepKind::handle_alert, "isolation.step.handle_alert", std::nullopt,
                text(*facts.alert_open)};
    }
    if (order.state == OrderState::active && period_over(order, now)) {
        return step_when_over(order, facts, policy);
    }
    for (const PaperLine& line : facts.papers.lines) {
        if (line.due_at && !line.done && line.due_at == facts.papers.next_due_at) {
            return {StepKind::paper, "isolation.step.paper", line.due_at, text(line.kind)};
        }
    }
    if (facts.alert_open) {
        return {StepKind::handle_alert, "isolation.step.handle_alert", std::nullopt,
                text(*facts.alert_open)};
    }
    const Window window = window_at(policy, now);
    if (expects_report(order, window) && order.last_report_window < window.key) {
        return {StepKind::report, "isolation.step.report", window.due, window.name};
    }
    return {StepKind::watch, "isolation.step.watch", release_due_at(order, policy), ""};
}

}  // namespace xiuhua::isolation
