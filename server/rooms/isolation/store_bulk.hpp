#pragma once
// SQL of acts on many orders. A bulk belongs to whoever made it; its rows were chosen within that person's scope.
#include "rooms/isolation/model_bulk.hpp"
#include "rooms/isolation/store.hpp"

namespace xiuhua::isolation::store {

Done insert(Tx& tx, const Bulk& bulk, const Bytes& words);
Done save(Tx& tx, const Bulk& bulk);
Result<std::optional<Bulk>> find_bulk(Tx& tx, BulkId id);
Result<std::optional<Bulk>> find_bulk(Tx& tx, UserId made_by, BulkId id);
Result<Bytes> bulk_words(Tx& tx, BulkId id);
Done forget_words(Tx& tx, BulkId id);  // Once they are said to everybody, or to nobody.
// Writes down which orders are meant, in one statement; answers how many. At most `limit` of them.
Result<std::int64_t> choose_rows(Tx& tx, BulkId bulk, const Scope& scope, const OrderQuery& query);
Result<std::int64_t> choose_rows(Tx& tx, BulkId bulk, const Scope& scope,
                                 const std::vector<OrderId>& orders);
Result<std::int64_t> count_orders(Tx& tx, const Scope& scope, const OrderQuery& query);
// SQLite alone: rows that the connection has changed so far. The same before and after: nothing was written.
Result<std::int64_t> changes_so_far(Tx& tx);
Result<std::vector<BulkRow>> rows_in(Tx& tx, BulkId bulk, BulkRowState state, int limit);
Done save_row(Tx& tx, BulkId bulk, const BulkRow& row);
struct BulkRowShown {
    std::int64_t position = 0;
    OrderId order;
    PersonId person;
    std::string number, person_name, area_name;
    BulkRowState state = BulkRowState::waiting;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(BulkRowShown, (),
                      (position, order, person, number, person_name, area_name, state, error))
// Names only of what still lies in scope.
Result<std::vector<BulkRowShown>> shown_rows(Tx& tx, const Scope& scope, BulkId bulk,
                                             std::optional<BulkRowState> state, std::int64_t after,
                                             int limit);
Result<std::vector<BulkId>> bulks_before(Tx& tx, Instant made_before, int limit);
Done delete_bulk(Tx& tx, BulkId id);

}  // namespace xiuhua::isolation::store
