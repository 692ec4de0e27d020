#pragma once
// What a viewer sees: figures of places, and, for those who may trace them, records with masked names.
#include "platform/http/router.hpp"
#include "rooms/reports/rules.hpp"

namespace xiuhua::reports {

struct FigureRow {
    std::string key, zh, en, counts_zh, counts_en;
    FigureTime time = FigureTime::moment;
    RecordKind record = RecordKind::order;
};
BOOST_DESCRIBE_STRUCT(FigureRow, (), (key, zh, en, counts_zh, counts_en, time, record))
std::vector<FigureRow> figure_rows();

struct ReportFormRow {
    ReportFormId id;
    std::string title;
    int newest = 1;
    bool retired = false;
    std::vector<std::string> unsaid;  // Names nobody has mapped: no report can be made yet.
    std::string made_by_name;
    Instant made_at;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(ReportFormRow, (),
                      (id, title, newest, retired, unsaid, made_by_name, made_at, version))
struct ReportFormVersionView {
    int number = 1;
    std::string file_name, digest;
    std::int64_t size = 0;
    std::vector<ReportFormCell> cells;
    std::vector<std::string> skipped;
    std::string made_by_name;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(ReportFormVersionView, (),
                      (number, file_name, digest, size, cells, skipped, made_by_name, made_at))
struct ReportFormView {
    ReportFormRow form;
    std::vector<ReportFormVersionView> versions;  // Newest first.
};
BOOST_DESCRIBE_STRUCT(ReportFormView, (), (form, versions))

struct UpwardReportRow {
    UpwardReportId id;
    std::string number;
    ReportFormId form;
    int form_number = 1;
    std::string form_title, area_code, area_name;
    Date day{};
    Instant moment;
    std::string recipient, note, made_by_name;
    Instant made_at;
    std::string digest;
    std::int64_t size = 0;
    std::optional<UpwardReportId> replaces, replaced_by;
};
BOOST_DESCRIBE_STRUCT(UpwardReportRow, (),
                      (id, number, form, form_number, form_title, area_code, area_name, day, moment,
                       recipient, note, made_by_name, made_at, digest, size, replaces, replaced_by))
UpwardReportRow report_row(const UpwardReport& report,
                           const std::optional<UpwardReportId>& replaced_by);

// One figure beside its neighbours: what the report before said, and what the records say now.
struct ReportFigureView {
    std::string key;
    std::int64_t value = 0;
    std::map<std::string, std::int64_t> communities;
    std::int64_t records_kept = 0;
    std::optional<std::int64_t> before, now;
};
BOOST_DESCRIBE_STRUCT(ReportFigureView, (), (key, value, communities, records_kept, before, now))

struct ReportPreview {
    ReportFormRow form;
    Date day{};
    Instant moment;
    std::string area_code, area_name;
    std::vector<ReportCommunity> communities;
    std::vector<ReportFigureView> figures;
    std::vector<WrittenCell> cells;  // What by hand and the recipient fill in is still empty.
    std::optional<UpwardReportRow> before;    // The report that the figures are compared with.
    std::optional<UpwardReportRow> standing;  // One of this form, area and day: to be replaced.
};
BOOST_DESCRIBE_STRUCT(ReportPreview, (),
                      (form, day, moment, area_code, area_name, communities, figures, cells, before,
                       standing))

struct UpwardReportView {
    UpwardReportRow report;
    std::vector<ReportCommunity> communities;
    std::vector<ReportFigureView> figures;
    std::vector<WrittenCell> cells;
    std::optional<UpwardReportRow> before, replaces, replaced_by;
    bool agrees = true;  // With the records as they are now.
};
BOOST_DESCRIBE_STRUCT(UpwardReportView, (),
                      (report, communities, figures, cells, before, replaces, replaced_by, agrees))

struct TraceRow {
    RecordKind kind = RecordKind::order;
    std::string key, number;
    std::string window;  // Of a health report that was owed: "2026-03-02/1".
    std::optional<OrderId> order;
    std::optional<PersonId> person;
    std::string name_masked, area_name;
    std::optional<Instant> at;
    bool found = true;  // No longer there, or not in the viewer's areas: only its key is left.
};
BOOST_DESCRIBE_STRUCT(TraceRow, (),
                      (kind, key, number, window, order, person, name_masked, area_name, at, found))
TraceRow trace_row(RecordKind kind, const figures::Record& record);

}  // namespace xiuhua::reports
