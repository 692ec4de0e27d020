#include "adapters/spreadsheet/form.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "testkit/form_maker.hpp"

namespace xiuhua::spreadsheet {
namespace {

using testkit::daily_form;
using testkit::hand_parts;
using testkit::parts_of;
using testkit::rows_of;
using testkit::zip_of;

const Date day = *parse_date("2026-03-02");

std::string name_of(std::string_view name, std::string_view reference) {
    return fmt::format(R"(<definedName name="{}">{}</definedName>)", name, reference);
}

std::string fault_of(const std::string& bytes) {
    const auto read = read_form(bytes);
    return read ? "" : read.error().key;
}

std::string filled(const std::string& bytes, const std::vector<FormFill>& fills) {
    auto done = fill_form(bytes, fills);
    REQUIRE_MESSAGE(done, (done ? "" : done.error().key + " " + done.error().detail));
    return std::move(*done);
}

std::string fault_of_filling(const std::string& bytes, const std::vector<FormFill>& fills) {
    const auto done = fill_form(bytes, fills);
    return done ? "" : done.error().key + " " + done.error().field;
}

std::string sheet_of(const std::string& bytes, int number) {
    return parts_of(bytes).at(fmt::format("xl/worksheets/sheet{}.xml", number));
}

bool holds(const std::string& text, std::string_view what) {
    return text.find(what) != std::string::npos;
}

TEST_CASE("a form's names are read with the cells they stand on") {
    const auto form = read_form(daily_form());
    REQUIRE(form);
    std::map<std::string, FormName> names;
    for (const FormName& name : form->names) {
        names[name.name] = name;
    }
    REQUIRE(names.size() == 7);
    CHECK(names["report_date"].places.front().sheet == "日报");
    CHECK(names["report_date"].places.front().range == "B2");
    CHECK(names["report_date"].is_date);
    CHECK_FALSE(names["领导签字"].is_date);
    CHECK(names["isolation_active"].places.front().range == "B3");  // Merged: its first cell.
    CHECK(names["isolation_active"].places.front().cells == 1);
    CHECK(names["isolation_active_BY_COMMUNITY"].places.front().range == "B3:B6");
    CHECK(names["isolation_active_BY_COMMUNITY"].places.front().cells == 4);
    CHECK(names["合计"].has_formula);
    CHECK_FALSE(names["当日新增隔离人数"].has_formula);
    CHECK(form->skipped == std::vector<std::string>{"单价"});
}

TEST_CASE("a filled form has the values in its cells and everything else as it was") {
    const std::string form = daily_form();
    const std::string done = filled(form, {{"report_date", {day}},
                                           {"isolation_active", {42.0}},
                                           {"当日新增隔离人数", {7.0}},
                                           {"领导签字", {std::string{"钱丽华"}}},
                                           {"社区名称_各社区", {std::string{"姚桥社区"}}},
                                           {"isolation_active_BY_COMMUNITY", {30.0, 12.0}}});
    const auto daily = rows_of(done, 0);
    CHECK(daily.at(1).at(0) == "隔离情况日报");
    CHECK(daily.at(2).at(1) == "2026-03-02");
    CHECK(daily.at(3).at(1) == "42");
    CHECK(daily.at(3).at(2) == "42");  // Still merged.
    CHECK(daily.at(4).at(1) == "7");
    CHECK(daily.at(5).at(1) == "钱丽华");
    const auto communities = rows_of(done, 1);
    CHECK(communities.at(3) == std::vector<std::string>{"姚桥社区", "30"});
    CHECK(communities.at(4) == std::vector<std::string>{"", "12"});
    CHECK_FALSE(communities.contains(5));

    auto before = parts_of(form);
    auto after = parts_of(done);
    REQUIRE(before.size() == after.size());
    for (const auto& [name, text] : before) {
        const bool changes = name == "xl/workbook.xml" || name.starts_with("xl/worksheets/sheet");
        CHECK_MESSAGE((changes || after.at(name) == text), name);
    }
    const std::string sheet = sheet_of(done, 1);
    CHECK(holds(sheet, R"(<mergeCell ref="B3:C3")"));
    CHECK(holds(sheet, "<f>B3+B4</f>"));
    CHECK_FALSE(holds(sheet, "<v>77</v>"));  // The sum of the last report is nobody's sum.
    CHECK(holds(sheet, R"(<c r="B3" s="1"><v>42</v></c>)"));  // In its style.
    CHECK(holds(after.at("xl/workbook.xml"), R"(fullCalcOnLoad="1")"));
    const auto again = read_form(done);
    REQUIRE(again);
    CHECK(again->names.size() == 7);
}

TEST_CASE("the same values make the same bytes, and a filled form can be filled anew") {
    const std::string form = daily_form();
    const std::vector<FormFill> fills{{"isolation_active", {42.0}}};
    const std::string once = filled(form, fills);
    CHECK(once == filled(form, fills));
    const std::string twice = filled(once, {{"isolation_active", {43.0}}});
    CHECK(rows_of(twice, 0).at(3).at(1) == "43");
}

TEST_CASE("text stays text: no formula, no markup, no escape comes of it") {
    const std::string form = zip_of(
        hand_parts({R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row>)", name_of("a", "表!$A$1")}));
    for (const std::string text :
         {"=1+1", "<b>&\"'</b>", "_x000D_", " 前后有空格 ", "第一行\n第二行"}) {
        CAPTURE(text);
        const std::string done = filled(form, {{"a", {text}}});
        CHECK(rows_of(done, 0).at(1).at(0) == text);
        CHECK_FALSE(holds(sheet_of(done, 1), "<f>"));
    }
    const std::string control = filled(form, {{"a", {std::string{"a\x01\x02z"}}}});
    CHECK(rows_of(control, 0).at(1).at(0) == "az");
    const std::string dated = filled(form, {{"a", {day}}});
    CHECK(rows_of(dated, 0).at(1).at(0) == "2026年3月2日");  // The cell shows no dates.
    CHECK(rows_of(filled(form, {{"a", {}}}), 0).empty());
}

TEST_CASE(
    "cells that the file leaves out are made where they belong, in their row's or column's style") {
    const std::string form = zip_of(hand_parts(
        {R"(<row r="2" s="5" customFormat="1"><c r="A2"><v>1</v></c><c r="D2"><v>4</v></c></row>)"
         R"(<row r="9"><c r="B9"><v>9</v></c></row>)",
         name_of("b2", "表!$B$2") + name_of("c5", "'表'!$C$5") + name_of("z9", "表!Z9") +
             name_of("a1", "表!$A$1"),
         "", R"(<cols><col min="3" max="3" style="7"/></cols>)"}));
    const std::string sheet =
        sheet_of(filled(form, {{"b2", {2.0}}, {"c5", {5.0}}, {"z9", {26.0}}, {"a1", {1.0}}}), 1);
    CHECK(holds(sheet, R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="2")"));
    CHECK(holds(sheet, R"(</c><c r="B2" s="5"><v>2</v></c><c r="D2">)"));
    CHECK(holds(sheet, R"(<row r="5"><c r="C5" s="7"><v>5</v></c></row><row r="9">)"));
    CHECK(holds(sheet, R"(<c r="B9"><v>9</v></c><c r="Z9"><v>26</v></c></row>)"));
}

TEST_CASE(
    "rows and cells without numbers, prefixed elements and the dates of 1904 are understood") {
    auto parts = hand_parts({R"(<x:row><x:c><x:v>1</x:v></x:c><x:c s="1"/></x:row>)",
                             name_of("b1", "表!$B$1"), "", "", R"(<workbookPr date1904="1"/>)"});
    std::string& sheet = parts["xl/worksheets/sheet1.xml"];
    sheet = R"(<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c s="1"/>)"
            R"(</x:row></x:sheetData></x:worksheet>)";
    parts["xl/styles.xml"] = R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>)"
                             R"(</cellXfs></styleSheet>)";
    parts["xl/_rels/workbook.xml.rels"] =
        R"(<Relationships><Relationship Id="r1" Type="http://x/worksheet" )"
        R"(Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/styles" )"
        R"(Target="styles.xml"/></Relationships>)";
    const std::string done = filled(zip_of(parts), {{"b1", {day}}});
    CHECK(rows_of(done, 0).at(1) == std::vector<std::string>{"1", "2026-03-02"});
    CHECK(holds(sheet_of(done, 1), R"(<x:c s="1" r="B1"><x:v>44621</x:v></x:c>)"));
}

TEST_CASE("what does not fit the named cells is refused by the name") {
    const std::string form = daily_form();
    CHECK(fault_of_filling(form, {{"合计", {1.0}}}) == "spreadsheet.name_on_formula 合计");
    CHECK(fault_of_filling(form, {{"没有", {1.0}}}) == "spreadsheet.no_such_name 没有");
    CHECK(fault_of_filling(form, {{"isolation_active_BY_COMMUNITY", {1.0, 2.0, 3.0, 4.0}}}) == "");
    CHECK(fault_of_filling(form, {{"isolation_active_BY_COMMUNITY", {1.0, 2.0, 3.0, 4.0, 5.0}}}) ==
          "spreadsheet.range_too_small isolation_active_BY_COMMUNITY");
    const std::string twice =
        zip_of(hand_parts({"", name_of("a", "表!$A$1:$A$3") + name_of("b", "表!$A$3")}));
    CHECK(fault_of_filling(twice, {{"a", {1.0}}, {"b", {2.0}}}) ==
          "spreadsheet.cell_named_twice b");
}

TEST_CASE("a name that stands on two sheets, or twice on one, is filled wherever it stands") {
    const std::string form =
        zip_of(hand_parts({"", R"(<definedName name="a" localSheetId="0">表!$A$1</definedName>)" +
                                   name_of("a", "表!$B$2")}));
    const auto rows = rows_of(filled(form, {{"a", {5.0}}}), 0);
    CHECK(rows.at(1).at(0) == "5");
    CHECK(rows.at(2).at(1) == "5");
}

TEST_CASE("names that stand for nothing to fill are told apart") {
    const auto form = read_form(zip_of(
        hand_parts({"", name_of("good", "表!$A$1") + name_of("gone", "#REF!") +
                            name_of("other", "别的表!$A$1") + name_of("union", "表!$A$1,表!$B$1") +
                            name_of("column", "表!$A:$A") + name_of("table", "表!$A$1:$C$900") +
                            name_of("_xlnm.Print_Area", "表!$A$1:$C$9") +
                            R"(<definedName name="hidden" hidden="1">表!$B$1</definedName>)"})));
    REQUIRE(form);
    REQUIRE(form->names.size() == 1);
    CHECK(form->names.front().name == "good");
    CHECK(form->skipped == std::vector<std::string>{"gone", "other", "union", "column", "table"});
}

std::string with(std::string_view part, std::string_view text) {
    auto parts = hand_parts({"", name_of("a", "表!$A$1")});
    parts[std::string{part}] = text;
    return zip_of(parts);
}

TEST_CASE("a hostile or foreign file is refused with what is wrong with it") {
    constexpr std::string_view sheet = "xl/worksheets/sheet1.xml";
    struct Row {
        std::string bytes;
        std::string_view key;
    };
    const std::vector<Row> rows{
        {"", "spreadsheet.empty"},
        {"\xD0\xCF\x11\xE0 an old workbook", "spreadsheet.old_format"},
        {"姓名,人数\r\n", "spreadsheet.not_xlsx"},
        {"PK\x03\x04 and then nothing", "spreadsheet.damaged"},
        {zip_of({{"a.txt", "hello"}}), "spreadsheet.not_xlsx"},
        {with("xl/vbaProject.bin", "x"), "spreadsheet.macros_refused"},
        {with("[Content_Types].xml",
              "<Types><Override ContentType=\"application/vnd.ms-excel."
              "sheet.macroEnabled.main+xml\"/></Types>"),
         "spreadsheet.macros_refused"},
        {with("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
         "spreadsheet.links_refused"},
        {with("xl/connections.xml", "<connections/>"), "spreadsheet.links_refused"},
        {with("xl/worksheets/_rels/sheet1.xml.rels",
              R"(<Relationships><Relationship Id="r9" Type="http://x/oleObject" )"
              R"(TargetMode="External" Target="file:///etc/passwd"/></Relationships>)"),
         "spreadsheet.links_refused"},
        {with("xl/worksheets/_rels/sheet1.xml.rels",
              R"(<Relationships><Relationship Id="r9" Type="http://x/hyperlink" )"
              R"(TargetMode="External" Target="https://example.org"/></Relationships>)"),
         ""},  // A link to be clicked fetches nothing by itself.
        {with(sheet, "<worksheet><sheetData><row></worksheet>"), "spreadsheet.damaged"},
        {with(sheet, "<worksheet/>"), "spreadsheet.damaged"},
        {with(sheet, "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet><sheetData/></worksheet>"),
         "spreadsheet.damaged"},
        {with(sheet, R"(<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>)"),
         "spreadsheet.damaged"},
        {with(sheet, R"(<worksheet><sheetData><row r="1"><c r="B1"/><c r="A1"/></row></sheetData>)"
                     R"(</worksheet>)"),
         "spreadsheet.damaged"},
        {with(sheet, std::string(5 << 20, ' ')), "spreadsheet.too_large"},  // A bomb of 5 kB.
        {with("XL/Workbook.xml", "<workbook/>"), "spreadsheet.damaged"},    // Two of one name.
        {with("xl/../evil.xml", "x"), "spreadsheet.damaged"},
        {zip_of(hand_parts({"", ""})), "spreadsheet.no_names"},
        {std::string((2 << 20) + 1, 'x'), "spreadsheet.too_large"},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CAPTURE(i);
        CHECK(fault_of(rows[i].bytes) == rows[i].key);
    }
}

TEST_CASE("a form has at most so many names and cells") {
    std::string names;
    for (std::size_t i = 0; i < FormLimits{}.names_max; ++i) {
        names += name_of(fmt::format("n{}", i), fmt::format("表!$A${}", i + 1));
    }
    CHECK(fault_of(zip_of(hand_parts({"", names}))) == "");
    CHECK(fault_of(zip_of(hand_parts({"", names + name_of("one_more", "表!$B$1")}))) ==
          "spreadsheet.too_many_names");
    std::string ranges;
    for (int i = 0; i < 9; ++i) {
        ranges += name_of(fmt::format("r{}", i),
                          fmt::format("表!$A${}:$A${}", i * 500 + 1, i * 500 + 500));
    }
    CHECK(fault_of(zip_of(hand_parts({"", ranges}))) == "spreadsheet.too_many_names");
}

}  // namespace
}  // namespace xiuhua::spreadsheet
