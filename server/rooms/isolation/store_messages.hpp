#pragma once
// SQL of messages. The person's own page asks without a Scope: its caller knows whose order it is.
#include "rooms/isolation/model_messages.hpp"
#include "rooms/isolation/store.hpp"

namespace xiuhua::isolation::store {

struct StoredMessage {
    Message message;
    Bytes words;
};
BOOST_DESCRIBE_STRUCT(StoredMessage, (), (message, words))
Done insert(Tx& tx, const StoredMessage& message);
// Newest first; at most messages_max can be there.
Result<std::vector<StoredMessage>> messages_of(Tx& tx, OrderId order);
Result<std::vector<Message>> bare_messages_of(Tx& tx, OrderId order);  // Without their words.
Result<std::int64_t> count_messages(Tx& tx, OrderId order);
Result<std::optional<StoredMessage>> find_message(Tx& tx, const Scope& scope, MessageId id);
Result<std::optional<StoredMessage>> find_message(Tx& tx, MessageId id);
Result<std::optional<Message>> message_of_bulk(Tx& tx, BulkId bulk, OrderId order);
// Each is noted once. False: it was already, or it was taken back, or (withdraw) read.
Result<bool> note_delivery(Tx& tx, MessageId id, Instant at);
Result<bool> note_reading(Tx& tx, MessageId id, MessageReader reader, Instant at);
Result<bool> withdraw(Tx& tx, MessageId id, Instant at);

}  // namespace xiuhua::isolation::store
