#pragma once
// What is drawn rather than written: the QR code, the round seal, a drawn signature. All of them are vectors.
#include <string>
#include <string_view>

#include "rooms/documents/paper_canvas.hpp"

namespace xiuhua::documents {

struct Box {
    double left = 0, top = 0, width = 0, height = 0;
};

// Error correction M: a creased or stained paper still reads. False when the text does not fit a QR code.
bool draw_qr(cairo_t* cairo, const Box& box, std::string_view text);
// A township office's seal is 42 mm wide (国发〔1999〕25号), in red, with the name around a star.
inline constexpr double seal_diameter = 42 / 25.4 * 72;
// False when the picture is no readable PNG.
bool draw_seal(PaperCanvas& canvas, double center_x, double center_y, const SealDesign& seal);
// Scaled into the box, keeping its proportions; as the finger drew it, smoothed between the points.
void draw_signature(cairo_t* cairo, const Box& box, const Drawing& drawing);

}  // namespace xiuhua::documents
