#pragma once
// What the office writes to the person of an order.
#include "rooms/isolation/model_bulk.hpp"

namespace xiuhua::isolation {

using MessageId = Id<struct MessageTag>;
inline constexpr int messages_max = 200;  // Of an order: more than five a day are no help.

// Where a message would be seen: on the person's own page, on the guardian's of the same household, on neither.
struct PhonePages {
    bool own = false;
    std::optional<PersonId> guardian;
};

enum class MessageReader { person, guardian };
BOOST_DESCRIBE_ENUM(MessageReader, person, guardian)
struct Message {
    MessageId id;
    OrderId order;
    PersonId person;
    Instant sent_at;
    UserId sent_by;
    std::string sent_by_name;
    std::optional<BulkId> bulk;           // The act on many that sent it.
    std::optional<Instant> delivered_at;  // First fetched by a page.
    std::optional<Instant> read_at;       // First seen on one.
    std::optional<MessageReader> read_by;
    std::optional<Instant> withdrawn_at;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, order, person, sent_at, sent_by, sent_by_name, bulk, delivered_at,
                       read_at, read_by, withdrawn_at))

}  // namespace xiuhua::isolation
