#include "rooms/reports/store.hpp"

#include <fmt/format.h>

#include "platform/db/where.hpp"

namespace xiuhua::reports::store {
namespace {

#define XH_FORM_COLUMNS "id, title, newest, retired, made_by, made_by_name, made_at, version"
#define XH_VERSION_COLUMNS \
    "form_id, number, file_name, digest, size, cells, skipped, made_by, made_by_name, made_at"
#define XH_REPORT_COLUMNS                                                                       \
    "r.id, r.number, r.form_id, r.form_number, r.form_title, r.area_code, r.area_name, r.day, " \
    "r.moment, r.recipient, r.note, r.replaces, r.compared_with, r.made_by, r.made_by_name, "   \
    "r.made_at, r.digest, r.size, r.communities, r.cells"
#define XH_REPORT_IN_SCOPE(n)                                  \
    "EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = " n \
    " AND r.area_code BETWEEN s.code_first AND s.code_last)"
#define XH_NOT_REPLACED "NOT EXISTS (SELECT 1 FROM reports_report n WHERE n.replaces = r.id)"

constexpr Query insert_form{"reports.insert_form", "INSERT INTO reports_form (" XH_FORM_COLUMNS
                                                   ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
constexpr Query update_form{"reports.save_form",
                            "UPDATE reports_form SET title = ?3, newest = ?4, retired = ?5, "
                            "version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query find_form{"reports.find_form",
                          "SELECT " XH_FORM_COLUMNS " FROM reports_form WHERE id = ?1"};
constexpr Query list_forms{"reports.list_forms",
                           "SELECT " XH_FORM_COLUMNS
                           " FROM reports_form ORDER BY retired, title, id LIMIT ?1"};
constexpr Query count_forms_query{"reports.count_forms",
                                  "SELECT COUNT(*) FROM reports_form WHERE retired = 0"};
constexpr Query insert_version{"reports.insert_form_version",
                               "INSERT INTO reports_form_version (" XH_VERSION_COLUMNS
                               ", file) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"};
constexpr Query list_versions{"reports.form_versions",
                              "SELECT " XH_VERSION_COLUMNS
                              " FROM reports_form_version WHERE form_id = ?1 ORDER BY number DESC "
                              "LIMIT ?2"};
constexpr Query find_version{"reports.form_version",
                             "SELECT " XH_VERSION_COLUMNS
                             " FROM reports_form_version WHERE form_id = ?1 AND number = ?2"};
constexpr Query find_version_file{
    "reports.form_file",
    "SELECT file FROM reports_form_version WHERE form_id = ?1 AND number = ?2"};
constexpr Query update_cells{
    "reports.set_cells",
    "UPDATE reports_form_version SET cells = ?3 WHERE form_id = ?1 AND number = ?2"};
constexpr Query count_uses{
    "reports.count_uses",
    "SELECT COUNT(*) FROM (SELECT 1 FROM reports_report WHERE form_id = ?1 AND form_number = ?2 "
    "LIMIT 1) used"};

constexpr Query count_up{"reports.count_up",
                         "INSERT INTO reports_counter (year, last) VALUES (?1, 1) "
                         "ON CONFLICT (year) DO UPDATE SET last = reports_counter.last + 1"};
constexpr Query counted{"reports.counted", "SELECT last FROM reports_counter WHERE year = ?1"};
constexpr Query insert_report{
    "reports.insert_report",
    "INSERT INTO reports_report (id, number, form_id, form_number, form_title, area_code, "
    "area_name, day, moment, recipient, note, replaces, compared_with, made_by, made_by_name, "
    "made_at, digest, size, communities, cells, file) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
    "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)"};
constexpr Query insert_figure{"reports.insert_figure",
                              "INSERT INTO reports_figure (report_id, figure, value, communities, "
                              "records_kept, records) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"};
constexpr Query find_report{"reports.find_report",
                            "SELECT " XH_REPORT_COLUMNS
                            " FROM reports_report r WHERE r.id = ?1 AND " XH_REPORT_IN_SCOPE("?2")};
constexpr Query find_report_file{
    "reports.report_file",
    "SELECT r.file FROM reports_report r WHERE r.id = ?1 AND " XH_REPORT_IN_SCOPE("?2")};
constexpr Query list_figures{"reports.figures_of",
                             "SELECT figure, value, communities, records_kept, records "
                             "FROM reports_figure WHERE report_id = ?1"};
constexpr Query find_figure_query{"reports.figure_of",
                                  "SELECT figure, value, communities, records_kept, records "
                                  "FROM reports_figure WHERE report_id = ?1 AND figure = ?2"};
constexpr Query find_successor{"reports.successor", "SELECT " XH_REPORT_COLUMNS
                                                    " FROM reports_report r WHERE r.replaces = ?1"};
constexpr Query find_standing{
    "reports.standing",
    "SELECT " XH_REPORT_COLUMNS
    " FROM reports_report r WHERE r.form_id = ?1 AND r.area_code = ?2 AND r.day = ?3 "
    "AND " XH_NOT_REPLACED " ORDER BY r.id DESC LIMIT 1"};
constexpr Query find_before{
    "reports.standing_before",
    "SELECT " XH_REPORT_COLUMNS
    " FROM reports_report r WHERE r.form_id = ?1 AND r.area_code = ?2 AND r.day < ?3 "
    "AND " XH_NOT_REPLACED " ORDER BY r.day DESC, r.id DESC LIMIT 1"};

}  // namespace

Done insert(Tx& tx, const ReportForm& f) {
    XH_DO(tx.exec(insert_form, f.id, f.title, f.newest, f.retired, f.made_by, f.made_by_name,
                  f.made_at, f.version));
    return {};
}

Result<ReportForm> save(Tx& tx, ReportForm f) {
    XH_TRY(changed, tx.exec(update_form, f.id, f.version, f.title, f.newest, f.retired));
    if (changed != 1) {
        return fail(ErrorCode::conflict, "reports.changed_meanwhile");
    }
    ++f.version;
    return f;
}

Result<std::optional<ReportForm>> form(Tx& tx, ReportFormId id) {
    return tx.row<ReportForm>(find_form, id);
}

Result<std::vector<ReportForm>> forms(Tx& tx, int limit) {
    return tx.rows<ReportForm>(list_forms, limit);
}

Result<std::int64_t> count_forms(Tx& tx) {
    XH_TRY(count, tx.row<std::int64_t>(count_forms_query));
    return count.value_or(0);
}

Done insert(Tx& tx, const ReportFormVersion& v, const Bytes& file) {
    XH_DO(tx.exec(insert_version, v.form, v.number, v.file_name, v.digest, v.size, v.cells,
                  v.skipped, v.made_by, v.made_by_name, v.made_at, file));
    return {};
}

Result<std::vector<ReportFormVersion>> versions(Tx& tx, ReportFormId form, int limit) {
    return tx.rows<ReportFormVersion>(list_versions, form, limit);
}

Result<std::optional<ReportFormVersion>> version(Tx& tx, ReportFormId form, int number) {
    return tx.row<ReportFormVersion>(find_version, form, number);
}

Result<std::optional<Bytes>> version_file(Tx& tx, ReportFormId form, int number) {
    return tx.row<Bytes>(find_version_file, form, number);
}

Done set_cells(Tx& tx, const ReportFormVersion& v) {
    XH_DO(tx.exec(update_cells, v.form, v.number, v.cells));
    return {};
}

Result<bool> is_used(Tx& tx, ReportFormId form, int number) {
    XH_TRY(uses, tx.row<std::int64_t>(count_uses, form, number));
    return uses.value_or(0) > 0;
}

Result<std::string> next_number(Tx& tx, int year) {
    XH_DO(tx.exec(count_up, year));
    XH_TRY(last, tx.row<std::int64_t>(counted, year));
    return fmt::format("BS{}-{:06}", year, last.value_or(0));
}

Done insert(Tx& tx, const UpwardReport& r, const Bytes& file) {
    XH_DO(tx.exec(insert_report, r.id, r.number, r.form, r.form_number, r.form_title, r.area_code,
                  r.area_name, r.day, r.moment, r.recipient, r.note, r.replaces, r.compared_with,
                  r.made_by, r.made_by_name, r.made_at, r.digest, r.size, r.communities, r.cells,
                  file));
    return {};
}

Done insert(Tx& tx, UpwardReportId report, const FrozenFigure& f) {
    XH_DO(tx.exec(insert_figure, report, f.counted.key, f.counted.value, f.counted.communities,
                  f.records_kept, f.records));
    return {};
}

Result<std::optional<UpwardReport>> report(Tx& tx, const Scope& scope, UpwardReportId id) {
    return tx.row<UpwardReport>(find_report, id, scope.id);
}

Result<std::optional<Bytes>> report_file(Tx& tx, const Scope& scope, UpwardReportId id) {
    return tx.row<Bytes>(find_report_file, id, scope.id);
}

Result<std::vector<FrozenFigure>> figures_of(Tx& tx, UpwardReportId report) {
    return tx.rows<FrozenFigure>(list_figures, report);
}

Result<std::optional<FrozenFigure>> figure_of(Tx& tx, UpwardReportId report,
                                              std::string_view figure) {
    return tx.row<FrozenFigure>(find_figure_query, report, figure);
}

// Ids are UUIDv7: their order is the order of reporting.
Result<std::vector<UpwardReport>> list(Tx& tx, const Scope& scope, const ReportList& list) {
    db::Where where;
    where.add(XH_REPORT_IN_SCOPE("?"), scope.id);
    if (list.form) {
        where.add("r.form_id = ?", *list.form);
    }
    if (list.area) {
        where.add("r.area_code BETWEEN ? AND ?", *list.area, area_code_last(*list.area));
    }
    if (list.day) {
        where.add("r.day = ?", *list.day);
    }
    if (!list.after.empty()) {
        where.add("r.id < ?", list.after);
    }
    where.append(" ORDER BY r.id DESC LIMIT ?", list.limit);
    const std::string sql = "SELECT " XH_REPORT_COLUMNS " FROM reports_report r" + where.sql();
    return tx.rows_with<UpwardReport>({"reports.list", sql}, where.values());
}

Result<std::optional<UpwardReport>> successor(Tx& tx, UpwardReportId id) {
    return tx.row<UpwardReport>(find_successor, id);
}

Result<std::optional<UpwardReport>> standing(Tx& tx, const Slot& slot) {
    return tx.row<UpwardReport>(find_standing, slot.form, slot.area_code, slot.day);
}

Result<std::optional<UpwardReport>> standing_before(Tx& tx, const Slot& slot) {
    return tx.row<UpwardReport>(find_before, slot.form, slot.area_code, slot.day);
}

}  // namespace xiuhua::reports::store
