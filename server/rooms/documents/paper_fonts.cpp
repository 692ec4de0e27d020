#include "rooms/documents/paper_fonts.hpp"

#include <fontconfig/fontconfig.h>
#include <hb-subset.h>
#include <pango/pangofc-fontmap.h>
#include <stdlib.h>

#include <fstream>

#include "rooms/documents/paper_canvas.hpp"

namespace xiuhua::documents {
namespace {

using HbBlob = std::unique_ptr<hb_blob_t, Released<hb_blob_destroy>>;
using HbFace = std::unique_ptr<hb_face_t, Released<hb_face_destroy>>;
using HbInput = std::unique_ptr<hb_subset_input_t, Released<hb_subset_input_destroy>>;
using FcPatternOwner = std::unique_ptr<FcPattern, Released<FcPatternDestroy>>;
using FcConfigOwner = std::unique_ptr<FcConfig, Released<FcConfigDestroy>>;

// The installed font of a family and weight, or nothing when fontconfig offers another one instead.
HbFace installed_face(const char* family, int weight) {
    const FcPatternOwner wanted{FcPatternCreate()};
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
    FcPatternAddInteger(wanted.get(), FC_WEIGHT, weight);
    FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultMatch;
    const FcPatternOwner found{FcFontMatch(nullptr, wanted.get(), &result)};
    FcChar8* file = nullptr;
    int index = 0;
    if (!found || FcPatternGetString(found.get(), FC_FILE, 0, &file) != FcResultMatch) {
        return {};
    }
    FcPatternGetInteger(found.get(), FC_INDEX, 0, &index);
    bool same = false;
    FcChar8* name = nullptr;
    for (int i = 0; FcPatternGetString(found.get(), FC_FAMILY, i, &name) == FcResultMatch; ++i) {
        same = same || std::string_view{reinterpret_cast<const char*>(name)} == family;
    }
    if (!same) {
        return {};
    }
    const HbBlob blob{hb_blob_create_from_file(reinterpret_cast<const char*>(file))};
    HbFace face{hb_face_create(blob.get(), static_cast<unsigned>(index & 0xFFFF))};
    hb_face_make_immutable(face.get());
    return face;
}

// Opened once: the files are mapped, not read, and an immutable face may be used by many threads.
const std::array<HbFace, 4>& installed_faces() {
    static const std::array<HbFace, 4> faces{installed_face("Noto Serif CJK SC", FC_WEIGHT_REGULAR),
                                             installed_face("Noto Serif CJK SC", FC_WEIGHT_BOLD),
                                             installed_face("Noto Sans CJK SC", FC_WEIGHT_REGULAR),
                                             installed_face("Noto Sans CJK SC", FC_WEIGHT_BOLD)};
    return faces;
}

void add_characters(hb_set_t* set, std::string_view text) {
    std::string copy{text};
    for (const char* at = copy.c_str(); *at != '\0'; at = g_utf8_next_char(at)) {
        hb_set_add(set, g_utf8_get_char(at));
    }
    hb_set_add_range(set, 0x20, 0x7E);  // Latin letters and digits, whatever the fields hold.
}

// The bytes of a font with only these characters, without subroutines; empty when it cannot be made.
std::string cut_face(hb_face_t* face, std::string_view text) {
    const HbInput input{hb_subset_input_create_or_fail()};
    if (!input) {
        return {};
    }
    add_characters(hb_subset_input_unicode_set(input.get()), text);
    hb_subset_input_set_flags(input.get(),
                              HB_SUBSET_FLAGS_DESUBROUTINIZE | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    // No vertical setting and no alternates on a paper: without them fewer glyphs come along.
    hb_set_t* dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
    for (const char* tag : {"GSUB", "GPOS", "GDEF", "BASE", "VORG", "vmtx", "vhea"}) {
        hb_set_add(dropped, HB_TAG(tag[0], tag[1], tag[2], tag[3]));
    }
    const HbFace cut{hb_subset_or_fail(face, input.get())};
    if (!cut) {
        return {};
    }
    const HbBlob blob{hb_face_reference_blob(cut.get())};
    unsigned length = 0;
    const char* bytes = hb_blob_get_data(blob.get(), &length);
    return {bytes, length};
}

// Files, because fontconfig knows no other way. A name of its own each time: cairo remembers faces by it.
std::filesystem::path private_folder() {
    std::error_code ignored;
    const std::filesystem::path base = std::filesystem::is_directory("/dev/shm", ignored)
                                           ? "/dev/shm"
                                           : std::filesystem::temp_directory_path();
    std::string name = (base / "xiuhua-paper-XXXXXX").string();
    return mkdtemp(name.data()) == nullptr ? std::filesystem::path{} : std::filesystem::path{name};
}

tl::unexpected<Error> fonts_missing(std::string detail) {
    return fail(ErrorCode::internal, "documents.fonts_missing", {}, std::move(detail));
}

}  // namespace

Result<std::unique_ptr<PaperFonts>> PaperFonts::cut(std::string_view text) {
    std::unique_ptr<PaperFonts> fonts{new PaperFonts};
    fonts->folder_ = private_folder();
    if (fonts->folder_.empty()) {
        return fonts_missing("no folder for temporary files");
    }
    const FcConfigOwner config{FcConfigCreate()};
    for (std::size_t i = 0; i < installed_faces().size(); ++i) {
        hb_face_t* face = installed_faces()[i].get();
        if (face == nullptr) {
            return fonts_missing("install fonts-noto-cjk: papers need Noto Serif and Sans CJK SC");
        }
        const std::string bytes = cut_face(face, text);
        const std::filesystem::path file = fonts->folder_ / fmt::format("{}.otf", i);
        std::ofstream out{file, std::ios::binary};
        out << bytes;
        out.close();
        if (bytes.empty() || !out ||
            !FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(file.c_str()))) {
            return fonts_missing("a font could not be cut");
        }
    }
    fonts->map_ = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map_), config.get());
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts->map_), 72);  // 1 pt is 1 unit.
    return fonts;
}

PaperFonts::~PaperFonts() {
    if (map_ != nullptr) {
        g_object_unref(map_);
    }
    std::error_code ignored;
    if (!folder_.empty()) {
        std::filesystem::remove_all(folder_, ignored);
    }
}

}  // namespace xiuhua::documents
