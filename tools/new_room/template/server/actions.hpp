#pragma once
// One function a command: check, save, tell.
#include "platform/http/router.hpp"
#include "rooms/example/model.hpp"

namespace xiuhua::example {

struct ExampleEntryForm {
    std::string title;
    std::string area_code;
};
BOOST_DESCRIBE_STRUCT(ExampleEntryForm, (), (title, area_code))

// `invalid` for the title; `not_found` example.area_not_found for an area outside the viewer's scope.
Result<Entry> make_entry(Context& context, const ExampleEntryForm& form);

}  // namespace xiuhua::example
