#include "adapters/mqtt/codec.hpp"

#include <algorithm>

namespace xiuhua::mqtt {
namespace {

constexpr std::uint8_t flags_of_subscribe = 2;
constexpr std::uint8_t refused = 0x80;

tl::unexpected<Error> bad_packet() {
    return fail(ErrorCode::invalid, "mqtt.bad_packet");
}

void put_number(std::string& out, std::size_t number) {
    out += static_cast<char>(number >> 8 & 0xFF);
    out += static_cast<char>(number & 0xFF);
}

// Texts longer than 65,535 bytes cannot be sent; ours are names.
void put_text(std::string& out, std::string_view text) {
    text = text.substr(0, 0xFFFF);
    put_number(out, text.size());
    out += text;
}

std::string framed(PacketType type, std::uint8_t flags, std::string_view body) {
    std::string out(1, static_cast<char>(static_cast<unsigned>(type) << 4 | flags));
    std::size_t left = body.size();
    do {
        const auto digit = static_cast<unsigned char>(left % 128);
        left /= 128;
        out += static_cast<char>(left > 0 ? digit | 0x80 : digit);
    } while (left > 0);
    out += body;
    return out;
}

// Reads a body from its beginning; fails once and for all when it is too short.
class Body {
  public:
    explicit Body(std::string_view bytes) : bytes_(bytes) {}
    std::uint16_t number() {
        const std::string_view two = take(2);
        return two.size() < 2 ? std::uint16_t{0}
                              : static_cast<std::uint16_t>(static_cast<unsigned char>(two[0]) << 8 |
                                                           static_cast<unsigned char>(two[1]));
    }
    std::string_view take(std::size_t count) {
        if (count > bytes_.size()) {
            is_good_ = false;
            bytes_ = {};
            return {};
        }
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return taken;
    }
    std::string_view rest() const { return bytes_; }
    bool is_good() const { return is_good_; }

  private:
    std::string_view bytes_;
    bool is_good_ = true;
};

bool is_from_a_broker(std::uint8_t type) {
    switch (static_cast<PacketType>(type)) {
        case PacketType::connack:
        case PacketType::publish:
        case PacketType::puback:
        case PacketType::suback:
        case PacketType::pingresp:
            return true;
        case PacketType::connect:
        case PacketType::subscribe:
        case PacketType::pingreq:
        case PacketType::disconnect:
            return false;
    }
    return false;
}

}  // namespace

void PacketReader::feed(std::string_view bytes) {
    buffer_.erase(0, at_);
    at_ = 0;
    buffer_ += bytes;
}

Result<std::optional<Packet>> PacketReader::next() {
    if (!partial_) {
        std::size_t at = at_ + 1;
        std::size_t length = 0;
        for (int digit = 0;; ++digit, ++at) {
            if (at >= buffer_.size()) {
                return std::optional<Packet>{};
            }
            if (digit == 4) {
                return bad_packet();
            }
            const auto byte = static_cast<unsigned char>(buffer_[at]);
            length += static_cast<std::size_t>(byte & 0x7F) << (7 * digit);
            if ((byte & 0x80) == 0) {
                break;
            }
        }
        const auto head = static_cast<unsigned char>(buffer_[at_]);
        if (!is_from_a_broker(head >> 4)) {
            return bad_packet();
        }
        partial_ = Packet{.type = static_cast<PacketType>(head >> 4),
                          .flags = static_cast<std::uint8_t>(head & 15)};
        missing_ = length;
        at_ = at + 1;
    }
    const std::size_t here = std::min(missing_, buffer_.size() - at_);
    const std::size_t kept = std::min(here, packet_bytes_max - partial_->body.size());
    partial_->body.append(buffer_, at_, kept);
    partial_->is_cut = partial_->is_cut || kept < here;
    at_ += here;
    missing_ -= here;
    if (missing_ > 0) {
        return std::optional<Packet>{};
    }
    std::optional<Packet> whole = std::move(partial_);
    partial_.reset();
    return whole;
}

std::string encode(const Connect& connect) {
    const bool has_login = !connect.username.empty();
    std::string body;
    put_text(body, "MQTT");
    body += '\x04';  // The level of 3.1.1.
    body += static_cast<char>((has_login ? 0xC0 : 0) | (connect.clean_session ? 2 : 0));
    put_number(body, connect.keep_alive_seconds);
    put_text(body, connect.client_id);
    if (has_login) {
        put_text(body, connect.username);
        put_text(body, connect.password);
    }
    return framed(PacketType::connect, 0, body);
}

std::string encode(const Publish& publish) {
    std::string body;
    put_text(body, publish.topic);
    if (publish.quality > 0) {
        put_number(body, publish.id);
    }
    body += publish.payload;
    const unsigned flags =
        (publish.is_duplicate ? 8U : 0U) | publish.quality * 2U | (publish.is_retained ? 1U : 0U);
    return framed(PacketType::publish, static_cast<std::uint8_t>(flags), body);
}

Result<Publish> parse_publish(const Packet& packet) {
    Publish publish;
    publish.is_duplicate = (packet.flags & 8) != 0;
    publish.quality = packet.flags >> 1 & 3;
    publish.is_retained = (packet.flags & 1) != 0;
    Body body{packet.body};
    publish.topic = body.take(body.number());
    if (publish.quality > 0) {
        publish.id = body.number();
    }
    // Quality 2 would need PUBREC and PUBREL; nobody asked for it.
    if (!body.is_good() || publish.quality > 1 || (publish.quality == 1 && publish.id == 0)) {
        return bad_packet();
    }
    publish.payload = body.rest();
    return publish;
}

std::string encode_subscribe(std::uint16_t id, const std::vector<std::string>& filters) {
    std::string body;
    put_number(body, id);
    for (const std::string& filter : filters) {
        put_text(body, filter);
        body += '\x01';
    }
    return framed(PacketType::subscribe, flags_of_subscribe, body);
}

std::string encode_puback(std::uint16_t id) {
    std::string body;
    put_number(body, id);
    return framed(PacketType::puback, 0, body);
}

std::string encode_pingreq() {
    return framed(PacketType::pingreq, 0, {});
}

std::string encode_disconnect() {
    return framed(PacketType::disconnect, 0, {});
}

Result<ConnectAnswer> parse_connack(const Packet& packet) {
    if (packet.type != PacketType::connack || packet.body.size() != 2) {
        return bad_packet();
    }
    return ConnectAnswer{.session_present = (packet.body[0] & 1) != 0,
                         .code = static_cast<std::uint8_t>(packet.body[1])};
}

Result<std::uint16_t> parse_puback(const Packet& packet) {
    if (packet.type != PacketType::puback || packet.body.size() != 2) {
        return bad_packet();
    }
    return Body{packet.body}.number();
}

Done parse_suback(const Packet& packet, std::uint16_t id) {
    Body body{packet.body};
    if (packet.type != PacketType::suback || body.number() != id || !body.is_good()) {
        return bad_packet();
    }
    const std::string_view codes = body.rest();
    const auto is_refused = [](char code) { return static_cast<unsigned char>(code) == refused; };
    if (std::any_of(codes.begin(), codes.end(), is_refused)) {
        return fail(ErrorCode::forbidden, "mqtt.subscription_refused");
    }
    return {};
}

}  // namespace xiuhua::mqtt
