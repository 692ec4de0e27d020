#pragma once
// Between the actions of the room.
#include "rooms/reports/actions.hpp"

namespace xiuhua::reports {

// A subdistrict, community or grid within the viewer's scope: a smaller place's figures would tell of a household.
// `not_found` reports.area_not_found, `invalid` reports.area_too_small.
Result<registry::Area> area_to_report(Context& context, const std::string& code);
// `invalid` reports.day_in_future.
Result<figures::Asked> asked_for(const std::string& area_code, Date day, Instant now);
Result<UpwardReport> report_in_scope(Context& context, UpwardReportId id);

}  // namespace xiuhua::reports
