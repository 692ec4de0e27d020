#pragma once
// GPSLogger for Android, "log to custom URL": the user's template in query, form or JSON body.
// https://gpslogger.app/#customurl
#include "adapters/positions/message.hpp"

namespace xiuhua::gpslogger {

// Names as our template writes them, and the common spellings: id, lat, lon|long|longitude, acc|accuracy,
// alt|altitude, spd|speed|s|vel in metres per second, dir|bearing|heading, timestamp|tst (seconds; below 2^31, else
// milliseconds) or time (ISO), batt|battery in percent, charging|ischarging|bs (true, 1), prov. Numbers may stand in
// quotes. "mock" as a provider means a made-up position.
Result<positions::Upload> decode(const positions::Message& message);

// What a person pastes as "URL" in the app.
std::string url_template(std::string_view url, std::string_view device);

}  // namespace xiuhua::gpslogger
