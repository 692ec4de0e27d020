#pragma once
// OwnTracks, HTTP and MQTT: https://owntracks.org/booklet/tech/json/ . One decoder for both; over HTTP the device is
// known by its login, over MQTT by its topic.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/positions/upload.hpp"
#include "kernel/result.hpp"

namespace xiuhua::owntracks {

// The shared secret of `_type: encrypted`, as the apps derive it: its bytes, zero-padded to 32 (longer is cut).
using Key = std::array<std::uint8_t, 32>;
Key key_from_secret(std::string_view secret);

// A message, or a list of them. `key` may be null; then an encrypted message is `invalid` owntracks.no_key.
// `location` and `transition` give fixes (a transition also a Signal enter or leave), `lwt` and `status` signals;
// card, cmd, configuration, dump, request, steps, waypoint and waypoints are understood and give nothing;
// any other `_type` is `invalid` positions.unknown_message. Upload::device is the topic without its first part
// ("user/device"), empty when the message does not name it. `received_at` stands for a signal that bears no time.
Result<positions::Upload> decode(std::string_view body, const Key* key, Instant received_at);

// The same for messages that must prove where they come from: `invalid` owntracks.not_encrypted for a plain one.
Result<positions::Upload> decode_encrypted(std::string_view body, const Key& key,
                                           Instant received_at);

// The phone is asked for a fresh fix (the app must allow remote commands, which our configuration does).
std::string encode_report_location_command();
// An HTTP answer: "[]", or a list of the given messages.
std::string encode_answer(const std::vector<std::string>& messages);
// Wraps a message in `_type: encrypted`. A phone with a secret takes both.
std::string encrypt(std::string_view message, const Key& key,
                    const std::array<std::uint8_t, 24>& nonce);

// owntracks/<user>/<device>[/event|cmd|status|waypoint|waypoints|info|step|dump|request]
enum class Channel { location, event, status, other };
struct Topic {
    std::string user, device;
    Channel channel = Channel::location;
};
std::optional<Topic> parse_topic(std::string_view topic);
std::string command_topic(const Topic& topic);

// What a phone is given to configure itself in one step: the text behind owntracks:///config?inline=<base64>.
struct Setup {
    enum class Transport { http, mqtt };
    Transport transport = Transport::http;
    std::string url;         // http: where to POST.
    std::string host;        // mqtt.
    int port = 8883;         // mqtt.
    std::string device;      // Login and device id.
    std::string password;    // Basic authentication.
    std::string encryption;  // The secretbox secret; empty: not encrypted.
    std::string tracker;     // Two characters shown on a map.
    int interval_seconds = 60;
};
std::string encode_configuration(const Setup& setup);  // JSON, `_type: configuration`.
std::string configuration_link(const Setup& setup);    // owntracks:///config?inline=…

}  // namespace xiuhua::owntracks
