#include "rooms/tracking/map_ground.hpp"

#include <atomic>
#include <charconv>
#include <fstream>

#include "platform/json/json.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::tracking {
namespace {

constexpr double zoom_least = 5, zoom_most = 18;
constexpr std::size_t attribution_max = 200;
// So many workers may wait for a supplier at once; the others answer at once that there is no picture yet.
constexpr int fetches_max = 6;

std::string read_all(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole ? std::optional{value} : std::nullopt;
}

tl::unexpected<Error> wrong(std::string field) {
    return fail(ErrorCode::invalid, "tracking.bad_map_setting", std::move(field));
}

// Counts who waits for the supplier.
class Turn {
  public:
    Turn() : is_admitted_(waiting_.fetch_add(1) < fetches_max) {}
    ~Turn() { waiting_.fetch_sub(1); }
    explicit operator bool() const { return is_admitted_; }

  private:
    static inline std::atomic<int> waiting_{0};
    bool is_admitted_;
};

void keep(const std::filesystem::path& file, const std::string& bytes) {
    static std::atomic<std::uint64_t> serial{0};
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    const auto part = file.string() + "." + std::to_string(++serial) + ".part";
    {
        std::ofstream out{part, std::ios::binary};
        out << bytes;
    }
    std::filesystem::rename(part, file, error);  // Whole or not at all.
}

}  // namespace

Result<MapSettings> settings_of(const MapFile& file) {
    MapSettings settings;
    settings.kind = file.kind;
    settings.gcj02 = file.gcj02.value_or(false);
    settings.attribution = file.attribution.value_or("");
    settings.center = file.center.value_or(settings.center);
    settings.zoom = file.zoom.value_or(settings.zoom);
    settings.zoom_max = file.zoom_max.value_or(settings.zoom_max);
    if (file.kind == MapKind::wmts) {
        XH_DO(map_tiles::check_template(file.tiles.value_or("")));
    }
    if (file.kind == MapKind::base && settings.gcj02) {
        return wrong("gcj02");  // The district's own drawing is WGS-84.
    }
    if (settings.attribution.size() > attribution_max) {
        return wrong("attribution");
    }
    if (!is_valid(settings.center)) {
        return wrong("center");
    }
    if (!(settings.zoom >= zoom_least && settings.zoom <= zoom_most)) {
        return wrong("zoom");
    }
    if (settings.zoom_max < 1 || settings.zoom_max > map_tiles::zoom_max) {
        return wrong("zoom_max");
    }
    return settings;
}

Result<std::optional<ByteRange>> range_of(std::string_view header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit) || header.find(',') != std::string_view::npos) {
        return std::nullopt;
    }
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto from = number_of(header.substr(0, dash)), to = number_of(header.substr(dash + 1));
    ByteRange range;
    if (from) {
        range = {*from, to.value_or(size - 1)};
    } else if (to && *to > 0) {  // The last so many bytes.
        range = {size - std::min(*to, size), size - 1};
    } else {
        return std::nullopt;
    }
    if (size == 0 || range.first >= size || range.last < range.first) {
        return fail(ErrorCode::invalid, "tracking.bad_range");
    }
    range.last = std::min({range.last, size - 1, range.first + range_bytes_max - 1});
    return range;
}

MapGround::MapGround(std::filesystem::path folder) : folder_(std::move(folder)) {
    const auto file = folder_ / "map.json";
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return;
    }
    const auto read = json::parse<MapFile>(read_all(file));
    const auto settings = read ? settings_of(*read) : Result<MapSettings>{fail(read.error())};
    if (!settings) {
        log::error("tracking.bad_map_file",
                   {{"key", settings.error().key}, {"field", settings.error().field}});
        return;
    }
    settings_ = *settings;
    tiles_ = read->tiles.value_or("");
}

std::filesystem::path MapGround::kept(const map_tiles::TileId& tile) const {
    return folder_ / "tiles" / std::to_string(tile.zoom) / std::to_string(tile.column) /
           std::to_string(tile.row);
}

Result<map_tiles::Tile> MapGround::tile(const map_tiles::TileId& tile) const {
    if (settings_.kind != MapKind::wmts || !map_tiles::is_valid(tile)) {
        return fail(ErrorCode::not_found, "request.no_such_resource");
    }
    std::string bytes = read_all(kept(tile));
    if (const auto type = map_tiles::picture_type(bytes); !type.empty()) {
        return map_tiles::Tile{std::string{type}, std::move(bytes)};
    }
    const Turn turn;
    if (!turn) {
        return fail(ErrorCode::unavailable, "tracking.tile_unavailable");
    }
    XH_TRY(found, map_tiles::fetch(map_tiles::address_of(tiles_, tile)));
    keep(kept(tile), found.bytes);
    return found;
}

}  // namespace xiuhua::tracking
