#pragma once
// Pictures in memory: decoded within limits, turned, made smaller, encoded anew. Runs in the scan's child process.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua::scan {

inline constexpr std::int64_t pixels_max = 100'000'000;
inline constexpr int read_side_max = 3'600;
inline constexpr int kept_side_max = 2'340;

// Three bytes a pixel, red green blue, rows from the top.
struct Picture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
};
// One byte a pixel.
struct GrayPicture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
    std::uint8_t at(int x, int y) const {
        return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x)];
    }
};

// `invalid` scan.unreadable_picture, `too_large` scan.too_many_pixels.
Result<Picture> decode_jpeg(std::string_view bytes);
Result<Picture> decode_png(std::string_view bytes);
std::string encode_jpeg(const Picture& picture, int quality);

GrayPicture gray_of(const Picture& picture);
// By quarters clockwise: 0 to 3.
Picture turned(Picture picture, int quarters);
// Mean of the pixels that fall together; unchanged when it is small enough.
Picture fitted(Picture picture, int side_max);
GrayPicture doubled(const GrayPicture& picture);
// Each pixel the mean of nine.
GrayPicture blurred(const GrayPicture& picture);

}  // namespace xiuhua::scan
