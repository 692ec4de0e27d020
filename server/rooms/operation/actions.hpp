#pragma once
#include "platform/http/router.hpp"

namespace xiuhua::operation {

struct LogLevelForm {
    std::string level;  // trace debug info warn error
};
BOOST_DESCRIBE_STRUCT(LogLevelForm, (), (level))
// `invalid` operation.unknown_level. Until the program's next start.
Result<LogLevelForm> change_log_level(Context& context, const LogLevelForm& form);

}  // namespace xiuhua::operation
