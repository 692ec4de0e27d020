#pragma once
// What a viewer sees.
#include "rooms/reports/model.hpp"

namespace xiuhua::reports {

struct ReportsEntryRow {
    EntryId id;
    std::string title;
    std::string area_code;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(ReportsEntryRow, (), (id, title, area_code, made_at))

inline ReportsEntryRow entry_row(const Entry& entry) {
    return {entry.id, entry.title, entry.area_code, entry.made_at};
}

}  // namespace xiuhua::reports
