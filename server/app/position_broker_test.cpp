#include "app/position_broker.hpp"

#include "adapters/owntracks/owntracks.hpp"
#include "testkit/tracking_scenes.hpp"

namespace xiuhua::tracking {
namespace {

using app::keep_messages;

std::string sealed(const std::string& message, std::string_view secret) {
    return owntracks::encrypt(message, owntracks::key_from_secret(secret), {7});
}

}  // namespace

TEST_CASE("a position over MQTT is believed when it is sealed with the phone's own secret") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        Services& services = app.program().services();
        app.clock().advance(minutes{1});
        const std::string topic = "owntracks/" + phone.device + "/phone";
        const mqtt::Message good{.topic = topic, .payload = sealed(location(app, 0), phone.secret)};

        const auto first = keep_messages(services, std::vector{good});
        REQUIRE(first);
        CHECK(first->accepted == 1);
        CHECK(first->refused == 0);
        const auto again = keep_messages(services, std::vector{good, good});
        REQUIRE(again);
        CHECK(again->refused == 0);
        CHECK(again->resent == 2);

        const std::vector<mqtt::Message> bad{
            {.topic = topic, .payload = location(app, 0)},
            {.topic = topic, .payload = sealed(location(app, 0), "another secret")},
            {.topic = topic, .payload = good.payload, .is_cut = true},
            {.topic = "owntracks/xabcdefghij/phone", .payload = good.payload},
            {.topic = "owntracks", .payload = good.payload},
            {.topic = topic, .payload = "not JSON"}};
        const auto none = keep_messages(services, bad);
        REQUIRE(none);
        CHECK(none->accepted == 0);
        CHECK(none->refused == static_cast<int>(bad.size()));
    });
}

TEST_CASE("a phone that seems to leave is asked over MQTT for a fresh fix") {
    on_each_engine([](TestApp& app) {
        const Phone phone = phone_for(app, "江小明");
        stay(app, phone, 5, 0);
        app.clock().advance(minutes{1});
        const std::string topic = "owntracks/" + phone.device + "/phone";
        const auto batch = keep_messages(
            app.program().services(),
            std::vector{mqtt::Message{.topic = topic,
                                      .payload = sealed(location(app, 900), phone.secret)}});
        REQUIRE(batch);
        CHECK(batch->probes == std::vector{topic + "/cmd"});
    });
}

}  // namespace xiuhua::tracking
