#pragma once
// The Chinese map datums. Everything inside the program is WGS-84; these exist only at a map's edge (Amap, Tencent:
// GCJ-02; Baidu: BD-09; Tianditu is CGCS2000, which is WGS-84 for our purposes). The types cannot be mixed up.
#include "kernel/geo.hpp"

namespace xiuhua {

struct Gcj02Point {
    double latitude = 0;
    double longitude = 0;
    friend bool operator==(const Gcj02Point&, const Gcj02Point&) = default;
};
BOOST_DESCRIBE_STRUCT(Gcj02Point, (), (latitude, longitude))

struct Bd09Point {
    double latitude = 0;
    double longitude = 0;
    friend bool operator==(const Bd09Point&, const Bd09Point&) = default;
};
BOOST_DESCRIBE_STRUCT(Bd09Point, (), (latitude, longitude))

// Where maps are shifted: the mainland with Hainan, by an outline of Natural Earth's widened by about 5 km (a box would
// shift Seoul and Hanoi). Hong Kong, Macau, Taiwan and the islands far from the coast are taken as unshifted.
bool is_in_china(const GeoPoint& point);

// Outside China the numbers are given back as they are.
Gcj02Point to_gcj02(const GeoPoint& point);
// Iterated, at most 3 rounds: exact to 0.1 mm (one step alone errs up to 3.8 m).
GeoPoint from_gcj02(const Gcj02Point& point);

Bd09Point to_bd09(const Gcj02Point& point);
Gcj02Point from_bd09(const Bd09Point& point);
Bd09Point to_bd09(const GeoPoint& point);
GeoPoint wgs84_from_bd09(const Bd09Point& point);

}  // namespace xiuhua
