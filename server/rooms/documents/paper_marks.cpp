#include "rooms/documents/paper_marks.hpp"

#include <qrencode.h>

#include <cmath>
#include <numbers>

namespace xiuhua::documents {
namespace {

using QrCode = std::unique_ptr<QRcode, Released<QRcode_free>>;

// Characters of UTF-8 text, one string each.
std::vector<std::string> characters(std::string_view text) {
    std::vector<std::string> found;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
            found.emplace_back();
        }
        if (!found.empty()) {
            found.back() += c;
        }
    }
    return found;
}

void star(cairo_t* cairo, double x, double y, double radius) {
    constexpr double turn = std::numbers::pi / 5;
    for (int point = 0; point < 10; ++point) {
        // The inner radius of a regular five-pointed star.
        const double reach = point % 2 == 0 ? radius : radius * 0.381966;
        const double angle = -std::numbers::pi / 2 + point * turn;
        const double px = x + reach * std::cos(angle);
        const double py = y + reach * std::sin(angle);
        point == 0 ? cairo_move_to(cairo, px, py) : cairo_line_to(cairo, px, py);
    }
    cairo_close_path(cairo);
    cairo_fill(cairo);
}

// The name runs clockwise around the star, as outlines: it is a mark, not text to be copied.
void ring_text(PaperCanvas& canvas, cairo_t* cairo, double x, double y, double radius,
               std::string_view text) {
    const auto letters = characters(text);
    if (letters.empty()) {
        return;
    }
    const double spread =
        std::min(1.55, 0.115 * static_cast<double>(letters.size())) * std::numbers::pi;
    const double step = letters.size() > 1 ? spread / static_cast<double>(letters.size() - 1) : 0;
    const double size = std::min(radius * 0.26, radius * 0.74 * step);
    const TextStyle style{.face = Face::serif,
                          .weight = Weight::bold,
                          .size = size,
                          .pitch = size,
                          .align = Align::center};
    for (std::size_t i = 0; i < letters.size(); ++i) {
        const double angle = -spread / 2 + static_cast<double>(i) * step;
        cairo_save(cairo);
        cairo_translate(cairo, x, y);
        cairo_rotate(cairo, letters.size() > 1 ? angle : 0);
        cairo_translate(cairo, 0, -radius * 0.70);
        cairo_scale(cairo, 0.86, 1.18);  // Seal letters stand tall and narrow.
        const auto letter = canvas.block({{letters[i]}}, style, size * 2);
        letter->outline(cairo, -size, -size / 2);
        cairo_fill(cairo);
        cairo_restore(cairo);
    }
}

struct PngBytes {
    std::string_view rest;
};
cairo_status_t read_png(void* closure, unsigned char* out, unsigned int length) {
    auto& bytes = *static_cast<PngBytes*>(closure);
    if (bytes.rest.size() < length) {
        return CAIRO_STATUS_READ_ERROR;
    }
    std::copy_n(bytes.rest.begin(), length, out);
    bytes.rest.remove_prefix(length);
    return CAIRO_STATUS_SUCCESS;
}

bool draw_picture(cairo_t* cairo, double x, double y, std::string_view png) {
    PngBytes bytes{png};
    const CairoSurface picture{cairo_image_surface_create_from_png_stream(&read_png, &bytes)};
    if (cairo_surface_status(picture.get()) != CAIRO_STATUS_SUCCESS) {
        return false;
    }
    const int width = cairo_image_surface_get_width(picture.get());
    const int height = cairo_image_surface_get_height(picture.get());
    const double scale = seal_diameter / std::max({width, height, 1});
    cairo_save(cairo);
    cairo_translate(cairo, x - width * scale / 2, y - height * scale / 2);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, picture.get(), 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    return true;
}

}  // namespace

bool draw_qr(cairo_t* cairo, const Box& box, std::string_view text) {
    const std::string copy{text};
    const QrCode code{QRcode_encodeString8bit(copy.c_str(), 0, QR_ECLEVEL_M)};
    if (!code) {
        return false;
    }
    // A stencil of one bit a dot, several dots a module, so that no viewer softens an edge that matters. As paths it
    // took a third of the time and of the bytes of a whole paper.
    constexpr int dots = 4;
    const int side = code->width * dots;
    const CairoSurface stencil{cairo_image_surface_create(CAIRO_FORMAT_A1, side, side)};
    cairo_surface_flush(stencil.get());
    unsigned char* bits = cairo_image_surface_get_data(stencil.get());
    const int stride = cairo_image_surface_get_stride(stencil.get());
    if (bits == nullptr) {
        return false;
    }
    for (int y = 0; y < side; ++y) {
        // Cairo's bits are those of a native 32-bit word: the first dot is the lowest bit on our machines.
        for (int x = 0; x < side; ++x) {
            if ((code->data[y / dots * code->width + x / dots] & 1) != 0) {
                bits[y * stride + x / 8] |= static_cast<unsigned char>(1U << (x % 8));
            }
        }
    }
    cairo_surface_mark_dirty(stencil.get());
    const double scale = std::min(box.width, box.height) / side;
    cairo_save(cairo);
    cairo_translate(cairo, box.left, box.top);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_pattern_t* mask = cairo_pattern_create_for_surface(stencil.get());
    cairo_pattern_set_filter(mask, CAIRO_FILTER_NEAREST);
    cairo_mask(cairo, mask);
    cairo_pattern_destroy(mask);
    cairo_restore(cairo);
    return true;
}

namespace {

// The seal about the point (0, 0).
bool paint_seal(PaperCanvas& canvas, cairo_t* cairo, const SealDesign& seal) {
    if (!seal.png.empty()) {
        return draw_picture(cairo, 0, 0, seal.png);
    }
    const double radius = seal_diameter / 2;
    cairo_set_source_rgb(cairo, 0.83, 0.16, 0.15);
    cairo_set_line_width(cairo, 3.2);
    cairo_new_path(cairo);
    cairo_arc(cairo, 0, 0, radius - 1.6, 0, 2 * std::numbers::pi);
    cairo_stroke(cairo);
    star(cairo, 0, 0, radius * 0.30);
    ring_text(canvas, cairo, 0, 0, radius, seal.ring_text);
    return true;
}

}  // namespace

bool draw_seal(PaperCanvas& canvas, double center_x, double center_y, const SealDesign& seal) {
    // Painted once a file and stamped on each paper, as seals are.
    const auto paint = [&](cairo_t* stamp) { return paint_seal(canvas, stamp, seal); };
    cairo_surface_t* stamp = canvas.stamp(seal.ring_text + "/" + seal.png, seal_diameter, paint);
    if (stamp == nullptr) {
        return false;
    }
    cairo_t* cairo = canvas.cairo();
    cairo_save(cairo);
    if (seal.png.empty()) {
        cairo_set_operator(cairo,
                           CAIRO_OPERATOR_MULTIPLY);  // Seal ink lets the print below it show.
    }
    cairo_set_source_surface(cairo, stamp, center_x, center_y);
    cairo_rectangle(cairo, center_x - seal_diameter / 2, center_y - seal_diameter / 2,
                    seal_diameter, seal_diameter);
    cairo_fill(cairo);
    cairo_restore(cairo);
    return true;
}

void draw_signature(cairo_t* cairo, const Box& box, const Drawing& drawing) {
    if (drawing.width <= 0 || drawing.height <= 0) {
        return;
    }
    const double scale = std::min(box.width / drawing.width, box.height / drawing.height);
    cairo_save(cairo);
    cairo_translate(cairo, box.left + (box.width - drawing.width * scale) / 2,
                    box.top + (box.height - drawing.height * scale) / 2);
    cairo_set_source_rgb(cairo, 0.05, 0.07, 0.20);  // Blue-black ink.
    cairo_set_line_width(cairo, 1.3);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    for (const auto& stroke : drawing.strokes) {
        const auto point = [&](std::size_t i) {
            const auto& p = stroke[std::min(i, stroke.size() - 1)];
            return std::pair{p[0] * scale, p[1] * scale};
        };
        if (stroke.empty()) {
            continue;
        }
        cairo_move_to(cairo, point(0).first, point(0).second);
        if (stroke.size() == 1) {
            cairo_line_to(cairo, point(0).first, point(0).second);  // A dot.
        }
        // Catmull-Rom through every point, as Bézier curves.
        for (std::size_t i = 0; i + 1 < stroke.size(); ++i) {
            const auto [x0, y0] = point(i == 0 ? 0 : i - 1);
            const auto [x1, y1] = point(i);
            const auto [x2, y2] = point(i + 1);
            const auto [x3, y3] = point(i + 2);
            cairo_curve_to(cairo, x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6,
                           y2 - (y3 - y1) / 6, x2, y2);
        }
        cairo_stroke(cairo);
    }
    cairo_restore(cairo);
}

}  // namespace xiuhua::documents
