#pragma once
// Turns a paper's content into the pieces of a page.
#include <memory>
#include <string>
#include <vector>

#include "rooms/documents/paper_canvas.hpp"
#include "rooms/documents/paper_flow.hpp"
#include "rooms/documents/paper_marks.hpp"

namespace xiuhua::documents {

inline constexpr double margin = 68;  // 24 mm.
inline constexpr double text_width = page_width - 2 * margin;

// Lives as long as its pieces are drawn: they refer to it.
class PaperLayout {
  public:
    // `scale` below 1 sets everything smaller, to save a nearly empty last page.
    PaperLayout(PaperCanvas& canvas, const PaperContent& content, double scale)
        : canvas_(canvas), content_(content), scale_(scale) {}
    std::vector<Piece> pieces();
    // False when the seal's picture could not be read.
    bool seal_drawn() const { return seal_drawn_; }

  private:
    using Cells = std::vector<std::pair<std::shared_ptr<TextBlock>, double>>;  // Text and width.

    std::shared_ptr<TextBlock> block(const std::vector<TextRun>& runs, const TextStyle& style,
                                     double width) const;
    void letterhead();
    void title();
    void paragraph(const std::vector<TextRun>& runs, const TextStyle& style, double space_before,
                   Keep last);
    void field_table();
    void field_row(const std::vector<std::string>& names);
    void records_table();
    void section(int index, const TemplateSection& section);
    void item(int index, const std::string& text, Keep last);
    void closing();
    void signatures();
    void draw_slot(const TemplateSlot& slot, const Box& box) const;
    void draw_issuer(const Box& box);
    void copies();
    const PaperSignature* signature_for(const TemplateSlot& slot) const;

    PaperCanvas& canvas_;
    const PaperContent& content_;
    std::vector<Piece> pieces_;
    double scale_;
    bool seal_drawn_ = true;
};

}  // namespace xiuhua::documents
