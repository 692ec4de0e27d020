#include "platform/backup/keeper.hpp"

#include "platform/clock/new_id.hpp"
#include "platform/health/health.hpp"
#include "platform/host/program.hpp"
#include "platform/jobs/ledger.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua::backup {
namespace {

using namespace std::chrono_literals;

constexpr auto look_pause = 20s;
constexpr auto retry_pause = 10min;
constexpr auto lease_length = 2h;  // A backup of the largest district takes minutes.

}  // namespace

std::chrono::minutes time_of_day(std::string_view text) {
    const auto digits = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
    return std::chrono::hours{digits(0)} + std::chrono::minutes{digits(3)};
}

bool is_due(std::optional<Instant> newest, Instant now, std::chrono::minutes time_of_day) {
    return !newest || *newest < jobs::daily_slot(now, time_of_day);
}

void Keeper::start() {
    if (services_.config.backup.folder.empty()) {
        return;
    }
    holder_ = to_text(new_uuid(Instant{}));
    thread_ = std::thread{[this] { run(); }};
}

void Keeper::stop() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    over_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

Done Keeper::round() {
    const Config::Backup& config = services_.config.backup;
    const Instant now = services_.clock.now();
    const DatabaseConfig database = database_config(services_.config);
    const auto last = newest(config.folder, database.schema);
    if (last) {
        metrics::gauge("backup_age_seconds", std::chrono::duration<double>(now - *last).count());
    }
    if (!is_due(last, now, time_of_day(config.time))) {
        return {};
    }
    XH_TRY(recipient, parse_public_key(config.public_key));
    // Several processes may share a database; one copy is enough.
    XH_TRY(ours, services_.db.write([&](Tx& tx) {
        return jobs::take_lease(tx, "backup", holder_, now, lease_length);
    }));
    if (!ours) {
        return {};
    }
    auto made = make({database, services_.config.data, config.folder, recipient, now});
    const auto released =
        services_.db.write([&](Tx& tx) { return jobs::release_lease(tx, "backup", holder_); });
    if (!made) {
        return fail(std::move(made.error()));
    }
    XH_DO(released);
    log::info("backup.made", {{"file", made->file.filename().string()},
                              {"bytes", made->bytes},
                              {"audit_entries", made->manifest.audit_entries},
                              {"audit_head", made->manifest.audit_head}});
    return tidy(config.folder, database.schema, config.copies, config.months);
}

void Keeper::run() {
    auto pause = std::chrono::steady_clock::duration{0};
    for (;;) {
        {
            std::unique_lock lock{mutex_};
            if (over_.wait_for(lock, pause, [this] { return stopping_; })) {
                return;
            }
        }
        if (const Done done = round(); done) {
            health::clear("backup.failed");
            pause = look_pause;
        } else {
            metrics::count("backup_failures_total");
            health::raise("backup.failed", done.error().key + " " + done.error().detail);
            pause = retry_pause;
        }
    }
}

}  // namespace xiuhua::backup
