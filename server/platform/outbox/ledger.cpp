#include "platform/outbox/ledger.hpp"

#include "platform/outbox/numbering.hpp"

namespace xiuhua::outbox {
namespace {

#define XH_EVENT_COLUMNS "o.seq, o.id, o.at, o.kind, o.subject, o.area_code, o.addressee, o.payload"

constexpr Query find_unnumbered{"outbox.find_unnumbered",
                                "SELECT id FROM outbox WHERE seq IS NULL LIMIT 1"};
constexpr Query read_cursor{"outbox.read_cursor",
                            "SELECT value FROM outbox_cursor WHERE name = ?1"};
constexpr Query write_cursor{"outbox.write_cursor",
                             "UPDATE outbox_cursor SET value = ?1 WHERE name = ?2"};
constexpr Query number_events{
    "outbox.number_events",
    "UPDATE outbox SET seq = waiting.place + ?1 FROM ("
    "SELECT id AS waiting_id, row_number() OVER (ORDER BY at, ord, id) AS place FROM outbox "
    "WHERE seq IS NULL ORDER BY at, ord, id LIMIT ?2) AS waiting "
    "WHERE outbox.id = waiting.waiting_id"};
constexpr Query select_between{"outbox.select_between",
                               "SELECT " XH_EVENT_COLUMNS
                               " FROM outbox o WHERE o.seq > ?1 AND o.seq <= ?2 "
                               "ORDER BY o.seq LIMIT ?3"};
constexpr Query find_delivery{
    "outbox.find_delivery",
    "SELECT consumer FROM outbox_delivery WHERE event_id = ?1 AND consumer = ?2"};
constexpr Query insert_delivery{"outbox.insert_delivery",
                                "INSERT INTO outbox_delivery (event_id, consumer) VALUES (?1, ?2)"};
constexpr Query find_blocking{
    "outbox.find_blocking",
    "SELECT seq FROM outbox_parked WHERE consumer = ?1 AND subject = ?2 AND seq < ?3 "
    "AND failed = 0 LIMIT 1"};
constexpr Query upsert_parked{
    "outbox.upsert_parked",
    "INSERT INTO outbox_parked (event_id, consumer, subject, seq, tries, due, failed, error_key) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
    "ON CONFLICT (event_id, consumer) DO UPDATE SET tries = excluded.tries, due = excluded.due, "
    "failed = excluded.failed, error_key = excluded.error_key"};
constexpr Query delete_parked{"outbox.delete_parked",
                              "DELETE FROM outbox_parked WHERE event_id = ?1 AND consumer = ?2"};
constexpr Query select_parked{"outbox.select_parked",
                              "SELECT " XH_EVENT_COLUMNS
                              ", p.consumer, p.tries FROM outbox_parked p "
                              "JOIN outbox o ON o.id = p.event_id "
                              "WHERE p.failed = 0 AND p.due <= ?1 ORDER BY p.seq LIMIT ?2"};
constexpr Query count_failed_parked{"outbox.count_failed",
                                    "SELECT count(*) FROM outbox_parked WHERE failed = 1"};
constexpr Query purge_events{
    "outbox.purge",
    "DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o WHERE o.seq <= ?1 AND o.at < ?2 "
    "AND NOT EXISTS (SELECT 1 FROM outbox_parked p WHERE p.event_id = o.id) "
    "ORDER BY o.seq LIMIT ?3)"};

Result<std::int64_t> cursor(Tx& tx, std::string_view name) {
    XH_TRY(value, tx.row<std::int64_t>(read_cursor, name));
    if (!value) {
        return fail(ErrorCode::internal, "outbox.cursor_missing");
    }
    return *value;
}

}  // namespace

Result<bool> has_unnumbered(Tx& tx) {
    XH_TRY(found, tx.row<std::string>(find_unnumbered));
    return found.has_value();
}

Result<int> number_batch(Tx& tx) {
    XH_DO(leave_writers_alone(tx));
    XH_TRY(last, cursor(tx, "numbered"));
    XH_TRY(numbered, tx.exec(number_events, last, batch_max));
    if (numbered > 0) {
        XH_DO(tx.exec(write_cursor, last + numbered, "numbered"));
    }
    return static_cast<int>(numbered);
}

Result<std::int64_t> delivered_until(Tx& tx) {
    return cursor(tx, "delivered");
}

Done set_delivered(Tx& tx, std::int64_t seq) {
    XH_DO(tx.exec(write_cursor, seq, "delivered"));
    return {};
}

Result<std::vector<StoredEvent>> events_between(Tx& tx, std::int64_t first, std::int64_t last,
                                                int limit) {
    return tx.rows<StoredEvent>(select_between, first, last, limit);
}

Result<bool> is_delivered(Tx& tx, std::string_view event_id, std::string_view consumer) {
    XH_TRY(found, tx.row<std::string>(find_delivery, event_id, consumer));
    return found.has_value();
}

Done record_delivery(Tx& tx, std::string_view event_id, std::string_view consumer) {
    XH_DO(tx.exec(insert_delivery, event_id, consumer));
    return {};
}

Result<bool> is_blocked(Tx& tx, const StoredEvent& event, std::string_view consumer) {
    XH_TRY(found, tx.row<std::int64_t>(find_blocking, consumer, event.subject, event.seq));
    return found.has_value();
}

Done park(Tx& tx, const StoredEvent& event, std::string_view consumer, int tries, Instant due,
          std::string_view error_key, bool failed) {
    XH_DO(tx.exec(upsert_parked, event.id, consumer, event.subject, event.seq, tries, due, failed,
                  error_key));
    return {};
}

Done unpark(Tx& tx, std::string_view event_id, std::string_view consumer) {
    XH_DO(tx.exec(delete_parked, event_id, consumer));
    return {};
}

Result<std::vector<Parked>> parked_due(Tx& tx, Instant now) {
    return tx.rows<Parked>(select_parked, now, batch_max);
}

Result<std::int64_t> count_failed(Tx& tx) {
    XH_TRY(count, tx.row<std::int64_t>(count_failed_parked));
    return count.value_or(0);
}

Result<std::int64_t> purge(Tx& tx, Instant before) {
    XH_TRY(delivered, cursor(tx, "delivered"));
    return tx.exec(purge_events, delivered, before, batch_max);
}

}  // namespace xiuhua::outbox
