#pragma once
// What the two halves of bulk acts share: preparing and running.
#include "platform/crypto/vault.hpp"
#include "platform/host/services.hpp"
#include "rooms/access/public.hpp"
#include "rooms/isolation/actions_bulk.hpp"
#include "rooms/isolation/store_bulk.hpp"

namespace xiuhua::isolation {

inline constexpr std::string_view bulk_words_column = "isolation_bulk.words";
inline bool may_be_undone(BulkKind kind) {
    return kind == BulkKind::reassignment || kind == BulkKind::message;
}
BulkView view_of(const Bulk& bulk);
Done tell_bulk(Context& context, const Bulk& bulk);
Done audit_bulk(Context& context, const Bulk& bulk, std::string_view action);

}  // namespace xiuhua::isolation
