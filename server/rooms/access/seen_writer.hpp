#pragma once
// Writes "last seen" behind the requests' backs: a look must not wait for a commit.
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "platform/db/db.hpp"
#include "rooms/access/model.hpp"

namespace xiuhua::access {

class SeenWriter {
  public:
    // What waits when more than this many were seen at once is left out: they will be seen again in a minute.
    static constexpr std::size_t waiting_max = 20'000;

    explicit SeenWriter(Database& database);
    ~SeenWriter();  // Writes what still waits, if the database is open.
    SeenWriter(const SeenWriter&) = delete;
    SeenWriter& operator=(const SeenWriter&) = delete;

    void saw(SessionId session, Instant at);
    void used(TokenId token, Instant at);

  private:
    struct Batch {
        std::map<SessionId, Instant> sessions;
        std::map<TokenId, Instant> tokens;
        bool empty() const { return sessions.empty() && tokens.empty(); }
    };
    void run();
    void write(const Batch& batch);

    Database& database_;
    std::mutex mutex_;
    std::condition_variable wake_;
    Batch waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace xiuhua::access
