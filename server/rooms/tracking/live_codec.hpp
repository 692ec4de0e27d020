#pragma once
// What stands sealed in tracking_live.place: the fence's state, the trail, and the newest points of the track, which
// are moved to its days when there are enough of them. So a report is one row written. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rooms/tracking/model.hpp"

namespace xiuhua::tracking {

// Points in the order of their arrival, each coded by its distance from the one before. Holds as_kept(point) of each.
class Tail {
  public:
    void add(const TrackPoint& point);
    std::size_t size() const { return size_; }
    const std::string& bytes() const { return bytes_; }
    std::vector<TrackPoint> points() const;
    void clear() { *this = {}; }
    // Whether the point is here already: same fix time and place.
    bool holds(const TrackPoint& point) const;
    // Nothing when `bytes` are not what add() makes.
    static std::optional<Tail> parse(std::string_view bytes);

  private:
    std::string bytes_;
    std::size_t size_ = 0;
    std::int64_t time_ms_ = 0, latitude_ = 0, longitude_ = 0;  // Of the point added last.
    std::int64_t latest_ms_ = 0;                               // The latest fix time of all.
};

struct LiveRecord {
    LivePlace place;
    Tail tail;
};
std::string encode_live(const LivePlace& place, const Tail& tail);
// Takes the JSON of earlier versions, too. Nothing when `bytes` are neither.
std::optional<LiveRecord> decode_live(std::string_view bytes);

}  // namespace xiuhua::tracking
