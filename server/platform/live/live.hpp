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
    static constexpr std::size_t recent_max = 5'000;  // Events kept in memory for resuming.
    static constexpr std::size_t waiting_max =
        256;  // Frames a slow subscriber may lag; then it is dropped.
    static constexpr std::size_t subscribers_max = 5'000;

    // What this viewer gets of this event as JSON, or nothing. Asked only for viewers whom the event reaches: a
    // renderer narrows, it never widens. Pure and quick: it runs while others wait.
    using Renderer = std::function<std::optional<std::string>(const StoredEvent&, const Viewer&)>;
    // Addressed events reach the addressee alone; others reach those whose scope covers the area; without an
    // area, the command post.
    static bool reaches(const StoredEvent& event, const Viewer& viewer);
    // {"kind":…,"subject":…,"payload":…}
    static std::string default_rendering(const StoredEvent& event);

    virtual ~Live() = default;
    virtual void on(std::string kind, Renderer renderer) = 0;
    // The default rendering, to viewers with the permission (an addressee needs none). An event whose kind nobody
    // registered is shown to its addressee alone.
    virtual void on(std::string kind, const Permission& permission) = 0;

    // Called by the pump after delivery, in order of seq.
    virtual void publish(const StoredEvent& event) = 0;

    // A subscriber: `wake` is called (from any thread) when frames wait; take() answers them as SSE text.
    class Subscription {
      public:
        virtual ~Subscription() = default;
        virtual std::vector<std::string> take() = 0;
        virtual bool dropped() const = 0;  // Too slow, session ended, or the program stops.
        // For quiet times: a comment, or `id:` with the position when nothing waits, so that a screen that was
        // shown nothing for long still resumes without loading anew.
        virtual std::string heartbeat() = 0;
    };
    // `wake` may be called once more while the subscription is being destroyed; the callee guards against that.
    // `too_many` live.too_many_subscribers; `unavailable` live.stopping.
    virtual Result<std::unique_ptr<Subscription>> subscribe(
        const Viewer& viewer, std::optional<std::int64_t> last_event_id,
        std::function<void()> wake) = 0;
    // Ends a user's streams (log-out, scope or role changed).
    virtual void end(UserId user) = 0;
    virtual void stop() = 0;

    static std::unique_ptr<Live> create();
};

}  // namespace xiuhua
