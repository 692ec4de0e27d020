#pragma once
// The nouns of tracking: plain structs and enums and the dated policy. Points are WGS-84.
#include <optional>
#include <string>
#include <vector>

#include "kernel/geo.hpp"
#include "kernel/instant.hpp"
#include "rooms/isolation/public.hpp"
#include "rooms/tracking/public.hpp"

namespace xiuhua::tracking {

// Who evaluates the fence: the office from positions, or the phone itself, which then sends only changes.
enum class TrackingMode { server, device };
BOOST_DESCRIBE_ENUM(TrackingMode, server, device)

}  // namespace xiuhua::tracking
