#pragma once
// Carries what was committed onward: seals the audit chain, numbers events, delivers each to its consumers
// exactly once, shows them to the live screens.
#include <map>
#include <string>
#include <vector>

#include "platform/host/room.hpp"
#include "platform/outbox/ledger.hpp"

namespace xiuhua {

class Pump {
  public:
    static constexpr int delivery_tries_max =
        10;  // Then parked for good and an operator's metric rises.

    explicit Pump(Services& services) : services_(services) {}
    void add(std::string kind, std::string consumer, EventHandler handler);

    // One round. `working` is false for a process that does not hold the lease: it only publishes what
    // the holder has delivered. Answers how much was handled; 0 when there was nothing.
    Result<int> round(bool working);
    // What was delivered before this start is in the screens' memory again, so that they can resume.
    Done recall();

  private:
    struct Consumer {
        std::string name;
        EventHandler handler;
    };
    enum class Outcome { delivered, already, waits };

    Result<int> seal();
    Result<int> number();
    Result<int> deliver_next();
    Result<int> retry_parked();
    Result<int> publish();
    Done deliver(const StoredEvent& event, const Consumer& consumer, int tries);
    Result<Outcome> try_delivery(const StoredEvent& event, const Consumer& consumer, Instant now);

    Services& services_;
    std::map<std::string, std::vector<Consumer>> consumers_;
    std::int64_t published_ = 0;
};

}  // namespace xiuhua
