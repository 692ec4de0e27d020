#pragma once
#include "kernel/id.hpp"

namespace xiuhua {

// A fresh UUIDv7 of the given time, random bits from the operating system.
Uuid new_uuid(Instant now);

// const auto id = new_id<OrderId>(context.now);
template <typename T>
T new_id(Instant now) {
    return T{new_uuid(now)};
}

}  // namespace xiuhua
