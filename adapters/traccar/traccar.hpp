#pragma once
// Traccar Client: query string (versions up to 8), JSON (9), form body (10).
// https://www.traccar.org/osmand/ and https://www.traccar.org/client-configuration/
#include "adapters/positions/message.hpp"

namespace xiuhua::traccar {

// Query and form: id (or deviceid), timestamp (seconds below 2^31, else milliseconds; ISO; "2014-06-04 09:10:11" UTC;
// absent: received_at), lat, lon (or location=lat,lon), speed in knots, bearing (or heading), altitude, accuracy
// (or hacc), batt in percent, charge, mock. Without lat and lon it is a heartbeat. JSON: metres per second, level 0 to 1,
// -1 is unknown. Without an id: `invalid` positions.no_device.
Result<positions::Upload> decode(const positions::Message& message);

// The link that configures Traccar Client 9 and 10 in one step.
struct Setup {
    std::string url;     // Where positions go.
    std::string device;  // The identifier.
    int interval_seconds = 60;
};
std::string configuration_link(const Setup& setup);

}  // namespace xiuhua::traccar
