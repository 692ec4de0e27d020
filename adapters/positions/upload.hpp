#pragma once
// What a phone's positioning client uploads, whatever its family: OwnTracks, Traccar Client, GPSLogger, Overland.
// Each family has a pure decoder in adapters/<family>/ that gives an Upload or an Error; room `tracking` decides.
#include <optional>
#include <string>
#include <vector>

#include "kernel/geo.hpp"
#include "kernel/instant.hpp"

namespace xiuhua::positions {

// One fix as the phone measured it. Absent means that the client did not say, or said its word for unknown
// (accuracy 0 or below, speed -1, level -1); units are converted here, once.
struct Fix {
    GeoPoint point;  // As sent; not yet checked for sense.
    Instant fix_time;
    std::optional<Instant> device_time;     // When the phone wrote the message (created_at).
    std::optional<double> accuracy_meters;  // Radius, 1 sigma as Android gives it.
    std::optional<double> altitude_meters;
    std::optional<double> speed_meters_per_second;
    std::optional<double> heading_degrees;
    std::optional<double> battery_fraction;  // 0 to 1.
    bool charging = false;
    bool mock = false;  // The phone itself says that an app made the position up.
    std::string
        trigger;  // The client's own word: "p", "u", "heartbeat", "motionchange" …; at most 32 bytes.
    // The Wi-Fi's name, if the client said it; at most 32 bytes. To be compared with the home's, never stored.
    std::string network;
};

// Signs of life and of its end, without a position.
struct Signal {
    enum class Kind { heartbeat, last_will, status, enter, leave };
    Kind kind = Kind::heartbeat;
    Instant time;
    std::string text;  // The region's name for enter and leave; at most 64 bytes.
};

struct Upload {
    std::string
        device;  // The identifier in the message: OwnTracks topic user/device, Traccar id, Overland device_id.
    std::vector<Fix> fixes;
    std::vector<Signal> signals;
};

inline constexpr std::size_t fixes_max =
    1'000;  // In one upload: Overland sends at most 200 a batch.

}  // namespace xiuhua::positions
