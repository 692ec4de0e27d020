#pragma once
// Plain words of the room: a form and its cells, a figure, a report.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::reports {

using ReportFormId = Id<struct ReportFormTag>;
using UpwardReportId = Id<struct UpwardReportTag>;

// What fills a named cell. The two of communities go downwards, a community a row.
enum class CellSource {
    figure,
    community_figure,
    community_name,
    text,
    day,
    area,
    recipient,
    reporter,
    by_hand,
    left,  // Stays as the file has it.
};
BOOST_DESCRIBE_ENUM(CellSource, figure, community_figure, community_name, text, day, area,
                    recipient, reporter, by_hand, left)

struct CellPlace {
    std::string sheet, range;
    int cells = 1;  // Downwards.
};
BOOST_DESCRIBE_STRUCT(CellPlace, (), (sheet, range, cells))

struct ReportFormCell {
    std::string name;
    std::vector<CellPlace> places;
    bool has_formula = false, is_date = false;
    std::optional<CellSource> source;  // Absent until somebody has said it.
    std::string figure;                // A key of the catalogue.
    std::string text;
};
BOOST_DESCRIBE_STRUCT(ReportFormCell, (),
                      (name, places, has_formula, is_date, source, figure, text))

struct ReportForm {
    ReportFormId id;
    std::string title;
    int newest = 1;
    bool retired = false;
    UserId made_by;
    std::string made_by_name;
    Instant made_at;
    int version = 1;
};
BOOST_DESCRIBE_STRUCT(ReportForm, (),
                      (id, title, newest, retired, made_by, made_by_name, made_at, version))

struct ReportFormVersion {
    ReportFormId form;
    int number = 1;
    std::string file_name, digest;
    std::int64_t size = 0;
    std::vector<ReportFormCell> cells;
    std::vector<std::string> skipped;  // Names in the file that stand for no cells.
    UserId made_by;
    std::string made_by_name;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(ReportFormVersion, (),
                      (form, number, file_name, digest, size, cells, skipped, made_by, made_by_name,
                       made_at))

// Records a figure can be traced to.
enum class RecordKind { person, household, order, health_report, alert, visit, paper };
BOOST_DESCRIBE_ENUM(RecordKind, person, household, order, health_report, alert, visit, paper)
// At a moment (the end of the day, or now), or within the day.
enum class FigureTime { moment, day };
BOOST_DESCRIBE_ENUM(FigureTime, moment, day)

struct ReportCommunity {
    std::string code, name;
};
BOOST_DESCRIBE_STRUCT(ReportCommunity, (), (code, name))

// A figure counted, by community too.
struct CountedFigure {
    std::string key;
    std::int64_t value = 0;
    std::map<std::string, std::int64_t> communities;
};
BOOST_DESCRIBE_STRUCT(CountedFigure, (), (key, value, communities))

struct FrozenFigure {
    CountedFigure counted;
    std::int64_t records_kept = 0;
    std::map<std::string, std::vector<std::string>> records;  // Community → keys.
};
BOOST_DESCRIBE_STRUCT(FrozenFigure, (), (counted, records_kept, records))

// What stood in a named cell; several lines for a range.
struct WrittenCell {
    std::string name;
    std::vector<CellPlace> places;
    CellSource source = CellSource::left;
    std::string figure;
    std::vector<std::string> values;
};
BOOST_DESCRIBE_STRUCT(WrittenCell, (), (name, places, source, figure, values))

struct UpwardReport {
    UpwardReportId id;
    std::string number;  // "BS2026-000001"
    ReportFormId form;
    int form_number = 1;
    std::string form_title, area_code, area_name;
    Date day{};
    Instant moment;
    std::string recipient, note;
    std::optional<UpwardReportId> replaces, compared_with;
    UserId made_by;
    std::string made_by_name;
    Instant made_at;
    std::string digest;
    std::int64_t size = 0;
    std::vector<ReportCommunity> communities;
    std::vector<WrittenCell> cells;
};
BOOST_DESCRIBE_STRUCT(UpwardReport, (),
                      (id, number, form, form_number, form_title, area_code, area_name, day, moment,
                       recipient, note, replaces, compared_with, made_by, made_by_name, made_at,
                       digest, size, communities, cells))

}  // namespace xiuhua::reports
