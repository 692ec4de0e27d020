#include "adapters/map_tiles/map_tiles.hpp"

#include <doctest/doctest.h>

namespace xiuhua::map_tiles {
namespace {

TEST_CASE("a tile's address has the numbers in their places and nothing left over") {
    CHECK(address_of("https://t{s}.example/{z}/{x}/{y}.png?tk=k", {14, 13369, 6512}) ==
          "https://t2.example/14/13369/6512.png?tk=k");
    CHECK(address_of("http://example/?x={x}&y={y}&z={z}&x2={x}", {0, 0, 0}) ==
          "http://example/?x=0&y=0&z=0&x2=0");
}

TEST_CASE("only web addresses with all three places are taken") {
    CHECK(check_template("https://example/{z}/{x}/{y}"));
    CHECK_FALSE(check_template("https://example/{z}/{x}"));
    CHECK_FALSE(check_template("file:///etc/{z}/{x}/{y}"));
    CHECK_FALSE(check_template(""));
}

TEST_CASE("a tile lies on the earth") {
    for (const auto& [tile, is_good] : {std::pair{TileId{0, 0, 0}, true},
                                        {TileId{0, 1, 0}, false},
                                        {TileId{zoom_max, (1 << zoom_max) - 1, 0}, true},
                                        {TileId{zoom_max, 1 << zoom_max, 0}, false},
                                        {TileId{zoom_max + 1, 0, 0}, false},
                                        {TileId{3, -1, 0}, false},
                                        {TileId{-1, 0, 0}, false}}) {
        CHECK(is_valid(tile) == is_good);
    }
}

TEST_CASE("a picture is known by its first bytes, whatever it is called") {
    CHECK(picture_type("\x89PNG\r\n\x1a\n....") == "image/png");
    CHECK(picture_type("\xff\xd8\xff\xe0") == "image/jpeg");
    CHECK(picture_type("RIFF....WEBPVP8 ") == "image/webp");
    CHECK(picture_type("<html>sorry</html>").empty());
    CHECK(picture_type("").empty());
}

TEST_CASE("a supplier that is not there is said to be unavailable, not waited for") {
    const auto tile = fetch("http://127.0.0.1:1/0/0/0");
    REQUIRE_FALSE(tile);
    CHECK(tile.error().key == "tracking.tile_unavailable");
    CHECK(tile.error().code == ErrorCode::unavailable);
}

}  // namespace
}  // namespace xiuhua::map_tiles
