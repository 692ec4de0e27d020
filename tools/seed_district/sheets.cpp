#include "tools/seed_district/sheets.hpp"

#include <fmt/format.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <xlsxwriter.h>

#include <fstream>

namespace xiuhua::seed {
namespace {

struct Line {
    Dirt dirt = Dirt::none;
    int number = 0;
    Person person;
    std::string building, unit, room, note;
    bool date_is_serial = false;
    bool is_padded = false;  // Blanks around the name.
};

// "13812" → "１３８１２"
std::string full_width(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            out += "\xEF\xBC";
            out += static_cast<char>(0x90 + (c - '0'));
        } else {
            out += c;
        }
    }
    return out;
}

std::string wrong_checksum(std::string number) {
    number.back() = number.back() == '5' ? '6' : '5';
    return number;
}

Dirt pick_dirt(Random& random, int written, bool has_registered) {
    const int roll = random.below(100);
    if (roll < 3) {
        return Dirt::wrong_checksum;
    }
    if (roll < 5) {
        return Dirt::name_missing;
    }
    if (roll < 7) {
        return Dirt::bad_phone;
    }
    if (roll < 8) {
        return Dirt::bad_date;
    }
    if (roll < 11 && written > 5) {
        return Dirt::same_as_earlier_row;
    }
    if (roll < 14 && has_registered) {
        return Dirt::already_registered;
    }
    return Dirt::none;
}

std::vector<Line> make_lines(const SheetPlan& plan, const Options& options) {
    Random random{options.seed ^ 0x5EE7};
    std::vector<Line> lines;
    std::vector<std::size_t> clean;
    for (int i = 0; i < plan.rows; ++i) {
        Line line;
        line.number = i + 1;
        line.dirt = pick_dirt(random, static_cast<int>(clean.size()), !plan.registered.empty());
        line.person = make_person(random, options.today, 15, 85);
        line.building = fmt::format("{}号楼", 20 + i / 60);
        line.unit = fmt::format("{}单元", 1 + i / 30 % 2);
        line.room = fmt::format("{}0{}", 1 + i / 3 % 10, 1 + i / 30 % 3);
        line.date_is_serial = random.chance(50);
        line.is_padded = random.chance(20);
        line.note = random.chance(10) ? "租户, 含\"合租\"" : "";
        switch (line.dirt) {
            case Dirt::none:
                clean.push_back(lines.size());
                break;
            case Dirt::wrong_checksum:
                line.person.identity_number = wrong_checksum(line.person.identity_number);
                break;
            case Dirt::name_missing:
                line.person.name = "";
                break;
            case Dirt::bad_phone:
                line.person.phone = line.person.phone.substr(0, 9);
                break;
            case Dirt::bad_date:
                line.date_is_serial = false;
                break;
            case Dirt::same_as_earlier_row:
                line.person = lines[random.pick(clean)].person;
                break;
            case Dirt::already_registered:
                line.person = random.pick(plan.registered);
                break;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

// Text dates come in the ways people type them; a bad one does not exist.
std::string typed_date(const Line& line) {
    if (line.dirt == Dirt::bad_date) {
        return "1985-02-31";
    }
    const std::chrono::year_month_day day{line.person.birth_date};
    const int year = static_cast<int>(day.year());
    const unsigned month = static_cast<unsigned>(day.month());
    const unsigned date = static_cast<unsigned>(day.day());
    switch (line.number % 3) {
        case 0:
            return fmt::format("{}年{}月{}日", year, month, date);
        case 1:
            return fmt::format("{}/{}/{}", year, month, date);
        default:
            return fmt::format("{:04}-{:02}-{:02}", year, month, date);
    }
}

std::string typed_name(const Line& line) {
    return line.is_padded && !line.person.name.empty() ? " " + line.person.name + "　 "
                                                       : line.person.name;
}

std::string typed_phone(const Line& line) {
    return line.number % 5 == 0 ? full_width(line.person.phone) : line.person.phone;
}

constexpr int header_rows = 3;

void write_head(lxw_workbook* book, lxw_worksheet* sheet, const SheetPlan& plan) {
    lxw_format* bold = workbook_add_format(book);
    format_set_bold(bold);
    format_set_align(bold, LXW_ALIGN_CENTER);
    worksheet_merge_range(sheet, 0, 0, 0, 9, (plan.community_name + "居民信息登记表").c_str(),
                          bold);
    worksheet_merge_range(sheet, 1, 0, 2, 0, "序号", bold);
    worksheet_merge_range(sheet, 1, 1, 1, 4, "基本信息", bold);
    worksheet_merge_range(sheet, 1, 5, 2, 5, "联系电话", bold);
    worksheet_merge_range(sheet, 1, 6, 1, 8, "住址", bold);
    worksheet_merge_range(sheet, 1, 9, 2, 9, "备注", bold);
    const char* second[] = {"姓 名", "性别", "身份证号", "出生日期"};
    for (int i = 0; i < 4; ++i) {
        worksheet_write_string(sheet, 2, static_cast<lxw_col_t>(1 + i), second[i], bold);
    }
    worksheet_write_string(sheet, 2, 6, "楼栋", bold);
    worksheet_write_string(sheet, 2, 7, "单元", bold);
    worksheet_write_string(sheet, 2, 8, "房号", bold);
}

void write_line(lxw_worksheet* sheet, lxw_format* date_format, lxw_row_t row, const Line& line,
                bool writes_building) {
    worksheet_write_number(sheet, row, 0, line.number, nullptr);
    worksheet_write_string(sheet, row, 1, typed_name(line).c_str(), nullptr);
    worksheet_write_string(sheet, row, 2, line.person.is_male ? "男" : "女", nullptr);
    worksheet_write_string(sheet, row, 3, line.person.identity_number.c_str(), nullptr);
    if (line.date_is_serial) {
        const double serial =
            static_cast<double>((line.person.birth_date - *parse_date("1899-12-30")).count());
        worksheet_write_number(sheet, row, 4, serial, date_format);
    } else {
        worksheet_write_string(sheet, row, 4, typed_date(line).c_str(), nullptr);
    }
    worksheet_write_string(sheet, row, 5, typed_phone(line).c_str(), nullptr);
    if (writes_building) {
        worksheet_write_string(sheet, row, 6, line.building.c_str(), nullptr);
    }
    worksheet_write_string(sheet, row, 7, line.unit.c_str(), nullptr);
    worksheet_write_string(sheet, row, 8, line.room.c_str(), nullptr);
    worksheet_write_string(sheet, row, 9, line.note.c_str(), nullptr);
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c;
        if (c == '"') {
            out += c;
        }
    }
    return out + "\"";
}

Result<std::string> to_gb18030(const std::string& text) {
    UErrorCode status = U_ZERO_ERROR;
    UConverter* converter = ucnv_open("gb18030", &status);
    if (U_FAILURE(status)) {
        return fail(ErrorCode::internal, "seed.no_gb18030");
    }
    const auto wide = icu::UnicodeString::fromUTF8(text);
    std::string out(static_cast<std::size_t>(wide.length()) * 4 + 8, '\0');
    const auto length =
        ucnv_fromUChars(converter, out.data(), static_cast<std::int32_t>(out.size()),
                        wide.getBuffer(), wide.length(), &status);
    ucnv_close(converter);
    if (U_FAILURE(status)) {
        return fail(ErrorCode::internal, "seed.no_gb18030");
    }
    out.resize(static_cast<std::size_t>(length));
    return out;
}

}  // namespace

std::string dirt_name(Dirt dirt) {
    switch (dirt) {
        case Dirt::none:
            return "none";
        case Dirt::wrong_checksum:
            return "wrong_checksum";
        case Dirt::name_missing:
            return "name_missing";
        case Dirt::bad_phone:
            return "bad_phone";
        case Dirt::bad_date:
            return "bad_date";
        case Dirt::same_as_earlier_row:
            return "same_as_earlier_row";
        case Dirt::already_registered:
            return "already_registered";
    }
    return "";
}

Result<std::vector<SheetRow>> write_dirty_xlsx(const std::filesystem::path& file,
                                               const SheetPlan& plan, const Options& options) {
    const auto lines = make_lines(plan, options);
    lxw_workbook* book = workbook_new(file.c_str());
    // The same bytes every time: the file says it was made on the day of the seed.
    lxw_doc_properties properties{};
    properties.created = static_cast<time_t>(options.today.time_since_epoch().count()) * 86'400;
    workbook_set_properties(book, &properties);
    lxw_worksheet* sheet = workbook_add_worksheet(book, "居民信息");
    lxw_format* date_format = workbook_add_format(book);
    format_set_num_format(date_format, "yyyy\"年\"m\"月\"d\"日\"");
    write_head(book, sheet, plan);
    std::vector<SheetRow> rows;
    for (std::size_t i = 0; i < lines.size();) {
        // A building's cell is merged over its rows, as people do to "make it readable".
        std::size_t until = i;
        while (until < lines.size() && lines[until].building == lines[i].building) {
            ++until;
        }
        const auto first_row = static_cast<lxw_row_t>(i + header_rows);
        const auto last_row = static_cast<lxw_row_t>(until - 1 + header_rows);
        const bool is_merged = until - i > 1;
        if (is_merged) {
            worksheet_merge_range(sheet, first_row, 6, last_row, 6, lines[i].building.c_str(),
                                  nullptr);
        }
        for (; i < until; ++i) {
            const auto row = static_cast<lxw_row_t>(i + header_rows);
            write_line(sheet, date_format, row, lines[i], !is_merged);
            rows.push_back({static_cast<int>(row) + 1, lines[i].dirt});
        }
    }
    for (lxw_row_t blank = 0; blank < 5; ++blank) {  // Trailing rows that only look empty.
        worksheet_write_string(sheet, static_cast<lxw_row_t>(lines.size()) + header_rows + blank, 1,
                               " ", nullptr);
    }
    if (workbook_close(book) != LXW_NO_ERROR) {
        return fail(ErrorCode::unavailable, "seed.cannot_write", {}, file.string());
    }
    return rows;
}

Result<std::vector<SheetRow>> write_dirty_csv(const std::filesystem::path& file,
                                              const SheetPlan& plan, const Options& options) {
    std::string text = plan.community_name + "居民信息登记表,,,,,,,\r\n";
    text += "序号,姓名,证件号码,手机号码,小区,楼栋,单元,房号,备注\r\n";
    std::vector<SheetRow> rows;
    int row = 2;
    for (const Line& line : make_lines(plan, options)) {
        text += fmt::format("{},{},{},{},{},{},{},{},{}\r\n", line.number, quoted(typed_name(line)),
                            line.person.identity_number, typed_phone(line), plan.estate_name,
                            line.building, line.unit, line.room, quoted(line.note));
        // This sheet has no birth date, so that dirt does not show.
        rows.push_back({++row, line.dirt == Dirt::bad_date ? Dirt::none : line.dirt});
    }
    text += ",,,,,,,,\r\n,,,,,,,,\r\n";
    XH_TRY(encoded, to_gb18030(text));
    std::ofstream out{file, std::ios::binary};
    out << encoded;
    if (!out.flush()) {
        return fail(ErrorCode::unavailable, "seed.cannot_write", {}, file.string());
    }
    return rows;
}

}  // namespace xiuhua::seed
