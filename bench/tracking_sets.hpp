#pragma once
// Invented tracks for measuring: made by rules, seeded, nobody's.
#include <vector>

#include "rooms/tracking/track_point.hpp"

namespace xiuhua::bench {

using TrackPoints = std::vector<tracking::TrackPoint>;

inline constexpr int day_minutes = 24 * 60;

// A phone in a flat that reports every minute, as a positioning client with network location does: about half of the
// reports repeat the last fix; the others jump around the home with the accuracy that they claim (Wi-Fi 12 to 40 m,
// now and then a cell of some hundred metres). The clock jitters by a second, the network takes one to three, the
// battery goes down and is charged at night.
TrackPoints home_bound_day(int person, int day);

// What GeoLife's files hold: a walk or a ride by a satellite receiver, a fix every `step_seconds`, speed changing
// smoothly, noise of two metres, coordinates as printed with six digits; accuracy of some metres is added. With
// `speed_and_heading` as a phone sends them too.
struct RideForm {
    int step_seconds = 5;
    bool speed_and_heading = false;
};
TrackPoints geolife_like_ride(int person, int points, const RideForm& form);

}  // namespace xiuhua::bench
