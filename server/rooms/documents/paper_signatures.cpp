// The end of the page: who signs, who issues.
#include "rooms/documents/paper_layout.hpp"

namespace xiuhua::documents {
namespace {

constexpr TextStyle slot_label{.size = 10.5, .pitch = 15};
constexpr TextStyle slot_date{.size = 9.5, .pitch = 14, .gray = 0.2};
constexpr double slot_height = 62;
constexpr double slot_label_width = 116;
constexpr double issuer_width = 210;
constexpr double issuer_height = 126;  // The seal and some air.

}  // namespace

const PaperSignature* PaperLayout::signature_for(const TemplateSlot& slot) const {
    for (const PaperSignature& signature : content_.signatures) {
        if (signature.signer == slot.signer ||
            (slot.signer == Signer::person && signature.signer == Signer::guardian)) {
            return &signature;
        }
    }
    return nullptr;
}

void PaperLayout::draw_slot(const TemplateSlot& slot, const Box& box) const {
    cairo_t* cairo = canvas_.cairo();
    const double line_left = box.left + slot_label_width;
    const double line_top = box.top + 42;
    block({{slot.label + "："}}, slot_label, slot_label_width)
        ->draw(cairo, box.left, line_top - slot_label.pitch + 2);
    cairo_set_source_rgb(cairo, 0.3, 0.3, 0.3);
    cairo_set_line_width(cairo, 0.6);
    cairo_move_to(cairo, line_left, line_top);
    cairo_line_to(cairo, box.left + box.width, line_top);
    cairo_stroke(cairo);
    std::string date = "　　　　年　　月　　日";
    if (const PaperSignature* signature = signature_for(slot)) {
        draw_signature(cairo, {line_left + 4, box.top + 1, box.width - slot_label_width - 8, 40},
                       signature->drawing);
        date = chinese_date(signature->signed_on);
        if (signature->signer == Signer::guardian) {
            date += "　监护人代签";
        }
    }
    block({{date}}, slot_date, box.width - slot_label_width)->draw(cairo, line_left, line_top + 4);
}

void PaperLayout::draw_issuer(const Box& box) {
    const TextStyle style{.size = 11.5, .pitch = 20, .align = Align::center};
    const auto name = block({{content_.seal.ring_text}}, style, box.width);
    const auto date = block({{chinese_date(office_date(content_.made_at))}}, style, box.width);
    const double top = box.top + (box.height - name->height() - date->height()) / 2 + 8;
    name->draw(canvas_.cairo(), box.left, top);
    date->draw(canvas_.cairo(), box.left, top + name->height() + 2);
    // 骑年盖月: the seal stands across the name and the date.
    seal_drawn_ =
        draw_seal(canvas_, box.left + box.width / 2, box.top + box.height / 2, content_.seal) &&
        seal_drawn_;
}

void PaperLayout::signatures() {
    const std::vector<TemplateSlot>& slots = content_.form.slots;
    const bool sealed = content_.form.seal == SealUse::sealed;
    if (slots.empty() && !sealed) {
        return;
    }
    const double count = static_cast<double>(slots.size());
    const double height = sealed ? std::max(issuer_height, count * slot_height) : slot_height;
    pieces_.push_back(
        {.height = height, .space_before = 10, .draw = [=, this](double top) {
             if (sealed) {
                 const double width = text_width - issuer_width - 16;
                 double slot_top = top + (height - count * slot_height) / 2;
                 for (const TemplateSlot& slot : content_.form.slots) {
                     draw_slot(slot, {margin, slot_top, width, slot_height});
                     slot_top += slot_height;
                 }
                 draw_issuer({page_width - margin - issuer_width, top, issuer_width, height});
                 return;
             }
             const double width = std::min((text_width - 20 * (count - 1)) / count, 260.0);
             double left = page_width - margin - count * width - (count - 1) * 20;
             for (const TemplateSlot& slot : content_.form.slots) {
                 draw_slot(slot, {left, top, width, slot_height});
                 left += width + 20;
             }
         }});
}

}  // namespace xiuhua::documents
