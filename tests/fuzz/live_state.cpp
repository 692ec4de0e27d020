#include "fuzz.hpp"
#include "rooms/tracking/live_codec.hpp"

namespace xiuhua::fuzz {

// What stands sealed with a phone's live state, and comes back the same.
void fuzz(std::string_view bytes) {
    const auto record = tracking::decode_live(bytes);
    if (record) {
        promise(record->tail.points().size() == record->tail.size(), "a tail holds what it counts");
        promise(
            tracking::decode_live(tracking::encode_live(record->place, record->tail)).has_value(),
            "what was read can be written and read again");
    }
}

}  // namespace xiuhua::fuzz
