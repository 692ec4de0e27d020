#include "rooms/isolation/store_messages.hpp"

#include "rooms/isolation/store_sql.hpp"

namespace xiuhua::isolation::store {
namespace {

#define XH_MESSAGE_COLUMNS                                                       \
    "m.id, m.order_id, m.person, m.sent_at, m.sent_by, m.sent_by_name, m.bulk, " \
    "m.delivered_at, m.read_at, m.read_by, m.withdrawn_at"

constexpr Query insert_message{
    "isolation.insert_message",
    "INSERT INTO isolation_message (id, order_id, person, sent_at, sent_by, sent_by_name, bulk, "
    "delivered_at, read_at, read_by, withdrawn_at, words) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"};
constexpr Query find_messages{"isolation.messages_of_order",
                              "SELECT " XH_MESSAGE_COLUMNS
                              ", m.words FROM isolation_message m WHERE m.order_id = ?1 "
                              "ORDER BY m.id DESC LIMIT ?2"};
constexpr Query find_bare{"isolation.bare_messages_of_order",
                          "SELECT " XH_MESSAGE_COLUMNS
                          " FROM isolation_message m WHERE m.order_id = ?1 "
                          "ORDER BY m.id DESC LIMIT ?2"};
constexpr Query count_all{"isolation.count_messages",
                          "SELECT COUNT(*) FROM isolation_message WHERE order_id = ?1"};
constexpr Query find_in_scope{
    "isolation.find_message",
    "SELECT " XH_MESSAGE_COLUMNS
    ", m.words FROM isolation_message m JOIN isolation_order o ON o.id = m.order_id "
    "WHERE m.id = ?1 AND " XH_IN_SCOPE("?2")};
constexpr Query find_by_id{"isolation.find_own_message",
                           "SELECT " XH_MESSAGE_COLUMNS
                           ", m.words FROM isolation_message m WHERE m.id = ?1"};
constexpr Query find_of_bulk{"isolation.message_of_bulk",
                             "SELECT " XH_MESSAGE_COLUMNS
                             " FROM isolation_message m WHERE m.bulk = ?1 AND m.order_id = ?2"};
constexpr Query mark_delivered{
    "isolation.note_delivery",
    "UPDATE isolation_message SET delivered_at = ?2 WHERE id = ?1 AND delivered_at IS NULL "
    "AND withdrawn_at IS NULL"};
constexpr Query mark_read{
    "isolation.note_reading",
    "UPDATE isolation_message SET read_at = ?2, read_by = ?3, "
    "delivered_at = COALESCE(delivered_at, ?2) WHERE id = ?1 AND read_at IS NULL "
    "AND withdrawn_at IS NULL"};
constexpr Query mark_withdrawn{
    "isolation.withdraw_message",
    "UPDATE isolation_message SET withdrawn_at = ?2 WHERE id = ?1 AND read_at IS NULL "
    "AND withdrawn_at IS NULL"};

Result<bool> changes_one(const Result<std::int64_t>& changed) {
    if (!changed) {
        return fail(changed.error());
    }
    return *changed == 1;
}

}  // namespace

Done insert(Tx& tx, const StoredMessage& stored) {
    const Message& m = stored.message;
    XH_DO(tx.exec(insert_message, m.id, m.order, m.person, m.sent_at, m.sent_by, m.sent_by_name,
                  m.bulk, m.delivered_at, m.read_at, m.read_by, m.withdrawn_at, stored.words));
    return {};
}

Result<std::vector<StoredMessage>> messages_of(Tx& tx, OrderId order) {
    return tx.rows<StoredMessage>(find_messages, order, messages_max);
}

Result<std::vector<Message>> bare_messages_of(Tx& tx, OrderId order) {
    return tx.rows<Message>(find_bare, order, messages_max);
}

Result<std::int64_t> count_messages(Tx& tx, OrderId order) {
    XH_TRY(found, tx.row<std::int64_t>(count_all, order));
    return found.value_or(0);
}

Result<std::optional<StoredMessage>> find_message(Tx& tx, const Scope& scope, MessageId id) {
    return tx.row<StoredMessage>(find_in_scope, id, scope.id);
}

Result<std::optional<StoredMessage>> find_message(Tx& tx, MessageId id) {
    return tx.row<StoredMessage>(find_by_id, id);
}

Result<std::optional<Message>> message_of_bulk(Tx& tx, BulkId bulk, OrderId order) {
    return tx.row<Message>(find_of_bulk, bulk, order);
}

Result<bool> note_delivery(Tx& tx, MessageId id, Instant at) {
    return changes_one(tx.exec(mark_delivered, id, at));
}

Result<bool> note_reading(Tx& tx, MessageId id, MessageReader reader, Instant at) {
    return changes_one(tx.exec(mark_read, id, at, reader));
}

Result<bool> withdraw(Tx& tx, MessageId id, Instant at) {
    return changes_one(tx.exec(mark_withdrawn, id, at));
}

}  // namespace xiuhua::isolation::store
