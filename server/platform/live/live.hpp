#pragma once
// Live screens: server-sent events after commit, access checked for each subscriber, rendered for that viewer,
// resumed by Last-Event-ID. When a subscriber missed more than is kept, it gets `event: reset` and loads anew.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kernel/viewer.hpp"
#include "platform/outbox/outbox.hpp"

namespace xiuhua {

class Live {
  public:
    static constexpr std::size_t recent_max = 5'000;     // Events kept in memory for resuming.
    static constexpr std::size_t waiting_max = 256;      // Frames a slow subscriber may lag; then it is dropped.
    static constexpr std::size_t subscribers_max = 5'000;

    // What this viewer gets of this event as JSON, or nothing. Default when a room registers none: the event's
    // kind, subject and payload, to viewers with `permission` whose scope covers the area (or who are addressed).
    using Renderer = std::function<std::optional<std::string>(const StoredEvent&, const Viewer&)>;
    virtual ~Live() = default;
    virtual void on(std::string kind, Renderer renderer) = 0;

    // Called by the pump after delivery, in order of seq.
    virtual void publish(const StoredEvent& event) = 0;

    // A subscriber: `wake` is called (from any thread) when frames wait; take() answers them as SSE text.
    class Subscription {
      public:
        virtual ~Subscription() = default;
        virtual std::vector<std::string> take() = 0;
        virtual bool dropped() const = 0;   // Too slow, session ended, or the program stops.
    };
    // `too_many` live.too_many_subscribers.
    virtual Result<std::unique_ptr<Subscription>> subscribe(
        const Viewer& viewer, std::optional<std::int64_t> last_event_id,
        std::function<void()> wake) = 0;
    // Ends a user's streams (log-out, scope or role changed).
    virtual void end(UserId user) = 0;
    virtual void stop() = 0;

    static std::unique_ptr<Live> create();
};

}  // namespace xiuhua
