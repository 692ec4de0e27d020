#include "adapters/mqtt/session.hpp"

#include <algorithm>

namespace xiuhua::mqtt {
namespace {

constexpr std::uint16_t subscription_id = 1;

}  // namespace

std::string Session::begin(Time now) {
    reader_ = {};
    is_ready_ = false;
    output_.clear();
    messages_.clear();
    arrived_.clear();
    taken_.clear();
    sent_up_to_ = 0;  // All waiting publications go out again.
    sent_at_ = heard_at_ = now;
    waits_since_ = now;
    return encode(
        Connect{.client_id = settings_.client_id,
                .username = settings_.username,
                .password = settings_.password,
                .clean_session = false,
                .keep_alive_seconds = static_cast<std::uint16_t>(settings_.keep_alive.count())});
}

Done Session::receive(std::string_view bytes, Time now) {
    heard_at_ = now;
    reader_.feed(bytes);
    while (true) {
        XH_TRY(packet, reader_.next());
        if (!packet) {
            return {};
        }
        XH_DO(handle(*packet, now));
    }
}

Done Session::handle(const Packet& packet, Time now) {
    switch (packet.type) {
        case PacketType::connack: {
            XH_TRY(answer, parse_connack(packet));
            if (answer.code != 0) {
                return fail(answer.code == 3 ? ErrorCode::unavailable : ErrorCode::forbidden,
                            "mqtt.refused", {}, std::to_string(answer.code));
            }
            if (settings_.filters.empty()) {
                is_ready_ = true;
                waits_since_.reset();
            } else {
                output_ += encode_subscribe(subscription_id, settings_.filters);
                waits_since_ = now;
            }
            return {};
        }
        case PacketType::suback:
            XH_DO(parse_suback(packet, subscription_id));
            is_ready_ = true;
            waits_since_.reset();
            return {};
        case PacketType::publish:
            return handle_publish(packet);
        case PacketType::puback: {
            XH_TRY(id, parse_puback(packet));
            const auto found = std::find_if(outgoing_.begin(), outgoing_.end(),
                                            [&](const auto& item) { return item.second.id == id; });
            if (found != outgoing_.end()) {
                outgoing_.erase(found);
                confirmed_.push_back(id);
            }
            return {};
        }
        case PacketType::pingresp:
            if (is_ready_) {
                waits_since_.reset();
            }
            return {};
        case PacketType::connect:
        case PacketType::subscribe:
        case PacketType::pingreq:
        case PacketType::disconnect:
            break;
    }
    return fail(ErrorCode::invalid, "mqtt.bad_packet");
}

Done Session::handle_publish(const Packet& packet) {
    XH_TRY(publish, parse_publish(packet));
    if (publish.quality > 0) {
        arrived_.push_back(publish.id);
    }
    messages_.push_back({.topic = std::move(publish.topic),
                         .payload = std::move(publish.payload),
                         .is_retained = publish.is_retained,
                         .is_cut = packet.is_cut});
    return {};
}

std::string Session::take_output(Time now) {
    if (is_ready_) {
        for (auto item = outgoing_.upper_bound(sent_up_to_); item != outgoing_.end(); ++item) {
            output_ += encode(item->second);
            item->second.is_duplicate = true;  // If it must be sent once more.
            sent_up_to_ = item->first;
        }
        if (output_.empty() && !waits_since_ && now - sent_at_ >= settings_.keep_alive) {
            output_ = encode_pingreq();
            waits_since_ = now;
        }
    }
    if (!output_.empty()) {
        sent_at_ = now;
    }
    return std::exchange(output_, {});
}

Done Session::check(Time now) const {
    if (waits_since_ && now - *waits_since_ > answer_within) {
        return fail(ErrorCode::unavailable, "mqtt.silent");
    }
    return {};
}

Session::Time Session::next_deadline() const {
    return waits_since_ ? *waits_since_ + answer_within + std::chrono::milliseconds{1}
                        : sent_at_ + settings_.keep_alive;
}

std::vector<Message> Session::take_messages() {
    taken_.insert(taken_.end(), arrived_.begin(), arrived_.end());
    arrived_.clear();
    return std::exchange(messages_, {});
}

void Session::acknowledge() {
    for (const std::uint16_t id : taken_) {
        output_ += encode_puback(id);
    }
    taken_.clear();
}

Result<std::uint16_t> Session::publish(std::string topic, std::string payload) {
    if (outgoing_.size() >= outgoing_max) {
        return fail(ErrorCode::too_many, "mqtt.outgoing_full");
    }
    const auto is_taken = [&](std::uint16_t id) {
        return std::any_of(outgoing_.begin(), outgoing_.end(),
                           [&](const auto& item) { return item.second.id == id; });
    };
    do {
        last_id_ = last_id_ == 0xFFFF ? std::uint16_t{2} : static_cast<std::uint16_t>(last_id_ + 1);
    } while (is_taken(last_id_));
    outgoing_.emplace(++published_, Publish{.topic = std::move(topic),
                                            .payload = std::move(payload),
                                            .quality = 1,
                                            .id = last_id_});
    return last_id_;
}

std::vector<std::uint16_t> Session::take_confirmed() {
    return std::exchange(confirmed_, {});
}

}  // namespace xiuhua::mqtt
