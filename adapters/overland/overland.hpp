#pragma once
// Overland for iOS and Android: batches of GeoJSON features. https://github.com/aaronpk/Overland-iOS#api
#include "adapters/positions/message.hpp"

namespace xiuhua::overland {

// {"locations":[Feature…],"current":Feature?,"trip":…?}: `current` is one more fix, `trip` is not kept. A feature that is
// no position (a visit, a log line without geometry) is left out; a batch of none is an Upload without fixes.
Result<positions::Upload> decode(std::string_view body);

// Only this lets the phone delete the batch.
inline constexpr std::string_view answer = R"({"result":"ok"})";

struct Setup {
    std::string url, token, device;
};
std::string configuration_link(const Setup& setup);  // overland://setup?url=…&token=…&device_id=…

}  // namespace xiuhua::overland
