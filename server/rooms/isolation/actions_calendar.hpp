#pragma once
// The follow-up calendar: the people in isolation by the days, their daily reports in the cells; entry of many at once.
#include "rooms/isolation/actions.hpp"

namespace xiuhua::isolation {

inline constexpr int calendar_days_max = 31;  // A month: more columns than that nobody reads.
inline constexpr int calendar_days_default = 14;
inline constexpr int calendar_rows_max = 200;  // In one answer: health words of 28 reports each.
// In one batch: it is one transaction, and SQLite's writer must not be held for long (0.2 s).
inline constexpr int calendar_cells_max = 200;

struct CalendarFilter {
    std::optional<Date> from, to;  // Office days; else the 14 up to today.
    std::optional<std::string> area, text;
    std::optional<UserId> worker;
    std::optional<OrderDue> due;
    std::optional<OrderId> order;  // One row anew, when something was told of it.
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CalendarFilter, (), (from, to, area, text, worker, due, order, after, limit))

// What was reported in a window: the latest report, or the one of the highest temperature when any was a fever.
struct CalendarCell {
    std::string window_key;
    ReportId report;
    int count = 0;  // Reports in the window.
    Instant taken_at;
    ReportSource source = ReportSource::self;
    std::string filed_by_name;
    bool late = false;
    // Health words: absent for who may not see them, or when the person's key is destroyed.
    std::optional<double> temperature;
    std::optional<std::vector<Symptom>> symptoms;
    std::optional<bool> fever;
};
BOOST_DESCRIBE_STRUCT(CalendarCell, (),
                      (window_key, report, count, taken_at, source, filed_by_name, late,
                       temperature, symptoms, fever))
struct CalendarRow {
    OrderId order;
    std::string number;
    PersonId person;
    std::string person_name;
    std::optional<int> age;
    std::string area_code, area_name, worker_name;
    Date start_date, end_date;
    int alerts_open = 0;
    // The first and last window of these days that a report is owed for; both empty: none. Windows sort by key.
    std::string owed_from, owed_until;
    int version = 0;
    std::vector<CalendarCell> cells;  // Only windows with a report, by key.
};
BOOST_DESCRIBE_STRUCT(CalendarRow, (),
                      (order, number, person, person_name, age, area_code, area_name, worker_name,
                       start_date, end_date, alerts_open, owed_from, owed_until, version, cells))
struct CalendarPage {
    Instant as_of;  // The office's now: what is due, missing or still to come is judged by it.
    std::vector<Window> windows;
    double fever_celsius = 0;
    int late_entry_hours = 0, undo_minutes = 0, cells_max = 0;
    std::vector<CalendarRow> items;
    std::string next;
};
BOOST_DESCRIBE_STRUCT(CalendarPage, (),
                      (as_of, windows, fever_celsius, late_entry_hours, undo_minutes, cells_max,
                       items, next))

struct CalendarEntry {
    OrderId order;
    std::string window_key;  // "2026-03-02/1"
    double temperature = 0;
    std::vector<Symptom> symptoms;
};
BOOST_DESCRIBE_STRUCT(CalendarEntry, (), (order, window_key, temperature, symptoms))
struct CalendarEntryForm {
    ReportSource source = ReportSource::telephone;  // On behalf: telephone or worker.
    std::vector<CalendarEntry> cells;
};
BOOST_DESCRIBE_STRUCT(CalendarEntryForm, (), (source, cells))
struct CalendarOutcome {  // In the order asked. Either the report, or why not.
    OrderId order;
    std::string window_key;
    std::optional<ReportId> report;
    std::string error;  // Key; empty when it was done.
};
BOOST_DESCRIBE_STRUCT(CalendarOutcome, (), (order, window_key, report, error))
struct CalendarOutcomes {
    int done = 0;
    std::vector<CalendarOutcome> cells;
};
BOOST_DESCRIBE_STRUCT(CalendarOutcomes, (), (done, cells))
struct CalendarWithdrawalForm {
    std::vector<ReportId> reports;
};
BOOST_DESCRIBE_STRUCT(CalendarWithdrawalForm, (), (reports))

// Reads on a snapshot. `people` are those whose health words it shows and whom the viewer has not read today: the
// caller keeps that look (note_looks) before the page leaves.
struct CalendarSeen {
    CalendarPage page;
    std::vector<std::pair<PersonId, std::string>> people;  // With the area of the order.
};
Result<CalendarSeen> read_calendar(Context& context, const CalendarFilter& filter);
Done note_looks(Context& context, const CalendarSeen& seen);
// Each cell by itself: one that is refused leaves the others, and nothing of itself.
Result<CalendarOutcomes> file_calendar(Context& context, const CalendarEntryForm& form);
// Takes back what the viewer entered on behalf within report_undo_minutes. What the report had settled is open again.
Result<CalendarOutcomes> withdraw_calendar(Context& context, const CalendarWithdrawalForm& form);
Done forget_looks(Context& context);

}  // namespace xiuhua::isolation
