#include "rooms/reports/actions.hpp"

#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/reports/rules.hpp"
#include "rooms/reports/store.hpp"

namespace xiuhua::reports {

Result<Entry> make_entry(Context& context, const ReportsEntryForm& form) {
    XH_DO(check_title(form.title));
    if (form.area_code.empty() || !context.viewer.scope.covers(form.area_code)) {
        return fail(ErrorCode::not_found, "reports.area_not_found", "area_code");
    }
    const Entry entry{new_id<EntryId>(context.now), form.title, form.area_code, context.viewer.user,
                      context.now};
    XH_DO(insert_entry(context.tx, entry));
    AuditEntry audited;
    audited.actor = context.viewer.user;
    audited.action = "reports.make_entry";
    audited.subject_kind = "reports_entry";
    audited.subject = to_text(entry.id);
    audited.area_code = entry.area_code;
    XH_DO(audit::append(context.tx, context.now, audited));
    Event event;
    event.kind = "reports.entry_made";
    event.subject = to_text(entry.id);
    event.area_code = entry.area_code;
    XH_DO(outbox::append(context.tx, context.now, event));
    return entry;
}

}  // namespace xiuhua::reports
