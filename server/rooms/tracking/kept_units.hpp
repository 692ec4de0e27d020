#pragma once
// How fine the track store keeps what a phone says: units in one of the thing measured.
namespace xiuhua::tracking {

inline constexpr double degree_units = 1e6;
inline constexpr double accuracy_units = 10;
inline constexpr double speed_units = 2;
inline constexpr double speed_units_finest = 10;  // Of blocks of the first format.
inline constexpr double heading_step = 5;         // Degrees.
inline constexpr double battery_units = 100;
// Beyond these a number is only noise; kept as the limit itself.
inline constexpr double accuracy_meters_max = 1e7;
inline constexpr double speed_max = 1e5;

}  // namespace xiuhua::tracking
