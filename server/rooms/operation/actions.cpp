#include "rooms/operation/actions.hpp"

#include "platform/audit/audit.hpp"
#include "platform/log/log.hpp"

namespace xiuhua::operation {

Result<LogLevelForm> change_log_level(Context& context, const LogLevelForm& form) {
    if (!log::set_level(form.level)) {
        return fail(ErrorCode::invalid, "operation.unknown_level", "level");
    }
    XH_DO(audit::append(context.tx, context.now,
                        {context.viewer.user,
                         "operation.log_level",
                         "program",
                         "log",
                         {},
                         {},
                         {},
                         {json::write(form)}}));
    log::write(log::Level::info, "log.level_changed", {{"level", form.level}});
    return form;
}

}  // namespace xiuhua::operation
