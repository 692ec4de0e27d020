#pragma once
// A bounded number of connections, lent one at a time. A lease may come empty: its taker then connects, and
// may drop a broken connection by resetting it. Inside platform/db only.
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua::db {

// A screen that waited this long for a connection is better told so than left spinning.
inline constexpr std::chrono::seconds pool_wait_max{5};

template <typename Connection>
class Pool {
  public:
    explicit Pool(int size) : free_(static_cast<std::size_t>(size < 1 ? 1 : size)) {}

    class Lease {
      public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection)
            : connection(std::move(connection)), pool_(&pool) {}
        Lease(Lease&& other) noexcept
            : connection(std::move(other.connection)), pool_(std::exchange(other.pool_, nullptr)) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (pool_ != nullptr) {
                pool_->give_back(std::move(connection));
            }
        }
        std::unique_ptr<Connection> connection;

      private:
        Pool* pool_;
    };

    // `unavailable`: db.busy when none came free in time, db.closed after close().
    Result<Lease> take() {
        std::unique_lock lock{mutex_};
        ++waiting_;
        const bool came =
            changed_.wait_for(lock, pool_wait_max, [&] { return closed_ || !free_.empty(); });
        --waiting_;
        if (closed_) {
            return fail(ErrorCode::unavailable, "db.closed");
        }
        if (!came) {
            return fail(ErrorCode::unavailable, "db.busy", {}, "no free connection");
        }
        std::unique_ptr<Connection> connection = std::move(free_.back());
        free_.pop_back();
        ++lent_;
        return Lease{*this, std::move(connection)};
    }

    // Drops idle connections, so that the next ones are made anew.
    void forget_idle() {
        const std::lock_guard lock{mutex_};
        for (auto& connection : free_) {
            connection.reset();
        }
    }

    // Refuses new takers and waits until everything lent has come back.
    void close() {
        std::unique_lock lock{mutex_};
        closed_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return lent_ == 0; });
        for (auto& connection : free_) {
            connection.reset();
        }
    }

  private:
    void give_back(std::unique_ptr<Connection> connection) {
        std::unique_lock lock{mutex_};
        // Connections in use stay at the back, so that the warm ones are used again first.
        if (connection) {
            free_.push_back(std::move(connection));
        } else {
            free_.insert(free_.begin(), nullptr);
        }
        if (waiting_ > 0 && !closed_) {
            lock.unlock();  // Who wakes finds the lock free; the pool stays as long as something is lent.
            changed_.notify_one();
            lock.lock();
        }
        --lent_;
        if (closed_) {
            changed_.notify_all();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Connection>> free_;
    int lent_ = 0, waiting_ = 0;
    bool closed_ = false;
};

}  // namespace xiuhua::db
