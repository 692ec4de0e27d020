// What room privacy has done when the purpose of papers has ended. It audits and certifies; here the records go.
#include "rooms/documents/actions_printing.hpp"
#include "rooms/documents/scans.hpp"
#include "rooms/documents/store.hpp"

namespace xiuhua::documents {

Result<std::int64_t> destroy_papers(Context& context, PersonId person) {
    XH_TRY(piles, drop_runs_of(context, person));
    XH_TRY(scans, store::destroy_scans(context.tx, person));
    XH_TRY(papers, store::destroy_papers(context.tx, person));
    return papers + piles + scans;
}

}  // namespace xiuhua::documents
