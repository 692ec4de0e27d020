#include "adapters/spreadsheet/form.hpp"

#include <algorithm>
#include <set>

#include "adapters/spreadsheet/form_book.hpp"
#include "kernel/text.hpp"

namespace xiuhua::spreadsheet {
namespace {

constexpr std::size_t columns_max = 16'384;

Limits reading_limits(const FormLimits& limits) {
    Limits reading;
    reading.entries_max = limits.entries_max;
    reading.inflated_bytes_max = limits.inflated_bytes_max;
    reading.parts_bytes_max = limits.part_bytes_max;
    return reading;
}

Done check_kind(std::string_view bytes, const FormLimits& limits) {
    if (bytes.empty()) {
        return fail(ErrorCode::invalid, "spreadsheet.empty");
    }
    if (bytes.size() > limits.file_bytes_max) {
        return fail(ErrorCode::too_large, "spreadsheet.too_large");
    }
    if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
        return fail(ErrorCode::invalid, "spreadsheet.old_format");
    }
    if (!bytes.starts_with("PK\x03\x04")) {
        return fail(ErrorCode::invalid, "spreadsheet.not_xlsx");
    }
    return {};
}

// What a form may not bring: programs, and whatever fetches from outside when the file is opened.
bool is_program(std::string_view part) {
    return part.find("vbaproject") != std::string_view::npos ||
           part.find("xl/macrosheets/") != std::string_view::npos ||
           part.find("xl/activex/") != std::string_view::npos;
}
bool is_link(std::string_view part) {
    return part.find("xl/externallinks/") != std::string_view::npos ||
           part.find("xl/embeddings/") != std::string_view::npos ||
           part.find("xl/querytables/") != std::string_view::npos ||
           part.ends_with("xl/connections.xml");
}

// "'隔离 日报'!$B$3:$B$14" → sheet and range; nothing for anything else a name may stand for.
std::optional<std::pair<std::string, CellRange>> place_of(std::string_view reference) {
    std::string sheet;
    std::size_t at = 0;
    if (reference.starts_with('\'')) {
        for (at = 1;; ++at) {
            if (at >= reference.size()) {
                return std::nullopt;
            }
            if (reference[at] != '\'') {
                sheet += reference[at];
            } else if (at + 1 < reference.size() && reference[at + 1] == '\'') {
                sheet += reference[at++];
            } else {
                break;
            }
        }
        ++at;
    } else {
        at = reference.find('!');
        sheet = reference.substr(0, std::min(at, reference.size()));
    }
    if (at >= reference.size() || reference[at] != '!') {
        return std::nullopt;
    }
    std::string cells{reference.substr(at + 1)};
    std::erase(cells, '$');
    const auto colon = cells.find(':');
    const CellAddress first = parse_address(std::string_view{cells}.substr(0, colon));
    const CellAddress last = colon == std::string::npos
                                 ? first
                                 : parse_address(std::string_view{cells}.substr(colon + 1));
    if (first.row < 1 || last.row < first.row || last.column < first.column ||
        last.column >= columns_max) {
        return std::nullopt;
    }
    return std::pair{sheet, CellRange{{first.row, first.column}, {last.row, last.column}}};
}

std::string range_text(const std::vector<CellKey>& cells) {
    const std::string first = address_text(cells.front());
    return cells.size() == 1 ? first : first + ":" + address_text(cells.back());
}

}  // namespace

Result<FormBook> FormBook::open(std::string_view bytes, const FormLimits& limits) {
    XH_DO(check_kind(bytes, limits));
    FormBook book;
    book.limits = limits;
    XH_TRY(zip, open_zip(bytes, reading_limits(limits)));
    book.zip = std::move(zip);
    XH_DO(book.check_entries());
    XH_DO(book.read_workbook());
    XH_DO(book.read_names());
    return book;
}

// Everything is inflated once: what the file says of its own sizes is not believed.
Done FormBook::check_entries() {
    std::set<std::string> seen;
    std::uint64_t left = limits.inflated_bytes_max;
    const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* given = zip_get_name(zip.get(), static_cast<zip_uint64_t>(i), 0);
        const std::string name{given == nullptr ? "" : given};
        const std::string lower = to_lower_ascii(name);
        if (name.empty() || !seen.insert(lower).second || lower.find("..") != std::string::npos) {
            return damaged("parts of one name");
        }
        if (is_program(lower)) {
            return fail(ErrorCode::invalid, "spreadsheet.macros_refused");
        }
        if (is_link(lower)) {
            return fail(ErrorCode::invalid, "spreadsheet.links_refused");
        }
        if (lower.ends_with('/')) {
            continue;
        }
        XH_TRY(text, whole_part(zip.get(), name, std::min(left, limits.part_bytes_max)));
        left -= text.size();
        if (lower.ends_with(".rels")) {
            XH_DO(check_relations(text));
        }
        if (lower == "[content_types].xml" &&
            to_lower_ascii(text).find("macroenabled") != std::string::npos) {
            return fail(ErrorCode::invalid, "spreadsheet.macros_refused");
        }
    }
    if (!seen.contains("_rels/.rels") || !seen.contains("[content_types].xml")) {
        return fail(ErrorCode::invalid, "spreadsheet.not_xlsx");
    }
    return {};
}

Done FormBook::check_relations(const std::string& part) {
    XH_TRY(document, whole_tree(part));
    for (const pugi::xml_node relation : child(*document, "Relationships").children()) {
        // A link that a person clicks fetches nothing by itself.
        if (to_lower_ascii(attribute(relation, "TargetMode")) == "external" &&
            !attribute(relation, "Type").ends_with("/hyperlink")) {
            return fail(ErrorCode::invalid, "spreadsheet.links_refused");
        }
    }
    return {};
}

Done FormBook::read_workbook() {
    const Limits reading = reading_limits(limits);
    XH_TRY(package, tree(zip.get(), "_rels/.rels", reading));
    workbook_part = "xl/workbook.xml";
    for (const pugi::xml_node relation : child(*package, "Relationships").children()) {
        if (attribute(relation, "Type").ends_with("/officeDocument")) {
            workbook_part = resolved("", attribute(relation, "Target"));
        }
    }
    const auto slash = workbook_part.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : workbook_part.substr(0, slash + 1);
    XH_TRY(text, whole_part(zip.get(), workbook_part, limits.part_bytes_max));
    XH_TRY(book, whole_tree(text));
    workbook = std::move(book);
    XH_TRY(rels, tree(zip.get(), folder + "_rels/" + workbook_part.substr(folder.size()) + ".rels",
                      reading));
    const Relations relations = relations_of(child(*rels, "Relationships"), folder);
    const pugi::xml_node root = child(*workbook, "workbook");
    const std::string date1904 = attribute(child(root, "workbookPr"), "date1904");
    system = date1904 == "1" || date1904 == "true" ? DateSystem::from_1904 : DateSystem::from_1900;
    for (const pugi::xml_node sheet : child(root, "sheets").children()) {
        const auto part = relations.by_id.find(attribute(sheet, "id"));
        const std::string name = attribute(sheet, "name");
        if (part != relations.by_id.end() && part->second.find("worksheets") != std::string::npos &&
            is_clean_utf8(name)) {
            parts[name] = part->second;
        }
    }
    if (parts.empty()) {
        return damaged("no sheet");
    }
    if (!relations.styles.empty()) {
        XH_TRY(styles, tree(zip.get(), relations.styles, reading));
        date_styles = date_styles_of(child(*styles, "styleSheet"));
    }
    return {};
}

Done FormBook::take_name(const pugi::xml_node& node) {
    const std::string name = attribute(node, "name");
    if (!is_clean_utf8(name) || name.size() > limits.name_bytes_max) {
        return damaged("name");
    }
    // Excel's own (print areas, filters), and what people do not see in the name box.
    const bool own = name.empty() || to_lower_ascii(name).starts_with("_xl") ||
                     attribute(node, "hidden") == "1" || attribute(node, "function") == "1" ||
                     attribute(node, "vbProcedure") == "1" || attribute(node, "xlm") == "1";
    if (own) {
        return {};
    }
    auto place = place_of(trim(node.text().get()));
    if (!place || !parts.contains(place->first)) {
        skipped.push_back(name);
        return {};
    }
    const auto known = std::find_if(names.begin(), names.end(),
                                    [&](const BookName& one) { return one.name == name; });
    if (known == names.end()) {
        names.push_back({name, {std::move(*place)}});
    } else {
        known->places.push_back(std::move(*place));
    }
    return {};
}

Done FormBook::read_names() {
    std::size_t places = 0;
    for (const pugi::xml_node node :
         child(child(*workbook, "workbook"), "definedNames").children()) {
        if (local(node.name()) != "definedName") {
            continue;
        }
        XH_DO(take_name(node));
        if (names.size() + skipped.size() > limits.names_max || ++places > limits.places_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_many_names");
        }
    }
    return {};
}

Result<FormSheet> FormBook::sheet(const std::string& name) const {
    XH_TRY(text, whole_part(zip.get(), parts.at(name), limits.part_bytes_max));
    return FormSheet::parse(text, limits);
}

bool FormBook::is_date(const pugi::xml_node& cell) const {
    const auto style = static_cast<std::size_t>(cell.attribute("s").as_uint(0));
    return style < date_styles.size() && date_styles[style];
}

Result<FormNames> read_form(std::string_view bytes, const FormLimits& limits) {
    XH_TRY(book, FormBook::open(bytes, limits));
    std::map<std::string, FormSheet> sheets;
    for (const auto& [name, part] : book.parts) {
        XH_TRY(sheet, book.sheet(name));  // Those without names too: filling reads them all.
        sheets.emplace(name, std::move(sheet));
    }
    FormNames form{{}, book.skipped};
    std::size_t total = 0;
    for (const BookName& name : book.names) {
        FormName found;
        found.name = name.name;
        for (const auto& [sheet_name, range] : name.places) {
            const FormSheet& sheet = sheets.at(sheet_name);
            const auto cells = sheet.cells_of(range, limits.cells_max);
            if (cells.empty()) {
                found.places.clear();
                break;
            }
            total += cells.size();
            for (const CellKey& key : cells) {
                found.has_formula |= FormSheet::has_formula(sheet.find(key));
            }
            found.is_date |= book.is_date(sheet.find(cells.front()));
            found.places.push_back({sheet_name, range_text(cells), static_cast<int>(cells.size())});
        }
        if (found.places.empty()) {
            form.skipped.push_back(name.name);  // A whole table: nothing that one fills in.
        } else {
            form.names.push_back(std::move(found));
        }
        if (total > limits.cells_total_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_many_names");
        }
    }
    if (form.names.empty()) {
        return fail(ErrorCode::invalid, "spreadsheet.no_names");
    }
    return form;
}

}  // namespace xiuhua::spreadsheet
