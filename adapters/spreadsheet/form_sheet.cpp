#include <charconv>
#include <sstream>

#include "adapters/spreadsheet/form_book.hpp"

namespace xiuhua::spreadsheet {
namespace {

constexpr std::int64_t rows_max = 1'048'576;  // Excel's own.
constexpr std::size_t columns_max = 16'384;

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size() ? number : 0;
}

CellRange range_of(std::string_view reference) {
    const auto colon = reference.find(':');
    const CellAddress first = parse_address(reference.substr(0, colon));
    const CellAddress last =
        colon == std::string_view::npos ? first : parse_address(reference.substr(colon + 1));
    return {{first.row, first.column}, {last.row, last.column}};
}

bool holds(const CellRange& range, const CellKey& key) {
    return range.first.row <= key.row && key.row <= range.last.row &&
           range.first.column <= key.column && key.column <= range.last.column;
}

}  // namespace

std::string address_text(const CellKey& key) {
    std::string letters;
    for (std::size_t left = key.column + 1; left > 0; left = (left - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    }
    return letters + std::to_string(key.row);
}

Result<std::unique_ptr<pugi::xml_document>> whole_tree(std::string_view xml) {
    auto document = std::make_unique<pugi::xml_document>();
    if (!document->load_buffer(xml.data(), xml.size(), pugi::parse_full | pugi::parse_ws_pcdata)) {
        return damaged("part is not XML");
    }
    for (const pugi::xml_node node : document->children()) {
        if (node.type() == pugi::node_doctype) {
            return damaged("document type");
        }
        if (node.type() == pugi::node_declaration && node.attribute("encoding")) {
            node.attribute("encoding").set_value("UTF-8");  // As it will be written.
        }
    }
    return document;
}

std::string text_of(const pugi::xml_document& document) {
    std::ostringstream out;
    const bool declared = document.first_child().type() == pugi::node_declaration;
    document.save(out, "",
                  pugi::format_raw | (declared ? 0U : unsigned{pugi::format_no_declaration}),
                  pugi::encoding_utf8);
    return std::move(out).str();
}

Result<FormSheet> FormSheet::parse(std::string_view xml, const FormLimits& limits) {
    FormSheet sheet;
    XH_TRY(document, whole_tree(xml));
    sheet.document_ = std::move(document);
    sheet.root_ = child(*sheet.document_, "worksheet");
    sheet.data_ = child(sheet.root_, "sheetData");
    if (!sheet.data_) {
        return damaged("no sheet data");
    }
    const std::string_view name{sheet.data_.name()};
    sheet.prefix_ = name.substr(0, name.size() - local(sheet.data_.name()).size());
    XH_DO(sheet.index());
    XH_DO(sheet.read_merges(limits));
    return sheet;
}

// Rows and cells may leave their number out when they follow one another; written down, they can be added to.
Done FormSheet::index() {
    std::int64_t last = 0;
    for (pugi::xml_node row : data_.children()) {
        if (local(row.name()) != "row") {
            continue;
        }
        const pugi::xml_attribute told = row.attribute("r");
        const std::int64_t number = told ? number_of(told.value()) : last + 1;
        if (number <= last || number > rows_max) {
            return damaged("rows out of order");
        }
        if (!told) {
            row.append_attribute("r").set_value(static_cast<long long>(number));
        }
        rows_.emplace_hint(rows_.end(), number, row);
        XH_DO(index_cells(row, number));
        last = number;
    }
    return {};
}

Done FormSheet::index_cells(pugi::xml_node row, std::int64_t number) {
    std::size_t next = 0;
    for (pugi::xml_node cell : row.children()) {
        if (local(cell.name()) != "c") {
            continue;
        }
        const pugi::xml_attribute told = cell.attribute("r");
        const CellAddress address = told ? parse_address(told.value()) : CellAddress{number, next};
        if (address.row != number || address.column < next || address.column >= columns_max) {
            return damaged("cells out of order");
        }
        if (!told) {
            cell.append_attribute("r").set_value(address_text({number, next}).c_str());
        }
        cells_.emplace_hint(cells_.end(), CellKey{number, address.column}, cell);
        next = address.column + 1;
    }
    return {};
}

Done FormSheet::read_merges(const FormLimits& limits) {
    for (const pugi::xml_node merge : child(root_, "mergeCells").children()) {
        if (local(merge.name()) != "mergeCell") {
            continue;
        }
        const CellRange range = range_of(attribute(merge, "ref"));
        if (range.first.row > 0 && range.last.row >= range.first.row &&
            range.last.column >= range.first.column) {
            merges_.push_back(range);
        }
        if (merges_.size() > limits.merges_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_large");
        }
    }
    return {};
}

std::vector<CellKey> FormSheet::cells_of(const CellRange& range, std::size_t cells_max) const {
    std::vector<CellKey> cells;
    for (std::int64_t row = range.first.row; row <= range.last.row; ++row) {
        CellKey key{row, range.first.column};
        for (const CellRange& merge : merges_) {
            if (holds(merge, key)) {
                key = merge.first;
                break;
            }
        }
        if (cells.empty() || cells.back() != key) {
            cells.push_back(key);
        }
        if (cells.size() > cells_max || row - range.first.row > static_cast<int>(cells_max) * 4) {
            return {};
        }
    }
    return cells;
}

pugi::xml_node FormSheet::find(const CellKey& key) const {
    const auto found = cells_.find(key);
    return found == cells_.end() ? pugi::xml_node{} : found->second;
}

pugi::xml_node FormSheet::ensure_row(std::int64_t number) {
    const auto next = rows_.lower_bound(number);
    if (next != rows_.end() && next->first == number) {
        return next->second;
    }
    const std::string name = named("row");
    pugi::xml_node row = next == rows_.end()
                             ? data_.append_child(name.c_str())
                             : data_.insert_child_before(name.c_str(), next->second);
    row.append_attribute("r").set_value(static_cast<long long>(number));
    rows_.emplace(number, row);
    return row;
}

std::string FormSheet::style_for(const CellKey& key) const {
    const auto row = rows_.find(key.row);
    if (row != rows_.end() && attribute(row->second, "customFormat") == "1") {
        return attribute(row->second, "s");
    }
    const auto column = static_cast<std::int64_t>(key.column) + 1;
    for (const pugi::xml_node cols : child(root_, "cols").children()) {
        if (number_of(attribute(cols, "min")) <= column &&
            column <= number_of(attribute(cols, "max"))) {
            return attribute(cols, "style");
        }
    }
    return "";
}

pugi::xml_node FormSheet::ensure(const CellKey& key) {
    const auto next = cells_.lower_bound(key);
    if (next != cells_.end() && next->first == key) {
        return next->second;
    }
    pugi::xml_node row = ensure_row(key.row);
    const std::string name = named("c");
    pugi::xml_node cell;
    if (next != cells_.end() && next->first.row == key.row) {
        cell = row.insert_child_before(name.c_str(), next->second);
    } else {
        // Before what a later version of the format may keep at the end of a row.
        pugi::xml_node after;
        if (next != cells_.begin() && std::prev(next)->first.row == key.row) {
            after = std::prev(next)->second;
        }
        cell =
            after ? row.insert_child_after(name.c_str(), after) : row.prepend_child(name.c_str());
    }
    cell.append_attribute("r").set_value(address_text(key).c_str());
    if (const std::string style = style_for(key); !style.empty()) {
        cell.append_attribute("s").set_value(style.c_str());
    }
    cells_.emplace(key, cell);
    return cell;
}

bool FormSheet::has_formula(const pugi::xml_node& cell) {
    return static_cast<bool>(child(cell, "f"));
}

bool FormSheet::forget_results() {
    bool any = false;
    for (auto& [key, cell] : cells_) {
        if (!has_formula(cell)) {
            continue;
        }
        while (const pugi::xml_node value = child(cell, "v")) {
            cell.remove_child(value);
            any = true;
        }
        cell.remove_attribute("t");  // Of the result.
    }
    return any;
}

std::string FormSheet::text() const {
    return text_of(*document_);
}

}  // namespace xiuhua::spreadsheet
