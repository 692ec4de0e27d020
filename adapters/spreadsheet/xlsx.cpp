// Office Open XML as the peers of Excel write it. The sheet is streamed twice: once for its merged cells, which
// stand after the data, and once for the rows.
#include <charconv>
#include <cstring>

#include "adapters/spreadsheet/cell_format.hpp"
#include "adapters/spreadsheet/formats.hpp"
#include "adapters/spreadsheet/package.hpp"
#include "adapters/spreadsheet/xml_pull.hpp"

namespace xiuhua::spreadsheet {
namespace {

// Shared strings back to back: half a million of them without half a million allocations.
class SharedStrings {
  public:
    std::string_view at(std::size_t index) const {
        if (index + 1 >= starts_.size()) {
            return {};
        }
        return std::string_view{text_}.substr(starts_[index], starts_[index + 1] - starts_[index]);
    }
    Done append(std::string_view text, const Limits& limits) {
        text_ += text;
        if (text_.size() > limits.shared_bytes_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_large");
        }
        starts_.push_back(text_.size());
        return {};
    }

  private:
    std::string text_;
    std::vector<std::size_t> starts_{0};
};

// _x000D_ stands for a character XML cannot carry (ECMA-376 part 1, 22.9.2.19).
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::uint32_t value = 0;
        if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_' &&
            std::from_chars(&text[i + 2], &text[i + 6], value, 16).ptr == &text[i + 6]) {
            if (value > 0 && (value < 0xD800 || value > 0xDFFF)) {
                append_utf8(out, value);
            }
            i += 6;
        } else {
            out += text[i];
        }
    }
    return out;
}

// Reads up to the end of `element`, gathering the text of its <t>; phonetic runs (rPh) are not the text.
Result<std::string> rich_text(XmlPull& xml, std::string_view element, const Limits& limits) {
    std::string out;
    bool in_text = false;
    int phonetic = 0;
    while (true) {
        XH_TRY(token, xml.next());
        switch (token) {
            case XmlPull::Token::start:
                phonetic += xml.name() == "rPh" ? 1 : 0;
                in_text = xml.name() == "t" && phonetic == 0;
                break;
            case XmlPull::Token::end:
                if (xml.name() == element) {
                    return out.find("_x") == std::string::npos ? out : unescaped(out);
                }
                phonetic -= xml.name() == "rPh" ? 1 : 0;
                in_text = false;
                break;
            case XmlPull::Token::text:
                if (in_text) {
                    out += xml.text();
                }
                if (out.size() > limits.cell_bytes_max) {
                    return fail(ErrorCode::too_large, "spreadsheet.cell_too_long");
                }
                break;
            case XmlPull::Token::finished:
                return damaged("text without end");
        }
    }
}

struct Merge {
    std::int64_t row_first = 0, row_last = 0;
    std::size_t column_first = 0, column_last = 0;
    std::string value;  // Of its first cell, once read.
};

// Reads one cell's content into text.
struct CellReader {
    const SharedStrings& shared;
    const std::vector<bool>& date_styles;
    DateSystem system;
    const Limits& limits;

    std::string text_of(std::string_view type, std::size_t style, std::string value) const {
        if (type == "s") {
            std::size_t index = 0;
            std::from_chars(value.data(), value.data() + value.size(), index);
            return std::string{shared.at(index)};
        }
        if (type == "b") {
            return value == "1" ? "TRUE" : "FALSE";
        }
        if (type == "e" || type == "str") {
            return value.find("_x") == std::string::npos ? value : unescaped(value);
        }
        if (type == "d") {  // ISO 8601
            const auto t = value.find('T');
            if (t != std::string::npos) {
                value[t] = ' ';
                if (value.ends_with(" 00:00:00")) {
                    value.resize(t);
                }
            }
            return value;
        }
        double number = 0;
        const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
        if (parsed.ec != std::errc{}) {
            return value;
        }
        if (style < date_styles.size() && date_styles[style]) {
            std::string date = date_text(number, system);
            if (!date.empty()) {
                return date;
            }
        }
        return number_text(number);
    }

    // From after <c> to its end.
    Result<std::string> read(XmlPull& xml) const {
        const std::string type{xml.attribute("t")};
        const std::string style_text{xml.attribute("s")};
        std::size_t style = 0;
        std::from_chars(style_text.data(), style_text.data() + style_text.size(), style);
        std::string value, inline_text;
        bool in_value = false;
        while (true) {
            XH_TRY(token, xml.next());
            if (token == XmlPull::Token::finished) {
                return damaged("cell without end");
            }
            if (token == XmlPull::Token::start) {
                in_value = xml.name() == "v";
                if (xml.name() == "is") {
                    XH_TRY(text, rich_text(xml, "is", limits));
                    inline_text = std::move(text);
                }
            } else if (token == XmlPull::Token::text) {
                if (in_value) {
                    value += xml.text();
                }
            } else if (xml.name() == "c") {
                break;
            } else {
                in_value = false;
            }
            if (value.size() > limits.cell_bytes_max) {
                return fail(ErrorCode::too_large, "spreadsheet.cell_too_long");
            }
        }
        if (type == "inlineStr") {
            return inline_text;
        }
        return value.empty() ? std::string{} : text_of(type, style, std::move(value));
    }
};

// Gives merged cells the value of their first, and sends filled rows on.
class RowMaker {
  public:
    RowMaker(std::vector<Merge> merges, const Limits& limits, const Visit& visit)
        : merges_(std::move(merges)), limits_(limits), visit_(visit) {
        std::sort(merges_.begin(), merges_.end(), [](const Merge& left, const Merge& right) {
            return left.row_first < right.row_first;
        });
    }

    Done begin(std::int64_t number) {
        row_.number = number > row_.number ? number : row_.number + 1;
        row_.cells.clear();
        return row_.number > limits_.rows_max
                   ? Done{fail(ErrorCode::too_large, "spreadsheet.too_many_rows")}
                   : Done{};
    }
    Done cell(std::size_t column, std::string value) {
        if (value.empty()) {
            return {};
        }
        if (column >= limits_.columns_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_many_columns");
        }
        if (row_.cells.size() <= column) {
            row_.cells.resize(column + 1);
        }
        row_.cells[column] = std::move(value);
        return {};
    }
    Done end() {
        if (row_.cells.empty()) {
            return {};  // A row that has nothing but its part in a merged cell is blank.
        }
        repeat_merged();
        return visit_(row_);
    }

  private:
    void repeat_merged() {
        while (next_ < merges_.size() && merges_[next_].row_first <= row_.number) {
            open_.push_back(next_++);
        }
        std::erase_if(open_, [&](std::size_t i) { return merges_[i].row_last < row_.number; });
        for (const std::size_t i : open_) {
            Merge& merge = merges_[i];
            if (merge.row_first == row_.number && merge.column_first < row_.cells.size()) {
                merge.value = row_.cells[merge.column_first];
            }
            if (merge.value.empty()) {
                continue;
            }
            if (row_.cells.size() <= merge.column_last) {
                row_.cells.resize(std::min(merge.column_last + 1, limits_.columns_max));
            }
            for (std::size_t column = merge.column_first;
                 column <= merge.column_last && column < row_.cells.size(); ++column) {
                row_.cells[column] = merge.value;
            }
        }
    }

    std::vector<Merge> merges_;
    std::size_t next_ = 0;
    std::vector<std::size_t> open_;
    const Limits& limits_;
    const Visit& visit_;
    SheetRow row_;
};

}  // namespace

struct Xlsx::Impl {
    Zip zip;
    Limits limits;
    std::vector<Sheet> sheets;
    std::vector<std::string> parts;  // Of the sheets, by index.
    SharedStrings shared;
    std::vector<bool> date_styles;  // By cell style.
    DateSystem system = DateSystem::from_1900;

    Done read_workbook();
    Done read_styles(const std::string& part);
    Done read_shared(const std::string& part);
    Result<std::vector<Merge>> read_merges(const std::string& part) const;
};

Done Xlsx::Impl::read_workbook() {
    XH_TRY(package, tree(zip.get(), "_rels/.rels", limits));
    std::string workbook = "xl/workbook.xml";
    for (const pugi::xml_node relation : child(*package, "Relationships").children()) {
        if (attribute(relation, "Type").ends_with("/officeDocument")) {
            workbook = resolved("", attribute(relation, "Target"));
        }
    }
    const auto slash = workbook.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : workbook.substr(0, slash + 1);
    const std::string file = workbook.substr(folder.size());
    XH_TRY(book, tree(zip.get(), workbook, limits));
    XH_TRY(rels, tree(zip.get(), folder + "_rels/" + file + ".rels", limits));
    const Relations relations = relations_of(child(*rels, "Relationships"), folder);

    const pugi::xml_node root = child(*book, "workbook");
    const std::string date1904 = attribute(child(root, "workbookPr"), "date1904");
    system = date1904 == "1" || date1904 == "true" ? DateSystem::from_1904 : DateSystem::from_1900;
    for (const pugi::xml_node sheet : child(root, "sheets").children()) {
        const auto part = relations.by_id.find(attribute(sheet, "id"));
        const std::string state = attribute(sheet, "state");
        if (part != relations.by_id.end() && (state.empty() || state == "visible") &&
            part->second.find("worksheets") != std::string::npos) {
            sheets.push_back({attribute(sheet, "name")});
            parts.push_back(part->second);
        }
    }
    if (sheets.empty()) {
        return damaged("no sheet");
    }
    if (!relations.styles.empty()) {
        XH_DO(read_styles(relations.styles));
    }
    if (!relations.shared.empty()) {
        XH_DO(read_shared(relations.shared));
    }
    return {};
}

Done Xlsx::Impl::read_styles(const std::string& part) {
    XH_TRY(document, tree(zip.get(), part, limits));
    const pugi::xml_node root = child(*document, "styleSheet");
    date_styles = date_styles_of(root);
    return {};
}

Done Xlsx::Impl::read_shared(const std::string& part) {
    XH_TRY(source, part_source(zip.get(), part, limits.inflated_bytes_max));
    XmlPull xml{source};
    while (true) {
        XH_TRY(token, xml.next());
        if (token == XmlPull::Token::finished) {
            return {};
        }
        if (token == XmlPull::Token::start && xml.name() == "si") {
            XH_TRY(text, rich_text(xml, "si", limits));
            XH_DO(shared.append(text, limits));
        }
    }
}

// Only what follows the data is parsed: most of the part is passed over as bytes.
Result<std::vector<Merge>> Xlsx::Impl::read_merges(const std::string& part) const {
    XH_TRY(source, part_source(zip.get(), part, limits.inflated_bytes_max));
    std::string window;
    bool found = false;
    XmlPull xml{[&](char* buffer, std::size_t size) -> Result<std::size_t> {
        constexpr std::string_view mark = "sheetData>";
        constexpr std::size_t kept = 64;  // The mark may be cut by the end of a piece.
        while (true) {
            XH_TRY(read, source(buffer, size));
            if (read == 0 || found) {
                return read;
            }
            window.append(buffer, read);
            const auto at = window.rfind(mark);
            const auto tag = at == std::string::npos ? at : window.rfind("</", at);
            if (tag != std::string::npos && at - tag < kept / 2) {  // A prefix may stand between.
                found = true;
                const std::string rest = window.substr(at + mark.size(), size);
                std::memcpy(buffer, rest.data(), rest.size());
                if (!rest.empty()) {
                    return rest.size();
                }
                continue;
            }
            window.erase(0, window.size() - std::min(window.size(), kept));
        }
    }};
    std::vector<Merge> merges;
    while (true) {
        XH_TRY(token, xml.next());
        if (token == XmlPull::Token::finished) {
            return merges;
        }
        if (token != XmlPull::Token::start || xml.name() != "mergeCell") {
            continue;
        }
        const std::string ref{xml.attribute("ref")};
        const auto colon = ref.find(':');
        const CellAddress first = parse_address(ref.substr(0, colon));
        const CellAddress last =
            colon == std::string::npos ? first : parse_address(ref.substr(colon + 1));
        if (first.row > 0 && last.row >= first.row && last.column >= first.column) {
            merges.push_back({first.row, last.row, first.column, last.column, {}});
        }
        if (merges.size() > limits.merges_max) {
            return fail(ErrorCode::too_large, "spreadsheet.too_large");
        }
    }
}

Xlsx::Xlsx(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Xlsx::~Xlsx() = default;
const std::vector<Sheet>& Xlsx::sheets() const {
    return impl_->sheets;
}

Result<std::unique_ptr<Xlsx>> Xlsx::open(std::string_view bytes, const Limits& limits) {
    XH_TRY(opened, open_zip(bytes, limits));
    auto impl = std::make_unique<Impl>();
    impl->zip = std::move(opened);
    impl->limits = limits;
    if (zip_name_locate(impl->zip.get(), "_rels/.rels", 0) < 0) {
        return fail(ErrorCode::invalid, "spreadsheet.unknown_format");
    }
    XH_DO(impl->read_workbook());
    return std::unique_ptr<Xlsx>{new Xlsx{std::move(impl)}};
}

Done Xlsx::each_row(std::size_t sheet, const Visit& visit) const {
    if (sheet >= impl_->parts.size()) {
        return fail(ErrorCode::not_found, "spreadsheet.no_such_sheet");
    }
    const std::string& part = impl_->parts[sheet];
    const Limits& limits = impl_->limits;
    XH_TRY(merges, impl_->read_merges(part));
    XH_TRY(source, part_source(impl_->zip.get(), part, limits.inflated_bytes_max));
    XmlPull xml{source};
    const CellReader reader{impl_->shared, impl_->date_styles, impl_->system, limits};
    RowMaker rows{std::move(merges), limits, visit};
    std::size_t column = 0;
    bool in_row = false;
    while (true) {
        XH_TRY(token, xml.next());
        if (token == XmlPull::Token::finished) {
            return in_row ? Done{damaged("row without end")} : Done{};
        }
        if (token == XmlPull::Token::start && xml.name() == "row") {
            const std::string_view number = xml.attribute("r");
            std::int64_t parsed = 0;
            std::from_chars(number.data(), number.data() + number.size(), parsed);
            XH_DO(rows.begin(parsed));
            column = 0;
            in_row = true;
        } else if (token == XmlPull::Token::start && xml.name() == "c" && in_row) {
            const CellAddress address = parse_address(xml.attribute("r"));
            column = address.row > 0 ? address.column : column;
            XH_TRY(value, reader.read(xml));
            XH_DO(rows.cell(column, std::move(value)));
            ++column;
        } else if (token == XmlPull::Token::end && xml.name() == "row" && in_row) {
            in_row = false;
            XH_DO(rows.end());
        } else if (token == XmlPull::Token::end && xml.name() == "sheetData") {
            return {};
        }
    }
}

}  // namespace xiuhua::spreadsheet
