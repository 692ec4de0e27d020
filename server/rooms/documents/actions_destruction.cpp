// What room privacy has done when the purpose of papers has ended. It audits and certifies; here the records go.
#include "rooms/documents/actions.hpp"
#include "rooms/documents/store.hpp"

namespace xiuhua::documents {

Result<std::int64_t> destroy_papers(Context& context, PersonId person) {
    return store::destroy_papers(context.tx, person);
}

}  // namespace xiuhua::documents
