#include "rooms/tracking/live_codec.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "platform/json/json.hpp"
#include "rooms/tracking/kept_units.hpp"

namespace xiuhua::tracking {
namespace {

constexpr char binary_version = 2;  // No JSON text begins with it.

// ---- bytes

class Writer {
  public:
    explicit Writer(std::string& out) : out_(out) {}
    void byte(unsigned value) { out_.push_back(static_cast<char>(value)); }
    void word(std::uint64_t value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        out_.append(bytes, sizeof value);
    }
    void real(double value) { word(std::bit_cast<std::uint64_t>(value)); }
    void whole(std::int64_t value) {  // Zigzag, seven bits a byte.
        auto rest =
            static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
        for (; rest >= 0x80; rest >>= 7) {
            byte(static_cast<unsigned>(rest & 0x7f) | 0x80);
        }
        byte(static_cast<unsigned>(rest));
    }
    void time(Instant instant) { whole(instant.time_since_epoch().count()); }
    void point(const GeoPoint& at) {
        real(at.latitude);
        real(at.longitude);
    }

  private:
    std::string& out_;
};

// Reading beyond the end gives zeros and is remembered.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    bool failed() const { return failed_; }
    bool at_end() const { return rest_.empty(); }
    std::string_view rest() const { return rest_; }

    unsigned byte() {
        if (rest_.empty()) {
            failed_ = true;
            return 0;
        }
        const auto value = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }
    std::uint64_t word() {
        std::uint64_t value = 0;
        if (rest_.size() < sizeof value) {
            failed_ = true;
            rest_ = {};
            return 0;
        }
        std::memcpy(&value, rest_.data(), sizeof value);
        rest_.remove_prefix(sizeof value);
        return value;
    }
    double real() { return std::bit_cast<double>(word()); }
    std::int64_t whole() {
        std::uint64_t value = 0;
        unsigned shift = 0;
        for (unsigned next = 0x80; (next & 0x80) != 0; shift += 7) {
            next = byte();
            if (shift > 63) {
                failed_ = true;
                return 0;
            }
            value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
        }
        return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
    }
    Instant time() { return Instant{std::chrono::milliseconds{whole()}}; }
    GeoPoint point() {
        const double latitude = real();
        return {latitude, real()};
    }
    template <typename Enum>
    Enum kind(Enum last) {
        const unsigned value = byte();
        failed_ = failed_ || value > static_cast<unsigned>(last);
        return static_cast<Enum>(value);
    }

  private:
    std::string_view rest_;
    bool failed_ = false;
};

// ---- the fence's state and the trail

void put(Writer& out, const std::optional<Instant>& instant) {
    out.byte(instant ? 1 : 0);
    if (instant) {
        out.time(*instant);
    }
}
std::optional<Instant> take_time(Reader& in) {
    return in.byte() != 0 ? std::optional{in.time()} : std::nullopt;
}

void put(Writer& out, const FenceRun& run) {
    out.whole(run.fixes);
    out.time(run.since);
    out.time(run.until);
}
FenceRun take_run(Reader& in) {
    FenceRun run;
    run.fixes = static_cast<int>(in.whole());
    run.since = in.time();
    run.until = in.time();
    return run;
}

void put(Writer& out, const FenceState& state) {
    out.byte(static_cast<unsigned>(state.verdict));
    out.time(state.since);
    out.real(state.log_odds);
    put(out, state.seen_at);
    put(out, state.fix_time);
    out.byte(static_cast<unsigned>(state.places.size()));
    for (const GeoPoint& place : state.places) {
        out.point(place);
    }
    put(out, state.outside);
    put(out, state.clear);
    out.real(state.best_accuracy_meters);
}
FenceState take_state(Reader& in) {
    FenceState state;
    state.verdict = in.kind(FenceVerdict::no_data);
    state.since = in.time();
    state.log_odds = in.real();
    state.seen_at = take_time(in);
    state.fix_time = take_time(in);
    const unsigned places = in.byte();
    for (unsigned i = 0; i < places && !in.failed(); ++i) {
        state.places.push_back(in.point());
    }
    state.outside = take_run(in);
    state.clear = take_run(in);
    state.best_accuracy_meters = in.real();
    return state;
}

void put(Writer& out, const std::optional<Anchor>& anchor) {
    out.byte(anchor ? 1 : 0);
    if (anchor) {
        out.point(anchor->point);
        out.time(anchor->time);
        out.real(anchor->accuracy_meters);
    }
}
std::optional<Anchor> take_anchor(Reader& in) {
    if (in.byte() == 0) {
        return std::nullopt;
    }
    Anchor anchor;
    anchor.point = in.point();
    anchor.time = in.time();
    anchor.accuracy_meters = in.real();
    return anchor;
}

// ---- points

enum Has : unsigned {
    has_device_time = 1,
    has_accuracy = 2,
    has_speed = 4,
    has_heading = 8,
    has_battery = 16,
    is_charging = 32,
    is_raw = 64,  // No place on Earth: doubles, bit by bit.
};

std::int64_t scaled(double value, double units) {
    return std::llround(value * units);
}
// Wraps, so that any two numbers have a difference and any bytes can be read.
std::int64_t difference(std::int64_t left, std::int64_t right) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) -
                                     static_cast<std::uint64_t>(right));
}
std::int64_t sum(std::int64_t left, std::int64_t right) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(left) +
                                     static_cast<std::uint64_t>(right));
}
std::int64_t milliseconds(Instant instant) {
    return instant.time_since_epoch().count();
}
std::int64_t seconds(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}
Instant instant_of_seconds(std::int64_t since_1970) {
    return Instant{std::chrono::milliseconds{
        static_cast<std::int64_t>(static_cast<std::uint64_t>(since_1970) * 1000)}};
}

struct Before {
    std::int64_t time_ms = 0, latitude = 0, longitude = 0;
};

void put_number(Writer& out, const std::optional<double>& value, double units) {
    if (value) {
        out.whole(scaled(*value, units));
    }
}

// `point` as kept.
void put(Writer& out, const TrackPoint& point, Before& before) {
    const bool raw = !is_valid(point.point);
    out.byte(
        (point.device_time ? has_device_time : 0u) | (point.accuracy_meters ? has_accuracy : 0u) |
        (point.speed_meters_per_second ? has_speed : 0u) |
        (point.heading_degrees ? has_heading : 0u) | (point.battery_fraction ? has_battery : 0u) |
        (point.charging ? is_charging : 0u) | (raw ? is_raw : 0u));
    out.byte(static_cast<unsigned>(point.doubt) << 4 | static_cast<unsigned>(point.family));
    const std::int64_t time_ms = milliseconds(point.fix_time);
    out.whole(difference(time_ms, before.time_ms));
    before.time_ms = time_ms;
    if (raw) {
        out.point(point.point);
    } else {
        const std::int64_t latitude = scaled(point.point.latitude, degree_units);
        const std::int64_t longitude = scaled(point.point.longitude, degree_units);
        out.whole(difference(latitude, before.latitude));
        out.whole(difference(longitude, before.longitude));
        before.latitude = latitude;
        before.longitude = longitude;
    }
    const std::int64_t fix_seconds = seconds(point.fix_time);
    out.whole(difference(seconds(point.server_time), fix_seconds));
    if (point.device_time) {
        out.whole(difference(seconds(*point.device_time), fix_seconds));
    }
    put_number(out, point.accuracy_meters, accuracy_units);
    put_number(out, point.speed_meters_per_second, speed_units);
    put_number(out, point.heading_degrees, 1);
    put_number(out, point.battery_fraction, battery_units);
}

std::optional<double> take_number(Reader& in, bool is_there, double units) {
    return is_there ? std::optional{static_cast<double>(in.whole()) / units} : std::nullopt;
}

TrackPoint take_point(Reader& in, Before& before) {
    TrackPoint point;
    const unsigned has = in.byte();
    const unsigned kinds = in.byte();
    point.doubt = static_cast<Doubt>(std::min(kinds >> 4, static_cast<unsigned>(Doubt::mock)));
    point.family =
        static_cast<PhoneFamily>(std::min(kinds & 15, static_cast<unsigned>(PhoneFamily::web)));
    before.time_ms = sum(before.time_ms, in.whole());
    point.fix_time = Instant{std::chrono::milliseconds{before.time_ms}};
    if ((has & is_raw) != 0) {
        point.point = in.point();
    } else {
        before.latitude = sum(before.latitude, in.whole());
        before.longitude = sum(before.longitude, in.whole());
        point.point = {static_cast<double>(before.latitude) / degree_units,
                       static_cast<double>(before.longitude) / degree_units};
    }
    const std::int64_t fix_seconds = seconds(point.fix_time);
    point.server_time = instant_of_seconds(sum(fix_seconds, in.whole()));
    if ((has & has_device_time) != 0) {
        point.device_time = instant_of_seconds(sum(fix_seconds, in.whole()));
    }
    point.accuracy_meters = take_number(in, (has & has_accuracy) != 0, accuracy_units);
    point.speed_meters_per_second = take_number(in, (has & has_speed) != 0, speed_units);
    point.heading_degrees = take_number(in, (has & has_heading) != 0, 1);
    point.battery_fraction = take_number(in, (has & has_battery) != 0, battery_units);
    point.charging = (has & is_charging) != 0;
    return point;
}

}  // namespace

void Tail::add(const TrackPoint& point) {
    Writer out{bytes_};
    Before before{time_ms_, latitude_, longitude_};
    put(out, as_kept(point), before);
    time_ms_ = before.time_ms;
    latitude_ = before.latitude;
    longitude_ = before.longitude;
    latest_ms_ = size_ == 0 ? time_ms_ : std::max(latest_ms_, time_ms_);
    ++size_;
}

bool Tail::holds(const TrackPoint& point) const {
    if (size_ == 0 || milliseconds(point.fix_time) > latest_ms_) {
        return false;  // Almost always: phones report in order.
    }
    const TrackPoint kept = as_kept(point);
    const std::vector<TrackPoint> known = points();
    return std::any_of(known.begin(), known.end(), [&](const TrackPoint& one) {
        return one.fix_time == kept.fix_time && one.point == kept.point;
    });
}

std::vector<TrackPoint> Tail::points() const {
    std::vector<TrackPoint> points;
    points.reserve(size_);
    Reader in{bytes_};
    Before before;
    while (!in.at_end() && !in.failed()) {
        points.push_back(take_point(in, before));
    }
    return points;
}

std::optional<Tail> Tail::parse(std::string_view bytes) {
    Tail tail;
    Reader in{bytes};
    Before before;
    for (; !in.at_end(); ++tail.size_) {
        (void)take_point(in, before);
        if (in.failed()) {
            return std::nullopt;
        }
        tail.latest_ms_ =
            tail.size_ == 0 ? before.time_ms : std::max(tail.latest_ms_, before.time_ms);
    }
    tail.bytes_ = bytes;
    tail.time_ms_ = before.time_ms;
    tail.latitude_ = before.latitude;
    tail.longitude_ = before.longitude;
    return tail;
}

std::string encode_live(const LivePlace& place, const Tail& tail) {
    constexpr std::size_t state_bytes_usual = 256;
    std::string bytes;
    bytes.reserve(state_bytes_usual + tail.bytes().size());
    Writer out{bytes};
    out.byte(static_cast<unsigned>(binary_version));
    put(out, place.fence);
    put(out, place.trail.believed);
    put(out, place.trail.rival);
    out.whole(place.trail.rival_fixes);
    bytes += tail.bytes();
    return bytes;
}

std::optional<LiveRecord> decode_live(std::string_view bytes) {
    LiveRecord record;
    if (bytes.empty()) {
        return record;
    }
    if (bytes.front() != binary_version) {
        auto place = json::parse<LivePlace>(bytes);
        if (!place) {
            return std::nullopt;
        }
        record.place = std::move(*place);
        return record;
    }
    Reader in{bytes.substr(1)};
    record.place.fence = take_state(in);
    record.place.trail.believed = take_anchor(in);
    record.place.trail.rival = take_anchor(in);
    record.place.trail.rival_fixes = static_cast<int>(in.whole());
    auto tail = Tail::parse(in.rest());
    if (in.failed() || !tail) {
        return std::nullopt;
    }
    record.tail = std::move(*tail);
    return record;
}

}  // namespace xiuhua::tracking
