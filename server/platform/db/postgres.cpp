// PostgreSQL: a pool of connections, one SERIALIZABLE transaction an action, run again when it met another.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <thread>

#include "platform/db/engines.hpp"
#include "platform/db/measure.hpp"
#include "platform/db/migrate.hpp"
#include "platform/db/pool.hpp"
#include "platform/db/postgres_connection.hpp"
#include "platform/health/health.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::db {
namespace {

using Steady = std::chrono::steady_clock;

// Waits before trying again double up to this; each is drawn at random, so that two do not meet again.
constexpr int backoff_max_ms = 64;

void back_off(int tries) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int longest = std::min(1 << tries, backoff_max_ms);
    std::this_thread::sleep_for(
        std::chrono::microseconds{std::uniform_int_distribution{0, longest * 1000}(random)});
}

// What nobody waits for (uploads of phones) is done by hands of its own, several in one transaction: round trips and
// the commit's fsync are shared.
constexpr int later_hands = 2;
constexpr std::size_t later_together_max = 64;

struct Later {
    std::function<Done(Tx&)> work;
    std::function<void(Done)> then;
};

class PostgresDatabase final : public Database {
  public:
    PostgresDatabase(const DatabaseConfig& config) : config_(config), pool_(config.readers) {
        for (int i = 0; i < later_hands; ++i) {
            hands_.emplace_back([this] { do_later(); });
        }
    }
    ~PostgresDatabase() override { PostgresDatabase::close(); }

    Engine engine() const override { return Engine::postgresql; }
    void close() override {
        {
            const std::lock_guard lock{later_mutex_};
            closing_ = true;
        }
        later_queued_.notify_all();
        for (std::thread& hand : hands_) {
            if (hand.joinable()) {
                hand.join();
            }
        }
        pool_.close();
    }
    DatabaseFigures figures() const override { return {writes_, writes_, retries_}; }
    void write_later(std::function<Done(Tx&)> work, std::function<void(Done)> then) override {
        {
            const std::lock_guard lock{later_mutex_};
            if (!closing_ && later_.size() < config_.writes_queued_max) {
                later_.push_back({std::move(work), std::move(then)});
                later_queued_.notify_one();
                return;
            }
        }
        then(fail(ErrorCode::unavailable, closing_ ? "db.closed" : "db.queue_full"));
    }
    Done empty_log() override { return {}; }

    Done prepare_schema() {
        return with_connection([&](PostgresConnection& connection) -> Done {
            XH_DO(connection.create_schema(config_.schema));
            std::string collation;
            XH_DO(connection.run({"db.collation",
                                  "SELECT datcollate FROM pg_database"
                                  " WHERE datname = current_database()"},
                                 {}, [&](const Row& row) { collation = row.text(0); }));
            if (collation != "C" && collation != "POSIX" && !collation.starts_with("C.")) {
                // Prefix searches cannot use an index then, and texts sort otherwise than on SQLite.
                log::warn("db.collation_not_c", {{"collation", collation}});
            }
            return {};
        });
    }

    Done migrate(std::span<const Migration> migrations) override {
        for (bool more = true; more;) {
            XH_DO(with_connection([&](PostgresConnection& connection) -> Done {
                XH_DO(connection.begin(Purpose::migrate));
                PostgresTx tx{connection};
                Done done = tx.perform([&](Tx&) -> Done {
                    // One program at a time; let go at the transaction's end.
                    XH_DO(
                        tx.script("SELECT pg_advisory_xact_lock(hashtext('xiuhua migrations'),"
                                  " hashtext(current_schema()))"));
                    XH_TRY(applied, migrate_one(tx, migrations));
                    more = applied;
                    return {};
                });
                if (!done) {
                    connection.rollback();
                    return done;
                }
                return connection.commit();
            }));
            if (more) {
                pool_.forget_idle();  // Their statements were planned for the tables as they were.
            }
        }
        return {};
    }

  protected:
    Done write_erased(const std::function<Done(Tx&)>& work) override {
        const auto called = Steady::now();
        XH_DO(RunningMark::refuse_nested());
        if (waiting_.fetch_add(1) >= static_cast<std::int64_t>(config_.writes_queued_max)) {
            --waiting_;
            return fail(ErrorCode::unavailable, "db.queue_full");
        }
        Done done = write_with_retries(work);
        --waiting_;
        if (done) {
            ++writes_;
            measure_write(Steady::now() - called);
            measure_commit(1);
            health::database_well();
        } else {
            health::database_failed(done.error());
        }
        return done;
    }

    Done read_erased(const std::function<Done(Tx&)>& look) override {
        XH_DO(RunningMark::refuse_nested());
        for (int tries = 1;; ++tries) {
            bool again = false;
            Done done = with_connection([&](PostgresConnection& connection) -> Done {
                const RunningMark mark;
                Done begun = connection.begin(Purpose::read);
                if (begun) {
                    begun = PostgresTx{connection}.perform(look);
                    connection.rollback();
                }
                again = !begun && connection.lost();
                return begun;
            });
            // A connection that broke while idle, or with its server: once more on a new one.
            if (done || !again || tries == 2) {
                if (!done) {
                    health::database_failed(done.error());
                }
                return done;
            }
            pool_.forget_idle();
        }
    }

  private:
    enum class End { final, again, again_elsewhere };

    void do_later() {
        for (;;) {
            std::vector<Later> together;
            {
                std::unique_lock lock{later_mutex_};
                later_queued_.wait(lock, [&] { return closing_ || !later_.empty(); });
                if (later_.empty()) {
                    return;
                }
                // A share for each hand: two of one phone's reports in two transactions would meet.
                const std::size_t share = (later_.size() + later_hands - 1) / later_hands;
                for (std::size_t i = std::min(share, later_together_max); i > 0; --i) {
                    together.push_back(std::move(later_.front()));
                    later_.pop_front();
                }
            }
            do_together(together);
        }
    }

    void do_together(std::vector<Later>& together) {
        bool by_action = false;  // Of the last try.
        const Done all = write_erased([&](Tx& tx) -> Done {
            by_action = false;
            for (const Later& one : together) {
                if (Done done = one.work(tx); !done) {
                    by_action = true;
                    return done;
                }
            }
            return {};
        });
        // One that fails takes the others with it: then each by itself. A commit that fails may yet have come through,
        // so nothing of it is done a second time.
        const bool is_told = all || !by_action || together.size() == 1;
        for (const Later& one : together) {
            one.then(is_told ? all : write_erased(one.work));
        }
    }

    // A connection that is lost afterwards is dropped.
    Done with_connection(const std::function<Done(PostgresConnection&)>& use) {
        XH_TRY(lease, pool_.take());
        if (!lease.connection) {
            XH_TRY(opened, PostgresConnection::open(config_));
            lease.connection = std::move(opened);
        }
        Done done = use(*lease.connection);
        if (lease.connection->lost()) {
            lease.connection.reset();
        }
        return done;
    }

    Done write_with_retries(const std::function<Done(Tx&)>& work) {
        bool moved = false;
        for (int tries = 1;; ++tries) {
            End end = End::final;
            Done done = with_connection(
                [&](PostgresConnection& connection) { return write_once(connection, work, end); });
            if (end == End::final) {
                return done;
            }
            // A server that broke twice is down; whoever asks again later may find its successor.
            if (tries == write_tries_max || (end == End::again_elsewhere && moved)) {
                return fail(ErrorCode::unavailable, done.error().key, {}, done.error().detail);
            }
            ++retries_;
            measure_retry();
            if (end == End::again_elsewhere) {
                moved = true;
                pool_.forget_idle();
            } else {
                back_off(tries);
            }
        }
    }

    Done write_once(PostgresConnection& connection, const std::function<Done(Tx&)>& work,
                    End& end) {
        const RunningMark mark;
        Done done = connection.begin(Purpose::write);
        if (done) {
            done = PostgresTx{connection}.perform(work);
        }
        if (!done) {
            connection.rollback();
            // Before its COMMIT was sent, a lost transaction is certainly undone and may be run again.
            end = connection.lost()          ? End::again_elsewhere
                  : connection.wants_retry() ? End::again
                                             : End::final;
            return done;
        }
        done = connection.commit();
        if (!done && !connection.lost() && connection.wants_retry()) {
            end = End::again;
        }
        return done;
    }

    const DatabaseConfig config_;
    Pool<PostgresConnection> pool_;
    std::atomic<std::int64_t> waiting_ = 0, writes_ = 0, retries_ = 0;
    std::mutex later_mutex_;
    std::condition_variable later_queued_;
    std::deque<Later> later_;
    std::atomic<bool> closing_ = false;
    std::vector<std::thread> hands_;  // Last: they use all of the above.
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const DatabaseConfig& config) {
    auto database = std::make_unique<PostgresDatabase>(config);
    XH_DO(database->prepare_schema());
    return database;
}

}  // namespace xiuhua::db
