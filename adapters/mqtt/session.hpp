#pragma once
// What a subscriber of MQTT says and when, without sockets and clocks: bytes and times go in, bytes and messages come out.
// A PUBACK leaves only when the owner says that the messages are durable: libmosquitto acknowledges before it calls
// back (docs/decisions/0007-mqtt-client.md), so a kill between the two loses what the broker has already forgotten.
#include <chrono>
#include <map>

#include "adapters/mqtt/codec.hpp"

namespace xiuhua::mqtt {

struct Message {
    std::string topic, payload;
    bool is_retained = false;
    bool is_cut = false;  // Longer than anybody may send; the payload is not whole.
};

struct SessionSettings {
    std::string client_id;  // The broker keeps our queue under this name.
    std::string username, password;
    std::vector<std::string> filters;
    std::chrono::seconds keep_alive{30};
};

class Session {
  public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::size_t outgoing_max = 1'000;  // Commands nobody fetched; each is small.
    static constexpr std::chrono::seconds answer_within{10};

    explicit Session(SessionSettings settings) : settings_(std::move(settings)) {}

    // A connection stands: what to send first. Forgets messages delivered and not yet acknowledged: they come again.
    std::string begin(Time now);
    // What came over it. An error means: close, wait, connect again.
    Done receive(std::string_view bytes, Time now);
    // Everything to be written now: answers, pings, waiting publications.
    std::string take_output(Time now);
    // When the broker owes an answer for too long: `unavailable` mqtt.silent.
    Done check(Time now) const;
    Time next_deadline() const;

    // Messages in order of arrival; `acknowledge` confirms all that were taken and not yet confirmed.
    std::vector<Message> take_messages();
    void acknowledge();

    // Sent at quality 1, again after each reconnection until the broker confirms. `too_many` mqtt.outgoing_full.
    Result<std::uint16_t> publish(std::string topic, std::string payload);
    std::vector<std::uint16_t> take_confirmed();
    bool is_ready() const { return is_ready_; }

  private:
    Done handle(const Packet& packet, Time now);
    Done handle_publish(const Packet& packet);

    SessionSettings settings_;
    PacketReader reader_;
    bool is_ready_ = false;  // Subscribed.
    std::string output_;
    Time sent_at_{}, heard_at_{};
    std::optional<Time> waits_since_;  // For CONNACK, SUBACK or PINGRESP.
    std::vector<Message> messages_;
    std::vector<std::uint16_t> arrived_, taken_;  // Ids to confirm.
    std::map<std::uint64_t, Publish> outgoing_;   // By order of publishing.
    std::uint64_t published_ = 0, sent_up_to_ = 0;
    std::uint16_t last_id_ = 1;  // 1 is the subscription's.
    std::vector<std::uint16_t> confirmed_;
};

}  // namespace xiuhua::mqtt
