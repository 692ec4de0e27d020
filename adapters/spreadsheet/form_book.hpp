#pragma once
// Between reading a form and filling it: the opened workbook.
#include <map>

#include "adapters/spreadsheet/cell_format.hpp"
#include "adapters/spreadsheet/form.hpp"
#include "adapters/spreadsheet/package.hpp"

namespace xiuhua::spreadsheet {

struct CellKey {
    std::int64_t row = 0;
    std::size_t column = 0;
    auto operator<=>(const CellKey&) const = default;
};
struct CellRange {
    CellKey first, last;
};

// A sheet as a tree with every row and cell numbered, so that a cell can be found, or put where it belongs.
class FormSheet {
  public:
    // `invalid` spreadsheet.damaged: not a sheet, rows or cells out of order.
    static Result<FormSheet> parse(std::string_view xml, const FormLimits& limits);

    // The cells that can be filled, downwards: of merged ones the first. Empty when there are too many.
    std::vector<CellKey> cells_of(const CellRange& range, std::size_t cells_max) const;
    pugi::xml_node find(const CellKey& key) const;
    // The cell, made where it belongs, with the style of its row or column, when the file has none.
    pugi::xml_node ensure(const CellKey& key);
    // Forgets the results of formulas; answers whether there were any.
    bool forget_results();
    std::string text() const;
    static bool has_formula(const pugi::xml_node& cell);

  private:
    Done index();
    Done index_cells(pugi::xml_node row, std::int64_t number);
    Done read_merges(const FormLimits& limits);
    pugi::xml_node ensure_row(std::int64_t number);
    std::string style_for(const CellKey& key) const;
    std::string named(std::string_view name) const { return prefix_ + std::string{name}; }

    std::unique_ptr<pugi::xml_document> document_;
    pugi::xml_node root_, data_;
    std::string prefix_;  // "x:" where the writer prefixes its elements.
    std::map<std::int64_t, pugi::xml_node> rows_;
    std::map<CellKey, pugi::xml_node> cells_;
    std::vector<CellRange> merges_;
};

struct BookName {
    std::string name;
    std::vector<std::pair<std::string, CellRange>> places;  // Sheet's name and range.
};

struct FormBook {
    Zip zip;
    FormLimits limits;
    std::string workbook_part;
    std::unique_ptr<pugi::xml_document> workbook;
    std::map<std::string, std::string> parts;  // Sheet's name → its part.
    std::vector<BookName> names;
    std::vector<std::string> skipped;
    std::vector<bool> date_styles;
    DateSystem system = DateSystem::from_1900;

    // Checked whole: sizes, macros, links. `bytes` outlive it.
    static Result<FormBook> open(std::string_view bytes, const FormLimits& limits);
    Result<FormSheet> sheet(const std::string& name) const;
    bool is_date(const pugi::xml_node& cell) const;

  private:
    Done check_entries();
    Done check_relations(const std::string& part);
    Done read_workbook();
    Done read_names();
    Done take_name(const pugi::xml_node& node);
};

// A tree that keeps what it was made of: blanks, comments, declaration. A document type is refused.
Result<std::unique_ptr<pugi::xml_document>> whole_tree(std::string_view xml);
std::string text_of(const pugi::xml_document& document);
std::string address_text(const CellKey& key);  // "B3"

}  // namespace xiuhua::spreadsheet
