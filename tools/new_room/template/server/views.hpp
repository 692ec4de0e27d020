#pragma once
// What a viewer sees.
#include "rooms/example/model.hpp"

namespace xiuhua::example {

struct ExampleEntryRow {
    EntryId id;
    std::string title;
    std::string area_code;
    Instant made_at;
};
BOOST_DESCRIBE_STRUCT(ExampleEntryRow, (), (id, title, area_code, made_at))

inline ExampleEntryRow entry_row(const Entry& entry) {
    return {entry.id, entry.title, entry.area_code, entry.made_at};
}

}  // namespace xiuhua::example
