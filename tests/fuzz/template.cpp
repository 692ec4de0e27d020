#include "fuzz.hpp"
#include "rooms/documents/rules.hpp"
#include "rooms/documents/templates.hpp"

namespace xiuhua::fuzz {

// A paper's template, and the text of the code printed on a paper.
void fuzz(std::string_view bytes) {
    (void)documents::parse_template(bytes);
    (void)documents::split_code(bytes);
}

}  // namespace xiuhua::fuzz
