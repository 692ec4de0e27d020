#include "rooms/documents/paper_layout.hpp"

namespace xiuhua::documents {
namespace {

// After 公文格式 (GB/T 9704): a song face for the title and the text, a black face for headings.
constexpr TextStyle body{.size = 11.5, .pitch = 19, .first_indent = 23};
constexpr TextStyle clause{.size = 11, .pitch = 17.2};
constexpr TextStyle heading{.face = Face::sans, .weight = Weight::bold, .size = 11.5, .pitch = 20};
constexpr TextStyle cell_label{
    .face = Face::sans, .size = 9.5, .pitch = 14, .align = Align::center, .gray = 0.25};
constexpr TextStyle cell_value{.size = 10.5, .pitch = 15};
constexpr double cell_padding = 5;
constexpr double row_height_min = 24;

void cell_frame(cairo_t* cairo, const Box& box, bool shaded) {
    cairo_rectangle(cairo, box.left, box.top, box.width, box.height);
    if (shaded) {
        cairo_set_source_rgb(cairo, 0.95, 0.955, 0.96);
        cairo_fill_preserve(cairo);
    }
    cairo_set_source_rgb(cairo, 0.3, 0.3, 0.3);
    cairo_set_line_width(cairo, 0.6);
    cairo_stroke(cairo);
}

void cell_text(cairo_t* cairo, const Box& box, const TextBlock& text) {
    text.draw(cairo, box.left + cell_padding, box.top + (box.height - text.height()) / 2);
}

}  // namespace

std::shared_ptr<TextBlock> PaperLayout::block(const std::vector<TextRun>& runs,
                                              const TextStyle& style, double width) const {
    TextStyle scaled = style;
    scaled.size *= scale_;
    scaled.pitch *= scale_;
    scaled.first_indent *= scale_;
    return canvas_.block(runs, scaled, width);
}

std::vector<Piece> PaperLayout::pieces() {
    const Template& form = content_.form;
    letterhead();
    title();
    if (!form.salutation.empty()) {
        TextStyle style = body;
        style.first_indent = 0;
        paragraph(fill(form, content_.fields, form.salutation), style, 8, Keep::with_next);
    }
    for (const std::string& text : form.lead) {
        paragraph(fill(form, content_.fields, text), body, 4, Keep::free);
    }
    field_table();
    records_table();
    for (std::size_t i = 0; i < form.sections.size(); ++i) {
        section(static_cast<int>(i) + 1, form.sections[i]);
    }
    closing();
    signatures();
    copies();
    return std::move(pieces_);
}

void PaperLayout::letterhead() {
    const auto office = block({{content_.office}},
                              {.weight = Weight::bold,
                               .size = 17,
                               .pitch = 26,
                               .align = Align::center,
                               .letter_spacing = 5},
                              text_width);
    const auto number =
        block({{content_.number}}, {.size = 10.5, .pitch = 16, .align = Align::right}, text_width);
    pieces_.push_back(
        {.height = 58, .keep = Keep::with_next, .draw = [=, this](double top) {
             cairo_t* cairo = canvas_.cairo();
             office->draw(cairo, margin, top);
             cairo_set_source_rgb(cairo, 0.1, 0.1, 0.1);
             for (const auto& [offset, width] : {std::pair{33.0, 1.6}, std::pair{36.2, 0.5}}) {
                 cairo_set_line_width(cairo, width);
                 cairo_move_to(cairo, margin, top + offset);
                 cairo_line_to(cairo, page_width - margin, top + offset);
                 cairo_stroke(cairo);
             }
             number->draw(cairo, margin, top + 42);
         }});
}

void PaperLayout::title() {
    const auto text = block({{content_.form.title}},
                            {.weight = Weight::bold,
                             .size = 22,
                             .pitch = 32,
                             .align = Align::center,
                             .letter_spacing = 1.5},
                            text_width);
    pieces_.push_back(
        {.height = text->height(),
         .space_before = 6,
         .keep = Keep::with_next,
         .draw = [=, this](double top) { text->draw(canvas_.cairo(), margin, top); }});
}

void PaperLayout::paragraph(const std::vector<TextRun>& runs, const TextStyle& style,
                            double space_before, Keep last) {
    const auto text = block(runs, style, text_width);
    for (int line = 0; line < text->lines(); ++line) {
        // Neither the first nor the last line of a paragraph stands alone on a page.
        const bool tied = line == 0 || line == text->lines() - 2;
        const bool final = line == text->lines() - 1;
        pieces_.push_back({.height = text->pitch(),
                           .space_before = line == 0 ? space_before * scale_ : 0,
                           .keep = final  ? last
                                   : tied ? Keep::with_next
                                          : Keep::free,
                           .draw = [=, this](double top) {
                               text->draw_line(canvas_.cairo(), line, margin, top);
                           }});
    }
}

void PaperLayout::field_table() {
    for (std::size_t i = 0; i < content_.form.rows.size(); ++i) {
        field_row(content_.form.rows[i]);
        if (i == 0) {
            pieces_.back().space_before = 8;
        }
    }
}

void PaperLayout::field_row(const std::vector<std::string>& names) {
    Cells cells;
    const double share = text_width / static_cast<double>(std::max<std::size_t>(names.size(), 1));
    const double label_width = names.size() > 2 ? 46 : 78;
    double height = row_height_min * scale_;
    for (const std::string& name : names) {
        const TemplateField* field = find_field(content_.form, name);
        const auto value = content_.fields.find(name);
        const std::string printed = field == nullptr || value == content_.fields.end()
                                        ? ""
                                        : printed_value(*field, value->second);
        cells.emplace_back(block({{field == nullptr ? name : field->label}}, cell_label,
                                 label_width - 2 * cell_padding),
                           label_width);
        cells.emplace_back(block({{printed}}, cell_value, share - label_width - 2 * cell_padding),
                           share - label_width);
    }
    for (const auto& [text, width] : cells) {
        height = std::max(height, text->height() + 2 * cell_padding * scale_);
    }
    pieces_.push_back({.height = height, .draw = [=, this](double top) {
                           double left = margin;
                           for (std::size_t i = 0; i < cells.size(); ++i) {
                               const Box box{left, top, cells[i].second, height};
                               cell_frame(canvas_.cairo(), box, i % 2 == 0);
                               cell_text(canvas_.cairo(), box, *cells[i].first);
                               left += cells[i].second;
                           }
                       }});
}

void PaperLayout::records_table() {
    const TemplateField* field = find_field(content_.form, content_.form.records);
    if (field == nullptr || !field->columns || field->columns->empty()) {
        return;
    }
    const auto value = content_.fields.find(field->name);
    auto rows =
        record_rows(value == content_.fields.end() ? "" : value->second, field->columns->size());
    rows.insert(rows.begin(), *field->columns);
    TextStyle style = cell_value;
    style.size = 9.5;
    style.align = Align::center;
    std::vector<double> widths(field->columns->size(), 0);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(
                widths[i], std::clamp(block({{row[i]}}, style, 400)->natural_width(), 34.0, 150.0));
        }
    }
    double total = 0;
    for (const double width : widths) {
        total += width;
    }
    std::shared_ptr<const Piece> head;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        Cells cells;
        double height = 22 * scale_;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const double width = widths[i] * text_width / total;
            cells.emplace_back(
                block({{rows[r][i]}}, r == 0 ? cell_label : style, width - 2 * cell_padding),
                width);
            height = std::max(height, cells.back().first->height() + 2 * cell_padding * scale_);
        }
        Piece piece{.height = height,
                    .space_before = r == 0 ? 8.0 : 0.0,
                    .keep = r == 0 ? Keep::with_next : Keep::free,
                    .draw =
                        [=, this](double top) {
                            double left = margin;
                            for (const auto& [text, width] : cells) {
                                const Box box{left, top, width, height};
                                cell_frame(canvas_.cairo(), box, r == 0);
                                cell_text(canvas_.cairo(), box, *text);
                                left += width;
                            }
                        },
                    .head = r == 0 ? nullptr : head};
        if (r == 0) {
            head = std::make_shared<const Piece>(piece);
        }
        pieces_.push_back(std::move(piece));
    }
}

void PaperLayout::section(int index, const TemplateSection& section) {
    paragraph({{chinese_numeral(index) + "、" + section.title}}, heading, 8, Keep::with_next);
    for (std::size_t i = 0; i < section.items.size(); ++i) {
        item(static_cast<int>(i) + 1, section.items[i], Keep::free);
    }
}

void PaperLayout::item(int index, const std::string& sentence, Keep last) {
    constexpr double number_left = margin + 23;
    constexpr double text_left = margin + 42;
    const auto number = block({{std::to_string(index) + "."}}, clause, 40);
    const auto text = block(fill(content_.form, content_.fields, sentence), clause,
                            page_width - margin - text_left);
    for (int line = 0; line < text->lines(); ++line) {
        const bool tied = line == 0 || line == text->lines() - 2;
        const bool final = line == text->lines() - 1;
        pieces_.push_back({.height = text->pitch(),
                           .space_before = line == 0 ? 1.5 : 0,
                           .keep = final  ? last
                                   : tied ? Keep::with_next
                                          : Keep::free,
                           .draw = [=, this](double top) {
                               if (line == 0) {
                                   number->draw(canvas_.cairo(), number_left, top);
                               }
                               text->draw_line(canvas_.cairo(), line, text_left, top);
                           }});
    }
}

void PaperLayout::closing() {
    // The signatures never stand alone: the last lines before them come along.
    if (content_.form.closing.empty() && !pieces_.empty()) {
        pieces_.back().keep = Keep::with_next;
    }
    for (const std::string& text : content_.form.closing) {
        paragraph(fill(content_.form, content_.fields, text), body, 6, Keep::with_next);
    }
}

void PaperLayout::copies() {
    if (content_.form.copies.empty()) {
        return;
    }
    TextStyle style = clause;
    style.size = 9.5;
    style.pitch = 15;
    style.gray = 0.3;
    pieces_.back().keep = Keep::with_next;
    paragraph({{content_.form.copies}}, style, 6, Keep::free);
}

}  // namespace xiuhua::documents
