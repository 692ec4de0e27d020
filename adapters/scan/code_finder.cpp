#include "adapters/scan/code_finder.hpp"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

namespace xiuhua::scan {
namespace {

constexpr int symbols_max = 8;
constexpr int doubled_side_max = 2'400;  // Sharper pages have enough pixels a module.

std::optional<FoundCode> look(const GrayPicture& page, std::string_view mark,
                              ZXing::Binarizer binarizer) {
    const ZXing::ImageView view{page.pixels.data(), page.width, page.height,
                                ZXing::ImageFormat::Lum};
    ZXing::DecodeHints hints;
    hints.setFormats(ZXing::BarcodeFormat::QRCode);
    hints.setTryHarder(true);
    hints.setTryRotate(true);
    hints.setTryDownscale(true);
    hints.setBinarizer(binarizer);
    hints.setMaxNumberOfSymbols(symbols_max);
    for (const ZXing::Result& result : ZXing::ReadBarcodes(view, hints)) {
        if (result.isValid()) {
            std::string text = result.text();
            if (text.find(mark) != std::string::npos) {
                return FoundCode{std::move(text), result.orientation()};
            }
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<FoundCode> find_code(const GrayPicture& page, std::string_view mark) {
    using ZXing::Binarizer;
    if (auto found = look(page, mark, Binarizer::LocalAverage)) {
        return found;
    }
    const GrayPicture soft = blurred(page);
    if (auto found = look(soft, mark, Binarizer::LocalAverage)) {
        return found;
    }
    if (std::max(page.width, page.height) <= doubled_side_max) {
        const GrayPicture large = doubled(page);
        if (auto found = look(large, mark, Binarizer::LocalAverage)) {
            return found;
        }
        if (auto found = look(large, mark, Binarizer::GlobalHistogram)) {
            return found;
        }
    }
    return look(page, mark, Binarizer::GlobalHistogram);
}

}  // namespace xiuhua::scan
