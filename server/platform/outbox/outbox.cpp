#include "platform/outbox/outbox.hpp"

#include "platform/clock/new_id.hpp"
#include "platform/outbox/bell.hpp"

namespace xiuhua::outbox {
namespace {

constexpr Query insert_event{
    "outbox.insert_event",
    "INSERT INTO outbox (id, at, ord, kind, subject, area_code, addressee, payload) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};

}  // namespace

Done append(Tx& tx, Instant now, const Event& event) {
    XH_DO(tx.exec(insert_event, to_text(new_uuid(now)), now, next_order(), event.kind,
                  event.subject, event.area_code, event.addressee, event.payload));
    ring_bell();
    return {};
}

}  // namespace xiuhua::outbox
