#pragma once
// Commands of the room. What works on a file works before its transaction, not in it.
#include "platform/db/figures.hpp"
#include "platform/host/services.hpp"
#include "rooms/reports/store.hpp"
#include "rooms/reports/views.hpp"

namespace xiuhua::reports {

struct Asking {
    Services& services;
    const Request& request;
    const Viewer& viewer;
};

// ---- forms (actions_forms.cpp)
struct FormUpload {
    std::optional<std::string> title;  // Of a new form.
    std::string file_name;
};
BOOST_DESCRIBE_STRUCT(FormUpload, (), (title, file_name))
struct FormMapping {
    std::vector<CellChoice> cells;
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(FormMapping, (), (cells, version))
struct FormStep {
    int version = 0;
};
BOOST_DESCRIBE_STRUCT(FormStep, (), (version))

// For a route, a seed, a test: the file as it came. `invalid` / `too_large` spreadsheet.… with field "file".
struct FormFile {
    std::string title, file_name, bytes;
};
Result<spreadsheet::FormNames> names_in(const FormFile& file);
Result<ReportFormView> add_form(Context& context, const FormFile& file,
                                const spreadsheet::FormNames& names);
Result<ReportFormView> add_version(Context& context, ReportFormId id, const FormFile& file,
                                   const spreadsheet::FormNames& names);
// A version that has been reported with stays as it was: the choices become the next version of the same file.
Result<ReportFormView> map_cells(Context& context, ReportFormId id, const FormMapping& mapping);
Result<ReportFormView> retire_form(Context& context, ReportFormId id, const FormStep& step);
Result<Page<ReportFormRow>> form_page(Context& context);
Result<ReportFormView> form_view(Context& context, ReportFormId id);
Result<ReportFormRow> form_row(Context& context, const ReportForm& form);
struct NamedFile {
    std::string name, bytes;
};
Result<NamedFile> form_file(Context& context, ReportFormId id, int number);

// ---- figures (actions_figures.cpp)
Result<figures::Relation> relation_of(Context& context, const FigureDefinition& figure,
                                      const figures::Asked& asked);
// Every record of the kind, for finding some by their keys.
figures::Relation all_records(RecordKind kind);
Result<std::vector<CountedFigure>> count_figures(Context& context,
                                                 const std::vector<std::string>& keys,
                                                 const figures::Asked& asked);
Result<FrozenFigure> freeze(Context& context, const CountedFigure& figure,
                            const figures::Asked& asked);
struct TraceQuery {
    std::string figure;
    Date day{};
    std::string area;
    std::optional<std::string> community, after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TraceQuery, (), (figure, day, area, community, after, limit))
Result<Page<TraceRow>> trace(Context& context, const TraceQuery& query);
struct FrozenTraceQuery {
    std::string figure;
    std::optional<std::string> community, after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(FrozenTraceQuery, (), (figure, community, after, limit))
Result<Page<TraceRow>> trace_report(Context& context, UpwardReportId id,
                                    const FrozenTraceQuery& query);

// ---- reports (actions_reports.cpp)
struct PreviewQuery {
    ReportFormId form;
    Date day{};
    std::string area;
};
BOOST_DESCRIBE_STRUCT(PreviewQuery, (), (form, day, area))
struct ReportCommand {
    ReportFormId form;
    int form_number = 0;  // The version that was looked at.
    Date day{};
    std::string area, recipient;
    std::optional<std::string> note;
    std::map<std::string, std::string> hand;
    std::map<std::string, std::int64_t> seen;  // The figures that were looked at.
    std::optional<UpwardReportId> replaces;
};
BOOST_DESCRIBE_STRUCT(ReportCommand, (),
                      (form, form_number, day, area, recipient, note, hand, seen, replaces))
struct ReportFilter {
    std::optional<ReportFormId> form;
    std::optional<std::string> area;
    std::optional<Date> day;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ReportFilter, (), (form, area, day, after, limit))

Result<ReportPreview> preview(Context& context, const PreviewQuery& query);
// Counted, frozen and written into the office's form; kept by keep_report() in a transaction of its own.
struct MadeReport {
    UpwardReport report;
    std::vector<FrozenFigure> figures;
    std::string file;
};
// `invalid` reports.mapping_incomplete, reports.hand_missing, reports.text_missing …; `conflict`
// reports.figures_moved, reports.form_moved, reports.form_retired.
Result<MadeReport> make_report(Context& context, const ReportCommand& command);
// `conflict` reports.already_reported, reports.replaced_already; `invalid` reports.replaces_other.
Result<UpwardReportRow> keep_report(Context& context, const MadeReport& made);
Result<Page<UpwardReportRow>> report_page(Context& context, const ReportFilter& filter);
Result<UpwardReportView> report_view(Context& context, UpwardReportId id);
// The file byte for byte; audited.
Result<NamedFile> report_file(Context& context, UpwardReportId id);

}  // namespace xiuhua::reports
