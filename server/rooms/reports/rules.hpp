#pragma once
// Pure decisions: what a mapping lacks, which day a report covers, what goes into the office's cells, what changed.
#include "adapters/spreadsheet/form.hpp"
#include "rooms/reports/rules_catalogue.hpp"

namespace xiuhua::reports {

inline constexpr std::size_t title_characters_max = 60;
inline constexpr std::size_t text_characters_max = 200;  // Of a cell's text, a recipient, a note.
inline constexpr std::size_t file_name_bytes_max = 200;
inline constexpr int forms_max = 200;     // In use at once: an office fills some dozens.
inline constexpr int versions_max = 500;  // Of one form.
inline constexpr int versions_shown_max = 50;
inline constexpr int records_kept_max = 2'000;  // Keys kept of one figure: enough to walk through.

// `invalid` reports.title_missing, reports.title_too_long.
Done check_title(std::string_view title);
// `invalid` reports.text_missing, reports.text_too_long; the field is named.
Done check_line(std::string_view text, std::string field);

// A new file's cells: what their names mean by themselves, else what the version before said of the same name.
std::vector<ReportFormCell> cells_of(const spreadsheet::FormNames& names,
                                     const std::vector<ReportFormCell>& before);

struct CellChoice {
    std::string name;
    std::optional<CellSource> source;
    std::optional<std::string> figure, text;
};
BOOST_DESCRIBE_STRUCT(CellChoice, (), (name, source, figure, text))
// The cells with these choices. Faults name cells[i]: reports.no_such_cell, reports.no_such_figure,
// reports.cell_has_formula, reports.cell_is_range, reports.text_missing, reports.text_too_long.
Result<std::vector<ReportFormCell>> with_choices(std::vector<ReportFormCell> cells,
                                                 const std::vector<CellChoice>& choices);
// Names that nobody has said anything about yet: the form cannot be reported with.
std::vector<std::string> unsaid(const std::vector<ReportFormCell>& cells);
// Keys of the catalogue that the cells use, each once, in the catalogue's order.
std::vector<std::string> figures_used(const std::vector<ReportFormCell>& cells);

struct ReportPeriod {
    Date day{};
    Instant from, until;  // What is "at a moment" is at `until`.
};
// The office's day, up to now when it is today. `invalid` reports.day_in_future.
Result<ReportPeriod> period_of(Date day, Instant now);

struct ReportWords {
    Date day{};
    std::string area_name, recipient, reporter;
    std::map<std::string, std::string> hand;  // Cell's name → what was typed.
};
// `invalid` reports.hand_missing, reports.text_too_long; field hand.<name>.
Done check_hand(const std::vector<ReportFormCell>& cells,
                const std::map<std::string, std::string>& hand);
// What goes into the file. A typed number is one: "12" can be added up, "007" and 18 digits stay text.
std::vector<spreadsheet::FormFill> fills_of(const std::vector<ReportFormCell>& cells,
                                            const std::vector<CountedFigure>& figures,
                                            const std::vector<ReportCommunity>& communities,
                                            const ReportWords& words);
// The same, as it is kept with the report and shown.
std::vector<WrittenCell> written_cells(const std::vector<ReportFormCell>& cells,
                                       const std::vector<spreadsheet::FormFill>& fills);
// `conflict` reports.figures_moved when a figure is not the one that was looked at.
Done check_seen(const std::vector<CountedFigure>& figures,
                const std::map<std::string, std::int64_t>& seen);

}  // namespace xiuhua::reports
