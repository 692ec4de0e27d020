#include "tools/seed_district/reports.hpp"

#include <xlsxwriter.h>

#include <fstream>
#include <iterator>

#include "rooms/access/public.hpp"

namespace xiuhua::seed {
namespace {

constexpr std::string_view subdistrict = "410105014";
constexpr const char* form_title = "隔离情况日报";
constexpr const char* recipient = "郑东新区疫情防控指挥部";

struct FormLine {
    const char* label;
    const char* name;  // Of the cell beside it, as the office would name it.
};
// In both languages, as they come: the district's own names and the program's.
constexpr std::array lines{
    FormLine{"登记人数", "persons_total"},           FormLine{"在隔离人数", "isolation_active"},
    FormLine{"其中：居家隔离", "居家隔离人数"},      FormLine{"其中：集中隔离", "集中隔离人数"},
    FormLine{"当日新增", "isolation_new_today"},     FormLine{"当日解除", "released_today"},
    FormLine{"当日转送医院", "当日转送医院人数"},    FormLine{"当日发热报告", "fever_today"},
    FormLine{"未报健康情况次数", "reports_missing"}, FormLine{"未结预警", "未结预警数"},
};
constexpr lxw_row_t first_line = 3;

struct Looks {
    lxw_format *title, *head, *cell, *date, *sum;
};

Looks looks_of(lxw_workbook* book) {
    Looks looks{};
    looks.title = workbook_add_format(book);
    format_set_bold(looks.title);
    format_set_font_size(looks.title, 16);
    format_set_align(looks.title, LXW_ALIGN_CENTER);
    for (lxw_format** format : {&looks.head, &looks.cell, &looks.date, &looks.sum}) {
        *format = workbook_add_format(book);
        format_set_border(*format, LXW_BORDER_THIN);
    }
    format_set_bold(looks.head);
    format_set_bold(looks.sum);
    format_set_num_format(looks.date, "yyyy\"年\"m\"月\"d\"日\"");
    format_set_num_format(looks.cell, "#,##0");
    return looks;
}

void define(lxw_workbook* book, const char* name, const std::string& cells) {
    workbook_define_name(book, name, ("=" + cells).c_str());
}

void write_daily(lxw_workbook* book, const Looks& looks) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, "日报");
    worksheet_set_column(sheet, 0, 3, 18, nullptr);
    worksheet_merge_range(sheet, 0, 0, 0, 3, form_title, looks.title);
    worksheet_write_string(sheet, 1, 0, "填报日期", looks.head);
    worksheet_write_blank(sheet, 1, 1, looks.date);
    worksheet_write_string(sheet, 1, 2, "报送单位", looks.head);
    worksheet_write_blank(sheet, 1, 3, looks.cell);
    define(book, "report_date", "'日报'!$B$2");
    define(book, "报送单位", "'日报'!$D$2");
    const char* heads[] = {"项目", "数量", "备注"};
    worksheet_write_string(sheet, 2, 0, heads[0], looks.head);
    worksheet_write_string(sheet, 2, 1, heads[1], looks.head);
    worksheet_merge_range(sheet, 2, 2, 2, 3, heads[2], looks.head);
    lxw_row_t row = first_line;
    for (const FormLine& line : lines) {
        worksheet_write_string(sheet, row, 0, line.label, looks.cell);
        worksheet_write_blank(sheet, row, 1, looks.cell);
        worksheet_merge_range(sheet, row, 2, row, 3, "", looks.cell);
        define(book, line.name, fmt::format("'日报'!$B${}", row + 1));
        ++row;
    }
    worksheet_write_string(sheet, row, 0, "净增（新增－解除）", looks.head);
    worksheet_write_formula(sheet, row, 1, "=B8-B9", looks.sum);
    worksheet_merge_range(sheet, row, 2, row, 3, "自动计算", looks.cell);
    ++row;
    worksheet_write_string(sheet, row, 0, "填报单位", looks.head);
    worksheet_merge_range(sheet, row, 1, row, 3, "", looks.cell);
    define(book, "填报单位", fmt::format("'日报'!$B${0}:$D${0}", row + 1));
    ++row;
    worksheet_write_string(sheet, row, 0, "填报人", looks.head);
    worksheet_write_blank(sheet, row, 1, looks.cell);
    worksheet_write_string(sheet, row, 2, "审核人", looks.head);
    worksheet_write_blank(sheet, row, 3, looks.cell);
    define(book, "填报人", fmt::format("'日报'!$B${}", row + 1));
    define(book, "审核人", fmt::format("'日报'!$D${}", row + 1));
}

void write_communities(lxw_workbook* book, const Looks& looks, std::size_t count) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, "分社区");
    worksheet_set_column(sheet, 0, 3, 16, nullptr);
    worksheet_merge_range(sheet, 0, 0, 0, 3, "分社区情况", looks.title);
    const char* heads[] = {"社区", "在隔离人数", "当日新增", "未结预警"};
    for (lxw_col_t column = 0; column < 4; ++column) {
        worksheet_write_string(sheet, 1, column, heads[column], looks.head);
    }
    const auto last = static_cast<lxw_row_t>(count + 2);
    for (lxw_row_t row = 2; row < last; ++row) {
        for (lxw_col_t column = 0; column < 4; ++column) {
            worksheet_write_blank(sheet, row, column, looks.cell);
        }
    }
    worksheet_write_string(sheet, last, 0, "合计", looks.head);
    const char* names[] = {"community_name_BY_COMMUNITY", "isolation_active_BY_COMMUNITY",
                           "isolation_new_today_BY_COMMUNITY", "未结预警数_各社区"};
    for (lxw_col_t column = 0; column < 4; ++column) {
        const char letter = static_cast<char>('A' + column);
        define(book, names[column], fmt::format("'分社区'!${0}$3:${0}${1}", letter, last));
        if (column > 0) {
            worksheet_write_formula(sheet, last, column,
                                    fmt::format("=SUM({0}3:{0}{1})", letter, last).c_str(),
                                    looks.sum);
        }
    }
}

}  // namespace

Done write_report_form(const std::filesystem::path& file, const Options& options) {
    std::filesystem::create_directories(file.parent_path());
    lxw_workbook* book = workbook_new(file.c_str());
    // The same bytes every time: the file says it was made on the day of the seed.
    lxw_doc_properties properties{};
    properties.created = static_cast<time_t>(options.today.time_since_epoch().count()) * 86'400;
    workbook_set_properties(book, &properties);
    const Looks looks = looks_of(book);
    write_daily(book, looks);
    write_communities(book, looks, communities(options).size());
    if (workbook_close(book) != LXW_NO_ERROR) {
        return fail(ErrorCode::unavailable, "seed.cannot_write", {}, file.string());
    }
    return {};
}

Done ReportDesk::open(const std::filesystem::path& sheets) {
    const std::filesystem::path path = sheets / "报表" / (std::string{form_title} + ".xlsx");
    XH_DO(write_report_form(path, options_));
    std::ifstream in{path, std::ios::binary};
    const reports::FormFile file{
        form_title,
        path.filename().string(),
        {std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}}};
    XH_TRY(names, reports::names_in(file));
    return services_.db.write([&](Tx& tx) -> Done {
        XH_TRY(posts, access::users_for_area(tx, Role::command_post, subdistrict));
        if (posts.empty()) {
            return fail(ErrorCode::internal, "seed.no_user");
        }
        XH_TRY(viewer, access::viewer_for(tx, posts.front().id));
        command_ = viewer;
        Context context{tx, *command_, services_, clock_.now(), ""};
        XH_TRY(added, reports::add_form(context, file, names));
        form_ = added.form.id;
        const reports::FormMapping mapping{
            {{"填报单位", reports::CellSource::text, {}, "龙子湖街道办事处"},
             {"审核人", reports::CellSource::by_hand, {}, {}}},
            added.form.version};
        XH_DO(reports::map_cells(context, form_, mapping));
        return {};
    });
}

Done ReportDesk::report(Date day) {
    if (day < options_.today - days_reported || day >= options_.today) {
        return {};
    }
    clock_.set(office_instant(day, std::chrono::hours{22}));
    const Instant now = clock_.now();
    XH_TRY(report, services_.db.read([&](Tx& tx) -> Result<reports::MadeReport> {
        Context context{tx, *command_, services_, now, ""};
        XH_TRY(seen, reports::preview(context, {form_, day, std::string{subdistrict}}));
        reports::ReportCommand command{form_,
                                       seen.form.newest,
                                       day,
                                       std::string{subdistrict},
                                       recipient,
                                       {},
                                       {{"审核人", "赵志强"}},
                                       {},
                                       {}};
        for (const reports::ReportFigureView& figure : seen.figures) {
            command.seen[figure.key] = figure.value;
        }
        return reports::make_report(context, command);
    }));
    ++made_;
    return services_.db.write([&](Tx& tx) -> Done {
        Context context{tx, *command_, services_, now, ""};
        XH_DO(reports::keep_report(context, report));
        return {};
    });
}

}  // namespace xiuhua::seed
