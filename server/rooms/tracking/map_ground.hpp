#pragma once
// The ground that maps stand on: files in <data>/map that an office puts there (docs/operate). Without any, the
// district's own drawing; nothing of it is personal.
//   base-map.json     the district's own drawing, GeoJSON
//   district.pmtiles  a tile archive, with "kind": "pmtiles"
//   map.json          which of them, see MapFile
//   tiles/            pictures fetched from a supplier, kept
#include <boost/describe.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "adapters/map_tiles/map_tiles.hpp"
#include "kernel/geo.hpp"
#include "kernel/result.hpp"

namespace xiuhua::tracking {

enum class MapKind { base, pmtiles, wmts };
BOOST_DESCRIBE_ENUM(MapKind, base, pmtiles, wmts)

// <data>/map/map.json
struct MapFile {
    MapKind kind = MapKind::base;
    std::optional<std::string> tiles;        // wmts: the supplier's address with {z} {x} {y}.
    std::optional<bool> gcj02;               // The tiles are shifted (Amap, Tencent).
    std::optional<std::string> attribution;  // What the supplier wants said.
    std::optional<GeoPoint> center;
    std::optional<double> zoom;
    std::optional<int> zoom_max;  // The closest the tiles go.
};
BOOST_DESCRIBE_STRUCT(MapFile, (), (kind, tiles, gcj02, attribution, center, zoom, zoom_max))

// What a browser needs to know; a supplier's address and key stay here.
struct MapSettings {
    MapKind kind = MapKind::base;
    bool gcj02 = false;
    std::string attribution;
    GeoPoint center{34.797, 113.806};
    double zoom = 12.6;
    int zoom_max = 18;
};
BOOST_DESCRIBE_STRUCT(MapSettings, (), (kind, gcj02, attribution, center, zoom, zoom_max))

// Checks what an office wrote: `invalid` with the field at fault.
Result<MapSettings> settings_of(const MapFile& file);

// The part of a file that a Range header asks for: first and last byte. nullopt without a header or for a form that
// is not kept (several parts): the whole file then. `invalid` tracking.bad_range when nothing of it lies in the file.
struct ByteRange {
    std::uint64_t first = 0, last = 0;
};
Result<std::optional<ByteRange>> range_of(std::string_view header, std::uint64_t size);
inline constexpr std::uint64_t range_bytes_max = 8 << 20;  // A directory of an archive has 16 KiB.

class MapGround {
  public:
    // Reads map.json; a wrong one is logged and the district's own drawing stands in.
    explicit MapGround(std::filesystem::path folder);

    const MapSettings& settings() const { return settings_; }
    std::filesystem::path base_map() const { return folder_ / "base-map.json"; }
    std::filesystem::path archive() const { return folder_ / "district.pmtiles"; }
    // Kept ones from the disk, others from the supplier. `not_found` where no supplier is configured.
    Result<map_tiles::Tile> tile(const map_tiles::TileId& tile) const;

  private:
    std::filesystem::path kept(const map_tiles::TileId& tile) const;
    std::filesystem::path folder_;
    MapSettings settings_;
    std::string tiles_;
};

}  // namespace xiuhua::tracking
