#pragma once
// Pictures of a map from a supplier (WMTS in its REST form, Amap, Tianditu): fetched by the program, so that no
// reader's screen tells anybody outside which house it looks at, and the supplier's key stays here.
#include <chrono>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::map_tiles {

inline constexpr int zoom_max = 19;  // Suppliers here have nothing beyond 18 or 19.

struct TileId {
    int zoom = 0, column = 0, row = 0;
};
// 0 ≤ zoom ≤ zoom_max, and column and row lie on the earth at that zoom.
bool is_valid(const TileId& tile);

// "https://…/{z}/{x}/{y}.png?tk=…" with the numbers in place; {s} becomes one of the digits 1 to 4 by column and
// row, as suppliers spread their load. `invalid` tracking.bad_tile_address when it is no http(s) address or lacks
// one of {x} {y} {z}.
Done check_template(std::string_view address_template);
std::string address_of(std::string_view address_template, const TileId& tile);

struct Tile {
    std::string content_type;  // "image/png", "image/jpeg", "image/webp"
    std::string bytes;
};
inline constexpr std::size_t tile_bytes_max = 1 << 20;
inline constexpr std::chrono::seconds patience{
    4};  // A reader's map waits; a worker thread is held meanwhile.

// `unavailable` tracking.tile_unavailable for anything but a picture: absent, too large, too late, not a picture.
Result<Tile> fetch(const std::string& address);

// "image/png" … by the first bytes; empty when it is no picture known here.
std::string_view picture_type(std::string_view bytes);

}  // namespace xiuhua::map_tiles
