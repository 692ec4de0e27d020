#include "rooms/tracking/qr.hpp"

#include <qrencode.h>

#include <memory>

namespace xiuhua::tracking {

std::string qr_svg(std::string_view text) {
    const std::string copy{text};
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeString8bit(copy.c_str(), 0, QR_ECLEVEL_M), QRcode_free};
    if (!code) {
        return {};
    }
    constexpr int quiet = 4;
    const std::string side = std::to_string(code->width + 2 * quiet);
    std::string svg = R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 )" + side + " " +
                      side + R"(" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h)" + side +
                      "v" + side + "H0z\"/><path d=\"";
    for (int y = 0; y < code->width; ++y) {
        int x = 0;
        while (x < code->width) {
            const int start = x;
            while (x < code->width && (code->data[y * code->width + x] & 1) != 0) {
                ++x;
            }
            if (x == start) {
                ++x;
                continue;
            }
            svg += "M" + std::to_string(start + quiet) + " " + std::to_string(y + quiet) + "h" +
                   std::to_string(x - start) + "v1h-" + std::to_string(x - start) + "z";
        }
    }
    return svg + "\"/></svg>";
}

}  // namespace xiuhua::tracking
