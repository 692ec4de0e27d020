#include "adapters/spreadsheet/spreadsheet.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <xlsxwriter.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "adapters/spreadsheet/cell_format.hpp"
#include "adapters/spreadsheet/formats.hpp"

namespace xiuhua::spreadsheet {
namespace {

std::string scratch_file(const std::string& name) {
    const auto folder =
        std::filesystem::temp_directory_path() / fmt::format("xiuhua-spreadsheet-{}", ::getpid());
    std::filesystem::create_directories(folder);
    return (folder / name).string();
}

std::string file_bytes(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

// A zip of the given parts, made by hand.
std::string zip_of(const std::map<std::string, std::string>& parts) {
    const std::string path = scratch_file("hand.zip");
    std::filesystem::remove(path);
    int error = 0;
    zip_t* zip = zip_open(path.c_str(), ZIP_CREATE, &error);
    REQUIRE(zip != nullptr);
    for (const auto& [name, text] : parts) {
        zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0),
                     ZIP_FL_ENC_UTF_8);
    }
    REQUIRE(zip_close(zip) == 0);
    return file_bytes(path);
}

struct Book {
    std::string sheet_data;
    std::string tail = {};
    std::string shared = {};
    std::string formats = {};
    std::string properties = {};
};

std::string book_of(const Book& book) {
    std::map<std::string, std::string> parts{
        {"_rels/.rels", R"(<Relationships><Relationship Id="r1" Type="http://x/officeDocument" )"
                        R"(Target="xl/workbook.xml"/></Relationships>)"},
        {"xl/workbook.xml",
         "<workbook>" + book.properties +
             R"(<sheets><sheet name="说明" sheetId="9" state="hidden" )"
             R"(r:id="r9"/><sheet name="花名册" sheetId="1" r:id="r1"/></sheets>)"
             "</workbook>"},
        {"xl/_rels/workbook.xml.rels",
         R"(<Relationships><Relationship Id="r1" Type="http://x/worksheet" )"
         R"(Target="worksheets/sheet1.xml"/><Relationship Id="r9" Type="http://x/worksheet" )"
         R"(Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/styles" )"
         R"(Target="/xl/styles.xml"/><Relationship Id="r3" Type="http://x/sharedStrings" )"
         R"(Target="sharedStrings.xml"/></Relationships>)"},
        {"xl/styles.xml", "<styleSheet>" + book.formats + "</styleSheet>"},
        {"xl/sharedStrings.xml", "<sst>" + book.shared + "</sst>"},
        {"xl/worksheets/sheet1.xml",
         "<worksheet><sheetData>" + book.sheet_data + "</sheetData>" + book.tail + "</worksheet>"}};
    return zip_of(parts);
}

// "2:a|b;3:c" - rows with their numbers.
std::string rows_text(std::string bytes) {
    std::string out;
    const Done done = read_spreadsheet(std::move(bytes), [&](const SheetRow& row) -> Done {
        out += (out.empty() ? "" : ";") + std::to_string(row.number) + ":";
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            out += (i == 0 ? "" : "|") + row.cells[i];
        }
        return {};
    });
    return done ? out : "!" + done.error().key;
}

}  // namespace

TEST_CASE("a serial number reads as the day a clerk sees, in both date systems") {
    struct Row {
        double serial;
        DateSystem system;
        std::string_view text;
    };
    constexpr auto y1900 = DateSystem::from_1900;
    constexpr auto y1904 = DateSystem::from_1904;
    for (const Row& row :
         {Row{1, y1900, "1900-01-01"}, Row{59, y1900, "1900-02-28"}, Row{60, y1900, "1900-02-29"},
          Row{61, y1900, "1900-03-01"}, Row{32994, y1900, "1990-05-01"},
          Row{43891.5, y1900, "2020-03-01 12:00:00"}, Row{0.354166666667, y1900, "08:30:00"},
          Row{43891.9999999, y1900, "2020-03-02"}, Row{0, y1904, "1904-01-01"},
          Row{42429, y1904, "2020-03-01"}, Row{2958465, y1900, "9999-12-31"},
          Row{2958466, y1900, ""}, Row{-1, y1900, ""}}) {
        CAPTURE(row.serial);
        CHECK(date_text(row.serial, row.system) == row.text);
    }
}

TEST_CASE("a number format is a date by its letters, not by its quoted words or colours") {
    for (const int id : {14, 22, 27, 36, 45, 47, 50, 58}) {
        CHECK(is_date_format(id));
    }
    for (const int id : {0, 1, 13, 23, 26, 37, 44, 48, 49, 59}) {
        CHECK_FALSE(is_date_format(id));
    }
    for (const auto* code : {"yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d", "[h]:mm",
                             "mm:ss.0", "[Red]d-mmm"}) {
        CAPTURE(code);
        CHECK(is_date_code(code));
    }
    for (const auto* code : {"General", "0.00", "\"day\" 0", "[Red]0", "0.00E+00", "@", "\\d0",
                             "#,##0_);[Red]\\(#,##0\\)"}) {
        CAPTURE(code);
        CHECK_FALSE(is_date_code(code));
    }
}

TEST_CASE("a number reads as typed, and one of sixteen digits shows that it was rounded") {
    CHECK(number_text(13800000000.0) == "13800000000");
    CHECK(number_text(36.6) == "36.6");
    CHECK(number_text(-0.0) == "0");
    CHECK(number_text(0.1 + 0.2) == "0.30000000000000004");
    CHECK(number_text(999999999999999.0) == "999999999999999");
    CHECK(number_text(410105199001010017.0) == "4.10105199001010E+17");
}

TEST_CASE("every kind of cell becomes the text a person would retype") {
    const std::string shared =
        "<si><t>王芳</t></si><si><r><t>姚桥</t></r><r><t xml:space=\"preserve\">"
        " 家园</t></r><rPh><t>yao</t></rPh></si>";
    const std::string formats =
        "<numFmts><numFmt numFmtId=\"200\" "
        "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"200\"/></cellXfs>";
    struct Row {
        std::string cell;
        std::string_view text;
    };
    for (const Row& row : {Row{R"(<c r="A1" t="s"><v>0</v></c>)", "1:王芳"},
                           Row{R"(<c r="A1" t="s"><v>1</v></c>)", "1:姚桥 家园"},
                           Row{R"(<c r="A1" t="s"><v>7</v></c>)", ""},
                           Row{R"(<c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c>)", "1:a&b"},
                           Row{R"(<c r="A1" t="str"><f>A2</f><v>x_x000D_y</v></c>)", "1:x\ry"},
                           Row{R"(<c r="A1"><v>36.600000000000001</v></c>)", "1:36.6"},
                           Row{R"(<c r="A1" s="1"><v>32994</v></c>)", "1:1990-05-01"},
                           Row{R"(<c r="A1" s="2"><v>32994.25</v></c>)", "1:1990-05-01 06:00:00"},
                           Row{R"(<c r="A1" t="b"><v>1</v></c>)", "1:TRUE"},
                           Row{R"(<c r="A1" t="e"><v>#N/A</v></c>)", "1:#N/A"},
                           Row{R"(<c r="A1" t="d"><v>1990-05-01T00:00:00</v></c>)", "1:1990-05-01"},
                           Row{R"(<c r="C1"><v>5</v></c><c r="D1" s="1"/>)", "1:||5"},
                           Row{R"(<c><v>1</v></c><c/><c><v>3</v></c>)", "1:1||3"},
                           Row{R"(<x:c r="B1"><x:v>9</x:v></x:c>)", "1:|9"}}) {
        CAPTURE(row.cell);
        CHECK(rows_text(book_of({"<row r=\"1\">" + row.cell + "</row>", "", shared, formats})) ==
              row.text);
    }
    CHECK(rows_text(book_of({"<row><c s=\"1\"><v>42429</v></c></row>", "", "", formats,
                             "<workbookPr date1904=\"1\"/>"})) == "1:2020-03-01");
}

TEST_CASE("a merged cell repeats its value, and blank rows keep their numbers") {
    const std::string rows =
        R"(<row r="1"><c r="A1" t="inlineStr"><is><t>花名册</t></is></c></row>)"
        R"(<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>5</v></c></row>)"
        R"(<row r="4"><c r="B4"><v>6</v></c></row><row r="5"><c r="A5" s="3"/></row>)"
        R"(<row r="6"><c r="B6"><v>7</v></c></row>)";
    const std::string merges = R"(<mergeCells count="2"><mergeCell ref="A1:B2"/>)"
                               R"(<mergeCell ref="A3:A4"/><mergeCell ref="bad"/></mergeCells>)";
    CHECK(rows_text(book_of({rows, merges})) == "1:花名册|花名册;3:1|5;4:1|6;6:|7");
}

TEST_CASE("a damaged, foreign or hostile file is refused by name, never read half") {
    const std::string wide = R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)";
    const std::string good = R"(<row r="1"><c r="A1"><v>1</v></c></row>)";
    struct Row {
        std::string bytes;
        std::string_view outcome;
    };
    std::string cut = book_of({good});
    cut.resize(cut.size() / 2);
    for (const Row& row :
         {Row{"", "!spreadsheet.empty"}, Row{"\xD0\xCF\x11\xE0 old", "!spreadsheet.old_format"},
          Row{"<html><table>", "!spreadsheet.unknown_format"},
          Row{"%PDF-1.7", "!spreadsheet.unknown_format"},
          Row{std::string{"a,b\0c", 5}, "!spreadsheet.unknown_format"},
          Row{"\xFF\xFF\xFF,\x80", "!spreadsheet.unknown_encoding"},
          Row{"a,\"b", "!spreadsheet.quote_not_closed"}, Row{cut, "!spreadsheet.damaged"},
          Row{zip_of({{"a.txt", "hello"}}), "!spreadsheet.unknown_format"},
          Row{book_of({wide}), "!spreadsheet.too_many_columns"},
          Row{book_of({"<row r=\"1\"><c r=\"A1\"><v>1"}), "!spreadsheet.damaged"},
          Row{book_of({"<!DOCTYPE a [<!ENTITY b \"c\">]>" + good}), "!spreadsheet.damaged"},
          Row{book_of({R"(<row r="1"><c r="A1" t="str"><v>&bomb;</v></c></row>)"}),
              "!spreadsheet.damaged"},
          Row{book_of({R"(<row r="1"><c r="A1" t="str"><v>)" + std::string(200'000, 'x') +
                       "</v></c></row>"}),
              "!spreadsheet.cell_too_long"},
          Row{book_of({R"(<row r="1048577"><c><v>1</v></c></row>)"}),
              "!spreadsheet.too_many_rows"}}) {
        CAPTURE(row.outcome);
        CHECK(rows_text(row.bytes) == row.outcome);
    }
}

TEST_CASE("a zip bomb stops at the limit of inflated bytes") {
    Limits limits;
    limits.inflated_bytes_max = 1 << 20;
    const std::string bomb = book_of({"<row r=\"1\">" + std::string(8 << 20, ' ') + "</row>"});
    CHECK(bomb.size() < 64 * 1024);
    auto reader = Reader::open(bomb, limits);
    REQUIRE(reader);
    const Done done = reader->each_row(0, [](const SheetRow&) -> Done { return {}; });
    REQUIRE_FALSE(done);
    CHECK(done.error().key == "spreadsheet.too_large");
}

TEST_CASE("a CSV is read in the encodings and the quoting that offices use") {
    struct Row {
        std::string bytes;
        std::string_view text;
    };
    const std::string gb{"\xD0\xD5\xC3\xFB,\xB5\xE7\xBB\xB0\r\n\xCD\xF5\xB7\xBC,138\r\n"};
    const std::string gb_four_bytes{
        "\xD0\xD5\xC3\xFB\n\x82\x35\x87\x38\n"};  // U+3473 needs four bytes
    const std::string utf16{
        "\xFF\xFE"
        "a\0,\0b\0\n\0",
        10};
    for (const Row& row :
         {Row{"姓名,电话\n王芳,138\n", "1:姓名|电话;2:王芳|138"},
          Row{"\xEF\xBB\xBF姓名\n", "1:姓名"}, Row{gb, "1:姓名|电话;2:王芳|138"},
          Row{utf16, "1:a|b"}, Row{"a;b;c\n1;2,5;3", "1:a|b|c;2:1|2,5|3"}, Row{"a\tb\n", "1:a|b"},
          Row{"sep=|\r\na|b\r\n", "2:a|b"}, Row{"\"a\"\"b\",\"c\nd\"\ne\n", "1:a\"b|c\nd;2:e"},
          Row{"=\"0012\",x\n", "1:0012|x"}, Row{"a,b\r\r\n,,\nc,,\n", "1:a|b;4:c"},
          Row{"x\"y,z\n", "1:x\"y|z"}, Row{",,,\n", ""}}) {
        CAPTURE(row.bytes);
        CHECK(rows_text(row.bytes) == row.text);
    }
    CHECK(decode_text(gb_four_bytes).has_value());
}

TEST_CASE("what is written is read back, and text that looks like a formula stays text") {
    const std::string path = scratch_file("out.xlsx");
    auto writer = Writer::create(path, "花名册", {{"姓名"}, {"生日", 12}, {"数"}});
    REQUIRE(writer);
    const Date born{std::chrono::year{1990} / 5 / 1};
    REQUIRE(writer->row({std::string{"=1+1"}, born, 2.5}));
    REQUIRE(writer->row({std::string{"王芳"}, std::string{}, std::string{"013800"}}));
    REQUIRE(writer->finish());
    CHECK(rows_text(file_bytes(path)) == "1:姓名|生日|数;2:=1+1|1990-05-01|2.5;3:王芳||013800");
}

TEST_CASE("a register of 20,000 rows by another program is read whole, hidden sheets aside") {
    const std::string path = scratch_file("large.xlsx");
    lxw_workbook* book = workbook_new(path.c_str());
    lxw_worksheet* sheet = workbook_add_worksheet(book, "人员");
    lxw_format* date = workbook_add_format(book);
    format_set_num_format(date, "yyyy/m/d");
    worksheet_merge_range(sheet, 0, 0, 0, 3, "人员花名册", nullptr);
    for (lxw_row_t row = 1; row <= 20'000; ++row) {
        worksheet_write_string(sheet, row, 0, fmt::format("居民{}", row).c_str(), nullptr);
        worksheet_write_number(sheet, row, 1, 13800000000.0 + row, nullptr);
        worksheet_write_number(sheet, row, 2, 32994, date);
    }
    REQUIRE(workbook_close(book) == LXW_NO_ERROR);
    auto reader = Reader::open_file(path);
    REQUIRE(reader);
    CHECK(reader->format() == Format::xlsx);
    REQUIRE(reader->sheets().size() == 1);
    CHECK(reader->sheets()[0].name == "人员");
    std::int64_t rows = 0;
    SheetRow last;
    REQUIRE(reader->each_row(0, [&](const SheetRow& row) -> Done {
        ++rows;
        last = row;
        return {};
    }));
    CHECK(rows == 20'001);
    CHECK(last.number == 20'001);
    CHECK(last.cells == std::vector<std::string>{"居民20000", "13800020000", "1990-05-01"});
}

TEST_CASE("cut or flipped bytes never crash the reader") {
    const std::string whole =
        book_of({R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)",
                 R"(<mergeCells><mergeCell ref="A1:B2"/></mergeCells>)", "<si><t>a</t></si>"});
    for (std::size_t i = 0; i < whole.size(); i += 3) {
        std::string changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 0x41);
        (void)rows_text(changed);
        (void)rows_text(whole.substr(0, i));
    }
    CHECK(rows_text(whole) == "1:a|a");
}

}  // namespace xiuhua::spreadsheet
