// SQLite: one thread writes and commits many actions at once; readers have connections of their own.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "platform/db/answered.hpp"
#include "platform/db/engines.hpp"
#include "platform/db/measure.hpp"
#include "platform/db/migrate.hpp"
#include "platform/db/pool.hpp"
#include "platform/db/row_watch.hpp"
#include "platform/db/sqlite_connection.hpp"
#include "platform/db/wal_keeper.hpp"
#include "platform/health/health.hpp"

namespace xiuhua::db {
namespace {

using Steady = std::chrono::steady_clock;

// One fsync may serve this many actions; more would only make the first of them wait.
constexpr std::size_t batch_actions_max = 256;
// No action's answer waits longer than this for others to join its commit.
constexpr std::chrono::milliseconds batch_time_max{20};
// Those just answered are about to come again: as often the processor is left to them before a commit. Nothing, when
// there is nobody.
constexpr int yields_max = 2;

// A savepoint of its own is most of what a small action costs, and a large one (a piece of a sheet) grows with the
// square of its pages: the page before each change is copied into a list that SQLite walks from the start after each
// statement. Actions fail before they write, nearly always: they share their batch's fate first, and only when one
// fails after it wrote is the batch run again, each action guarded.
enum class Guard { none, all };

// An action on its way through the writer thread.
class Job {
  public:
    explicit Job(const std::function<Done(Tx&)>& work) : work(work), called_(Steady::now()) {}
    virtual ~Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    void finish() {
        if (outcome) {
            measure_write(Steady::now() - called_);
        }
        tell();
    }
    const std::function<Done(Tx&)>& work;
    Done outcome;

  protected:
    // The job may be gone when this returns.
    virtual void tell() = 0;

  private:
    Steady::time_point called_;
};

// Lives on the stack of the caller, who waits for it.
class AwaitedJob final : public Job {
  public:
    using Job::Job;
    Done wait(const Answered& answered) {
        answered.wait(finished_);
        return std::move(outcome);
    }

  protected:
    void tell() override { finished_.store(true, std::memory_order_release); }

  private:
    std::atomic<bool> finished_ = false;
};

// Nobody waits: it owns what it needs, and itself.
class LaterJob final : public Job {
  public:
    LaterJob(std::function<Done(Tx&)> work, std::function<void(Done)> then)
        : Job(own_work_), own_work_(std::move(work)), then_(std::move(then)) {}

  protected:
    void tell() override {
        const std::unique_ptr<LaterJob> self{this};
        then_(std::move(outcome));
    }

  private:
    std::function<Done(Tx&)> own_work_;
    std::function<void(Done)> then_;
};

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(std::string path, const DatabaseConfig& config,
                   std::unique_ptr<SqliteConnection> writer)
        : path_(std::move(path)),
          writes_queued_max_(config.writes_queued_max),
          readers_(config.readers),
          keeper_(config.wal_keeper),
          writer_(std::move(writer)) {
        if (keeper_) {
            writer_->watch_wal(*keeper_);
        }
        thread_ = std::thread{[this] { write_batches(); }};
    }
    ~SqliteDatabase() override { SqliteDatabase::close(); }

    Engine engine() const override { return Engine::sqlite; }

    Done migrate(std::span<const Migration> migrations) override {
        for (bool more = true; more;) {
            XH_DO(write_erased([&](Tx& tx) -> Done {
                XH_TRY(applied, migrate_one(static_cast<SqliteTx&>(tx), migrations));
                more = applied;
                return {};
            }));
            if (more) {
                readers_.forget_idle();
            }
        }
        return {};
    }

    void close() override {
        {
            const std::lock_guard lock{mutex_};
            closing_ = true;
            queued_.notify_one();
        }
        if (thread_.joinable()) {
            thread_.join();
        }
        readers_.close();
        if (keeper_ && writer_) {
            keeper_->closing();
        }
        writer_.reset();
    }

    DatabaseFigures figures() const override { return {writes_, commits_, 0}; }

    void write_later(std::function<Done(Tx&)> work, std::function<void(Done)> then) override {
        auto job = std::make_unique<LaterJob>(std::move(work), std::move(then));
        Job* queued = job.release();
        if (Done accepted = queue(queued); !accepted) {
            queued->outcome = std::move(accepted);
            queued->finish();
        }
    }

    Done empty_log() override {
        XH_DO(RunningMark::refuse_nested());
        if (keeper_) {  // Nothing may leave the log that the copy has not: it says when.
            keeper_->empty_soon();
            return {};
        }
        XH_TRY(connection, SqliteConnection::open(path_, SqliteConnection::Use::write));
        // Writers wait while this waits for readers.
        XH_DO(connection->command("PRAGMA busy_timeout = 200"));
        bool busy = false;
        XH_DO(connection->run({"db.empty_log", "PRAGMA wal_checkpoint(TRUNCATE)"}, {},
                              [&](const Row& row) { busy = row.integer(0) != 0; }));
        if (busy) {
            return fail(ErrorCode::unavailable, "db.busy");
        }
        return {};
    }

    RowWatch* watch_rows(const std::function<std::unique_ptr<RowWatch>()>& make) {
        if (!watch_) {
            watch_ = make();
            writer_->watch_rows(*watch_);
            data_version_ = writer_->data_version().value_or(0);
        }
        return watch_.get();
    }

  protected:
    Done write_erased(const std::function<Done(Tx&)>& work) override {
        XH_DO(RunningMark::refuse_nested());
        AwaitedJob job{work};
        XH_DO(queue(&job));
        return job.wait(answered_);
    }

    Done read_erased(const std::function<Done(Tx&)>& look) override {
        XH_DO(RunningMark::refuse_nested());
        XH_TRY(lease, readers_.take());
        if (!lease.connection) {
            XH_TRY(opened, SqliteConnection::open(path_, SqliteConnection::Use::read));
            lease.connection = std::move(opened);
        }
        const RunningMark mark;
        SqliteConnection& connection = *lease.connection;
        XH_DO(connection.command("BEGIN DEFERRED"));
        Done done = SqliteTx{connection}.perform(look);
        if (!done) {
            health::database_failed(done.error());
        }
        if (connection.in_transaction() && !connection.command("ROLLBACK")) {
            lease.connection.reset();
        }
        return done;
    }

  private:
    Done queue(Job* job) {
        const std::lock_guard lock{mutex_};
        if (closing_) {
            return fail(ErrorCode::unavailable, "db.closed");
        }
        if (queue_.size() >= writes_queued_max_) {
            return fail(ErrorCode::unavailable, "db.queue_full");
        }
        queue_.push_back(job);
        waiting_ = queue_.size();
        queued_.notify_one();
        return {};
    }

    void write_batches() {
        const RunningMark mark;
        for (;;) {
            {
                std::unique_lock lock{mutex_};
                queued_.wait(lock, [&] { return closing_ || !queue_.empty(); });
                if (queue_.empty()) {
                    return;
                }
            }
            write_batch();
        }
    }

    void write_batch() {
        std::vector<Job*> batch;
        Done committed = try_batch(batch, Guard::none);
        if (!committed && committed.error().key == unguarded_failure) {
            committed = try_batch(batch, Guard::all);
        }
        std::size_t actions = 0;
        for (Job* job : batch) {
            if (committed && !job->outcome) {
                health::database_failed(job->outcome.error());
            }
            if (!committed && job->outcome) {
                job->outcome = fail(ErrorCode::unavailable, committed.error().key, {},
                                    committed.error().detail);
            }
            actions += job->outcome.has_value() ? 1 : 0;
        }
        if (!committed) {
            health::database_failed(committed.error());
        } else if (actions > 0) {
            health::database_well();
        }
        if (actions > 0) {
            ++commits_;
            writes_ += static_cast<std::int64_t>(actions);
            measure_commit(actions);
        }
        for (Job* job : batch) {
            job->finish();
        }
        answered_.tell();
    }

    // Runs the actions of `batch`, or, when it is empty, takes them from the queue; and commits.
    Done try_batch(std::vector<Job*>& batch, Guard guard) {
        Done committed = writer_->command("BEGIN IMMEDIATE");
        if (committed) {
            committed = look_for_others();
        }
        if (!committed) {
            if (batch.empty()) {
                take_all(batch);
            }
        } else if (guard == Guard::all) {
            for (std::size_t i = 0; i < batch.size() && committed; ++i) {
                committed = run_job(*batch[i], guard);
            }
        } else {
            committed = run_jobs(batch, guard);
        }
        if (committed) {
            committed = writer_->command("COMMIT");
        }
        if (!committed && writer_->in_transaction()) {
            (void)writer_->command("ROLLBACK");
        }
        if (watch_) {
            committed ? watch_->committed() : watch_->undone();
        }
        return committed;
    }

    Done look_for_others() {
        if (!watch_) {
            return {};
        }
        XH_TRY(version, writer_->data_version());
        if (std::exchange(data_version_, version) != version) {
            watch_->others_wrote();
        }
        return {};
    }

    // Runs what is queued and what comes meanwhile, within the limits. An Error means that the whole
    // transaction is lost.
    Done run_jobs(std::vector<Job*>& batch, Guard guard) {
        const auto until = Steady::now() + batch_time_max;
        int yields = 0;
        while (batch.size() < batch_actions_max) {
            Job* job = take_one();
            if (job == nullptr) {
                if (yields == yields_max) {
                    break;
                }
                ++yields;
                std::this_thread::yield();
                continue;
            }
            yields = 0;
            batch.push_back(job);
            XH_DO(batch.size() == 1 ? run_first(*job) : run_job(*job, guard));
            if (Steady::now() >= until) {
                break;
            }
        }
        return {};
    }

    // Nothing of another action stands in the transaction yet: one that fails takes back all of it. Without a savepoint
    // a large action (a sheet's rows, a community of a demo) stays quick: inside one, SQLite keeps every page's former
    // content in memory, as a list that it walks from the start after each statement.
    Done run_first(Job& job) {
        const std::int64_t changes = writer_->changes();
        job.outcome = SqliteTx{*writer_, watch_.get(), &waiting_}.perform(job.work);
        if (job.outcome) {
            return writer_->in_transaction()
                       ? Done{}
                       : fail(ErrorCode::internal, "db.failed", {}, "transaction lost");
        }
        if (!writer_->in_transaction()) {
            return job.outcome;
        }
        XH_DO(writer_->command("ROLLBACK"));
        if (watch_ && writer_->changes() != changes) {
            watch_->undone();
        }
        XH_DO(writer_->command("BEGIN IMMEDIATE"));
        return look_for_others();
    }

    Done run_job(Job& job, Guard guard) {
        const bool is_guarded = guard == Guard::all;
        const std::int64_t changes = writer_->changes();
        if (is_guarded) {
            XH_DO(writer_->command("SAVEPOINT action"));
        }
        // Those who share the batch wait for its commit: no time.
        job.outcome = SqliteTx{*writer_, watch_.get()}.perform(job.work);
        if (!writer_->in_transaction()) {
            return job.outcome ? fail(ErrorCode::internal, "db.failed", {}, "transaction lost")
                               : job.outcome;
        }
        const bool wrote = writer_->changes() != changes;
        if (!is_guarded) {
            return !job.outcome && wrote ? fail(ErrorCode::internal, std::string{unguarded_failure})
                                         : Done{};
        }
        if (!job.outcome) {
            XH_DO(writer_->command("ROLLBACK TO SAVEPOINT action"));
            if (wrote && watch_) {
                watch_->undone();
            }
        }
        return writer_->command("RELEASE SAVEPOINT action");
    }

    // Of the batch alone: run again, it becomes the one action's own Error.
    static constexpr std::string_view unguarded_failure = "db.unguarded_failure";

    Job* take_one() {
        const std::lock_guard lock{mutex_};
        if (queue_.empty()) {
            return nullptr;
        }
        Job* job = queue_.front();
        queue_.pop_front();
        waiting_ = queue_.size();
        return job;
    }
    void take_all(std::vector<Job*>& batch) {
        const std::lock_guard lock{mutex_};
        batch.assign(queue_.begin(), queue_.end());
        queue_.clear();
        waiting_ = 0;
    }

    const std::string path_;
    const std::size_t writes_queued_max_;
    Pool<SqliteConnection> readers_;
    const std::shared_ptr<WalKeeper> keeper_;
    std::unique_ptr<RowWatch> watch_;  // Used on the writer's thread alone.
    std::int64_t data_version_ = 0;
    std::unique_ptr<SqliteConnection> writer_;
    std::mutex mutex_;
    std::condition_variable queued_;
    std::deque<Job*> queue_;
    std::atomic<std::size_t> waiting_ = 0;  // As many as queue_ holds, for whoever is running.
    bool closing_ = false;
    Answered answered_;
    std::atomic<std::int64_t> writes_ = 0, commits_ = 0;
    std::thread thread_;
};

}  // namespace

RowWatch* watch_rows(Database& database, const std::function<std::unique_ptr<RowWatch>()>& make) {
    auto* sqlite = dynamic_cast<SqliteDatabase*>(&database);
    return sqlite == nullptr ? nullptr : sqlite->watch_rows(make);
}

Result<std::unique_ptr<Database>> open_sqlite(const DatabaseConfig& config) {
    constexpr std::string_view prefix = "sqlite:";
    std::string path = config.url.substr(prefix.size());
    XH_TRY(writer, SqliteConnection::open(path, SqliteConnection::Use::write, config.durability));
    return std::make_unique<SqliteDatabase>(std::move(path), config, std::move(writer));
}

}  // namespace xiuhua::db
