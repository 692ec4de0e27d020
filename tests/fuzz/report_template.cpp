#include <zip.h>

#include "adapters/spreadsheet/form.hpp"
#include "fuzz.hpp"

namespace xiuhua::fuzz {
namespace {

// A file as it comes, or, since hardly any flipped bit leaves a zip whole, its two parts that matter: the names of the
// workbook, a line of ---, and the sheet.
constexpr std::string_view between = "\n---\n";

std::string zip_of(const std::vector<std::pair<const char*, std::string>>& parts) {
    zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_source_keep(source);
    zip_t* zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : parts) {
        const zip_int64_t at = zip_file_add(
            zip, name, zip_source_buffer(zip, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(zip, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
    }
    promise(zip_close(zip) == 0, "a zip can be made");
    zip_stat_t size;
    zip_source_stat(source, &size);
    zip_source_open(source);
    std::string bytes(size.size, '\0');
    zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

std::string book_of(std::string_view names, std::string_view sheet) {
    return zip_of(
        {{"[Content_Types].xml", "<Types/>"},
         {"_rels/.rels", R"(<Relationships><Relationship Id="r1" Type="u/officeDocument" )"
                         R"(Target="xl/workbook.xml"/></Relationships>)"},
         {"xl/workbook.xml", R"(<workbook><sheets><sheet name="S" id="r1"/></sheets>)"
                             "<definedNames>" +
                                 std::string{names} + "</definedNames></workbook>"},
         {"xl/_rels/workbook.xml.rels",
          R"(<Relationships><Relationship Id="r1" Type="u/worksheet" Target="worksheets/s.xml"/>)"
          R"(<Relationship Id="r2" Type="u/styles" Target="styles.xml"/></Relationships>)"},
         {"xl/styles.xml", R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>)"
                           "</cellXfs></styleSheet>"},
         {"xl/worksheets/s.xml", std::string{sheet}}});
}

void fill_what_is_read(std::string_view bytes) {
    spreadsheet::FormLimits limits;
    limits.inflated_bytes_max = 1 << 22;  // Small, so that a round stays short.
    limits.part_bytes_max = 1 << 20;
    const auto form = spreadsheet::read_form(bytes, limits);
    if (!form) {
        promise(!form.error().key.empty(), "an error has a key");
        return;
    }
    promise(!form->names.empty() && form->names.size() <= limits.names_max, "names are bounded");
    std::vector<spreadsheet::FormFill> fills;
    for (const spreadsheet::FormName& name : form->names) {
        promise(!name.places.empty(), "a name stands somewhere");
        if (!name.has_formula) {
            fills.push_back({name.name, {std::string{"=1+1 <&> _x000D_"}}});
        }
    }
    const auto filled = spreadsheet::fill_form(bytes, fills, limits);
    if (!filled) {
        promise(!filled.error().key.empty(), "an error has a key");
        return;
    }
    limits.inflated_bytes_max = 1 << 24;  // What was put in comes on top.
    limits.part_bytes_max = 1 << 23;
    limits.file_bytes_max = 1 << 24;
    const auto again = spreadsheet::read_form(*filled, limits);
    promise(again.has_value(), "a filled form is a form");
    promise(again->names.size() == form->names.size(), "no name is lost");
}

}  // namespace

// A report form as an office sends it: whatever it is, it is read or refused; what was read can be filled or is
// refused by a key; what was filled can be read again and bears the same names.
void fuzz(std::string_view bytes) {
    const auto cut = bytes.find(between);
    if (bytes.starts_with("PK") || cut == std::string_view::npos) {
        fill_what_is_read(bytes);
        return;
    }
    fill_what_is_read(book_of(bytes.substr(0, cut), bytes.substr(cut + between.size())));
}

}  // namespace xiuhua::fuzz
