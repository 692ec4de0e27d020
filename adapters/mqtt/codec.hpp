#pragma once
// MQTT 3.1.1 on the wire (OASIS, 29 October 2014), the client's side. Pure: bytes in, packets out.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua::mqtt {

enum class PacketType : std::uint8_t {
    connect = 1,
    connack = 2,
    publish = 3,
    puback = 4,
    subscribe = 8,
    suback = 9,
    pingreq = 12,
    pingresp = 13,
    disconnect = 14,
};

struct Packet {
    PacketType type = PacketType::pingresp;
    std::uint8_t flags = 0;
    std::string body;
    // The body was longer than packet_bytes_max; the rest was dropped, so that one giant message can still be
    // acknowledged instead of coming back for ever.
    bool is_cut = false;
};

// Upload of 1,000 fixes and some headers.
inline constexpr std::size_t packet_bytes_max = (1 << 20) + 4'096;

// Puts a stream's pieces together. `invalid` mqtt.bad_packet is fatal for the connection.
class PacketReader {
  public:
    void feed(std::string_view bytes);
    Result<std::optional<Packet>> next();

  private:
    std::string buffer_;
    std::size_t at_ = 0;
    std::optional<Packet> partial_;
    std::size_t missing_ = 0;  // Of the partial packet's body.
};

struct Connect {
    std::string client_id;
    std::string username, password;  // Both empty: none.
    bool clean_session = false;
    std::uint16_t keep_alive_seconds = 30;
};
std::string encode(const Connect& connect);

struct Publish {
    std::string topic;
    std::string payload;
    std::uint8_t quality = 1;  // 0 or 1; 2 is never subscribed to.
    bool is_duplicate = false;
    bool is_retained = false;
    std::uint16_t id = 0;  // Not 0 with quality 1.
};
std::string encode(const Publish& publish);
Result<Publish> parse_publish(const Packet& packet);

std::string encode_subscribe(std::uint16_t id,
                             const std::vector<std::string>& filters);  // At quality 1.
std::string encode_puback(std::uint16_t id);
std::string encode_pingreq();
std::string encode_disconnect();

struct ConnectAnswer {
    bool session_present = false;
    std::uint8_t code =
        0;  // 0 accepted, 1 version, 2 client id, 3 unavailable, 4 bad login, 5 not authorised.
};
Result<ConnectAnswer> parse_connack(const Packet& packet);
Result<std::uint16_t> parse_puback(const Packet& packet);
// `forbidden` mqtt.subscription_refused when the broker refuses a filter (0x80).
Done parse_suback(const Packet& packet, std::uint16_t id);

}  // namespace xiuhua::mqtt
