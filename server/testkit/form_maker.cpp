#include "testkit/form_maker.hpp"

#include <doctest/doctest.h>
#include <xlsxwriter.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/spreadsheet/spreadsheet.hpp"

namespace xiuhua::testkit {
namespace {

std::string scratch_file(const std::string& name) {
    return (std::filesystem::temp_directory_path() /
            ("xiuhua-form-" + std::to_string(::getpid()) + "-" + name))
        .string();
}

std::string taken(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string bytes{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    std::filesystem::remove(path);
    return bytes;
}

void write_daily(lxw_workbook* book) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, "日报");
    lxw_format* bold = workbook_add_format(book);
    format_set_bold(bold);
    lxw_format* date = workbook_add_format(book);
    format_set_num_format(date, "yyyy-mm-dd");
    worksheet_merge_range(sheet, 0, 0, 0, 3, "隔离情况日报", bold);
    const char* labels[] = {"日期", "在隔离人数", "新增", "签字", "合计"};
    for (int i = 0; i < 5; ++i) {
        worksheet_write_string(sheet, static_cast<lxw_row_t>(i + 1), 0, labels[i], nullptr);
    }
    worksheet_write_blank(sheet, 1, 1, date);
    worksheet_merge_range(sheet, 2, 1, 2, 2, "", bold);
    worksheet_write_formula_num(sheet, 5, 1, "=B3+B4", bold, 77);
    workbook_define_name(book, "report_date", "='日报'!$B$2");
    workbook_define_name(book, "isolation_active", "='日报'!$B$3:$C$3");
    workbook_define_name(book, "当日新增隔离人数", "='日报'!$B$4");
    workbook_define_name(book, "领导签字", "='日报'!$B$5");
    workbook_define_name(book, "合计", "='日报'!$B$6");
    workbook_define_name(book, "单价", "=12.5");
}

void write_communities(lxw_workbook* book) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, "分社区");
    worksheet_write_string(sheet, 0, 0, "分社区情况", nullptr);
    worksheet_write_string(sheet, 1, 0, "社区", nullptr);
    worksheet_write_formula_num(sheet, 6, 1, "=SUM(B3:B6)", nullptr, 88);
    workbook_define_name(book, "社区名称_各社区", "='分社区'!$A$3:$A$6");
    workbook_define_name(book, "isolation_active_BY_COMMUNITY", "='分社区'!$B$3:$B$6");
}

}  // namespace

std::string daily_form() {
    const std::string path = scratch_file("daily.xlsx");
    lxw_workbook* book = workbook_new(path.c_str());
    lxw_doc_properties properties{};
    properties.created = 1'583'107'200;
    workbook_set_properties(book, &properties);
    write_daily(book);
    write_communities(book);
    REQUIRE(workbook_close(book) == LXW_NO_ERROR);
    return taken(path);
}

std::string zip_of(const std::map<std::string, std::string>& parts) {
    const std::string path = scratch_file("hand.zip");
    int error = 0;
    zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    REQUIRE(zip != nullptr);
    for (const auto& [name, text] : parts) {
        zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0),
                     ZIP_FL_ENC_UTF_8);
    }
    REQUIRE(zip_close(zip) == 0);
    return taken(path);
}

std::map<std::string, std::string> parts_of(const std::string& bytes) {
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
    zip_t* zip = zip_open_from_source(source, ZIP_RDONLY, nullptr);
    REQUIRE(zip != nullptr);
    std::map<std::string, std::string> parts;
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); ++i) {
        zip_stat_t stat;
        zip_stat_index(zip, static_cast<zip_uint64_t>(i), 0, &stat);
        std::string text(stat.size, '\0');
        zip_file_t* file = zip_fopen_index(zip, static_cast<zip_uint64_t>(i), 0);
        REQUIRE(zip_fread(file, text.data(), text.size()) == static_cast<zip_int64_t>(text.size()));
        zip_fclose(file);
        parts[stat.name] = std::move(text);
    }
    zip_discard(zip);
    return parts;
}

std::map<std::string, std::string> hand_parts(const HandBook& book) {
    return {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels", R"(<Relationships><Relationship Id="r1" Type="http://x/officeDocument" )"
                        R"(Target="xl/workbook.xml"/></Relationships>)"},
        {"xl/workbook.xml",
         "<workbook>" + book.properties +
             R"(<sheets><sheet name="表" sheetId="1" id="r1"/></sheets><definedNames>)" +
             book.names + "</definedNames></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         R"(<Relationships><Relationship Id="r1" Type="http://x/worksheet" )"
         R"(Target="worksheets/sheet1.xml"/></Relationships>)"},
        {"xl/worksheets/sheet1.xml", "<worksheet>" + book.before_data + "<sheetData>" +
                                         book.sheet_data + "</sheetData>" + book.after_data +
                                         "</worksheet>"},
    };
}

std::map<int, std::vector<std::string>> rows_of(const std::string& xlsx, std::size_t sheet) {
    const auto reader = spreadsheet::Reader::open(xlsx);
    REQUIRE_MESSAGE(reader, (reader ? "" : reader.error().key + reader.error().detail));
    std::map<int, std::vector<std::string>> rows;
    const auto read = reader->each_row(sheet, [&](const spreadsheet::SheetRow& row) -> Done {
        rows[static_cast<int>(row.number)] = row.cells;
        return {};
    });
    REQUIRE(read);
    return rows;
}

}  // namespace xiuhua::testkit
