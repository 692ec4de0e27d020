#include "adapters/spreadsheet/form.hpp"
#include "fuzz.hpp"

namespace xiuhua::fuzz {

// A report form as an office sends it: whatever it is, it is read or refused; what was read can be filled or is
// refused by a key; what was filled can be read again and bears the same names.
void fuzz(std::string_view bytes) {
    spreadsheet::FormLimits limits;
    limits.inflated_bytes_max = 1 << 22;  // Small, so that a round stays short.
    limits.part_bytes_max = 1 << 20;
    const auto form = spreadsheet::read_form(bytes, limits);
    if (!form) {
        promise(!form.error().key.empty(), "an error has a key");
        return;
    }
    promise(!form->names.empty() && form->names.size() <= limits.names_max, "names are bounded");
    std::vector<spreadsheet::FormFill> fills;
    for (const spreadsheet::FormName& name : form->names) {
        promise(!name.places.empty(), "a name stands somewhere");
        if (!name.has_formula) {
            fills.push_back({name.name, {std::string{"=1+1 <&> _x000D_"}}});
        }
    }
    const auto filled = spreadsheet::fill_form(bytes, fills, limits);
    if (!filled) {
        promise(!filled.error().key.empty(), "an error has a key");
        return;
    }
    limits.inflated_bytes_max = 1 << 24;  // What was put in comes on top.
    limits.part_bytes_max = 1 << 22;
    const auto again = spreadsheet::read_form(*filled, limits);
    promise(again.has_value(), "a filled form is a form");
    promise(again->names.size() == form->names.size(), "no name is lost");
}

}  // namespace xiuhua::fuzz
