#include "rooms/access/seen_writer.hpp"

#include "platform/log/log.hpp"
#include "rooms/access/store.hpp"

namespace xiuhua::access {
namespace {

using namespace std::chrono_literals;

// Long enough that an office starting its day is one commit, short beside the twelve hours it decides about.
constexpr auto gathering_time = 1s;

}  // namespace

SeenWriter::SeenWriter(Database& database) : database_(database), thread_([this] { run(); }) {}

SeenWriter::~SeenWriter() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void SeenWriter::saw(SessionId session, Instant at) {
    const std::lock_guard lock{mutex_};
    if (waiting_.sessions.size() < waiting_max) {
        waiting_.sessions[session] = at;
    }
    wake_.notify_one();
}

void SeenWriter::used(TokenId token, Instant at) {
    const std::lock_guard lock{mutex_};
    if (waiting_.tokens.size() < waiting_max) {
        waiting_.tokens[token] = at;
    }
    wake_.notify_one();
}

void SeenWriter::run() {
    std::unique_lock lock{mutex_};
    while (!stopping_) {
        wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        wake_.wait_for(lock, gathering_time, [this] { return stopping_; });
        const Batch batch = std::exchange(waiting_, {});
        lock.unlock();
        write(batch);
        lock.lock();
    }
}

void SeenWriter::write(const Batch& batch) {
    if (batch.empty()) {
        return;
    }
    const Done written = database_.write([&](Tx& tx) -> Done {
        for (const auto& [session, at] : batch.sessions) {
            XH_DO(store::set_last_seen(tx, session, at));
        }
        for (const auto& [token, at] : batch.tokens) {
            XH_DO(store::set_token_last_used(tx, token, at));
        }
        return {};
    });
    if (!written) {
        log::debug("access.seen_not_written", {{"key", written.error().key}});
    }
}

}  // namespace xiuhua::access
