// Whatever an office sends: every row is in, or in the file of errors with its reason. Random dirt from a seed; a
// failing seed is printed and plays again.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <xlsxwriter.h>

#include <fstream>
#include <random>
#include <set>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "kernel/identity_number.hpp"
#include "rooms/registry/actions_import.hpp"
#include "testkit/host_fixture.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::registry {
namespace {

using testkit::TestApp;

using testkit::must;

// What must come of a row; `either`: the register decides (twice in the sheet).
enum class Fate { in, out, either };
struct DirtyRow {
    std::vector<std::string> cells;  // As the titles stand.
    Fate fate = Fate::in;
};
struct DirtySheet {
    std::vector<std::vector<std::string>> above;  // Titles of the sheet, notes.
    std::vector<std::string> titles;
    std::vector<DirtyRow> rows;
};

class Dirt {
  public:
    explicit Dirt(unsigned seed) : random_(seed) {}

    bool one_in(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)) == 0; }
    int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

    std::string card() {
        const std::string seventeen = fmt::format("999999{:04}{:02}{:02}{:03}", 1950 + below(70),
                                                  1 + below(12), 1 + below(28), 1 + next_++ % 998);
        return seventeen + identity_check_character(seventeen);
    }
    std::string phone() { return fmt::format("13{:09}", next_++); }
    std::string name() {
        static const std::vector<std::string> names{"王伟",   "李娜",        "张小敏",
                                                    "欧阳静", "买买提·艾力", "陈 强",
                                                    "刘　洋", "赵𠮷",        "Anna Smith"};
        return names[static_cast<std::size_t>(below(static_cast<int>(names.size())))];
    }
    // The same value as people type it.
    std::string as_typed(const std::string& text) {
        switch (below(6)) {
            case 0:
                return full_width(text);
            case 1:
                return "  " + text + "　";
            case 2:
                return text + "\xC2\xA0";
            case 3:
                return "\t" + text;
            default:
                return text;
        }
    }
    DirtySheet sheet(int rows);

  private:
    static std::string full_width(const std::string& text) {
        std::string wide;
        for (const char c : text) {
            if (c >= '0' && c <= '9') {
                wide += "\xEF\xBC";
                wide += static_cast<char>(0x90 + (c - '0'));
            } else {
                wide += c;
            }
        }
        return wide;
    }
    DirtyRow row();
    std::string birth_date(const std::string& number);

    std::mt19937 random_;
    int next_ = 1;
    std::vector<std::string> used_;
};

// The number's own birthday, written in one of the ways offices write it.
std::string Dirt::birth_date(const std::string& number) {
    const std::string y = number.substr(6, 4), m = number.substr(10, 2), d = number.substr(12, 2);
    switch (below(6)) {
        case 0:
            return y + "-" + m + "-" + d;
        case 1:
            return fmt::format("{}/{}/{}", y, std::stoi(m), std::stoi(d));
        case 2:
            return fmt::format("{}年{}月{}日", y, std::stoi(m), std::stoi(d));
        case 3:
            return y + m + d;
        case 4:
            return y + "." + m + "." + d;
        default: {
            const auto day = *parse_date(y + "-" + m + "-" + d);
            const Date zero{std::chrono::year{1899} / 12 / 30};
            return std::to_string((day - zero).count());  // A date that lost its format.
        }
    }
}

DirtyRow Dirt::row() {
    const std::string number = card();
    std::vector<std::string> cells{name(),
                                   as_typed(number),
                                   as_typed(phone()),
                                   "",
                                   std::to_string(1 + below(9)) + (one_in(2) ? "号楼" : ""),
                                   std::to_string(1 + below(3)),
                                   std::to_string(101 + below(300)),
                                   "备注，\"引号\"\n第二行"};
    DirtyRow made{cells, Fate::in};
    switch (below(14)) {
        case 0:
            made.cells[1].clear();
            made.cells[1] = number.substr(0, 17) + (number.back() == '1' ? "2" : "1");
            made.fate = Fate::out;
            break;
        case 1:
            made.cells[0] = one_in(2) ? "" : "　 ";
            made.fate = Fate::out;
            break;
        case 2:
            made.cells[2] = one_in(2) ? "12345" : "无";
            made.fate = Fate::out;
            break;
        case 3:
            made.cells[3] = "1990-13-45";
            made.fate = Fate::out;
            break;
        case 4:
            made.cells[1] = "4.10105199001010E+17";
            made.fate = Fate::out;
            break;
        case 5:
            made.cells[static_cast<std::size_t>(below(4))] = "#N/A";
            made.fate = Fate::out;
            break;
        case 6:
            if (!used_.empty()) {
                made.cells[1] =
                    used_[static_cast<std::size_t>(below(static_cast<int>(used_.size())))];
                made.fate = Fate::either;  // Unless the first of them was thrown out itself.
            }
            break;
        case 7:
            made.cells[1].clear();  // Without a number one goes in all the same.
            break;
        case 8:
            made.cells[3] = birth_date(number);
            break;
        case 9:
            made.cells[0] = std::string(200, 'x');
            made.fate = Fate::out;
            break;
        case 10:
            made.cells[1] = "'" + number;
            break;
        case 11:
            made.cells.assign(
                {"", "", "", "", "", "", "", "合计若干"});  // A note in a column of no meaning.
            made.fate = Fate::out;
            break;
        default:
            break;
    }
    if (made.fate == Fate::in && !made.cells[1].empty()) {
        used_.push_back(number);
    }
    return made;
}

DirtySheet Dirt::sheet(int rows) {
    DirtySheet sheet;
    sheet.titles = {"姓 名*", "身份证号", "联系电话", "出生日期", "楼栋", "单元", "房号", "备注"};
    const int above = below(3);  // The header stands in row 1, 2 or 3.
    for (int i = 0; i < above; ++i) {
        sheet.above.push_back({i == 0 ? "某社区居民登记表" : "填表人：某某"});
    }
    for (int i = 0; i < rows; ++i) {
        if (one_in(9)) {
            sheet.rows.push_back({{"", "  ", "　", "", "", "", "", ""}, Fate::either});
            continue;
        }
        sheet.rows.push_back(row());
    }
    return sheet;
}

bool is_empty(const DirtyRow& row) {
    return is_blank_row(row.cells);
}

std::string quoted(const std::string& cell) {
    std::string out = "\"";
    for (const char c : cell) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + "\"";
}

std::string csv_line(const std::vector<std::string>& cells, Dirt& dirt) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string& cell = cells[i];
        const bool needs = cell.find_first_of(",\"\r\n") != std::string::npos || dirt.one_in(5);
        line += (i == 0 ? "" : ",") + (needs ? quoted(cell) : cell);
    }
    return line + (dirt.one_in(2) ? "\r\n" : "\n");
}

std::string csv_of(const DirtySheet& sheet, Dirt& dirt) {
    std::string text;
    for (const auto& line : sheet.above) {
        text += csv_line(line, dirt);
    }
    text += csv_line(sheet.titles, dirt);
    for (const DirtyRow& row : sheet.rows) {
        text += csv_line(row.cells, dirt);
    }
    return text;
}

std::string gb18030(const std::string& utf8) {
    UErrorCode status = U_ZERO_ERROR;
    std::string out(utf8.size() * 2 + 16, '\0');
    const auto size = ucnv_convert("GB18030", "UTF-8", out.data(), static_cast<int>(out.size()),
                                   utf8.data(), static_cast<int>(utf8.size()), &status);
    REQUIRE(U_SUCCESS(status));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string file_text(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
}

// With hidden columns, merged titles, formulas with their values, numbers where text was meant.
std::string xlsx_of(const DirtySheet& sheet, Dirt& dirt, const std::filesystem::path& file) {
    lxw_workbook* book = workbook_new(file.c_str());
    lxw_worksheet* page = workbook_add_worksheet(book, nullptr);
    lxw_row_t at = 0;
    for (const auto& line : sheet.above) {
        worksheet_merge_range(page, at, 0, at, 7, line[0].c_str(), nullptr);
        ++at;
    }
    lxw_row_col_options hidden{};
    hidden.hidden = 1;
    worksheet_set_column_opt(page, 7, 7, 12, nullptr, &hidden);
    for (lxw_col_t column = 0; column < 8; ++column) {
        worksheet_write_string(page, at, column, sheet.titles[column].c_str(), nullptr);
    }
    for (const DirtyRow& row : sheet.rows) {
        ++at;
        for (lxw_col_t column = 0; column < 8; ++column) {
            const std::string& cell = row.cells[column];
            const bool digits = !cell.empty() && cell.size() < 6 &&
                                cell.find_first_not_of("0123456789") == std::string::npos;
            if (digits && dirt.one_in(2)) {
                worksheet_write_number(page, at, column, std::stod(cell), nullptr);
            } else if (!cell.empty() && (cell == "#N/A" || dirt.one_in(12))) {
                worksheet_write_formula_str(page, at, column, "=A1&\"\"", nullptr, cell.c_str());
            } else if (!cell.empty()) {
                worksheet_write_string(page, at, column, cell.c_str(), nullptr);
            }
        }
    }
    REQUIRE(workbook_close(book) == LXW_NO_ERROR);
    return file_text(file);
}

struct Outcome {
    ImportView view;
    std::map<std::int64_t, std::string> left;  // Reasons by the sheet's row.
};

Outcome import(TestApp& app, const std::string& bytes) {
    Services& services = app.program().services();
    const Viewer lead = app.viewer_of("lead_qian");
    const std::string request = "test";
    const Caller caller{services, lead, request};
    const auto file = services.config.data / "upload.bin";
    std::ofstream{file, std::ios::binary} << bytes;
    Outcome outcome;
    const ImportView view = must(upload_import(caller, file, {"脏表", std::nullopt}));
    const ImportPreview preview =
        must(map_import(caller, view.id, {view.header_row, view.mapping, std::nullopt, {}}));
    CHECK(preview.good + preview.bad + preview.duplicates == view.rows);
    must(
        app.act("lead_qian", [&](Context& context) { return start_import(context, view.id, {}); }));
    app.settle();
    outcome.view =
        must(app.act("lead_qian", [&](Context& context) { return see_import(context, view.id); }));
    const auto errors = must(write_import_errors(caller, view.id));
    const auto reader = must(spreadsheet::Reader::open_file(errors.string()));
    must(reader.each_row(0, [&](const spreadsheet::SheetRow& row) -> Done {
        if (row.number > 1) {
            CHECK(row.cells.size() >= 2);
            CHECK(outcome.left.emplace(std::stoll(row.cells[0]), row.cells[1]).second);
            CHECK_FALSE(row.cells[1].empty());
            CHECK(row.cells[1].find("registry.") == std::string::npos);  // Words, not keys.
        }
        return {};
    }));
    std::filesystem::remove(errors);
    return outcome;
}

// `lines`: how many lines of the sheet stand above the first row of data.
void check_rows(const DirtySheet& sheet, const Outcome& outcome, bool numbers_hold) {
    const ImportView& view = outcome.view;
    CHECK(view.state == ImportState::finished);
    CHECK(view.good + view.bad + view.duplicates == view.rows);
    CHECK(static_cast<std::int64_t>(outcome.left.size()) == view.bad + view.duplicates);
    std::int64_t read = 0;
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        const DirtyRow& row = sheet.rows[i];
        read += is_empty(row) ? 0 : 1;
        if (is_empty(row) || row.fate == Fate::either || !numbers_hold) {
            continue;
        }
        const auto number = static_cast<std::int64_t>(sheet.above.size() + 2 + i);
        INFO("row " << number << " " << row.cells[0] << " | " << row.cells[1] << " | "
                    << row.cells[2] << " | " << row.cells[3]);
        CHECK(outcome.left.contains(number) == (row.fate == Fate::out));
    }
    CHECK(view.rows == read);
}

}  // namespace

TEST_CASE("whatever the sheet, each row is in or in the file of errors with its reason") {
    constexpr unsigned seeds = 8;
    for (const Engine engine : testkit::engines()) {
        TestApp app{engine};
        for (unsigned seed = 1; seed <= seeds; ++seed) {
            INFO(testkit::engine_name(engine) << " seed " << seed);
            // Numbers differ from seed to seed, so that each sheet meets a register that does not know them.
            Dirt dirt{seed * 7'919 + (engine == Engine::sqlite ? 0U : 1U)};
            const DirtySheet sheet = dirt.sheet(20 + dirt.below(60));
            switch (seed % 4) {
                case 0:
                    check_rows(sheet, import(app, csv_of(sheet, dirt)), true);
                    break;
                case 1:
                    check_rows(sheet, import(app, gb18030(csv_of(sheet, dirt))), true);
                    break;
                default:
                    check_rows(
                        sheet,
                        import(app, xlsx_of(sheet, dirt,
                                            app.program().services().config.data / "dirty.xlsx")),
                        true);
            }
        }
    }
}

TEST_CASE("a file whose encoding is broken is refused as a whole, and nothing of it goes in") {
    TestApp app;
    Dirt dirt{99};
    const DirtySheet sheet = dirt.sheet(30);
    std::string bytes = gb18030(csv_of(sheet, dirt));
    bytes.insert(bytes.size() / 2, "\xFF\xFF\x80");
    Services& services = app.program().services();
    const Viewer lead = app.viewer_of("lead_qian");
    const std::string request = "test";
    const auto file = services.config.data / "upload.bin";
    std::ofstream{file, std::ios::binary} << bytes;
    const auto view = upload_import({services, lead, request}, file, {"坏表", std::nullopt});
    REQUIRE_FALSE(view);
    CHECK(view.error().key == "spreadsheet.unknown_encoding");
}

}  // namespace xiuhua::registry
