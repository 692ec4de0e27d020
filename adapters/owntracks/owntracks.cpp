#include "adapters/owntracks/owntracks.hpp"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "adapters/positions/fields.hpp"

namespace xiuhua::owntracks {
namespace {

using positions::Fix;
using positions::JsonFields;
using positions::Signal;
using positions::Upload;
namespace json = boost::json;

constexpr double kilometres_an_hour = 3.6;  // in one metre per second
// Understood, and without any news for us. "beacon" and "beacons" came with old iOS versions.
constexpr std::array<std::string_view, 10> silent_types{
    "card",  "cmd",      "configuration", "dump",   "request",
    "steps", "waypoint", "waypoints",     "beacon", "beacons"};

// The storage of one message on the stack; longer ones go on to the heap.
class Storage {
  public:
    json::storage_ptr pointer() { return &resource_; }

  private:
    std::array<unsigned char, 4096> buffer_;
    json::monotonic_resource resource_{buffer_.data(), buffer_.size()};
};

// "owntracks/user/device" → "user/device"; some send it without the first part.
std::string device_of_topic(std::string topic) {
    constexpr std::string_view prefix = "owntracks/";
    if (topic.compare(0, prefix.size(), prefix) == 0) {
        topic.erase(0, prefix.size());
    }
    return topic;
}

Done read_location(JsonFields& fields, std::string trigger, Upload& upload) {
    Fix fix;
    const auto time = fields.time("tst");
    const auto latitude = fields.number("lat");
    const auto longitude = fields.number("lon");
    fix.accuracy_meters = positions::positive(fields.number("acc"));
    fix.altitude_meters = fields.number("alt");
    if (const auto speed = positions::not_negative(fields.number("vel"))) {
        fix.speed_meters_per_second = *speed / kilometres_an_hour;
    }
    fix.heading_degrees = positions::not_negative(fields.number("cog"));
    fix.battery_fraction = positions::percent(fields.number("batt"));
    const auto battery_state = fields.number("bs");
    fix.charging =
        battery_state && (*battery_state == 2 || *battery_state == 3);  // Charging, full.
    fix.device_time = fields.time("created_at");
    fix.trigger = std::move(trigger);
    fix.network = fields.text("SSID", positions::network_bytes_max);
    XH_DO(fields.done());
    if (!time) {
        return fail(ErrorCode::invalid, "positions.no_time", "tst");
    }
    XH_TRY(point, positions::required_point(latitude, longitude));
    fix.point = point;
    fix.fix_time = *time;
    upload.fixes.push_back(std::move(fix));
    return {};
}

Done read_transition(JsonFields& fields, const json::object& object, Upload& upload) {
    const std::string event = fields.text("event", positions::trigger_bytes_max);
    const auto time = fields.time("tst");
    Signal signal{.kind = event == "enter" ? Signal::Kind::enter : Signal::Kind::leave,
                  .time = time.value_or(Instant{}),
                  .text = fields.text("desc", positions::place_bytes_max)};
    XH_DO(fields.done());
    if (event != "enter" && event != "leave") {
        return fail(ErrorCode::invalid, "positions.bad_field", "event");
    }
    if (!time) {
        return fail(ErrorCode::invalid, "positions.no_time", "tst");
    }
    if (object.contains("lat") && object.contains("lon")) {
        XH_DO(read_location(fields, event, upload));
    }
    upload.signals.push_back(std::move(signal));
    return {};
}

Result<std::string> decrypt(const std::string& data, const Key* key) {
    if (key == nullptr) {
        return fail(ErrorCode::invalid, "owntracks.no_key");
    }
    std::vector<unsigned char> sealed(data.size());
    std::size_t size = 0;
    const bool base64 =
        sodium_base642bin(sealed.data(), sealed.size(), data.data(), data.size(), "\r\n ", &size,
                          nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
    constexpr std::size_t overhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (!base64 || size < overhead) {
        return fail(ErrorCode::invalid, "owntracks.bad_ciphertext");
    }
    std::string plain(size - overhead, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(plain.data()),
                                   sealed.data() + crypto_secretbox_NONCEBYTES,
                                   size - crypto_secretbox_NONCEBYTES, sealed.data(),
                                   key->data()) != 0) {
        return fail(ErrorCode::invalid, "owntracks.wrong_key");
    }
    return plain;
}

enum class Wrapped { no, yes };
Done read_document(std::string_view body, const Key* key, Instant received_at, Wrapped wrapped,
                   Upload& upload);

Done read_message(const json::object& object, const Key* key, Instant received_at, Wrapped wrapped,
                  Upload& upload) {
    JsonFields fields{object};
    const std::string type = fields.text("_type", positions::trigger_bytes_max);
    if (upload.device.empty()) {
        upload.device = device_of_topic(fields.text("topic", positions::device_bytes_max));
    }
    XH_DO(fields.done());
    if (type == "location") {
        return read_location(fields, fields.text("t", positions::trigger_bytes_max), upload);
    }
    if (type == "transition") {
        return read_transition(fields, object, upload);
    }
    if (type == "lwt" || type == "status") {
        const auto time = fields.time("tst");
        XH_DO(fields.done());
        upload.signals.push_back(
            {.kind = type == "lwt" ? Signal::Kind::last_will : Signal::Kind::status,
             .time = time.value_or(received_at),
             .text = {}});
        return {};
    }
    if (type == "encrypted" && wrapped == Wrapped::no) {
        const auto* data = object.if_contains("data");
        const auto* text = data == nullptr ? nullptr : data->if_string();
        if (text == nullptr) {
            return fail(ErrorCode::invalid, "owntracks.bad_ciphertext");
        }
        XH_TRY(plain, decrypt(std::string{text->data(), text->size()}, key));
        return read_document(plain, key, received_at, Wrapped::yes, upload);
    }
    if (std::find(silent_types.begin(), silent_types.end(), type) != silent_types.end()) {
        return {};
    }
    return fail(ErrorCode::invalid, "positions.unknown_message");
}

Done read_document(std::string_view body, const Key* key, Instant received_at, Wrapped wrapped,
                   Upload& upload) {
    Storage storage;
    XH_TRY(document, positions::parse_json(body, storage.pointer()));
    if (const auto* object = document.if_object()) {
        return read_message(*object, key, received_at, wrapped, upload);
    }
    const auto* list = document.if_array();
    if (list == nullptr) {
        return fail(ErrorCode::invalid, "positions.unknown_message");
    }
    if (list->size() > positions::fixes_max) {
        return fail(ErrorCode::too_large, "positions.too_large");
    }
    for (const json::value& item : *list) {
        if (!item.is_object()) {
            return fail(ErrorCode::invalid, "positions.unknown_message");
        }
        XH_DO(read_message(item.get_object(), key, received_at, wrapped, upload));
    }
    return {};
}

std::string base64(std::string_view bytes) {
    std::string out(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                      bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // The terminating zero.
    return out;
}

}  // namespace

Key key_from_secret(std::string_view secret) {
    Key key{};
    std::memcpy(key.data(), secret.data(), std::min(secret.size(), key.size()));
    return key;
}

Result<Upload> decode(std::string_view body, const Key* key, Instant received_at) {
    Upload upload;
    XH_DO(read_document(body, key, received_at, Wrapped::no, upload));
    if (upload.device.size() >= positions::device_bytes_max) {
        return fail(ErrorCode::invalid, "positions.bad_device");
    }
    return upload;
}

Result<Upload> decode_encrypted(std::string_view body, const Key& key, Instant received_at) {
    XH_TRY(document, positions::parse_json(body, {}));
    const auto* object = document.if_object();
    const auto* type = object == nullptr ? nullptr : object->if_contains("_type");
    if (type == nullptr || !type->is_string() || type->get_string() != "encrypted") {
        return fail(ErrorCode::invalid, "owntracks.not_encrypted");
    }
    return decode(body, &key, received_at);
}

std::string encode_report_location_command() {
    return R"({"_type":"cmd","action":"reportLocation"})";
}

std::string encode_answer(const std::vector<std::string>& messages) {
    std::string out = "[";
    for (const std::string& message : messages) {
        out += (out.size() > 1 ? "," : "") + message;
    }
    return out + "]";
}

std::string encrypt(std::string_view message, const Key& key,
                    const std::array<std::uint8_t, 24>& nonce) {
    std::string sealed(nonce.size() + crypto_secretbox_MACBYTES + message.size(), '\0');
    std::memcpy(sealed.data(), nonce.data(), nonce.size());
    crypto_secretbox_easy(reinterpret_cast<unsigned char*>(sealed.data()) + nonce.size(),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                          nonce.data(), key.data());
    return R"({"_type":"encrypted","data":")" + base64(sealed) + "\"}";
}

std::optional<Topic> parse_topic(std::string_view topic) {
    const auto is_no_letter = [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '+' || c == '#';
    };
    if (std::any_of(topic.begin(), topic.end(), is_no_letter)) {
        return std::nullopt;
    }
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; parts.size() < 5;) {
        const std::size_t end = std::min(topic.find('/', from), topic.size());
        parts.push_back(topic.substr(from, end - from));
        if (end == topic.size()) {
            break;
        }
        from = end + 1;
    }
    if (parts.size() < 3 || parts.size() > 4 || parts[0] != "owntracks" || parts[1].empty() ||
        parts[2].empty() || topic.size() > positions::device_bytes_max) {
        return std::nullopt;
    }
    Topic out{.user = std::string{parts[1]}, .device = std::string{parts[2]}};
    if (parts.size() == 4) {
        out.channel = parts[3] == "event"    ? Channel::event
                      : parts[3] == "status" ? Channel::status
                                             : Channel::other;
    }
    return out;
}

std::string command_topic(const Topic& topic) {
    return "owntracks/" + topic.user + "/" + topic.device + "/cmd";
}

std::string encode_configuration(const Setup& setup) {
    const bool http = setup.transport == Setup::Transport::http;
    json::object out{
        {"_type", "configuration"},
        {"mode", http ? 3 : 0},
        {"auth", true},
        {"usePassword", true},
        {"username", setup.device},
        {"password", setup.password},
        {"deviceId", setup.device},
        {"deviceid", setup.device},  // iOS writes it so.
        {"tid", setup.tracker},
        {"monitoring",
         1},  // Significant changes: spares the battery; the interval holds while moving.
        {"locatorInterval", setup.interval_seconds},
        {"locatorDisplacement", 50},
        {"ping", 15},   // Minutes: a sign of life from a phone that lies still.
        {"cmd", true},  // Lets us ask for a fix.
        {"remoteConfiguration", false},
        {"extendedData", true},  // Battery and Wi-Fi state.
        {"autostartOnBoot", true},
    };
    if (http) {
        out["url"] = setup.url;
    } else {
        out["host"] = setup.host;
        out["port"] = setup.port;
        out["tls"] = true;
        out["cleanSession"] = false;
        out["pubQos"] = 1;
        out["subQos"] = 1;
        out["clientId"] = setup.device;
        out["pubTopicBase"] = "owntracks/" + setup.device + "/" + setup.device;
    }
    if (!setup.encryption.empty()) {
        out["encryptionKey"] = setup.encryption;
    }
    return json::serialize(out);
}

std::string configuration_link(const Setup& setup) {
    // Base64's + and / mean other things in a query.
    return "owntracks:///config?inline=" +
           positions::encode_parameter(base64(encode_configuration(setup)));
}

}  // namespace xiuhua::owntracks
