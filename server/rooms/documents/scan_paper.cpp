#include "rooms/documents/scan_paper.hpp"

#include <cairo/cairo-pdf.h>

#include "rooms/documents/paper_canvas.hpp"

namespace xiuhua::documents {
namespace {

struct Size {
    int width = 0, height = 0;
};

// From the frame header (ITU T.81, B.2.2): SOF0 to SOF2, which is what we encode.
std::optional<Size> size_of_jpeg(std::string_view jpeg) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(jpeg[at]); };
    std::size_t at = 2;
    while (at + 9 < jpeg.size() && byte(at) == 0xFF) {
        const unsigned marker = byte(at + 1);
        const std::size_t length = static_cast<std::size_t>(byte(at + 2)) << 8 | byte(at + 3);
        if (marker >= 0xC0 && marker <= 0xC2) {
            return Size{byte(at + 7) << 8 | byte(at + 8), byte(at + 5) << 8 | byte(at + 6)};
        }
        at += 2 + std::max<std::size_t>(length, 2);
    }
    return std::nullopt;
}

cairo_status_t collect(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

bool draw_page(cairo_t* cairo, const std::string& jpeg) {
    const auto size = size_of_jpeg(jpeg);
    if (!size || size->width < 1 || size->height < 1) {
        return false;
    }
    const CairoSurface picture{
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, size->width, size->height)};
    const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
    // `jpeg` outlives the surface, which embeds these very bytes.
    if (cairo_surface_set_mime_data(picture.get(), CAIRO_MIME_TYPE_JPEG, bytes, jpeg.size(),
                                    nullptr, nullptr) != CAIRO_STATUS_SUCCESS) {
        return false;
    }
    const double scale = std::min(page_width / size->width, page_height / size->height);
    cairo_save(cairo);
    cairo_translate(cairo, (page_width - size->width * scale) / 2,
                    (page_height - size->height * scale) / 2);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, picture.get(), 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_show_page(cairo);
    return cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<std::string> pdf_of_scans(const std::vector<std::string>& jpegs, const std::string& title) {
    std::string bytes;
    const CairoSurface surface{
        cairo_pdf_surface_create_for_stream(&collect, &bytes, page_width, page_height)};
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    {
        const Cairo cairo{cairo_create(surface.get())};
        for (const std::string& jpeg : jpegs) {
            if (!draw_page(cairo.get(), jpeg)) {
                return fail(ErrorCode::invalid, "documents.bad_scan");
            }
        }
    }
    cairo_surface_finish(surface.get());
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) {
        return fail(ErrorCode::internal, "documents.render_failed");
    }
    return bytes;
}

}  // namespace xiuhua::documents
