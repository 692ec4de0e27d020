#include "platform/outbox/numbering.hpp"

namespace xiuhua::outbox {
namespace {

constexpr Query repeatable_read{"outbox.repeatable_read",
                                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"};

}  // namespace

Done leave_writers_alone(Tx& tx) {
    if (tx.engine() == Engine::postgresql) {
        XH_DO(tx.exec(repeatable_read));
    }
    return {};
}

}  // namespace xiuhua::outbox
