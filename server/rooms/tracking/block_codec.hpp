#pragma once
// Positions as few bits: what stands in hot rows and day blocks before it is sealed. Pure.
//
// Points are coded in groups of 32. Each column of a group (time, latitude, accuracy …) is coded by itself as
// differences or offsets of one common width, whichever is shortest, so that what does not change costs next to
// nothing. A phone at rest repeats its fix: one bit says that place and accuracy are those of the point before.
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rooms/tracking/track_point.hpp"

namespace xiuhua::tracking {

// In any order; neighbours in time cost least. Holds as_kept(point) of each.
std::string encode_block(std::span<const TrackPoint> points);
// Nothing when `bytes` are not what encode_block() makes. Takes any bytes: memory is bounded by their number.
std::optional<std::vector<TrackPoint>> decode_block(std::string_view bytes);

}  // namespace xiuhua::tracking
