#pragma once
#include <string>
#include <string_view>

namespace xiuhua::tracking {

// The text as a QR code, error correction M, four modules of quiet zone; empty when it is too long for one (2,331 bytes).
std::string qr_svg(std::string_view text);

}  // namespace xiuhua::tracking
