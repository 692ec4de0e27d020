#pragma once
// One position as the store keeps it.
#include <boost/describe.hpp>
#include <optional>

#include "kernel/geo.hpp"
#include "kernel/instant.hpp"
#include "rooms/tracking/public.hpp"

namespace xiuhua::tracking {

// Why a fix is kept apart and never decides anything. The order is part of the stored form: add at the end.
enum class Doubt {
    none,
    future,        // Fixed later than the server received it, beyond the tolerance.
    before_order,  // Older than the order that the phone's credential is bound to.
    impossible,    // No place on Earth, or no number at all.
    too_fast,  // Farther from the fix before than anything on wheels or wings comes in the time.
    mock,      // The phone itself says that an app made it up.
};
BOOST_DESCRIBE_ENUM(Doubt, none, future, before_order, impossible, too_fast, mock)

struct TrackPoint {
    GeoPoint point;
    Instant fix_time;                       // When the position was measured.
    Instant server_time;                    // When it arrived here.
    std::optional<Instant> device_time;     // When the phone wrote its message.
    std::optional<double> accuracy_meters;  // Evidence: kept for as long as the position is.
    std::optional<double> speed_meters_per_second;
    std::optional<double> heading_degrees;
    std::optional<double> battery_fraction;  // 0 to 1.
    bool charging = false;
    Doubt doubt = Doubt::none;
    PhoneFamily family = PhoneFamily::owntracks;
    friend bool operator==(const TrackPoint&, const TrackPoint&) = default;
};

// What the store keeps of `point`: 1e-6 degrees (0.11 m), milliseconds of the fix, whole seconds of the
// server's and the phone's clocks, 0.1 m of accuracy, 0.5 m/s, 5 degrees of heading, 1 % of battery. Finer speed and
// heading are noise that no decision asks for, and would take a byte a point. Numbers that make no sense (not finite,
// negative accuracy) become absent; coordinates that are no place on Earth are kept as sent.
TrackPoint as_kept(const TrackPoint& point);

}  // namespace xiuhua::tracking
