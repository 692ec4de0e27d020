#pragma once
// One message of a positioning client as it came in, and which client's it is. Nothing here does I/O.
// The decoders give an Upload or an Error with a stable key "positions.…"; its code says what the client shall do:
// `invalid` and `too_large` (4xx): the same message will never be understood, the client may drop it;
// anything else (503): a passing fault, the client keeps the message and tries again. OwnTracks on iOS deletes what
// is answered with a 4xx, so a decoder never gives one for what may pass.
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/positions/upload.hpp"
#include "kernel/result.hpp"

namespace xiuhua::positions {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Views: valid while the request lives.
struct Message {
    std::span<const std::pair<std::string, std::string>> query;  // Decoded, in order.
    std::string_view content_type;
    std::string_view body;
    Instant received_at;  // Taken where the client does not say when.
};

enum class Family { owntracks, traccar, gpslogger, overland };

// By content type and shape: a JSON list, or an object with "_type", is OwnTracks; with "locations" Overland; with
// "location" Traccar Client 9; any other object GPSLogger. A query or a form is GPSLogger's when it names
// `client=gpslogger`, or `acc` or `spd`, which Traccar Client calls `accuracy` and `speed`; else Traccar's.
// An empty message (no query, no body) is `invalid` positions.empty. Looks only at names; the decoder checks the rest.
Result<Family> family_of(const Message& message);

enum class Retry { never, later };
Retry retry_of(const Error& error);

inline constexpr std::size_t body_bytes_max = 1 << 20;  // 1,000 fixes of Overland are about 600 kB.
inline constexpr std::size_t parameters_max = 100;

// For the links that configure a client: everything but letters, digits and -._~ as %XX.
std::string encode_parameter(std::string_view text);

// "id=1&lat=2%2E5" → pairs; `invalid` positions.bad_form for broken escapes or too many parameters.
Result<Parameters> parse_form(std::string_view text);

}  // namespace xiuhua::positions
