#include "tools/seed_district/schematic.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <fstream>
#include <numbers>

#include "tools/seed_district/world.hpp"

namespace xiuhua::seed {
namespace {

using Ring = std::vector<Spot>;

constexpr GeoPoint middle{34.797, 113.806};
constexpr double longitude_per_kilometer = 1 / 91.42;  // At 34.8° north.
constexpr double latitude_per_kilometer = 1 / 110.95;
constexpr double lake_outer = 1.12, lake_inner = 0.78;  // Kilometres.

struct RoadPlan {
    const char* kind;  // motorway trunk primary secondary tertiary
    const char* name;
    Ring line;
};

// The communities by the last three digits of their codes, and where each has its middle.
struct CellPlan {
    int number;
    const char* name;
    Spot seed;
};
const std::array<CellPlan, 12> cell_plans{{{1, "姚桥社区", {1.75, 1.75}},
                                           {2, "陈三桥社区", {0.45, 1.95}},
                                           {3, "夏庄社区", {-1.95, 0.9}},
                                           {4, "磨李社区", {-1.75, -1.55}},
                                           {5, "时堤社区", {0.05, 0.05}},
                                           {6, "薛岗社区", {-2.05, -0.35}},
                                           {7, "后牛岗社区", {2.1, -0.25}},
                                           {8, "知启街社区", {-0.75, -1.85}},
                                           {9, "明德街社区", {-0.75, 1.55}},
                                           {10, "文苑路社区", {0.55, -1.75}},
                                           {11, "春华街社区", {1.7, -1.5}},
                                           {12, "贾鲁街社区", {-1.45, 2.05}}}};

const Ring outline{{-2.55, -2.35}, {1.9, -2.5}, {2.75, -1.6}, {2.8, 1.5},
                   {2.2, 2.45},    {-1.4, 2.6}, {-2.6, 1.7}};

struct RingShape {
    double radius, wobble;
    int corners = 72;
};
Ring wobbly(const RingShape& shape) {
    Ring ring;
    for (int i = 0; i < shape.corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / shape.corners;
        const double radius = shape.radius * (1 + shape.wobble * std::sin(3 * angle + 0.6) +
                                              shape.wobble * 0.5 * std::cos(5 * angle));
        ring.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
    return ring;
}

Ring closed(Ring ring) {
    ring.push_back(ring.front());
    return ring;
}

// What of the ring lies nearer to `own` than to `other`: a Voronoi cell, one neighbour at a time.
Ring clip(const Ring& ring, const Spot& own, const Spot& other) {
    const Spot between{(own.east + other.east) / 2, (own.north + other.north) / 2};
    const auto side = [&](const Spot& spot) {
        return (spot.east - between.east) * (other.east - own.east) +
               (spot.north - between.north) * (other.north - own.north);
    };
    Ring kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Spot &from = ring[i], &to = ring[(i + 1) % ring.size()];
        const double before = side(from), after = side(to);
        if (before <= 0) {
            kept.push_back(from);
        }
        if ((before < 0) != (after < 0)) {
            const double share = before / (before - after);
            kept.push_back({from.east + share * (to.east - from.east),
                            from.north + share * (to.north - from.north)});
        }
    }
    return kept;
}

bool holds(const Ring& ring, const Spot& spot) {
    bool is_inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        if ((ring[i].north > spot.north) != (ring[j].north > spot.north) &&
            spot.east < (ring[j].east - ring[i].east) * (spot.north - ring[i].north) /
                                (ring[j].north - ring[i].north) +
                            ring[i].east) {
            is_inside = !is_inside;
        }
    }
    return is_inside;
}

std::vector<RoadPlan> make_roads() {
    std::vector<RoadPlan> roads{
        {"motorway", "京港澳高速", {{-3.0, -9}, {-3.05, -3.6}, {-3.0, 0}, {-3.1, 3.9}, {-3.3, 9}}},
        {"motorway", "连霍高速", {{-9, 3.7}, {-3.9, 3.45}, {0, 3.4}, {4, 3.6}, {9, 4.1}}},
        {"trunk", "东四环", {{3.05, -9}, {3.05, 9}}},
        {"trunk", "金水东路", {{-9, -2.7}, {-3.9, -2.75}, {0, -2.8}, {4, -2.85}, {9, -2.95}}},
        {"trunk", "北三环东延", {{-9, 2.9}, {-3.9, 2.72}, {-1, 2.6}, {4, 2.6}, {9, 2.65}}},
        {"primary", "龙子湖外环路", closed(wobbly({1.95, 0.02}))},
        {"primary", "龙子湖内环路", closed(wobbly({1.3, 0.025}))},
        {"secondary", "湖心环路", closed(wobbly({0.5, 0.03, 48}))},
        {"secondary", "明理路", {{0, -9}, {0, 9}}},
        {"secondary", "平安大道", {{-9, -0.2}, {-3.9, -0.1}, {0, 0}, {4, 0.05}, {9, 0.1}}},
        {"secondary", "博学路", {{-1.7, -9}, {-1.6, -3.4}, {-1.55, 0}, {-1.6, 3.4}, {-1.7, 9}}},
        {"secondary", "学理路", {{1.7, -9}, {1.62, -3.4}, {1.6, 0}, {1.62, 3.4}, {1.7, 9}}},
        {"secondary", "祭城路", {{-3, -1.75}, {3, -1.78}}},
        {"secondary", "龙湖外环东路", {{-3, 1.72}, {3, 1.75}}},
        {"tertiary", "", {{-2.9, -2.3}, {2.95, -2.3}}},
        {"tertiary", "", {{-2.9, 2.15}, {2.95, 2.15}}},
    };
    for (int degrees = 20; degrees < 360; degrees += 40) {
        const double angle = degrees * std::numbers::pi / 180;
        roads.push_back({"tertiary",
                         "",
                         {{1.3 * std::cos(angle), 1.3 * std::sin(angle)},
                          {2.35 * std::cos(angle), 2.35 * std::sin(angle)}}});
    }
    for (const double east : {-2.3, -0.8, 0.8, 2.35}) {
        roads.push_back({"tertiary", "", {{east, -2.75}, {east, -1.9}}});
        roads.push_back({"tertiary", "", {{east, 1.9}, {east, 2.55}}});
    }
    return roads;
}

const std::vector<RoadPlan>& all_roads() {
    static const std::vector<RoadPlan> roads = make_roads();
    return roads;
}

double distance_to(const Ring& line, const Spot& spot) {
    double nearest = 1e9;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double east = line[i].east - line[i - 1].east;
        const double north = line[i].north - line[i - 1].north;
        const double along = std::clamp(
            ((spot.east - line[i - 1].east) * east + (spot.north - line[i - 1].north) * north) /
                std::max(east * east + north * north, 1e-9),
            0.0, 1.0);
        nearest = std::min(nearest, std::hypot(spot.east - line[i - 1].east - along * east,
                                               spot.north - line[i - 1].north - along * north));
    }
    return nearest;
}

bool may_be_built_on(const Spot& spot) {
    const double from_middle = std::hypot(spot.east, spot.north);
    if (from_middle < 0.36 || (from_middle > lake_inner - 0.09 && from_middle < 1.26)) {
        return false;
    }
    for (const RoadPlan& road : all_roads()) {
        if (distance_to(road.line, spot) < 0.06) {
            return false;
        }
    }
    return true;
}

// The sides of buildings, half of them: kilometres. Blocks of flats lie east to west for the sun.
constexpr Spot building_half{0.034, 0.013};

Ring box(const Spot& at, const Spot& half, double angle = 0) {
    Ring ring;
    for (const auto& [east, north] :
         {std::pair{-1.0, -1.0}, {1.0, -1.0}, {1.0, 1.0}, {-1.0, 1.0}}) {
        const double u = east * half.east, v = north * half.north;
        ring.push_back({at.east + u * std::cos(angle) - v * std::sin(angle),
                        at.north + u * std::sin(angle) + v * std::cos(angle)});
    }
    return ring;
}

class FeatureWriter {
  public:
    // `properties` is JSON without its braces.
    void polygon(const std::vector<Ring>& rings, const std::string& properties) {
        std::string coordinates;
        for (const Ring& ring : rings) {
            coordinates += (coordinates.empty() ? "[" : ",[") + line_of(closed(ring)) + "]";
        }
        add("Polygon", "[" + coordinates + "]", properties);
    }
    void line(const Ring& ring, const std::string& properties) {
        add("LineString", "[" + line_of(ring) + "]", properties);
    }
    void point(const Spot& spot, const std::string& properties) {
        add("Point", pair_of(spot), properties);
    }
    std::string text() const {
        return R"({"type":"FeatureCollection","features":[)" + features_ + "]}";
    }

  private:
    static std::string pair_of(const Spot& spot) {
        const GeoPoint point = on_earth(spot);
        return fmt::format("[{:.6f},{:.6f}]", point.longitude, point.latitude);
    }
    static std::string line_of(const Ring& ring) {
        std::string text;
        for (const Spot& spot : ring) {
            text += (text.empty() ? "" : ",") + pair_of(spot);
        }
        return text;
    }
    void add(std::string_view type, const std::string& coordinates, const std::string& properties) {
        features_ += fmt::format(
            R"({}{{"type":"Feature","properties":{{{}}},"geometry":{{"type":"{}","coordinates":{}}}}})",
            features_.empty() ? "" : ",\n", properties, type, coordinates);
    }
    std::string features_;
};

std::string named(std::string_view kind, std::string_view name) {
    return fmt::format(R"("kind":"{}","name":"{}")", kind, name);
}

void write_water_and_green(FeatureWriter& out) {
    Ring island = wobbly({lake_inner, 0.035});
    std::reverse(island.begin(), island.end());
    Ring shore = wobbly({lake_outer + 0.005, 0.03});
    std::reverse(shore.begin(), shore.end());
    out.polygon({wobbly({1.24, 0.03}), shore}, R"("kind":"park")");
    out.polygon({wobbly({lake_outer, 0.03}), island}, R"("kind":"lake")");
    out.polygon({wobbly({0.34, 0.05, 36})}, R"("kind":"park")");
    for (const auto& [at, half] : {std::pair{Spot{-2.35, 2.2}, Spot{0.2, 0.18}},
                                   {Spot{2.4, 2.1}, Spot{0.3, 0.2}},
                                   {Spot{2.45, -1.1}, Spot{0.22, 0.3}}}) {
        out.polygon({box(at, half)}, R"("kind":"park")");
    }
    for (int i = 0; i < 15; ++i) {
        const double angle = (i * 24 + 8) * std::numbers::pi / 180;
        out.polygon({box({1.63 * std::cos(angle), 1.63 * std::sin(angle)}, {0.21, 0.24}, angle)},
                    R"("kind":"campus")");
    }
    out.line({{-9, 1.2},
              {-6, 1.9},
              {-3.6, 2.15},
              {-2.6, 2.35},
              {-1.5, 2.95},
              {-0.2, 2.85},
              {1.1, 3.05},
              {2.2, 2.75},
              {3.8, 3.1},
              {6, 2.9},
              {9, 3.4}},
             named("river", "贾鲁河"));
    out.line({{-9, -1.9},
              {-6, -1.5},
              {-3.6, -1.2},
              {-2.75, -1.05},
              {-2.7, 0.3},
              {-2.75, 1.6},
              {-2.6, 2.35}},
             named("river", "东风渠"));
    out.point({0.93, -0.12}, named("place", "龙子湖"));
}

}  // namespace

GeoPoint on_earth(const Spot& spot) {
    return {middle.latitude + spot.north * latitude_per_kilometer,
            middle.longitude + spot.east * longitude_per_kilometer};
}

Schematic::Schematic() {
    for (const CellPlan& plan : cell_plans) {
        Cell cell{fmt::format("410105014{:03}", plan.number), plan.name, plan.seed, outline, {}};
        for (const CellPlan& other : cell_plans) {
            if (other.number != plan.number) {
                cell.ring = clip(cell.ring, plan.seed, other.seed);
            }
        }
        cells_.push_back(std::move(cell));
    }
    build_up();
}

void Schematic::build_up() {
    Random random{20200326};
    for (double east = -2.5; east < 2.75; east += 0.105) {
        for (double north = -2.45; north < 2.55; north += 0.072) {
            const Spot spot{east + (random.below(100) - 50) * 1.2e-4,
                            north + (random.below(100) - 50) * 1e-4};
            if (random.chance(22) || !may_be_built_on(spot)) {
                continue;
            }
            for (Cell& cell : cells_) {
                if (holds(cell.ring, spot)) {
                    cell.buildings.push_back(spot);
                    break;
                }
            }
        }
    }
}

GeoPoint Schematic::home(std::string_view area_code) const {
    constexpr std::size_t community_digits = 12, building_digits = 20;
    const auto hash = [](std::string_view text) {  // FNV-1a: the same on every machine.
        std::uint64_t value = 14695981039346656037ULL;
        for (const char c : text) {
            value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        }
        return value;
    };
    const Cell* cell = &cells_.front();
    for (const Cell& one : cells_) {
        if (area_code.substr(0, community_digits) == one.code) {
            cell = &one;
        }
    }
    Spot spot =
        cell->buildings[hash(area_code.substr(0, building_digits)) % cell->buildings.size()];
    Random random{hash(area_code)};
    spot.east += building_half.east * (random.below(120) - 60) / 100.0;
    spot.north += building_half.north * (random.below(120) - 60) / 100.0;
    return on_earth(spot);
}

std::string Schematic::geojson() const {
    FeatureWriter out;
    out.polygon({outline}, named("boundary", "龙子湖街道"));
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        out.polygon({cells_[i].ring},
                    named("community", cells_[i].name) +
                        fmt::format(R"(,"code":"{}","shade":{})", cells_[i].code, i % 4));
    }
    write_water_and_green(out);
    for (const RoadPlan& road : all_roads()) {
        out.line(road.line, named("road", road.name) + fmt::format(R"(,"class":"{}")", road.kind));
    }
    for (const Cell& cell : cells_) {
        for (const Spot& spot : cell.buildings) {
            out.polygon({box(spot, building_half)}, R"("kind":"building")");
        }
        out.point(cell.seed, named("place", cell.name) + R"(,"class":"community")");
    }
    return out.text();
}

Done write_base_map(const std::filesystem::path& data, const Schematic& schematic) {
    std::error_code error;
    std::filesystem::create_directories(data / "map", error);
    std::ofstream file{data / "map" / "base-map.json", std::ios::binary};
    file << schematic.geojson();
    if (!file.flush()) {
        return fail(ErrorCode::internal, "seed.base_map_not_written");
    }
    return {};
}

}  // namespace xiuhua::seed
