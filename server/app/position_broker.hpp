#pragma once
// Positions of OwnTracks over MQTT: subscribed at a broker with a persistent session, acknowledged after our commit.
// A phone is the second part of its topic, owntracks/<device>/…; believed is what is encrypted with the phone's own secret,
// and plain messages only when [mqtt] broker_is_trusted says that the broker lets nobody write to another's topic.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/mqtt/session.hpp"
#include "kernel/result.hpp"
#include "platform/host/services.hpp"

namespace xiuhua::app {

struct BrokerBatch {
    int accepted = 0, apart = 0, resent = 0, refused = 0;
    std::vector<std::string> probes;  // Topics on which a phone is asked for a fresh fix.
};
// Keeps what the messages hold in one transaction. What will never be understood is refused and counted; an Error is a
// passing fault, and nothing of the batch is kept.
Result<BrokerBatch> keep_messages(Services& services, std::span<const mqtt::Message> messages);

// The connection, kept until the end. Null when no broker is configured.
class PositionBroker {
  public:
    static std::unique_ptr<PositionBroker> start(Services& services);
    ~PositionBroker();

  private:
    struct Inside;
    explicit PositionBroker(std::unique_ptr<Inside> inside);
    std::unique_ptr<Inside> inside_;
};

}  // namespace xiuhua::app
