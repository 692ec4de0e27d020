#include "adapters/gpslogger/gpslogger.hpp"

#include "positions.hpp"

namespace xiuhua::fuzz {

void fuzz(std::string_view bytes) {
    read_message(bytes,
                 [](const positions::Message& message) { return gpslogger::decode(message); });
}

}  // namespace xiuhua::fuzz
