#pragma once
// Points on the Earth. WGS-84 everywhere inside the program; GCJ-02 exists only at a map's edge.
#include <boost/describe.hpp>
#include <string>

namespace xiuhua {

// Degrees, WGS-84.
struct GeoPoint {
    double latitude = 0;
    double longitude = 0;
    friend bool operator==(const GeoPoint&, const GeoPoint&) = default;
};
BOOST_DESCRIBE_STRUCT(GeoPoint, (), (latitude, longitude))

// Finite, |latitude| <= 90, |longitude| <= 180.
bool is_valid(const GeoPoint& point);

// Great-circle distance in metres on the mean sphere (6,371,008.8 m, IUGG): within 0.6 % of the
// ellipsoid, far below a phone's own error.
double distance_meters(const GeoPoint& from, const GeoPoint& to);

}  // namespace xiuhua
