#include "testkit/scan_maker.hpp"

#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>

#include <cmath>
#include <memory>
#include <numbers>

namespace xiuhua::testkit {
namespace {

using scan::Picture;

const std::uint8_t* pixel(const Picture& page, int x, int y) {
    return page.pixels.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(page.width) +
            static_cast<std::size_t>(x)) *
               3;
}

// The page turned about its middle on a larger white ground.
Picture laid(const Picture& page, double degrees, double shear) {
    const double angle = degrees * std::numbers::pi / 180;
    const double cosine = std::cos(angle), sine = std::sin(angle);
    const double wide = page.width + std::abs(shear) * page.height, high = page.height;
    Picture out{static_cast<int>(std::abs(wide * cosine) + std::abs(high * sine)) + 2,
                static_cast<int>(std::abs(wide * sine) + std::abs(high * cosine)) + 2,
                {}};
    out.pixels.assign(
        static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height) * 3, 252);
    for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x) {
            const double dx = x - out.width / 2.0, dy = y - out.height / 2.0;
            const double row = -dx * sine + dy * cosine + page.height / 2.0;
            const double column =
                dx * cosine + dy * sine + page.width / 2.0 - shear * (row - page.height / 2.0);
            const int left = static_cast<int>(std::floor(column));
            const int top = static_cast<int>(std::floor(row));
            if (left < 0 || top < 0 || left + 1 >= page.width || top + 1 >= page.height) {
                continue;
            }
            const double fx = column - left, fy = row - top;
            for (int c = 0; c < 3; ++c) {
                const double above =
                    pixel(page, left, top)[c] * (1 - fx) + pixel(page, left + 1, top)[c] * fx;
                const double below = pixel(page, left, top + 1)[c] * (1 - fx) +
                                     pixel(page, left + 1, top + 1)[c] * fx;
                out.pixels[(static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) +
                            static_cast<std::size_t>(x)) *
                               3 +
                           static_cast<std::size_t>(c)] =
                    static_cast<std::uint8_t>(above * (1 - fy) + below * fy);
            }
        }
    }
    return out;
}

void blur(Picture& page) {
    const Picture from = page;
    for (int y = 1; y + 1 < page.height; ++y) {
        for (int x = 1; x + 1 < page.width; ++x) {
            for (int c = 0; c < 3; ++c) {
                int sum = 0;
                for (int dy = -1; dy <= 1; ++dy) {
                    for (int dx = -1; dx <= 1; ++dx) {
                        sum += pixel(from, x + dx, y + dy)[c];
                    }
                }
                page.pixels[(static_cast<std::size_t>(y) * static_cast<std::size_t>(page.width) +
                             static_cast<std::size_t>(x)) *
                                3 +
                            static_cast<std::size_t>(c)] = static_cast<std::uint8_t>(sum / 9);
            }
        }
    }
}

void soil(Picture& page, const ScanFault& fault, std::mt19937& random) {
    std::uniform_int_distribution<int> off{-fault.noise, fault.noise};
    for (std::size_t i = 0; i < page.pixels.size(); ++i) {
        const auto column = static_cast<double>(i / 3 % static_cast<std::size_t>(page.width));
        const double light = 1 - fault.shade * column / page.width;
        page.pixels[i] = static_cast<std::uint8_t>(
            std::clamp(page.pixels[i] * light + (fault.noise > 0 ? off(random) : 0), 0.0, 255.0));
    }
}

}  // namespace

std::vector<Picture> pictures_of_pdf(const std::string& pdf, double dpi) {
    poppler::byte_array data(pdf.begin(), pdf.end());
    const std::unique_ptr<poppler::document> document{poppler::document::load_from_data(&data)};
    std::vector<Picture> pages;
    for (int i = 0; document && i < document->pages(); ++i) {
        const std::unique_ptr<poppler::page> page{document->create_page(i)};
        poppler::page_renderer renderer;
        renderer.set_render_hint(poppler::page_renderer::antialiasing);
        renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
        renderer.set_image_format(poppler::image::format_rgb24);
        const poppler::image image = renderer.render_page(page.get(), dpi, dpi);
        Picture picture{image.width(), image.height(), {}};
        for (int y = 0; y < picture.height; ++y) {
            const char* row =
                image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
            picture.pixels.insert(picture.pixels.end(), row, row + picture.width * 3);
        }
        pages.push_back(std::move(picture));
    }
    return pages;
}

std::string spoiled_jpeg(const Picture& page, const ScanFault& fault, std::mt19937& random) {
    Picture made =
        fault.degrees != 0 || fault.shear != 0 ? laid(page, fault.degrees, fault.shear) : page;
    for (int round = 0; round < fault.blur_rounds; ++round) {
        blur(made);
    }
    soil(made, fault, random);
    return scan::encode_jpeg(made, fault.jpeg_quality);
}

}  // namespace xiuhua::testkit
