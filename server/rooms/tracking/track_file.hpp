#pragma once
// A track as a file that other programs read. It bears whose copy it is, so that a file that got out tells where from.
#include <span>
#include <string>

#include "rooms/tracking/track_point.hpp"

namespace xiuhua::tracking {

struct Watermark {
    std::string order_number;
    std::string taken_by, reason;
    Instant taken_at;
    std::string copy;  // Its id; the audit knows it.
};

// GPX 1.1 (https://www.topografix.com/GPX/1/1/): one track, a segment anew after silence_minutes without a fix.
inline constexpr int segment_gap_minutes = 30;
std::string gpx_of(std::span<const TrackPoint> points, const Watermark& mark);
// RFC 7946: a FeatureCollection of one point a fix, with its time and accuracy, and the watermark as a member.
std::string geojson_of(std::span<const TrackPoint> points, const Watermark& mark);

}  // namespace xiuhua::tracking
