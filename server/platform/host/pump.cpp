#include "platform/host/pump.hpp"

#include <limits>

#include "platform/audit/audit.hpp"
#include "platform/jobs/ledger.hpp"
#include "platform/log/log.hpp"
#include "platform/metrics/metrics.hpp"

namespace xiuhua {
namespace {

constexpr Query find_unsealed{"audit.find_unsealed",
                              "SELECT id FROM audit_entry WHERE seq IS NULL LIMIT 1"};

}  // namespace

void Pump::add(std::string kind, std::string consumer, EventHandler handler) {
    consumers_[std::move(kind)].push_back({std::move(consumer), std::move(handler)});
}

Result<int> Pump::round(bool working) {
    int handled = 0;
    if (working) {
        XH_TRY(sealed, seal());
        XH_TRY(numbered, number());
        XH_TRY(delivered, deliver_next());
        XH_TRY(retried, retry_parked());
        handled = sealed + numbered + delivered + retried;
    }
    XH_TRY(published, publish());
    return handled + published;
}

Result<int> Pump::seal() {
    // Looking first spares the writer an empty transaction on every poll.
    XH_TRY(waiting, services_.db.read([](Tx& tx) { return tx.row<std::string>(find_unsealed); }));
    if (!waiting) {
        return 0;
    }
    return services_.db.write([](Tx& tx) { return audit::seal_batch(tx); });
}

Result<int> Pump::number() {
    XH_TRY(waiting, services_.db.read([](Tx& tx) { return outbox::has_unnumbered(tx); }));
    if (!waiting) {
        return 0;
    }
    return services_.db.write([](Tx& tx) { return outbox::number_batch(tx); });
}

Result<int> Pump::deliver_next() {
    XH_TRY(events, services_.db.read([](Tx& tx) -> Result<std::vector<StoredEvent>> {
        XH_TRY(until, outbox::delivered_until(tx));
        return outbox::events_between(tx, until, std::numeric_limits<std::int64_t>::max());
    }));
    if (events.empty()) {
        return 0;
    }
    for (const StoredEvent& event : events) {
        if (const auto found = consumers_.find(event.kind); found != consumers_.end()) {
            for (const Consumer& consumer : found->second) {
                XH_DO(deliver(event, consumer, 0));
            }
        }
        metrics::count("outbox_events_total");
    }
    const std::int64_t last = events.back().seq;
    XH_DO(services_.db.write([&](Tx& tx) { return outbox::set_delivered(tx, last); }));
    return static_cast<int>(events.size());
}

Result<Pump::Outcome> Pump::try_delivery(const StoredEvent& event, const Consumer& consumer,
                                         Instant now) {
    return services_.db.write([&](Tx& tx) -> Result<Outcome> {
        XH_TRY(done, outbox::is_delivered(tx, event.id, consumer.name));
        if (done) {
            return Outcome::already;
        }
        XH_TRY(blocked, outbox::is_blocked(tx, event, consumer.name));
        if (blocked) {
            return Outcome::waits;
        }
        Context context{tx, program_viewer(), services_, now, "event:" + event.id};
        XH_DO(consumer.handler(context, event));
        XH_DO(outbox::record_delivery(tx, event.id, consumer.name));
        XH_DO(outbox::unpark(tx, event.id, consumer.name));
        return Outcome::delivered;
    });
}

Done Pump::deliver(const StoredEvent& event, const Consumer& consumer, int tries) {
    const Instant now = services_.clock.now();
    auto outcome = try_delivery(event, consumer, now);
    if (outcome && *outcome != Outcome::waits) {
        return {};
    }
    if (!outcome && outcome.error().code == ErrorCode::unavailable) {
        return fail(std::move(outcome.error()));  // The database's fault, not the consumer's.
    }
    // One that waits behind another of its subject is looked at again with it, and does not count as a try.
    const bool waits = outcome.has_value();
    const int tried = waits ? tries : tries + 1;
    const bool failed = tried >= delivery_tries_max;
    const std::string key = waits ? "outbox.waits" : outcome.error().key;
    const Instant due = now + jobs::retry_delay(std::max(tried, 1));
    if (!waits) {
        metrics::count("outbox_delivery_failures_total", "consumer", consumer.name);
        log::write(failed ? log::Level::error : log::Level::warn, "outbox.delivery_failed",
                   {{"consumer", consumer.name},
                    {"kind", event.kind},
                    {"seq", event.seq},
                    {"tries", static_cast<std::int64_t>(tried)},
                    {"error", outcome.error().key},
                    {"detail", outcome.error().detail}});
    }
    return services_.db.write(
        [&](Tx& tx) { return outbox::park(tx, event, consumer.name, tried, due, key, failed); });
}

Result<int> Pump::retry_parked() {
    const Instant now = services_.clock.now();
    XH_TRY(parked, services_.db.read([&](Tx& tx) { return outbox::parked_due(tx, now); }));
    for (const outbox::Parked& item : parked) {
        const auto& consumers = consumers_[item.event.kind];
        const auto consumer =
            std::find_if(consumers.begin(), consumers.end(),
                         [&](const Consumer& known) { return known.name == item.consumer; });
        if (consumer != consumers.end()) {
            XH_DO(deliver(item.event, *consumer, item.tries));
            continue;
        }
        XH_DO(services_.db.write([&](Tx& tx) {  // Its room has left the program.
            return outbox::park(tx, item.event, item.consumer, item.tries, now,
                                "outbox.no_consumer", true);
        }));
    }
    return static_cast<int>(parked.size());
}

Result<int> Pump::publish() {
    XH_TRY(events, services_.db.read([&](Tx& tx) -> Result<std::vector<StoredEvent>> {
        XH_TRY(until, outbox::delivered_until(tx));
        if (until <= published_) {
            return std::vector<StoredEvent>{};
        }
        return outbox::events_between(tx, published_, until);
    }));
    for (const StoredEvent& event : events) {
        services_.live.publish(event);
        published_ = event.seq;
    }
    return static_cast<int>(events.size());
}

Done Pump::recall() {
    constexpr auto kept = static_cast<int>(Live::recent_max);
    XH_TRY(events, services_.db.read([&](Tx& tx) -> Result<std::vector<StoredEvent>> {
        XH_TRY(until, outbox::delivered_until(tx));
        published_ = until;
        return outbox::events_between(tx, std::max<std::int64_t>(0, until - kept), until, kept);
    }));
    for (const StoredEvent& event : events) {
        services_.live.publish(event);
    }
    return {};
}

}  // namespace xiuhua
