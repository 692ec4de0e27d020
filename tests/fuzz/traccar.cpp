#include "adapters/traccar/traccar.hpp"

#include "positions.hpp"

namespace xiuhua::fuzz {

void fuzz(std::string_view bytes) {
    read_message(bytes, [](const positions::Message& message) { return traccar::decode(message); });
}

}  // namespace xiuhua::fuzz
