#pragma once
// Finds the QR code of one of our papers on a page, however the page lies.
#include <optional>
#include <string>

#include "adapters/scan/picture.hpp"

namespace xiuhua::scan {

struct FoundCode {
    std::string text;
    int degrees = 0;  // How far the page is turned clockwise, -180 to 180.
};
// The first code with `mark` in its text ("/v/"): a page may carry other codes too.
std::optional<FoundCode> find_code(const GrayPicture& page, std::string_view mark);

}  // namespace xiuhua::scan
