#pragma once
// Report forms for tests, as an office would send them, and what is in an xlsx.
#include <map>
#include <string>
#include <vector>

namespace xiuhua::testkit {

// Two sheets. 日报: a merged title; B2 report_date (a date format); B3:C3 merged, bold, isolation_active;
// B4 当日新增隔离人数; B5 领导签字; B6 合计, a sum of both; a constant's name 单价. 分社区: A3:A6 社区名称_各社区,
// B3:B6 isolation_active_BY_COMMUNITY, B7 their sum.
std::string daily_form();

// A zip of the parts as they are given; the parts of one.
std::string zip_of(const std::map<std::string, std::string>& parts);
std::map<std::string, std::string> parts_of(const std::string& zip);
// A workbook of one sheet made by hand: what stands in <sheetData>, and its defined names.
struct HandBook {
    std::string sheet_data, names, after_data = {}, before_data = {}, properties = {};
};
std::map<std::string, std::string> hand_parts(const HandBook& book);

// A sheet's rows as the import reads them: row number → cells.
std::map<int, std::vector<std::string>> rows_of(const std::string& xlsx, std::size_t sheet);

}  // namespace xiuhua::testkit
