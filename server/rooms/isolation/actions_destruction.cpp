// What room privacy has done when a purpose has ended. It audits and certifies; here the records go.
#include "rooms/isolation/actions_shared.hpp"

namespace xiuhua::isolation {

Result<Need> need_of(Tx& tx, PersonId person) {
    return store::need_of(tx, person);
}

Result<std::int64_t> count_open_orders(Tx& tx) {
    return store::count_open_orders(tx);
}

Result<std::int64_t> destroy_health_records(Context& context, PersonId person) {
    return store::destroy_health_records(context.tx, person);
}

Result<std::int64_t> forget_names(Context& context, PersonId person) {
    return store::forget_names(context.tx, person);
}

}  // namespace xiuhua::isolation
