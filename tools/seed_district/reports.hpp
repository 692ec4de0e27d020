#pragma once
// What the office reports upward: the form as the district sent it, and the reports of the last days.
#include "rooms/reports/actions.hpp"
#include "tools/seed_district/history.hpp"

namespace xiuhua::seed {

// 报表/隔离情况日报.xlsx: two sheets, merged cells, named cells, sums. The same options give the same bytes.
Done write_report_form(const std::filesystem::path& file, const Options& options);

class ReportDesk {
  public:
    ReportDesk(Program& program, MovedClock& clock, const Options& options)
        : services_(program.services()), clock_(clock), options_(options) {}
    // Writes the form among the office's spreadsheets, and takes it in as the command post does.
    Done open(const std::filesystem::path& sheets);
    // The report of a day, late in its evening; of the last days only.
    Done report(Date day);
    int made() const { return made_; }

  private:
    static constexpr std::chrono::days days_reported{3};

    Services& services_;
    MovedClock& clock_;
    Options options_;
    std::optional<Viewer> command_;
    reports::ReportFormId form_;
    int made_ = 0;
};

}  // namespace xiuhua::seed
