#pragma once
// The fonts of one paper: Noto Serif and Sans CJK SC, cut down to the characters that stand on it.
//
// Why not the installed fonts as they are: cairo 1.16 loses track of Noto CJK's shared subroutines after some
// hundred glyphs and then embeds all of them, so that a two-page paper takes 0.8 MB. HarfBuzz cuts the fonts
// and writes the subroutines out; the same paper takes a fifth, and the bytes depend on its text alone.
#include <pango/pangocairo.h>

#include <filesystem>
#include <memory>
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::documents {

class PaperFonts {
  public:
    // `internal` documents.fonts_missing when the Noto fonts are not installed or cannot be cut.
    static Result<std::unique_ptr<PaperFonts>> cut(std::string_view text);
    ~PaperFonts();
    PaperFonts(const PaperFonts&) = delete;
    PaperFonts& operator=(const PaperFonts&) = delete;

    // Knows these fonts only: a character that they lack shows as a box, never in a foreign face.
    PangoFontMap* map() { return map_; }

  private:
    PaperFonts() = default;
    std::filesystem::path folder_;
    PangoFontMap* map_ = nullptr;
};

}  // namespace xiuhua::documents
