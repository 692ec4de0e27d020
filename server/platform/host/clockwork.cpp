#include "platform/host/clockwork.hpp"

#include "platform/clock/new_id.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua {
namespace {

void report(const Job& job, const Error& error, bool failed) {
    metrics::count(failed ? "jobs_failed_total" : "jobs_retried_total", "kind", job.kind);
    log::write(failed ? log::Level::error : log::Level::warn, "jobs.try_failed",
               {{"kind", job.kind},
                {"id", job.id},
                {"tries", static_cast<std::int64_t>(job.tries)},
                {"error", error.key},
                {"detail", error.detail}});
}

}  // namespace

void Clockwork::add_job(std::string kind, JobHandler handler) {
    handlers_[std::move(kind)] = std::move(handler);
}

void Clockwork::add_daily(std::string kind, std::chrono::minutes time_of_day, JobHandler handler) {
    scheduled_.push_back({std::move(kind), true, time_of_day, std::move(handler)});
}

void Clockwork::add_period(std::string kind, std::chrono::minutes period, JobHandler handler) {
    scheduled_.push_back({std::move(kind), false, period, std::move(handler)});
}

Done Clockwork::begin_schedules() {
    const Instant now = services_.clock.now();
    return services_.db.write([&](Tx& tx) -> Done {
        for (const Scheduled& work : scheduled_) {
            XH_DO(jobs::add_schedule(tx, {work.kind, work.slot(now), 0, Instant{}}));
        }
        return {};
    });
}

Result<int> Clockwork::round() {
    const Instant now = services_.clock.now();
    XH_TRY(due, services_.db.read([&](Tx& tx) { return jobs::due(tx, now); }));
    int handled = static_cast<int>(due.size());
    for (const Job& job : due) {
        XH_DO(run(job, now));
    }
    for (const Scheduled& work : scheduled_) {
        XH_TRY(ran, run_scheduled(work, now));
        handled += ran;
    }
    return handled;
}

Done Clockwork::run(const Job& job, Instant now) {
    const auto handler = handlers_.find(job.kind);
    auto done = services_.db.write([&](Tx& tx) -> Done {
        // Taken first, so that the handler may schedule the same kind and key anew.
        XH_TRY(taken, jobs::take(tx, job));
        if (!taken) {
            return {};
        }
        if (handler == handlers_.end()) {
            return fail(ErrorCode::internal, "jobs.no_handler");
        }
        Context context{tx, program_viewer(), services_, now, "job:" + job.id};
        return handler->second(context, job);
    });
    if (done) {
        metrics::count("jobs_done_total", "kind", job.kind);
        return {};
    }
    if (done.error().code == ErrorCode::unavailable) {
        return done;  // The database's fault: the same job is due again at once.
    }
    return put_off(job, now, done.error());
}

Done Clockwork::put_off(const Job& job, Instant now, const Error& error) {
    Job tried = job;
    ++tried.tries;
    const bool failed = tried.tries >= jobs::tries_max;
    report(tried, error, failed);
    return services_.db.write([&](Tx& tx) -> Done {
        if (failed) {
            XH_DO(jobs::put_aside(tx, tried, now, error.key));
            return {};
        }
        return jobs::postpone(tx, job, now + jobs::retry_delay(tried.tries));
    });
}

Result<int> Clockwork::run_scheduled(const Scheduled& work, Instant now) {
    const Instant slot = work.slot(now);
    XH_TRY(schedule, services_.db.read([&](Tx& tx) { return jobs::find_schedule(tx, work.kind); }));
    if (!schedule || schedule->slot >= slot || schedule->due > now) {
        return 0;
    }
    const Job job{to_text(new_uuid(slot)), work.kind, to_text(slot), slot, {}, schedule->tries};
    auto done = services_.db.write([&](Tx& tx) -> Done {
        XH_TRY(mine, jobs::advance_schedule(tx, *schedule, slot));
        if (!mine) {
            return {};
        }
        Context context{tx, program_viewer(), services_, now, "job:" + job.id};
        return work.handler(context, job);
    });
    if (!done && done.error().code == ErrorCode::unavailable) {
        return fail(std::move(done.error()));
    }
    if (!done) {
        XH_DO(put_off_scheduled(*schedule, job, now, done.error()));
    }
    return 1;
}

Done Clockwork::put_off_scheduled(const jobs::Schedule& from, const Job& job, Instant now,
                                  const Error& error) {
    Job tried = job;
    ++tried.tries;
    const bool failed = tried.tries >= jobs::tries_max;
    report(tried, error, failed);
    return services_.db.write([&](Tx& tx) -> Done {
        if (failed) {
            XH_DO(jobs::record_failed(tx, tried, now, error.key));
            XH_DO(jobs::advance_schedule(tx, from, job.due));
            return {};
        }
        return jobs::postpone_schedule(tx, from, tried.tries, now + jobs::retry_delay(tried.tries));
    });
}

}  // namespace xiuhua
