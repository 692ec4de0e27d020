#pragma once
// One function a command: check, save, tell.
#include "platform/http/router.hpp"
#include "rooms/reports/model.hpp"

namespace xiuhua::reports {

struct ReportsEntryForm {
    std::string title;
    std::string area_code;
};
BOOST_DESCRIBE_STRUCT(ReportsEntryForm, (), (title, area_code))

// `invalid` for the title; `not_found` reports.area_not_found for an area outside the viewer's scope.
Result<Entry> make_entry(Context& context, const ReportsEntryForm& form);

}  // namespace xiuhua::reports
