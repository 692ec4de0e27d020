#pragma once
// SQL on the room's own tables. Reports are read within a Scope; forms belong to the whole office.
#include "kernel/page.hpp"
#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "rooms/reports/model.hpp"

namespace xiuhua::reports::store {

// ---- forms
Done insert(Tx& tx, const ReportForm& form);
Result<ReportForm> save(Tx& tx, ReportForm form);  // `conflict` reports.changed_meanwhile.
Result<std::optional<ReportForm>> form(Tx& tx, ReportFormId id);
Result<std::vector<ReportForm>> forms(Tx& tx, int limit);  // In use first, then by title.
Result<std::int64_t> count_forms(Tx& tx);                  // In use.
Done insert(Tx& tx, const ReportFormVersion& version, const Bytes& file);
Result<std::vector<ReportFormVersion>> versions(Tx& tx, ReportFormId form,
                                                int limit);  // Newest first.
Result<std::optional<ReportFormVersion>> version(Tx& tx, ReportFormId form, int number);
Result<std::optional<Bytes>> version_file(Tx& tx, ReportFormId form, int number);
Done set_cells(Tx& tx, const ReportFormVersion& version);
Result<bool> is_used(Tx& tx, ReportFormId form, int number);

// ---- reports
Result<std::string> next_number(Tx& tx, int year);
// `conflict` db.unique when another has replaced the same one.
Done insert(Tx& tx, const UpwardReport& report, const Bytes& file);
Done insert(Tx& tx, UpwardReportId report, const FrozenFigure& figure);
Result<std::optional<UpwardReport>> report(Tx& tx, const Scope& scope, UpwardReportId id);
Result<std::optional<Bytes>> report_file(Tx& tx, const Scope& scope, UpwardReportId id);
Result<std::vector<FrozenFigure>> figures_of(Tx& tx, UpwardReportId report);
Result<std::optional<FrozenFigure>> figure_of(Tx& tx, UpwardReportId report,
                                              std::string_view figure);
struct ReportList {
    std::optional<ReportFormId> form;
    std::optional<std::string> area;
    std::optional<Date> day;
    std::string after;  // The last id shown.
    int limit = 0;
};
Result<std::vector<UpwardReport>> list(Tx& tx, const Scope& scope, const ReportList& list);
// The one that replaced it, if any.
Result<std::optional<UpwardReport>> successor(Tx& tx, UpwardReportId id);
struct Slot {
    ReportFormId form;
    std::string area_code;
    Date day{};
};
// The report of a form, area and day that nobody has replaced.
Result<std::optional<UpwardReport>> standing(Tx& tx, const Slot& slot);
// The latest such of a day before.
Result<std::optional<UpwardReport>> standing_before(Tx& tx, const Slot& slot);

}  // namespace xiuhua::reports::store
