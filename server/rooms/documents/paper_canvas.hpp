#pragma once
// Cairo and Pango behind a small door: one PDF being drawn, lengths in points, the origin at the top left.
#include <cairo/cairo.h>
#include <pango/pangocairo.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "rooms/documents/paper_fonts.hpp"
#include "rooms/documents/paper_text.hpp"

namespace xiuhua::documents {

// A4, ISO 216.
inline constexpr double page_width = 595.276;
inline constexpr double page_height = 841.89;

template <auto Release>
struct Released {
    template <typename T>
    void operator()(T* pointer) const {
        Release(pointer);
    }
};
using CairoSurface = std::unique_ptr<cairo_surface_t, Released<cairo_surface_destroy>>;
using Cairo = std::unique_ptr<cairo_t, Released<cairo_destroy>>;
using PangoSetting = std::unique_ptr<PangoContext, Released<g_object_unref>>;

enum class Face { serif, sans };
enum class Weight { regular, bold };
enum class Align { left, center, right };

struct TextStyle {
    Face face = Face::serif;
    Weight weight = Weight::regular;
    double size = 12;
    double pitch = 20;  // From one baseline to the next.
    Align align = Align::left;
    double first_indent = 0;  // Of a paragraph's first line.
    double letter_spacing = 0;
    double gray = 0.08;  // Ink: 0 is black.
};

// Text broken into lines for a width. Lines are drawn one by one, so that a paragraph may cross pages.
class TextBlock {
  public:
    TextBlock(PangoContext* setting, const std::vector<TextRun>& runs, const TextStyle& style,
              double width);
    int lines() const { return static_cast<int>(lines_.size()); }
    double pitch() const { return style_.pitch; }
    double height() const { return style_.pitch * lines(); }
    // Of the longest line.
    double natural_width() const;
    // `top` is where the line's pitch begins.
    void draw_line(cairo_t* cairo, int line, double left, double top) const;
    void draw(cairo_t* cairo, double left, double top) const;
    // The first line's letters as a path, to be filled as a drawing.
    void outline(cairo_t* cairo, double left, double top) const;

  private:
    double baseline() const { return (style_.pitch - ascent_ - descent_) / 2 + ascent_; }
    struct Line {
        PangoLayoutLine* line;
        double offset;
        double width;
    };
    TextStyle style_;
    std::shared_ptr<PangoLayout> layout_;
    std::vector<Line> lines_;
    double ascent_ = 0, descent_ = 0;
};

struct PaperFacts {
    std::string title, subject, author;
    Instant made_at{};
};

// One PDF being drawn. One thread of the process draws at a time (paper_engine.cpp, DrawingTurn, says why).
class PaperCanvas {
  public:
    PaperCanvas(const PaperFacts& facts, std::shared_ptr<PaperFonts> fonts);
    ~PaperCanvas();
    PaperCanvas(const PaperCanvas&) = delete;
    PaperCanvas& operator=(const PaperCanvas&) = delete;

    cairo_t* cairo() { return cairo_.get(); }
    PangoContext* setting() { return setting_.get(); }
    // The text set for a width. What was set before is not set again: the clauses of a thousand papers are the same.
    std::shared_ptr<TextBlock> block(const std::vector<TextRun>& runs, const TextStyle& style,
                                     double width);
    // A drawing about the point (0, 0), `side` wide and high, made once a file. nullptr when `paint` fails.
    cairo_surface_t* stamp(const std::string& key, double side,
                           const std::function<bool(cairo_t*)>& paint);
    void next_page();
    // The finished file. `internal` documents.render_failed.
    Result<std::string> finish();

  private:
    static constexpr std::size_t blocks_max = 4'000;  // The clauses of six templates, and air.

    std::shared_ptr<PaperFonts> fonts_;
    std::string bytes_;
    CairoSurface surface_;
    Cairo cairo_;
    PangoSetting setting_;
    std::unordered_map<std::string, std::shared_ptr<TextBlock>> blocks_;
    std::unordered_map<std::string, CairoSurface> stamps_;
};

}  // namespace xiuhua::documents
