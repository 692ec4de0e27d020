#include "app/position_broker.hpp"

#include "adapters/mqtt/client.hpp"
#include "adapters/owntracks/owntracks.hpp"
#include "adapters/positions/message.hpp"
#include "platform/config/config.hpp"
#include "platform/db/db.hpp"
#include "platform/http/router.hpp"
#include "platform/log/log.hpp"
#include "rooms/tracking/public.hpp"

namespace xiuhua::app {
namespace {

using positions::Retry;
using positions::retry_of;

// Plain text could have been said by anybody whom the broker lets in.
Result<positions::Upload> decode(Context& context, const std::string& device,
                                 const std::string& payload) {
    if (context.services.config.mqtt.broker_is_trusted &&
        payload.find("\"encrypted\"") == std::string::npos) {
        return owntracks::decode(payload, nullptr, context.now);
    }
    XH_TRY(secret, tracking::encryption_secret(context, device));
    if (!secret) {
        return fail(ErrorCode::unauthenticated, "tracking.bad_credential");
    }
    const owntracks::Key key = owntracks::key_from_secret(*secret);
    return owntracks::decode_encrypted(payload, key, context.now);
}

Result<tracking::IngestOutcome> keep(Context& context, const owntracks::Topic& topic,
                                     const mqtt::Message& message) {
    if (message.is_cut) {
        return fail(ErrorCode::too_large, "positions.too_large");
    }
    XH_TRY(upload, decode(context, topic.user, message.payload));
    return tracking::ingest(context, {.device = topic.user, .secret = {}},
                            tracking::PhoneFamily::owntracks, upload);
}

}  // namespace

Result<BrokerBatch> keep_messages(Services& services, std::span<const mqtt::Message> messages) {
    return services.db.write([&](Tx& tx) -> Result<BrokerBatch> {
        static const Viewer nobody;
        Context context{tx, nobody, services, services.clock.now(), {}};
        BrokerBatch batch;  // Made anew, since a database may run this more than once.
        for (const mqtt::Message& message : messages) {
            const auto topic = owntracks::parse_topic(message.topic);
            if (!topic) {
                ++batch.refused;
                continue;
            }
            const auto outcome = keep(context, *topic, message);
            if (outcome) {
                batch.accepted += outcome->accepted;
                batch.apart += outcome->apart;
                batch.resent += outcome->resent;
                if (outcome->wants_probe) {
                    batch.probes.push_back(owntracks::command_topic(*topic));
                }
            } else if (retry_of(outcome.error()) == Retry::later) {
                return fail(outcome.error());
            } else {
                ++batch.refused;
            }
        }
        return batch;
    });
}

struct PositionBroker::Inside {
    explicit Inside(Services& given)
        : services(given),
          client(settings_of(given.config.mqtt), [this](auto messages) { return take(messages); }) {
    }

    static mqtt::Settings settings_of(const Config::Mqtt& config) {
        return {.host = config.host,
                .port = config.port,
                .certificates = config.certificates,
                .session = {
                    .client_id = "xiuhua-positions",
                    .username = config.username,
                    .password = config.password,
                    .filters = {"owntracks/+/+", "owntracks/+/+/event", "owntracks/+/+/status"}}};
    }

    Done take(std::span<const mqtt::Message> messages) {
        XH_TRY(batch, keep_messages(services, messages));
        if (batch.refused > 0) {
            log::warn("mqtt.messages_refused", {{"messages", batch.refused}});
        }
        for (std::string& topic : batch.probes) {
            // A full queue of commands means phones that do not fetch theirs: the next fix asks again.
            (void)client.publish(std::move(topic), owntracks::encode_report_location_command());
        }
        return {};
    }

    Services& services;
    mqtt::Client client;
};

PositionBroker::PositionBroker(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
PositionBroker::~PositionBroker() = default;

std::unique_ptr<PositionBroker> PositionBroker::start(Services& services) {
    const Config::Mqtt& config = services.config.mqtt;
    if (config.host.empty()) {
        return nullptr;
    }
    log::info("mqtt.connecting", {{"host", config.host}, {"port", config.port}});
    return std::unique_ptr<PositionBroker>{new PositionBroker{std::make_unique<Inside>(services)}};
}

}  // namespace xiuhua::app
