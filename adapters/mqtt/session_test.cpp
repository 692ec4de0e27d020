#include "adapters/mqtt/session.hpp"

#include <doctest/doctest.h>

using namespace xiuhua;
using namespace xiuhua::mqtt;
using namespace std::string_literals;

namespace {

const Session::Time start{};
const std::string connack = "\x20\x02\x00\x00"s;
const std::string suback = "\x90\x03\x00\x01\x01"s;

std::string hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return out;
}

SessionSettings settings() {
    return {.client_id = "xiuhua", .username = {}, .password = {}, .filters = {"owntracks/+/+"}};
}

Session ready_session() {
    Session session{settings()};
    (void)session.begin(start);
    REQUIRE(session.receive(connack + suback, start));
    (void)session.take_output(start);
    return session;
}

std::string incoming(std::uint16_t id, std::string payload) {
    return encode(Publish{.topic = "owntracks/a/b", .payload = std::move(payload), .id = id});
}

std::string key_of(const Done& done) {
    return done ? "ok" : done.error().key;
}

}  // namespace

// Bytes as the standard's own examples have them (MQTT 3.1.1, chapters 2 and 3).
TEST_CASE("packets are written as the standard says") {
    CHECK(hex(encode(Connect{.client_id = "ab", .username = "u", .password = "p"})) ==
          "1014"
          "00044d515454"
          "04"
          "c0"
          "001e"
          "00026162"
          "000175"
          "000170");
    CHECK(hex(encode(
              Connect{.client_id = "", .username = {}, .password = {}, .clean_session = true})) ==
          "100c"
          "00044d515454"
          "04"
          "02"
          "001e"
          "0000");
    CHECK(hex(encode(Publish{.topic = "a/b", .payload = "x", .quality = 1, .id = 10})) ==
          "3208"
          "0003612f62"
          "000a"
          "78");
    CHECK(hex(encode(Publish{.topic = "a", .payload = {}, .quality = 0, .is_retained = true})) ==
          "3103"
          "000161");
    CHECK(hex(encode_subscribe(1, {"a/+"})) ==
          "8208"
          "0001"
          "0003612f2b"
          "01");
    CHECK(hex(encode_puback(0x1234)) == "40021234");
    CHECK(hex(encode_pingreq()) == "c000");
    CHECK(hex(encode_disconnect()) == "e000");
}

TEST_CASE("a packet arrives whole from any pieces") {
    const std::string bytes = incoming(7, std::string(300, 'x')) + encode_puback(9) + "\xd0\x00"s;
    for (const std::size_t piece : std::initializer_list<std::size_t>{1, 2, 7, 1'000}) {
        PacketReader reader;
        std::vector<Packet> packets;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            reader.feed(std::string_view{bytes}.substr(at, piece));
            for (auto packet = reader.next(); packet && *packet; packet = reader.next()) {
                packets.push_back(**packet);
            }
        }
        REQUIRE(packets.size() == 3);
        const auto publish = parse_publish(packets[0]);
        REQUIRE(publish);
        CHECK(publish->id == 7);
        CHECK(publish->topic == "owntracks/a/b");
        CHECK(publish->payload == std::string(300, 'x'));
        CHECK(parse_puback(packets[1]) == std::uint16_t{9});
        CHECK(packets[2].type == PacketType::pingresp);
    }
}

TEST_CASE("a giant message is cut, and can still be acknowledged") {
    PacketReader reader;
    const std::string bytes =
        incoming(7, std::string(3 * packet_bytes_max, 'x')) + encode_puback(9);
    std::vector<Packet> packets;
    for (std::size_t at = 0; at < bytes.size(); at += 100'000) {
        reader.feed(std::string_view{bytes}.substr(at, 100'000));
        for (auto packet = reader.next(); packet && *packet; packet = reader.next()) {
            packets.push_back(**packet);
        }
    }
    REQUIRE(packets.size() == 2);
    CHECK(packets[0].is_cut);
    CHECK(packets[0].body.size() == packet_bytes_max);
    CHECK(parse_publish(packets[0])->id == 7);
    CHECK_FALSE(packets[1].is_cut);
}

TEST_CASE("what is no packet of a broker ends the connection") {
    for (const std::string& bytes :
         {"\x00\x00"s, "\xf0\x00"s, "\x10\x00"s, "\x30\xff\xff\xff\xff\x01"s}) {
        PacketReader reader;
        reader.feed(bytes);
        CHECK(reader.next().error().key == "mqtt.bad_packet");
    }
    Session session = ready_session();
    CHECK(key_of(session.receive("\x32\x02\x00\x05"s, start)) ==
          "mqtt.bad_packet");  // Topic too short.
    CHECK(key_of(session.receive("\x32\x05\x00\x01"
                                 "a\x00\x00"s,
                                 start)) == "mqtt.bad_packet");  // Id 0.
    CHECK(key_of(session.receive("\x34\x05\x00\x01"
                                 "a\x00\x01"s,
                                 start)) == "mqtt.bad_packet");  // Quality 2.
    CHECK(key_of(session.receive("\x40\x01\x00"s, start)) == "mqtt.bad_packet");
}

TEST_CASE("a session connects, subscribes, and says why it could not") {
    Session session{settings()};
    CHECK(session.begin(start).front() == '\x10');
    CHECK(session.take_output(start).empty());
    REQUIRE(session.receive(connack, start));
    CHECK_FALSE(session.is_ready());
    CHECK(session.take_output(start) == encode_subscribe(1, {"owntracks/+/+"}));
    REQUIRE(session.receive(suback, start));
    CHECK(session.is_ready());

    Session refused{settings()};
    (void)refused.begin(start);
    CHECK(key_of(refused.receive("\x20\x02\x00\x05"s, start)) == "mqtt.refused");
    (void)refused.begin(start);
    CHECK(key_of(refused.receive(connack + "\x90\x03\x00\x01\x80"s, start)) ==
          "mqtt.subscription_refused");
}

TEST_CASE("a message is acknowledged only after its owner says that it is durable") {
    Session session = ready_session();
    REQUIRE(session.receive(incoming(7, "one") + incoming(8, "two"), start));
    CHECK(session.take_output(start).empty());
    const auto messages = session.take_messages();
    REQUIRE(messages.size() == 2);
    CHECK(messages[1].payload == "two");
    REQUIRE(session.receive(incoming(9, "three"), start));
    CHECK(session.take_output(start).empty());
    session.acknowledge();
    CHECK(session.take_output(start) ==
          encode_puback(7) + encode_puback(8));  // Not 9: not taken yet.
    CHECK(session.take_messages().size() == 1);
    session.acknowledge();
    CHECK(session.take_output(start) == encode_puback(9));
    session.acknowledge();
    CHECK(session.take_output(start).empty());
}

TEST_CASE("what was delivered and not acknowledged is forgotten with the connection") {
    Session session = ready_session();
    REQUIRE(session.receive(incoming(7, "one"), start));
    CHECK(session.take_messages().size() == 1);
    (void)session.begin(start);
    REQUIRE(session.receive(connack + suback, start));
    (void)session.take_output(start);
    session.acknowledge();
    CHECK(session.take_output(start).empty());
}

TEST_CASE("a command is sent again after each reconnection until the broker confirms") {
    Session session{settings()};
    const auto id = session.publish("owntracks/a/b/cmd", "x");
    REQUIRE(id);
    (void)session.begin(start);
    REQUIRE(session.receive(connack + suback, start));
    const Publish sent{.topic = "owntracks/a/b/cmd", .payload = "x", .id = *id};
    CHECK(session.take_output(start) == encode_subscribe(1, {"owntracks/+/+"}) + encode(sent));
    CHECK(session.take_output(start).empty());
    (void)session.begin(start);
    REQUIRE(session.receive(connack + suback, start));
    Publish again = sent;
    again.is_duplicate = true;
    CHECK(session.take_output(start) == encode_subscribe(1, {"owntracks/+/+"}) + encode(again));
    REQUIRE(session.receive(encode_puback(*id), start));
    CHECK(session.take_confirmed() == std::vector{*id});
    (void)session.begin(start);
    REQUIRE(session.receive(connack + suback, start));
    CHECK(session.take_output(start) == encode_subscribe(1, {"owntracks/+/+"}));
    for (std::size_t i = 0; i < Session::outgoing_max; ++i) {
        REQUIRE(session.publish("t", "x"));
    }
    CHECK(session.publish("t", "x").error().key == "mqtt.outgoing_full");
}

TEST_CASE("a quiet line is asked, and given up when it does not answer") {
    Session session = ready_session();
    const auto keep_alive = std::chrono::seconds{30};
    CHECK(session.take_output(start + keep_alive - std::chrono::milliseconds{1}).empty());
    CHECK(session.next_deadline() == start + keep_alive);
    const auto asked = start + keep_alive;
    CHECK(session.take_output(asked) == encode_pingreq());
    CHECK(session.take_output(asked + std::chrono::seconds{1}).empty());
    CHECK(session.check(asked + Session::answer_within));
    CHECK(key_of(session.check(asked + Session::answer_within + std::chrono::milliseconds{1})) ==
          "mqtt.silent");
    REQUIRE(session.receive("\xd0\x00"s, asked + std::chrono::seconds{2}));
    CHECK(session.check(asked + std::chrono::hours{1}));
}
