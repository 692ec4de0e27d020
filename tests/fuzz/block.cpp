#include "fuzz.hpp"
#include "rooms/tracking/block_codec.hpp"

namespace xiuhua::fuzz {

// A day's block: memory is bounded by the bytes, and what was read can be written again.
void fuzz(std::string_view bytes) {
    const auto points = tracking::decode_block(bytes);
    if (points) {
        promise(points->size() <= bytes.size() * 16, "points are bounded by the bytes");
        promise(tracking::decode_block(tracking::encode_block(*points)).has_value(),
                "what was read can be written and read again");
    }
}

}  // namespace xiuhua::fuzz
