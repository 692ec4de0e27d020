#include "platform/host/program.hpp"

#include <set>

#include "platform/backup/continuous.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/health/watch.hpp"
#include "platform/host/clockwork.hpp"
#include "platform/host/policy_files.hpp"
#include "platform/host/pump.hpp"
#include "platform/http/idempotency.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"
#include "platform/outbox/bell.hpp"
#include "platform/policy/policy_book.hpp"

namespace xiuhua {
namespace {

using namespace std::chrono_literals;

// A commit of this process rings the bell; another process's is found by looking this often.
constexpr auto poll_pause = 250ms;
// The bell rings before the commit: look again this soon, this many times.
constexpr auto commit_pause = 2ms;
constexpr int commit_looks = 25;
constexpr auto fault_pause = 1s;
// Nothing deleted stays longer than this in the write-ahead log; while somebody reads, it is tried again soon.
constexpr auto log_emptied_every = 1h;
constexpr auto log_emptied_again = 1min;
constexpr auto lease_length = 15s;
constexpr auto lease_renewal = 5s;
// Told and shown long ago; a screen that was away longer loads anew.
constexpr auto outbox_kept = std::chrono::days{7};
// Rounds settle() grants before it says that the rooms keep each other busy for ever.
constexpr int settle_rounds_max = 10'000;

constexpr Query find_program_scope{"host.find_program_scope",
                                   "SELECT scope_id FROM scope_area WHERE scope_id = ?1 LIMIT 1"};
constexpr Query insert_program_scope{
    "host.insert_program_scope",
    "INSERT INTO scope_area (scope_id, code_first, code_last) VALUES (?1, '', 'z')"};

Done ensure_program_scope(Tx& tx) {
    const ScopeId scope = program_viewer().scope.id;
    XH_TRY(found, tx.row<std::string>(find_program_scope, scope));
    if (!found) {
        XH_DO(tx.exec(insert_program_scope, scope));
    }
    return {};
}

class ProgramImpl final : public Program, public RoomHost {
  public:
    ProgramImpl(const Config& config, const Clock& clock, std::unique_ptr<Database> database,
                std::unique_ptr<Vault> vault)
        : config_(config),
          database_(std::move(database)),
          vault_(std::move(vault)),
          live_(Live::create()),
          services_{config_, clock, *database_, *vault_, *live_},
          router_(services_),
          pump_(services_),
          clockwork_(services_) {}
    ~ProgramImpl() override {
        stop();
        live_->stop();
        database_->close();
    }

    Done join(std::span<const Room* const> rooms);

    Router& router() override { return router_; }
    Services& services() override { return services_; }
    std::vector<PersonalField> personal_fields() const override { return personal_fields_; }
    PolicyValidators& policies() override { return policies_; }
    void start() override;
    void stop() override;
    Result<int> settle() override;

    void on_event(std::string kind, std::string consumer, EventHandler handler) override {
        if (!consumers_.insert(kind + " " + consumer).second) {
            refuse_twice(consumer);
        }
        pump_.add(std::move(kind), std::move(consumer), std::move(handler));
    }
    void on_job(std::string kind, JobHandler handler) override {
        once(kind);
        clockwork_.add_job(std::move(kind), std::move(handler));
    }
    void daily(std::string kind, std::chrono::minutes time_of_day, JobHandler handler) override {
        once(kind);
        clockwork_.add_daily(std::move(kind), time_of_day, std::move(handler));
    }
    void every(std::string kind, std::chrono::minutes period, JobHandler handler) override {
        once(kind);
        clockwork_.add_period(std::move(kind), period, std::move(handler));
    }
    void personal(std::span<const PersonalField> fields) override {
        for (const PersonalField& field : fields) {
            if (!personal_columns_.insert(std::string{field.column}).second) {
                refuse_twice(field.column);
            }
            personal_fields_.push_back(field);
        }
    }

  private:
    void once(const std::string& kind) {
        if (!job_kinds_.insert(kind).second) {
            refuse_twice(kind);
        }
    }
    void refuse_twice(std::string_view name) { twice_.emplace_back(name); }
    void keep_house();
    Done check_policies();
    bool stopping() const { return stopping_.load(); }
    void run_pump();
    void run_clockwork();
    void empty_log_when_due();
    bool hold_lease();
    void pause(std::chrono::milliseconds length);

    const Config config_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Vault> vault_;
    std::unique_ptr<Live> live_;
    Services services_;
    Router router_;
    Pump pump_;
    Clockwork clockwork_;
    PolicyValidators policies_;
    std::vector<PersonalField> personal_fields_;
    std::set<std::string> personal_columns_, job_kinds_, consumers_;
    std::vector<std::string> twice_;

    const std::string holder_ = to_text(new_uuid(Instant{}));
    std::optional<std::chrono::steady_clock::time_point> lease_renewed_;
    std::atomic<bool> working_{false};
    std::atomic<bool> stopping_{false};
    std::mutex pause_mutex_;
    std::condition_variable pause_over_;
    std::chrono::steady_clock::time_point empty_log_at_ =
        std::chrono::steady_clock::now() + log_emptied_every;
    std::thread pump_thread_, clockwork_thread_;
};

Done ProgramImpl::join(std::span<const Room* const> rooms) {
    keep_house();
    for (const Room* room : rooms) {
        room->join(*this);
    }
    if (!twice_.empty()) {
        return fail(ErrorCode::internal, "host.registered_twice", {}, twice_.front());
    }
    XH_DO(check_policies());
    return clockwork_.begin_schedules();
}

// A body that its room cannot read would stop an officer in the middle of a decision: refuse to start instead.
Done ProgramImpl::check_policies() {
    XH_TRY(versions, database_->read([](Tx& tx) { return policy::list(tx, ""); }));
    std::set<std::string> newest_seen;
    for (const PolicyVersion& version : versions) {
        if (policies_.knows(version.name) && newest_seen.insert(version.name).second) {
            auto checked = policies_.check(version.name, version.body);
            if (!checked) {
                Error error = std::move(checked.error());
                error.detail = version.name + " version " + std::to_string(version.version) + ": " +
                               error.key + " " + error.detail;
                error.key = "policy.unreadable_body";
                return fail(std::move(error));
            }
        }
    }
    return {};
}

void ProgramImpl::keep_house() {
    every("host.keep_house", 1min, [](Context& context, const Job&) -> Done {
        XH_DO(outbox::purge(context.tx, context.now - outbox_kept));
        XH_DO(purge_idempotency(context.tx, context.now));
        XH_TRY(parked, outbox::count_failed(context.tx));
        XH_TRY(failed, jobs::count_failed(context.tx));
        metrics::gauge("outbox_parked_for_good", static_cast<double>(parked));
        metrics::gauge("jobs_put_aside", static_cast<double>(failed));
        return {};
    });
}

void ProgramImpl::start() {
    if (auto recalled = pump_.recall(); !recalled) {
        log::warn("host.recall_failed", {{"error", recalled.error().key}});
    }
    stopping_.store(false);
    pump_thread_ = std::thread{[this] { run_pump(); }};
    clockwork_thread_ = std::thread{[this] { run_clockwork(); }};
}

void ProgramImpl::stop() {
    {
        const std::lock_guard lock{pause_mutex_};
        stopping_.store(true);
    }
    pause_over_.notify_all();
    outbox::ring_bell();
    if (pump_thread_.joinable()) {
        pump_thread_.join();
        clockwork_thread_.join();
        if (lease_renewed_) {
            auto released =
                database_->write([&](Tx& tx) { return jobs::release_lease(tx, "host", holder_); });
            if (!released) {
                log::warn("host.lease_not_released", {{"error", released.error().key}});
            }
            lease_renewed_.reset();
        }
    }
}

Result<int> ProgramImpl::settle() {
    int total = 0;
    for (int round = 0; round < settle_rounds_max; ++round) {
        XH_TRY(pumped, pump_.round(true));
        XH_TRY(worked, clockwork_.round());
        if (pumped + worked == 0) {
            return total;
        }
        total += pumped + worked;
    }
    return fail(ErrorCode::internal, "host.never_settles");
}

// SQLite has one process; a controlled clock may jump over a lease, and then there is one process too.
bool ProgramImpl::hold_lease() {
    if (database_->engine() == Engine::sqlite || config_.test.controlled_clock) {
        return true;
    }
    const auto now = std::chrono::steady_clock::now();
    if (lease_renewed_ && now - *lease_renewed_ < lease_renewal) {
        return working_.load();
    }
    lease_renewed_ = now;
    auto held = database_->write([&](Tx& tx) {
        return jobs::take_lease(tx, "host", holder_, services_.clock.now(), lease_length);
    });
    return held && *held;
}

void ProgramImpl::run_pump() {
    std::uint64_t seen = outbox::bell_count();
    int looks = 0;
    while (!stopping()) {
        working_.store(hold_lease());
        auto handled = pump_.round(working_.load());
        if (!handled) {
            log::error("host.pump_failed",
                       {{"error", handled.error().key}, {"detail", handled.error().detail}});
            pause(fault_pause);
            continue;
        }
        if (*handled > 0) {
            continue;
        }
        if (looks > 0) {
            --looks;
            pause(commit_pause);
            continue;
        }
        const std::uint64_t count = outbox::wait_for_bell(seen, poll_pause);
        looks = count != seen ? commit_looks : 0;
        seen = count;
    }
}

void ProgramImpl::run_clockwork() {
    while (!stopping()) {
        if (working_.load() && !health::clock_is_doubtful()) {
            auto handled = clockwork_.round();
            if (!handled) {
                log::error("host.clockwork_failed",
                           {{"error", handled.error().key}, {"detail", handled.error().detail}});
                pause(fault_pause);
                continue;
            }
            if (*handled > 0) {
                continue;
            }
        }
        empty_log_when_due();
        pause(poll_pause);
    }
}

// What was deleted, keys that were destroyed included, stands in the write-ahead log until that is emptied.
void ProgramImpl::empty_log_when_due() {
    const auto now = std::chrono::steady_clock::now();
    if (now < empty_log_at_) {
        return;
    }
    empty_log_at_ = now + (database_->empty_log() ? std::chrono::minutes{log_emptied_every}
                                                  : log_emptied_again);
}

void ProgramImpl::pause(std::chrono::milliseconds length) {
    std::unique_lock lock{pause_mutex_};
    pause_over_.wait_for(lock, length, [this] { return stopping(); });
}

}  // namespace

DatabaseConfig database_config(const Config& config) {
    const std::string url = config.database.url.empty()
                                ? "sqlite:" + (config.data / "xiuhua.db").string()
                                : config.database.url;
    DatabaseConfig database;
    database.url = url;
    database.schema = config.database.schema;
    database.readers = config.database.readers;
    database.durability = config.database.waits_for_disk ? Durability::full : Durability::none;
    return database;
}

namespace {

Result<std::shared_ptr<WalKeeper>> follower_of(const Config& config,
                                               const DatabaseConfig& database) {
    constexpr std::string_view prefix = "sqlite:";
    if (config.backup.continuous.empty() || !database.url.starts_with(prefix)) {
        return std::shared_ptr<WalKeeper>{};
    }
    backup::FollowPlan plan;
    XH_TRY(recipient, backup::parse_public_key(config.backup.public_key));
    plan.recipient = recipient;
    plan.database = database.url.substr(prefix.size());
    plan.schema = database.schema;
    plan.folder = config.backup.continuous;
    plan.pause = std::chrono::milliseconds{config.backup.continuous_pause};
    return backup::follow(plan);
}

std::vector<Migration> migrations_for(std::span<const Room* const> rooms) {
    std::vector<Migration> all;
    const auto add = [&](std::string_view room) {
        const auto own = migrations_of(room);
        all.insert(all.end(), own.begin(), own.end());
    };
    add("platform");
    for (const Room* room : rooms) {
        add(room->name);
    }
    return all;
}

}  // namespace

const Viewer& program_viewer() {
    static const Viewer viewer{UserId{}, "", RoleSet{}, Scope{ScopeId{}, {""}}};
    return viewer;
}

Result<std::unique_ptr<Program>> Program::create(const Config& config, const Clock& clock,
                                                 std::span<const Room* const> rooms,
                                                 const std::filesystem::path& policy_directory) {
    XH_DO(crypto::start());
    std::error_code failed;
    std::filesystem::create_directories(config.data, failed);
    if (failed) {
        return fail(ErrorCode::unavailable, "host.no_data_directory", {}, failed.message());
    }
    DatabaseConfig database_wanted = database_config(config);
    XH_TRY(keeper, follower_of(config, database_wanted));
    database_wanted.wal_keeper = keeper;
    XH_TRY(database, Database::open(database_wanted));
    XH_DO(database->migrate(migrations_for(rooms)));
    XH_TRY(vault, Vault::open(config.data / "keys"));
    XH_DO(database->write([&](Tx& tx) -> Done {
        XH_DO(vault->bind(tx));
        XH_DO(ensure_program_scope(tx));
        return load_policy_files(tx, clock.now(), policy_directory);
    }));
    auto program =
        std::make_unique<ProgramImpl>(config, clock, std::move(database), std::move(vault));
    XH_DO(program->join(rooms));
    return std::unique_ptr<Program>{std::move(program)};
}

}  // namespace xiuhua
