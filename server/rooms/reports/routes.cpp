#include "platform/host/room.hpp"
#include "rooms/reports/actions.hpp"
#include "rooms/reports/permissions.hpp"
#include "rooms/reports/store.hpp"
#include "rooms/reports/views.hpp"

namespace xiuhua::reports {

struct ReportsEntryFilter {
    std::optional<EntryId> after;  // The cursor of the page before.
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ReportsEntryFilter, (), (after, limit))

void add_routes(Router& router) {
    router.view<ReportsEntryFilter, Page<ReportsEntryRow>>(
        "GET /api/reports/entries", read_permission,
        [](Context& context, const Request&,
           const ReportsEntryFilter& filter) -> Result<Page<ReportsEntryRow>> {
            const int limit =
                std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
            XH_TRY(entries,
                   list_entries(context.tx, context.viewer.scope, filter.after, limit + 1));
            Page<ReportsEntryRow> page;
            for (const Entry& entry : entries) {
                if (static_cast<int>(page.items.size()) == limit) {
                    page.next = to_text(page.items.back().id);
                    break;
                }
                page.items.push_back(entry_row(entry));
            }
            return page;
        });
    router.act<ReportsEntryForm, ReportsEntryRow>(
        "POST /api/reports/entries", write_permission,
        [](Context& context, const Request&,
           const ReportsEntryForm& form) -> Result<ReportsEntryRow> {
            XH_TRY(entry, make_entry(context, form));
            return entry_row(entry);
        });
}

}  // namespace xiuhua::reports
