#pragma once
// The office's own report form: an xlsx in which cells bear defined names (Excel's name box). Read: which names there
// are and where they stand. Fill: the same file with values in those cells; everything else in it stays as it was -
// styles, merged cells, formulas, other sheets. Pure: bytes in, bytes out.
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua::spreadsheet {

// Why these numbers: a form is a page or two to be printed; everything in it is looked at, unlike a register of
// 160,000 people.
struct FormLimits {
    std::size_t file_bytes_max = 2 << 20;
    std::size_t entries_max = 300;
    std::uint64_t inflated_bytes_max = 16 << 20;  // Of the whole file: stops zip bombs.
    std::uint64_t part_bytes_max = 4 << 20;       // One part; as a tree it takes some times that.
    std::size_t names_max = 200;
    std::size_t name_bytes_max = 255 * 3;  // Excel's own limit of characters.
    std::size_t places_max = 400;          // Of all names: one may stand on several sheets.
    std::size_t cells_max = 500;           // Of one place, downwards.
    std::size_t cells_total_max = 4'000;
    std::size_t merges_max = 10'000;           // Of one sheet.
    std::size_t text_characters_max = 32'767;  // Of one cell: Excel's own.
};

struct FormPlace {
    std::string sheet, range;  // "日报", "B3" or "B3:B14"
    int cells = 1;             // Cells that can be filled, downwards; merged ones count once.
};
struct FormName {
    std::string name;
    std::vector<FormPlace> places;
    bool has_formula = false;  // One of its cells computes something: it is not to be filled.
    bool is_date = false;      // Its first cell is formatted as a date.
};
struct FormNames {
    std::vector<FormName> names;  // In the order of the file.
    std::vector<std::string>
        skipped;  // Names that stand for no cells: formulas, constants, broken ones.
};

// `invalid` spreadsheet.empty, spreadsheet.old_format, spreadsheet.not_xlsx, spreadsheet.damaged,
// spreadsheet.macros_refused, spreadsheet.links_refused, spreadsheet.no_names; `too_large` spreadsheet.too_large,
// spreadsheet.too_many_names.
Result<FormNames> read_form(std::string_view bytes, const FormLimits& limits = {});

// Nothing empties the cell; a date becomes text where the cell's format shows no date.
using FormValue = std::variant<std::monostate, std::string, double, Date>;
struct FormFill {
    std::string name;
    std::vector<FormValue> values;  // Downwards; cells beyond the last one are emptied.
};
// The same bytes for the same input. Computed cells lose their remembered results, so that no viewer shows the last
// report's sums, and the program that opens the file computes them. Errors name the cell's name as their field:
// `not_found` spreadsheet.no_such_name, `invalid` spreadsheet.name_on_formula, spreadsheet.cell_named_twice,
// `too_large` spreadsheet.range_too_small.
Result<std::string> fill_form(std::string_view bytes, const std::vector<FormFill>& fills,
                              const FormLimits& limits = {});

}  // namespace xiuhua::spreadsheet
