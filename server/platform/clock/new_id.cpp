#include "platform/clock/new_id.hpp"

#include <sodium.h>

namespace xiuhua {

Uuid new_uuid(Instant now) {
    std::array<std::uint8_t, 10> random{};
    randombytes_buf(random.data(), random.size());
    return make_uuid_v7(now, random);
}

}  // namespace xiuhua
