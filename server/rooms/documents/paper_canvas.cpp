#include "rooms/documents/paper_canvas.hpp"

#include <cairo/cairo-pdf.h>

namespace xiuhua::documents {
namespace {

constexpr const char* serif_family = "Noto Serif CJK SC";
constexpr const char* sans_family = "Noto Sans CJK SC";

cairo_status_t collect(void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
}

using FontDescription =
    std::unique_ptr<PangoFontDescription, Released<pango_font_description_free>>;

FontDescription describe_font(const TextStyle& style) {
    FontDescription font{pango_font_description_new()};
    pango_font_description_set_family_static(
        font.get(), style.face == Face::serif ? serif_family : sans_family);
    pango_font_description_set_weight(
        font.get(), style.weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_size(font.get(), static_cast<int>(style.size * PANGO_SCALE));
    return font;
}

// Underlines what was filled in.
PangoAttrList* attributes_of(const std::vector<TextRun>& runs, const TextStyle& style) {
    PangoAttrList* list = pango_attr_list_new();
    std::size_t at = 0;
    for (const TextRun& run : runs) {
        if (run.strong) {
            PangoAttribute* bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
            bold->start_index = static_cast<guint>(at);
            bold->end_index = static_cast<guint>(at + run.text.size());
            pango_attr_list_insert(list, bold);
        }
        if (run.filled) {
            PangoAttribute* underline = pango_attr_underline_new(PANGO_UNDERLINE_SINGLE);
            underline->start_index = static_cast<guint>(at);
            underline->end_index = static_cast<guint>(at + run.text.size());
            pango_attr_list_insert(list, underline);
        }
        at += run.text.size();
    }
    if (style.letter_spacing != 0) {
        pango_attr_list_insert(list, pango_attr_letter_spacing_new(
                                         static_cast<int>(style.letter_spacing * PANGO_SCALE)));
    }
    return list;
}

double points(int units) {
    return static_cast<double>(units) / PANGO_SCALE;
}

}  // namespace

TextBlock::TextBlock(PangoContext* setting, const std::vector<TextRun>& runs,
                     const TextStyle& style, double width)
    : style_(style), layout_(pango_layout_new(setting), [](PangoLayout* l) { g_object_unref(l); }) {
    PangoLayout* layout = layout_.get();
    const FontDescription font = describe_font(style);
    pango_layout_set_font_description(layout, font.get());
    const std::string text = joined(runs);
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    PangoAttrList* attributes = attributes_of(runs, style);
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_indent(layout, static_cast<int>(style.first_indent * PANGO_SCALE));
    pango_layout_set_alignment(layout, style.align == Align::left     ? PANGO_ALIGN_LEFT
                                       : style.align == Align::center ? PANGO_ALIGN_CENTER
                                                                      : PANGO_ALIGN_RIGHT);
    PangoFontMetrics* metrics = pango_context_get_metrics(setting, font.get(), nullptr);
    ascent_ = points(pango_font_metrics_get_ascent(metrics));
    descent_ = points(pango_font_metrics_get_descent(metrics));
    pango_font_metrics_unref(metrics);
    PangoLayoutIter* iterator = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical{};
        pango_layout_iter_get_line_extents(iterator, nullptr, &logical);
        lines_.push_back({pango_layout_iter_get_line_readonly(iterator), points(logical.x),
                          points(logical.width)});
    } while (pango_layout_iter_next_line(iterator));
    pango_layout_iter_free(iterator);
}

double TextBlock::natural_width() const {
    double widest = 0;
    for (const Line& line : lines_) {
        widest = std::max(widest, line.width);
    }
    return widest;
}

void TextBlock::draw_line(cairo_t* cairo, int line, double left, double top) const {
    const Line& drawn = lines_[static_cast<std::size_t>(line)];
    cairo_set_source_rgb(cairo, style_.gray, style_.gray, style_.gray);
    cairo_move_to(cairo, left + drawn.offset, top + baseline());
    pango_cairo_show_layout_line(cairo, drawn.line);
}

void TextBlock::draw(cairo_t* cairo, double left, double top) const {
    for (int line = 0; line < lines(); ++line) {
        draw_line(cairo, line, left, top + line * style_.pitch);
    }
}

void TextBlock::outline(cairo_t* cairo, double left, double top) const {
    cairo_new_path(cairo);
    cairo_move_to(cairo, left + lines_.front().offset, top + baseline());
    pango_cairo_layout_line_path(cairo, lines_.front().line);
}

PaperCanvas::PaperCanvas(const PaperFacts& facts, std::shared_ptr<PaperFonts> fonts)
    : fonts_(std::move(fonts)) {
    surface_.reset(cairo_pdf_surface_create_for_stream(&collect, &bytes_, page_width, page_height));
    cairo_surface_t* surface = surface_.get();
    const auto note = [&](cairo_pdf_metadata_t kind, const std::string& text) {
        cairo_pdf_surface_set_metadata(surface, kind, text.c_str());
    };
    note(CAIRO_PDF_METADATA_TITLE, facts.title);
    note(CAIRO_PDF_METADATA_SUBJECT, facts.subject);
    note(CAIRO_PDF_METADATA_AUTHOR, facts.author);
    note(CAIRO_PDF_METADATA_CREATOR, "绣花 Xiuhua");
    // Fixed, so that the same paper is the same bytes whenever it is drawn.
    const std::string made = to_text(facts.made_at).substr(0, 19) + "Z";
    note(CAIRO_PDF_METADATA_CREATE_DATE, made);
    note(CAIRO_PDF_METADATA_MOD_DATE, made);
    cairo_.reset(cairo_create(surface));
    setting_.reset(pango_font_map_create_context(fonts_->map()));
    pango_context_set_language(setting_.get(), pango_language_from_string("zh-cn"));
    pango_context_set_round_glyph_positions(setting_.get(), FALSE);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(setting_.get(), options);
    cairo_set_font_options(cairo_.get(), options);
    cairo_font_options_destroy(options);
}

PaperCanvas::~PaperCanvas() = default;

std::shared_ptr<TextBlock> PaperCanvas::block(const std::vector<TextRun>& runs,
                                              const TextStyle& style, double width) {
    std::string key = fmt::format("{}/{}/{}/{}/{}/{}/{}/{}/{}", static_cast<int>(style.face),
                                  static_cast<int>(style.weight), style.size, style.pitch,
                                  static_cast<int>(style.align), style.first_indent,
                                  style.letter_spacing, style.gray, width);
    for (const TextRun& run : runs) {
        key += static_cast<char>(1 + (run.filled ? 1 : 0) + (run.strong ? 2 : 0));
        key += run.text;
    }
    if (const auto known = blocks_.find(key); known != blocks_.end()) {
        return known->second;
    }
    if (blocks_.size() >= blocks_max) {
        blocks_.clear();
    }
    auto made = std::make_shared<TextBlock>(setting_.get(), runs, style, width);
    blocks_.emplace(std::move(key), made);
    return made;
}

cairo_surface_t* PaperCanvas::stamp(const std::string& key, double side,
                                    const std::function<bool(cairo_t*)>& paint) {
    if (const auto known = stamps_.find(key); known != stamps_.end()) {
        return known->second.get();
    }
    const cairo_rectangle_t extents{-side / 2, -side / 2, side, side};
    CairoSurface drawn{cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents)};
    const Cairo cairo{cairo_create(drawn.get())};
    if (!paint(cairo.get())) {
        return nullptr;
    }
    return stamps_.emplace(key, std::move(drawn)).first->second.get();
}

void PaperCanvas::next_page() {
    cairo_show_page(cairo_.get());
}

Result<std::string> PaperCanvas::finish() {
    const cairo_status_t drawn = cairo_status(cairo_.get());
    cairo_surface_finish(surface_.get());
    const cairo_status_t written = cairo_surface_status(surface_.get());
    if (drawn != CAIRO_STATUS_SUCCESS || written != CAIRO_STATUS_SUCCESS) {
        const auto status = drawn != CAIRO_STATUS_SUCCESS ? drawn : written;
        return fail(ErrorCode::internal, "documents.render_failed", {},
                    cairo_status_to_string(status));
    }
    return std::move(bytes_);
}

}  // namespace xiuhua::documents
