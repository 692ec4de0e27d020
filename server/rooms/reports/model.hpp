#pragma once
// Plain words of the room.
#include <string>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::reports {

using EntryId = Id<struct ReportsEntryTag>;

struct Entry {
    EntryId id;
    std::string title;
    std::string area_code;
    UserId made_by;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (id, title, area_code, made_by, made_at))

}  // namespace xiuhua::reports
