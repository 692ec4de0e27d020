#pragma once
// The one list of rooms, in the order they join.
#include <span>

#include "platform/host/room.hpp"

namespace xiuhua::app {

std::span<const Room* const> rooms();

}  // namespace xiuhua::app
