#include "fuzz.hpp"
#include "rooms/documents/paper_text.hpp"
#include "rooms/documents/rules_drafts.hpp"
#include "rooms/documents/rules_scans.hpp"
#include "rooms/documents/templates.hpp"

namespace xiuhua::fuzz {

// A paper's template, its sentences, and the text of the code printed on a paper.
void fuzz(std::string_view bytes) {
    if (const auto form = documents::parse_template(bytes)) {
        (void)documents::faults_of_draft(*form, *form);
        for (const std::string& sentence : form->lead) {
            (void)documents::fill(*form, {}, sentence);
        }
    }
    (void)documents::fill({}, {}, bytes);
    (void)documents::read_page_code(bytes);
}

}  // namespace xiuhua::fuzz
