#include "rooms/tracking/track_store.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>

#include "rooms/tracking/block_codec.hpp"
#include "rooms/tracking/live_codec.hpp"

namespace xiuhua::tracking {
namespace {

using Points = std::vector<TrackPoint>;

// A part is coded anew whenever points are added to it, so a phone that talks without pause must not make it long.
// A point a minute fills a third of one in a day.
constexpr std::int64_t part_points_max = 4'096;

struct HotRow {
    PersonId person;
    Bytes sealed;
};
BOOST_DESCRIBE_STRUCT(HotRow, (), (person, sealed))
struct BlockRow {
    std::int64_t day = 0, part = 0, points = 0;
    Bytes sealed;
};
BOOST_DESCRIBE_STRUCT(BlockRow, (), (day, part, points, sealed))
struct Count {
    std::int64_t rows = 0, points = 0;
};
BOOST_DESCRIBE_STRUCT(Count, (), (rows, points))

constexpr Query find_hot{"tracking.find_hot",
                         "SELECT person_id, sealed FROM tracking_hot WHERE person_id = ?1"};
constexpr Query insert_hot{
    "tracking.insert_hot",
    "INSERT INTO tracking_hot (person_id, points, due_at, sealed) VALUES (?1, ?2, ?3, ?4)"};
constexpr Query update_hot{"tracking.update_hot",
                           "UPDATE tracking_hot SET points = ?2, sealed = ?3 WHERE person_id = ?1"};
constexpr Query delete_hot{"tracking.delete_hot", "DELETE FROM tracking_hot WHERE person_id = ?1"};
constexpr Query find_due{"tracking.find_due",
                         "SELECT person_id, sealed FROM tracking_hot WHERE due_at <= ?1 "
                         "ORDER BY due_at, person_id LIMIT ?2"};
constexpr Query newest_part{"tracking.newest_part",
                            "SELECT day, part, points, sealed FROM tracking_block "
                            "WHERE person_id = ?1 AND kept_apart = ?2 AND day = ?3 "
                            "ORDER BY part DESC LIMIT 1"};
constexpr Query blocks_of_days{"tracking.blocks_of_days",
                               "SELECT day, part, points, sealed FROM tracking_block "
                               "WHERE person_id = ?1 AND kept_apart = ?2 AND day BETWEEN ?3 AND ?4 "
                               "ORDER BY day, part"};
constexpr Query insert_block{
    "tracking.insert_block",
    "INSERT INTO tracking_block (person_id, kept_apart, day, part, points, sealed) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};
constexpr Query delete_block{"tracking.delete_block",
                             "DELETE FROM tracking_block WHERE person_id = ?1 AND kept_apart = ?2 "
                             "AND day = ?3 AND part = ?4"};
// The newest points of a watch that goes on stand with its live state.
constexpr Query live_places{
    "tracking.live_places",
    "SELECT l.place FROM tracking_watch o JOIN tracking_live l ON l.order_id = o.order_id "
    "WHERE o.person = ?1 AND l.place IS NOT NULL"};
constexpr Query count_hot{
    "tracking.count_hot",
    "SELECT COUNT(*), COALESCE(SUM(points), 0) FROM tracking_hot WHERE person_id = ?1"};
constexpr Query count_blocks{
    "tracking.count_blocks",
    "SELECT COUNT(*), COALESCE(SUM(points), 0) FROM tracking_block WHERE person_id = ?1"};
constexpr Query delete_blocks{"tracking.delete_blocks",
                              "DELETE FROM tracking_block WHERE person_id = ?1"};

// ---- order: whatever way points come in, the same ones stay

auto fix_of(const TrackPoint& point) {
    return std::make_tuple(point.fix_time, std::bit_cast<std::uint64_t>(point.point.latitude),
                           std::bit_cast<std::uint64_t>(point.point.longitude));
}
bool same_fix(const TrackPoint& left, const TrackPoint& right) {
    return fix_of(left) == fix_of(right);
}
// Of the same fix the first arrival comes first; the rest makes the order a total one.
bool before(const TrackPoint& left, const TrackPoint& right) {
    if (left.fix_time != right.fix_time) {
        return left.fix_time < right.fix_time;
    }
    const auto all = [](const TrackPoint& point) {
        return std::make_tuple(fix_of(point), point.server_time, point.device_time,
                               point.accuracy_meters, point.speed_meters_per_second,
                               point.heading_degrees, point.battery_fraction, point.charging,
                               point.doubt, point.family);
    };
    return all(left) < all(right);
}

void order(Points& points) {
    if (!std::is_sorted(points.begin(), points.end(), before)) {
        std::sort(points.begin(), points.end(), before);
    }
    points.erase(std::unique(points.begin(), points.end(), same_fix), points.end());
}

// ---- days

std::int64_t day_of(Instant instant) {
    constexpr std::int64_t day_seconds = 24 * 60 * 60;
    constexpr std::int64_t offset = std::chrono::seconds{office_offset}.count();
    const std::int64_t ms = instant.time_since_epoch().count();
    const std::int64_t seconds = ms / 1000 - (ms % 1000 < 0 ? 1 : 0) + offset;
    return seconds / day_seconds - (seconds % day_seconds < 0 ? 1 : 0);
}

struct Place {
    bool kept_apart = false;
    std::int64_t day = 0;
    auto operator<=>(const Place&) const = default;
};
// A doubtful fix time says nothing, so such points lie by the day of their arrival.
Place place_of(const TrackPoint& point) {
    const bool kept_apart = point.doubt != Doubt::none;
    return {kept_apart, day_of(kept_apart ? point.server_time : point.fix_time)};
}

// ---- sealing

constexpr std::string_view hot_context = "tracking_hot.sealed";
constexpr std::string_view live_context = "tracking_live.place";
// A block that was moved to another day does not open.
std::string block_context(const Place& place, std::int64_t part) {
    return "tracking_block.sealed " + std::to_string(place.day) + " " + std::to_string(part) +
           (place.kept_apart ? " apart" : "");
}

// What was sealed with a key that is destroyed is gone: no points.
Result<Points> unseal(PersonKey& key, std::string_view context, const Bytes& sealed) {
    auto plain = key.open(context, sealed);
    if (!plain) {
        if (plain.error().key == "vault.destroyed") {
            return Points{};
        }
        return fail(std::move(plain.error()));
    }
    auto points = decode_block(*plain);
    if (!points) {
        return fail(ErrorCode::internal, "vault.tampered", {}, std::string{context});
    }
    return std::move(*points);
}

Result<Points> newest_points(PersonKey& key, const Bytes& sealed) {
    auto plain = key.open(live_context, sealed);
    if (!plain) {
        if (plain.error().key == "vault.destroyed") {
            return Points{};
        }
        return fail(std::move(plain.error()));
    }
    const auto live = decode_live(*plain);
    if (!live) {
        return fail(ErrorCode::internal, "vault.tampered", {}, std::string{live_context});
    }
    return live->tail.points();
}

Result<Bytes> seal(PersonKey& key, std::string_view context, const Points& points) {
    return key.seal(context, encode_block(points));
}

Done seal_day(Tx& tx, PersonKey& key, PersonId person, const Place& place, Points points) {
    XH_TRY(newest, tx.row<BlockRow>(newest_part, person, place.kept_apart, place.day));
    std::int64_t part = 0;
    bool fresh = true;
    if (newest) {
        const auto sum = newest->points + static_cast<std::int64_t>(points.size());
        fresh = sum > part_points_max;
        part = newest->part + (fresh ? 1 : 0);
    }
    const std::string context = block_context(place, part);
    if (!fresh) {
        XH_TRY(known, unseal(key, context, newest->sealed));
        points.insert(points.begin(), known.begin(), known.end());
    }
    order(points);
    XH_TRY(sealed, seal(key, context, points));
    if (!fresh) {
        // Anew at the table's end: a row that grows where it stands leaves SQLite's pages half empty behind it.
        XH_DO(tx.exec(delete_block, person, place.kept_apart, place.day, part));
    }
    XH_DO(tx.exec(insert_block, person, place.kept_apart, place.day, part, points.size(), sealed));
    return {};
}

Done seal_days(Tx& tx, PersonKey& key, PersonId person, const Points& points) {
    std::map<Place, Points> days;
    for (const TrackPoint& point : points) {
        days[place_of(point)].push_back(point);
    }
    for (auto& [place, of_day] : days) {
        XH_DO(seal_day(tx, key, person, place, std::move(of_day)));
    }
    return {};
}

// How many were not there.
int insert_unknown(Points& points, std::span<const TrackPoint> fresh) {
    const std::size_t before_count = points.size();
    for (const TrackPoint& point : fresh) {
        points.push_back(as_kept(point));
    }
    order(points);
    return static_cast<int>(points.size() - before_count);
}

// All points of a person in some days, hot ones included, that `wanted` names.
template <typename Wanted>
Result<Points> collect(Tx& tx, Vault& vault, PersonId person, bool kept_apart, Instant from,
                       Instant to, Wanted wanted) {
    Points found;
    if (to <= from) {
        return found;
    }
    const auto key = vault.key_of(tx, person, Purpose::tracking);
    const auto add = [&](const Points& points) {
        std::copy_if(points.begin(), points.end(), std::back_inserter(found), wanted);
    };
    XH_TRY(blocks, tx.rows<BlockRow>(blocks_of_days, person, kept_apart, day_of(from),
                                     day_of(to - std::chrono::milliseconds{1})));
    for (const BlockRow& block : blocks) {
        XH_TRY(points,
               unseal(*key, block_context({kept_apart, block.day}, block.part), block.sealed));
        add(points);
    }
    XH_TRY(hot, tx.row<HotRow>(find_hot, person));
    if (hot) {
        XH_TRY(points, unseal(*key, hot_context, hot->sealed));
        add(points);
    }
    XH_TRY(places, tx.rows<Bytes>(live_places, person));
    for (const Bytes& sealed : places) {
        XH_TRY(points, newest_points(*key, sealed));
        add(points);
    }
    order(found);
    return found;
}

}  // namespace

Result<Appended> append(Tx& tx, Vault& vault, PersonId person, std::span<const TrackPoint> points) {
    return append(tx, *vault.key_of(tx, person, Purpose::tracking), person, points);
}

Result<Appended> append(Tx& tx, PersonKey& key, PersonId person,
                        std::span<const TrackPoint> points) {
    if (points.size() > append_points_max) {
        return fail(ErrorCode::too_large, "request.too_large");
    }
    if (points.empty()) {
        return Appended{};
    }
    XH_TRY(row, tx.row<HotRow>(find_hot, person));
    Points hot;
    if (row) {
        XH_TRY(known, unseal(key, hot_context, row->sealed));
        hot = std::move(known);
    }
    const int added = insert_unknown(hot, points);
    const Appended appended{added, static_cast<int>(points.size()) - added};
    if (added == 0) {
        return appended;
    }
    if (hot.size() >= hot_points_max) {
        XH_DO(seal_days(tx, key, person, hot));
        if (row) {
            XH_DO(tx.exec(delete_hot, person));
        }
        return appended;
    }
    XH_TRY(sealed, seal(key, hot_context, hot));
    if (row) {
        XH_DO(tx.exec(update_hot, person, hot.size(), sealed));
    } else {
        XH_DO(tx.exec(insert_hot, person, hot.size(), points.front().server_time + hot_time_max,
                      sealed));
    }
    return appended;
}

Result<std::vector<TrackPoint>> track(Tx& tx, Vault& vault, PersonId person, Instant from,
                                      Instant to) {
    return collect(tx, vault, person, false, from, to, [&](const TrackPoint& point) {
        return point.doubt == Doubt::none && from <= point.fix_time && point.fix_time < to;
    });
}

Result<std::vector<TrackPoint>> kept_apart(Tx& tx, Vault& vault, PersonId person, Instant from,
                                           Instant to) {
    auto found = collect(tx, vault, person, true, from, to, [&](const TrackPoint& point) {
        return point.doubt != Doubt::none && from <= point.server_time && point.server_time < to;
    });
    if (found) {
        std::stable_sort(found->begin(), found->end(),
                         [](const TrackPoint& left, const TrackPoint& right) {
                             return left.server_time < right.server_time;
                         });
    }
    return found;
}

Result<int> seal_due(Tx& tx, Vault& vault, Instant now, int limit) {
    XH_TRY(due, tx.rows<HotRow>(find_due, now, limit));
    for (const HotRow& row : due) {
        const auto key = vault.key_of(tx, row.person, Purpose::tracking);
        XH_TRY(points, unseal(*key, hot_context, row.sealed));
        XH_DO(seal_days(tx, *key, row.person, points));
        XH_DO(tx.exec(delete_hot, row.person));
    }
    return static_cast<int>(due.size());
}

Result<DestroyedTrack> destroy(Tx& tx, Vault& vault, PersonId person) {
    XH_TRY(hot, tx.row<Count>(count_hot, person));
    XH_TRY(blocks, tx.row<Count>(count_blocks, person));
    XH_DO(tx.exec(delete_hot, person));
    XH_DO(tx.exec(delete_blocks, person));
    XH_DO(vault.destroy(tx, person, Purpose::tracking));
    return DestroyedTrack{hot->points + blocks->points, blocks->rows};
}

}  // namespace xiuhua::tracking
