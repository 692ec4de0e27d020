#include "rooms/documents/workshop.hpp"

#include <algorithm>

namespace xiuhua::documents {

Workshop::Workshop(Work work) : work_(std::move(work)), thread_([this] { run(); }) {}

Workshop::~Workshop() {
    {
        const std::lock_guard lock{mutex_};
        is_closing_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Workshop::wake(const std::string& key) {
    {
        const std::lock_guard lock{mutex_};
        if (current_ == key || std::find(waiting_.begin(), waiting_.end(), key) != waiting_.end()) {
            return;
        }
        waiting_.push_back(key);
    }
    changed_.notify_one();
}

void Workshop::run() {
    const auto is_closing = [this] {
        const std::lock_guard lock{mutex_};
        return is_closing_;
    };
    std::unique_lock lock{mutex_};
    while (true) {
        changed_.wait(lock, [this] { return is_closing_ || !waiting_.empty(); });
        if (is_closing_) {
            return;
        }
        current_ = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        work_(current_, is_closing);
        lock.lock();
        current_.clear();
    }
}

}  // namespace xiuhua::documents
