#include "platform/live/live.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>

#include "platform/json/json.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua {
namespace {

// A payload stored with line breaks must not end the frame early: each line is a `data:` of its own.
std::string frame(std::int64_t seq, std::string_view kind, std::string_view data) {
    std::string out = "id: " + std::to_string(seq) + "\nevent: ";
    out.append(kind);
    out += "\ndata: ";
    for (const char c : data) {
        if (c == '\n') {
            out += "\ndata: ";
        } else if (c != '\r') {
            out += c;
        }
    }
    out += "\n\n";
    return out;
}

std::string position(std::int64_t seq) {
    // No data: a browser takes the id and shows nothing (HTML, 9.2.6).
    return "id: " + std::to_string(seq) + "\n\n";
}

// Shared by the hub and the subscription. `mutex` guards what waits; the rest never changes.
struct Subscriber {
    Viewer viewer;
    std::function<void()> wake;
    std::mutex mutex;
    std::vector<std::string> waiting;
    std::atomic<bool> dropped{false};

    Subscriber(Viewer whose, std::function<void()> call)
        : viewer(std::move(whose)), wake(std::move(call)) {}

    void drop() {
        const std::lock_guard lock(mutex);
        dropped = true;
        waiting.clear();
    }
    // False when this one is too slow.
    bool push(std::string text) {
        const std::lock_guard lock(mutex);
        if (waiting.size() >= Live::waiting_max) {
            return false;
        }
        waiting.push_back(std::move(text));
        return true;
    }
};

// What subscriptions and Live share; it lives until the last of them is gone.
class Hub {
  public:
    void on(std::string kind, Live::Renderer renderer) {
        const std::lock_guard lock(mutex_);
        renderers_[std::move(kind)] = std::move(renderer);
    }

    void publish(const StoredEvent& event) {
        std::vector<std::shared_ptr<Subscriber>> to_wake;
        {
            const std::lock_guard lock(mutex_);
            recent_.push_back(event);
            if (recent_.size() > Live::recent_max) {
                recent_.pop_front();
            }
            std::erase_if(subscribers_, [&](const std::shared_ptr<Subscriber>& subscriber) {
                const auto text = rendered(event, subscriber->viewer);
                if (!text) {
                    return false;
                }
                to_wake.push_back(subscriber);
                if (subscriber->push(*text)) {
                    return false;
                }
                subscriber->drop();
                metrics::count("live_dropped_total", "reason", "slow");
                return true;
            });
        }
        wake_all(to_wake);
    }

    Result<std::shared_ptr<Subscriber>> subscribe(const Viewer& viewer,
                                                  std::optional<std::int64_t> last_event_id,
                                                  std::function<void()> wake) {
        auto subscriber = std::make_shared<Subscriber>(viewer, std::move(wake));
        const std::lock_guard lock(mutex_);
        if (stopped_) {
            return fail(ErrorCode::unavailable, "live.stopping");
        }
        if (subscribers_.size() >= Live::subscribers_max) {
            return fail(ErrorCode::too_many, "live.too_many_subscribers");
        }
        subscriber->waiting = missed_by(viewer, last_event_id);
        subscribers_.push_back(subscriber);
        metrics::gauge("live_subscribers", static_cast<double>(subscribers_.size()));
        return subscriber;
    }

    void leave(const std::shared_ptr<Subscriber>& subscriber) {
        const std::lock_guard lock(mutex_);
        std::erase(subscribers_, subscriber);
        metrics::gauge("live_subscribers", static_cast<double>(subscribers_.size()));
    }

    template <typename Predicate>
    void drop_if(Predicate leaves) {
        std::vector<std::shared_ptr<Subscriber>> gone;
        {
            const std::lock_guard lock(mutex_);
            std::erase_if(subscribers_, [&](const std::shared_ptr<Subscriber>& subscriber) {
                if (!leaves(*subscriber)) {
                    return false;
                }
                subscriber->drop();
                gone.push_back(subscriber);
                return true;
            });
        }
        wake_all(gone);
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopped_ = true;
        }
        drop_if([](const Subscriber&) { return true; });
    }

    std::string heartbeat(Subscriber& subscriber) {
        // publish() holds this lock until every frame is queued, so an empty queue means all was taken.
        const std::lock_guard lock(mutex_);
        const std::lock_guard own(subscriber.mutex);
        return recent_.empty() || !subscriber.waiting.empty() ? std::string{":\n\n"}
                                                              : position(recent_.back().seq);
    }

  private:
    std::optional<std::string> rendered(const StoredEvent& event, const Viewer& viewer) const {
        if (!Live::reaches(event, viewer)) {
            return std::nullopt;
        }
        const auto found = renderers_.find(event.kind);
        std::optional<std::string> text;
        if (found != renderers_.end()) {
            try {
                text = found->second(event, viewer);
            } catch (const std::exception&) {
                // One room's fault must not stop the pump for all; the screen loads the list anew anyway.
                metrics::count("live_dropped_total", "reason", "renderer_threw");
            }
        } else if (!event.addressee.is_nil()) {
            text = Live::default_rendering(event);
        }
        if (text) {
            text = frame(event.seq, event.kind, *text);
        }
        return text;
    }

    // Seqs follow one another, so that "nothing is missing" can be told from the numbers alone.
    std::vector<std::string> missed_by(const Viewer& viewer,
                                       std::optional<std::int64_t> last_event_id) const {
        std::vector<std::string> frames;
        if (!last_event_id) {
            if (!recent_.empty()) {
                frames.push_back(position(recent_.back().seq));
            }
            return frames;
        }
        const bool kept = !recent_.empty() && *last_event_id >= recent_.front().seq - 1 &&
                          *last_event_id <= recent_.back().seq;
        if (kept) {
            for (const StoredEvent& event : recent_) {
                if (event.seq <= *last_event_id) {
                    continue;
                }
                if (auto text = rendered(event, viewer)) {
                    frames.push_back(std::move(*text));
                }
            }
        }
        if (!kept || frames.size() > Live::waiting_max) {
            frames.clear();
            frames.push_back(recent_.empty() ? "event: reset\ndata: {}\n\n"
                                             : frame(recent_.back().seq, "reset", "{}"));
        }
        return frames;
    }

    static void wake_all(const std::vector<std::shared_ptr<Subscriber>>& subscribers) {
        for (const auto& subscriber : subscribers) {
            subscriber->wake();
        }
    }

    std::mutex mutex_;
    std::map<std::string, Live::Renderer, std::less<>> renderers_;
    std::deque<StoredEvent> recent_;
    std::vector<std::shared_ptr<Subscriber>> subscribers_;
    bool stopped_ = false;
};

class HubSubscription final : public Live::Subscription {
  public:
    HubSubscription(std::shared_ptr<Hub> hub, std::shared_ptr<Subscriber> subscriber)
        : hub_(std::move(hub)), subscriber_(std::move(subscriber)) {}
    ~HubSubscription() override { hub_->leave(subscriber_); }
    HubSubscription(const HubSubscription&) = delete;
    HubSubscription& operator=(const HubSubscription&) = delete;

    std::vector<std::string> take() override {
        const std::lock_guard lock(subscriber_->mutex);
        return std::exchange(subscriber_->waiting, {});
    }
    bool dropped() const override { return subscriber_->dropped; }
    std::string heartbeat() override { return hub_->heartbeat(*subscriber_); }

  private:
    std::shared_ptr<Hub> hub_;
    std::shared_ptr<Subscriber> subscriber_;
};

class LiveHub final : public Live {
  public:
    void on(std::string kind, Renderer renderer) override {
        hub_->on(std::move(kind), std::move(renderer));
    }
    void on(std::string kind, const Permission& permission) override {
        hub_->on(std::move(kind),
                 [permission](const StoredEvent& event,
                              const Viewer& viewer) -> std::optional<std::string> {
                     if (event.addressee.is_nil() && !viewer.may(permission)) {
                         return std::nullopt;
                     }
                     return default_rendering(event);
                 });
    }
    void publish(const StoredEvent& event) override { hub_->publish(event); }
    Result<std::unique_ptr<Subscription>> subscribe(const Viewer& viewer,
                                                    std::optional<std::int64_t> last_event_id,
                                                    std::function<void()> wake) override {
        XH_TRY(subscriber, hub_->subscribe(viewer, last_event_id, std::move(wake)));
        return std::make_unique<HubSubscription>(hub_, std::move(subscriber));
    }
    void end(UserId user) override {
        hub_->drop_if([&](const Subscriber& subscriber) { return subscriber.viewer.user == user; });
    }
    void stop() override { hub_->stop(); }

  private:
    std::shared_ptr<Hub> hub_ = std::make_shared<Hub>();
};

}  // namespace

bool Live::reaches(const StoredEvent& event, const Viewer& viewer) {
    if (!event.addressee.is_nil()) {
        return event.addressee == viewer.user;
    }
    if (event.area_code.empty()) {
        return viewer.roles.has(Role::command_post);
    }
    return viewer.scope.covers(event.area_code);
}

std::string Live::default_rendering(const StoredEvent& event) {
    std::string out = "{\"kind\":";
    json::write_text(out, event.kind);
    out += ",\"subject\":";
    json::write_text(out, event.subject);
    out += ",\"payload\":";
    out += event.payload.text;
    out += '}';
    return out;
}

std::unique_ptr<Live> Live::create() {
    return std::make_unique<LiveHub>();
}

}  // namespace xiuhua
