#pragma once
// How the pump's own transactions stay out of everybody else's way on PostgreSQL.
#include "platform/db/db.hpp"

namespace xiuhua::outbox {

// Must be the transaction's first statement. What numbers or chains waiting rows reads "rows without a number", into
// which every action inserts: as SERIALIZABLE it would stand in a read-write conflict with each of them and turn any
// two that touch a common page into a cycle, of which one is run again. It needs less: its rows are committed, only
// it writes to them, and two pumps at once meet in the row of the cursor or the chain's head, where the second fails
// with 40001 under REPEATABLE READ as well.
Done leave_writers_alone(Tx& tx);

}  // namespace xiuhua::outbox
