#include "rooms/tracking/block_codec.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "rooms/tracking/bit_stream.hpp"
#include "rooms/tracking/kept_units.hpp"

namespace xiuhua::tracking {
namespace {

// Arithmetic on columns wraps, so that any two 64-bit numbers have a difference.
using Word = std::uint64_t;

constexpr std::size_t group_points = 32;
// 1 kept 0.1 m/s and 1 degree: more than a phone knows, and three bits a point each.
constexpr unsigned finest_version = 1;
constexpr unsigned format_version = 2;
constexpr unsigned version_bits = 8;
constexpr unsigned count_bits = 24;
constexpr unsigned mode_bits = 2;
constexpr unsigned width_bits = 7;  // 0 to 64.
// A group takes at least 22 bits, so a block of n bytes holds fewer points than this times n.
constexpr std::size_t points_per_byte_max = 16;

Word zigzag(Word value) {
    return (value << 1) ^ (0 - (value >> 63));
}
Word unzigzag(Word value) {
    return (value >> 1) ^ (0 - (value & 1));
}
std::int64_t floor_div(std::int64_t value, std::int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}
Word divided(Word value, std::int64_t by) {
    return static_cast<Word>(floor_div(static_cast<std::int64_t>(value), by));
}

// ---- one column of one group

enum class Mode : unsigned {
    constant,   // All as the value before the group.
    steps,      // Differences to the value before, less their smallest.
    offsets,    // Values, less the smallest.
    predicted,  // Differences of differences, less their smallest.
};

struct Column {
    Word last = 0;  // The value before the group, in units of 1.
    Word last_step = 0;
};

// Residuals of `values` under a mode, before the smallest is taken off.
void residuals(Mode mode, std::span<const Word> values, Word last, Word last_step,
               std::array<Word, group_points>& out) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Word step = values[i] - last;
        if (mode == Mode::steps) {
            out[i] = step;
        } else if (mode == Mode::offsets) {
            out[i] = values[i];
        } else {
            out[i] = step - last_step;
            last_step = step;
        }
        last = values[i];
    }
}

struct Packing {
    Mode mode = Mode::constant;
    Word base = 0;  // The smallest residual; for offsets: less the value before the group.
    Word smallest = 0;
    unsigned width = 0;
    unsigned bits = 0;  // All of it, without the mode.
    std::array<Word, group_points> residual{};
};

Packing pack_as(Mode mode, std::span<const Word> values, Word last, Word last_step) {
    Packing packing;
    packing.mode = mode;
    residuals(mode, values, last, last_step, packing.residual);
    const auto less = [](Word a, Word b) {
        return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b);
    };
    const auto begin = packing.residual.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(values.size());
    const auto [smallest, largest] = std::minmax_element(begin, end, less);
    packing.smallest = *smallest;
    packing.width = static_cast<unsigned>(std::bit_width(*largest - *smallest));
    packing.base = zigzag(mode == Mode::offsets ? *smallest - last : *smallest);
    packing.bits = 2 * width_bits + static_cast<unsigned>(std::bit_width(packing.base)) +
                   packing.width * static_cast<unsigned>(values.size());
    return packing;
}

void put_values(BitWriter& out, std::span<const Word> values, Word last, Word last_step) {
    if (std::all_of(values.begin(), values.end(), [&](Word value) { return value == last; })) {
        return out.put(static_cast<Word>(Mode::constant), mode_bits);
    }
    Packing best = pack_as(Mode::steps, values, last, last_step);
    for (const Mode mode : {Mode::offsets, Mode::predicted}) {
        if (Packing other = pack_as(mode, values, last, last_step); other.bits < best.bits) {
            best = other;
        }
    }
    const auto base_width = static_cast<unsigned>(std::bit_width(best.base));
    out.put(static_cast<Word>(best.mode), mode_bits);
    out.put(base_width, width_bits);
    out.put(best.base, base_width);
    out.put(best.width, width_bits);
    for (std::size_t i = 0; i < values.size(); ++i) {
        out.put(best.residual[i] - best.smallest, best.width);
    }
}

// False on widths that cannot be.
bool take_values(BitReader& in, std::span<Word> values, Word last, Word last_step) {
    const auto mode = static_cast<Mode>(in.take(mode_bits));
    if (mode == Mode::constant) {
        std::fill(values.begin(), values.end(), last);
        return true;
    }
    const auto base_width = static_cast<unsigned>(in.take(width_bits));
    if (base_width > 64) {
        return false;
    }
    Word base = unzigzag(in.take(base_width));
    const auto width = static_cast<unsigned>(in.take(width_bits));
    if (width > 64) {
        return false;
    }
    if (mode == Mode::offsets) {
        base += last;
        for (Word& value : values) {
            value = in.take(width) + base;
        }
        return true;
    }
    for (Word& value : values) {
        Word step = in.take(width) + base;
        if (mode == Mode::predicted) {
            step += last_step;
            last_step = step;
        }
        last += step;
        value = last;
    }
    return true;
}

// What the next group of the column starts from.
void move_on(Column& column, std::span<const Word> values) {
    const Word before = values.size() > 1 ? values[values.size() - 2] : column.last;
    column.last_step = values.back() - before;
    column.last = values.back();
}

// `unit`: when all values of a group are multiples of it, they are coded as such (whole seconds, whole metres).
void put_column(BitWriter& out, Column& column, std::span<Word> values, std::int64_t unit = 1) {
    if (values.empty()) {
        return;
    }
    Column next = column;
    move_on(next, values);
    const bool whole = unit != 1 && std::all_of(values.begin(), values.end(), [&](Word value) {
                           return static_cast<std::int64_t>(value) % unit == 0;
                       });
    if (unit != 1) {
        out.put(whole ? 1 : 0, 1);
    }
    if (whole) {
        column = {divided(column.last, unit), divided(column.last_step, unit)};
        for (Word& value : values) {
            value = divided(value, unit);
        }
    }
    put_values(out, values, column.last, column.last_step);
    column = next;
}

bool take_column(BitReader& in, Column& column, std::span<Word> values, std::int64_t unit = 1) {
    if (values.empty()) {
        return true;
    }
    const bool whole = unit != 1 && in.take(1) != 0;
    const Word last = whole ? divided(column.last, unit) : column.last;
    const Word last_step = whole ? divided(column.last_step, unit) : column.last_step;
    if (!take_values(in, values, last, last_step)) {
        return false;
    }
    if (whole) {
        for (Word& value : values) {
            value *= static_cast<Word>(unit);
        }
    }
    move_on(column, values);
    return true;
}

// ---- which points of a group have a value

// Bit i: point i.
using Mask = std::uint32_t;

Mask mask_of(std::size_t count) {
    return static_cast<Mask>(low_bits(static_cast<unsigned>(count)));
}

// None, all, or a bit each.
void put_mask(BitWriter& out, Mask mask, std::size_t count) {
    const bool none = mask == 0;
    const bool all = mask == mask_of(count);
    out.put(none || all ? 1 : 0, 1);
    if (none || all) {
        out.put(none ? 0 : 1, 1);
    } else {
        out.put(mask, static_cast<unsigned>(count));
    }
}
Mask take_mask(BitReader& in, std::size_t count) {
    if (in.take(1) != 0) {
        return in.take(1) != 0 ? mask_of(count) : 0;
    }
    return static_cast<Mask>(in.take(static_cast<unsigned>(count)));
}

// ---- points as columns

struct Columns {
    Column time, latitude, longitude, accuracy, server, device, speed, heading, battery, charging,
        doubt, family;
};

std::int64_t milliseconds(Instant instant) {
    return instant.time_since_epoch().count();
}
Word seconds(Instant instant) {
    return static_cast<Word>(floor_div(milliseconds(instant), 1000));
}
Instant instant_of_seconds(Word seconds_since_1970) {
    return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(seconds_since_1970 * 1000)}};
}
Word scaled(double value, double units) {
    return static_cast<Word>(std::llround(value * units));
}
double unscaled(Word value, double units) {
    return static_cast<double>(static_cast<std::int64_t>(value)) / units;
}
Word bits_of(double value) {
    return std::bit_cast<Word>(value);
}

bool same_place(const TrackPoint& left, const TrackPoint& right) {
    return bits_of(left.point.latitude) == bits_of(right.point.latitude) &&
           bits_of(left.point.longitude) == bits_of(right.point.longitude) &&
           left.accuracy_meters == right.accuracy_meters;
}

struct Group {
    std::span<TrackPoint> points;
    std::array<Word, group_points> values{};
    std::size_t count = 0;

    void clear() { count = 0; }
    void add(Word value) { values[count++] = value; }
    std::span<Word> column() { return std::span{values}.first(count); }
    std::span<Word> column(std::size_t size) { return std::span{values}.first(size); }
};

// An optional number: who has one, then the values of those who do.
template <typename Member, typename ToWord>
void put_optional(BitWriter& out, Column& column, Group& group, Mask among, Member member,
                  ToWord to_word, std::int64_t unit = 1) {
    group.clear();
    Mask dense = 0;  // The bits of `among`, without gaps.
    std::size_t asked = 0;
    for (std::size_t i = 0; i < group.points.size(); ++i) {
        if ((among >> i & 1) == 0) {
            continue;
        }
        if (const auto& value = group.points[i].*member) {
            dense |= Mask{1} << asked;
            group.add(to_word(*value, group.points[i]));
        }
        ++asked;
    }
    if (asked > 0) {
        put_mask(out, dense, asked);
        put_column(out, column, group.column(), unit);
    }
}

template <typename Member, typename FromWord>
bool take_optional(BitReader& in, Column& column, Group& group, Mask among, Member member,
                   FromWord from_word, std::int64_t unit = 1) {
    const auto asked = static_cast<std::size_t>(std::popcount(among));
    if (asked == 0) {
        return true;
    }
    const Mask dense = take_mask(in, asked);
    const auto values = group.column(static_cast<std::size_t>(std::popcount(dense)));
    if (!take_column(in, column, values, unit)) {
        return false;
    }
    std::size_t place = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < group.points.size(); ++i) {
        if ((among >> i & 1) != 0 && (dense >> place++ & 1) != 0) {
            group.points[i].*member = from_word(values[next++], group.points[i]);
        }
    }
    return true;
}

template <typename ToWord>
void put_all(BitWriter& out, Column& column, Group& group, ToWord to_word, std::int64_t unit = 1) {
    group.clear();
    for (const TrackPoint& point : group.points) {
        group.add(to_word(point));
    }
    put_column(out, column, group.column(), unit);
}

template <typename FromWord>
bool take_all(BitReader& in, Column& column, Group& group, FromWord from_word,
              std::int64_t unit = 1) {
    const auto values = group.column(group.points.size());
    if (!take_column(in, column, values, unit)) {
        return false;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!from_word(group.points[i], values[i])) {
            return false;
        }
    }
    return true;
}

// ---- places

struct Place {
    bool raw = false;  // Some coordinate is no place on Earth: doubles, bit by bit.
    Mask moved = 0;    // Whose place or accuracy is not that of the point before.
};

void put_degrees(BitWriter& out, Column& column, Group& group, const Place& place,
                 double GeoPoint::*member) {
    group.clear();
    for (std::size_t i = 0; i < group.points.size(); ++i) {
        if ((place.moved >> i & 1) != 0) {
            const double degrees = group.points[i].point.*member;
            group.add(place.raw ? bits_of(degrees) : scaled(degrees, degree_units));
        }
    }
    Column fresh;
    put_column(out, place.raw ? fresh : column, group.column());
}

bool take_degrees(BitReader& in, Column& column, Group& group, const Place& place,
                  double GeoPoint::*member) {
    const auto values = group.column(static_cast<std::size_t>(std::popcount(place.moved)));
    Column fresh;
    if (!take_column(in, place.raw ? fresh : column, values)) {
        return false;
    }
    std::size_t next = 0;
    for (std::size_t i = 0; i < group.points.size(); ++i) {
        if ((place.moved >> i & 1) != 0) {
            const Word value = values[next++];
            group.points[i].point.*member =
                place.raw ? std::bit_cast<double>(value) : unscaled(value, degree_units);
        }
    }
    return true;
}

Word accuracy_to_word(double meters, const TrackPoint&) {
    return scaled(meters, accuracy_units);
}
double accuracy_from_word(Word value, const TrackPoint&) {
    return unscaled(value, accuracy_units);
}

void put_places(BitWriter& out, Columns& columns, Group& group, const TrackPoint* before) {
    Place place;
    for (std::size_t i = 0; i < group.points.size(); ++i) {
        const TrackPoint& point = group.points[i];
        place.raw = place.raw || !is_valid(point.point);
        if (before == nullptr || !same_place(*before, point)) {
            place.moved |= Mask{1} << i;
        }
        before = &point;
    }
    out.put(place.raw ? 1 : 0, 1);
    put_mask(out, place.moved, group.points.size());
    put_degrees(out, columns.latitude, group, place, &GeoPoint::latitude);
    put_degrees(out, columns.longitude, group, place, &GeoPoint::longitude);
    put_optional(out, columns.accuracy, group, place.moved, &TrackPoint::accuracy_meters,
                 accuracy_to_word, static_cast<std::int64_t>(accuracy_units));
}

bool take_places(BitReader& in, Columns& columns, Group& group, const TrackPoint* before) {
    Place place;
    place.raw = in.take(1) != 0;
    place.moved = take_mask(in, group.points.size());
    if (before == nullptr && (place.moved & 1) == 0) {
        return false;
    }
    if (!take_degrees(in, columns.latitude, group, place, &GeoPoint::latitude) ||
        !take_degrees(in, columns.longitude, group, place, &GeoPoint::longitude) ||
        !take_optional(in, columns.accuracy, group, place.moved, &TrackPoint::accuracy_meters,
                       accuracy_from_word, static_cast<std::int64_t>(accuracy_units))) {
        return false;
    }
    for (std::size_t i = 0; i < group.points.size(); ++i) {
        if ((place.moved >> i & 1) == 0) {
            group.points[i].point = before->point;
            group.points[i].accuracy_meters = before->accuracy_meters;
        }
        before = &group.points[i];
    }
    return true;
}

// ---- a group

constexpr std::int64_t second_ms = 1000;

Word time_to_word(const TrackPoint& point) {
    return static_cast<Word>(milliseconds(point.fix_time));
}
bool time_from_word(TrackPoint& point, Word value) {
    point.fix_time = Instant{std::chrono::milliseconds{static_cast<std::int64_t>(value)}};
    return true;
}
// Both other clocks are coded by how far they are from the fix.
Word server_to_word(const TrackPoint& point) {
    return seconds(point.server_time) - seconds(point.fix_time);
}
bool server_from_word(TrackPoint& point, Word value) {
    point.server_time = instant_of_seconds(seconds(point.fix_time) + value);
    return true;
}
Word device_to_word(Instant device_time, const TrackPoint& point) {
    return seconds(device_time) - seconds(point.fix_time);
}
Instant device_from_word(Word value, const TrackPoint& point) {
    return instant_of_seconds(seconds(point.fix_time) + value);
}

template <int units>
Word number_to_word(double value, const TrackPoint&) {
    return scaled(value, units);
}
template <int units>
double number_from_word(Word value, const TrackPoint&) {
    return unscaled(value, units);
}
constexpr int speed_scale = static_cast<int>(speed_units);
constexpr int speed_scale_finest = static_cast<int>(speed_units_finest);
constexpr int battery_scale = static_cast<int>(battery_units);
Word heading_to_word(double degrees, const TrackPoint&) {
    return static_cast<Word>(std::llround(degrees / heading_step));
}
double heading_from_word(Word value, const TrackPoint&) {
    return static_cast<double>(static_cast<std::int64_t>(value)) * heading_step;
}

template <typename Enum>
bool enum_from_word(Enum& out, Word value) {
    constexpr auto count = boost::mp11::mp_size<boost::describe::describe_enumerators<Enum>>::value;
    out = static_cast<Enum>(value < count ? value : 0);
    return value < count;
}

void put_group(BitWriter& out, Columns& columns, Group& group, const TrackPoint* before) {
    const Mask all = mask_of(group.points.size());
    put_all(out, columns.time, group, time_to_word, second_ms);
    put_all(out, columns.server, group, server_to_word);
    put_optional(out, columns.device, group, all, &TrackPoint::device_time, device_to_word);
    put_places(out, columns, group, before);
    put_optional(out, columns.speed, group, all, &TrackPoint::speed_meters_per_second,
                 number_to_word<speed_scale>);
    put_optional(out, columns.heading, group, all, &TrackPoint::heading_degrees, heading_to_word);
    put_optional(out, columns.battery, group, all, &TrackPoint::battery_fraction,
                 number_to_word<battery_scale>);
    put_all(out, columns.charging, group,
            [](const TrackPoint& point) { return static_cast<Word>(point.charging); });
    put_all(out, columns.doubt, group,
            [](const TrackPoint& point) { return static_cast<Word>(point.doubt); });
    put_all(out, columns.family, group,
            [](const TrackPoint& point) { return static_cast<Word>(point.family); });
}

bool take_speed_and_heading(BitReader& in, Columns& columns, Group& group, unsigned version) {
    const Mask all = mask_of(group.points.size());
    constexpr auto speed = &TrackPoint::speed_meters_per_second;
    constexpr auto heading = &TrackPoint::heading_degrees;
    if (version == finest_version) {
        return take_optional(in, columns.speed, group, all, speed,
                             number_from_word<speed_scale_finest>) &&
               take_optional(in, columns.heading, group, all, heading, number_from_word<1>);
    }
    return take_optional(in, columns.speed, group, all, speed, number_from_word<speed_scale>) &&
           take_optional(in, columns.heading, group, all, heading, heading_from_word);
}

bool take_group(BitReader& in, Columns& columns, Group& group, const TrackPoint* before,
                unsigned version) {
    const Mask all = mask_of(group.points.size());
    return take_all(in, columns.time, group, time_from_word, second_ms) &&
           take_all(in, columns.server, group, server_from_word) &&
           take_optional(in, columns.device, group, all, &TrackPoint::device_time,
                         device_from_word) &&
           take_places(in, columns, group, before) &&
           take_speed_and_heading(in, columns, group, version) &&
           take_optional(in, columns.battery, group, all, &TrackPoint::battery_fraction,
                         number_from_word<battery_scale>) &&
           take_all(in, columns.charging, group,
                    [](TrackPoint& point, Word value) {
                        point.charging = value != 0;
                        return value <= 1;
                    }) &&
           take_all(
               in, columns.doubt, group,
               [](TrackPoint& point, Word value) { return enum_from_word(point.doubt, value); }) &&
           take_all(in, columns.family, group, [](TrackPoint& point, Word value) {
               return enum_from_word(point.family, value);
           });
}

}  // namespace

std::string encode_block(std::span<const TrackPoint> points) {
    BitWriter out;
    out.put(format_version, version_bits);
    out.put(points.size(), count_bits);
    Columns columns;
    std::array<TrackPoint, group_points> kept;
    TrackPoint before;
    for (std::size_t first = 0; first < points.size(); first += group_points) {
        const std::size_t count = std::min(group_points, points.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            kept[i] = as_kept(points[first + i]);
        }
        Group group;
        group.points = std::span{kept}.first(count);
        put_group(out, columns, group, first == 0 ? nullptr : &before);
        before = kept[count - 1];
    }
    return out.take();
}

std::optional<std::vector<TrackPoint>> decode_block(std::string_view bytes) {
    BitReader in{bytes};
    const auto version = in.take(version_bits);
    const auto count = static_cast<std::size_t>(in.take(count_bits));
    if (in.failed() || version < finest_version || version > format_version ||
        count > bytes.size() * points_per_byte_max) {
        return std::nullopt;
    }
    std::vector<TrackPoint> points(count);
    Columns columns;
    for (std::size_t first = 0; first < count; first += group_points) {
        Group group;
        group.points = std::span{points}.subspan(first, std::min(group_points, count - first));
        const TrackPoint* before = first == 0 ? nullptr : &points[first - 1];
        if (!take_group(in, columns, group, before, static_cast<unsigned>(version)) ||
            in.failed()) {
            return std::nullopt;
        }
    }
    if (!in.at_end()) {
        return std::nullopt;
    }
    return points;
}

}  // namespace xiuhua::tracking
