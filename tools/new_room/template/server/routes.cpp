#include "platform/host/room.hpp"
#include "rooms/example/actions.hpp"
#include "rooms/example/permissions.hpp"
#include "rooms/example/store.hpp"
#include "rooms/example/views.hpp"

namespace xiuhua::example {

struct ExampleEntryFilter {
    std::optional<EntryId> after;  // The cursor of the page before.
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ExampleEntryFilter, (), (after, limit))

void add_routes(Router& router) {
    router.view<ExampleEntryFilter, Page<ExampleEntryRow>>(
        "GET /api/example/entries", read_permission,
        [](Context& context, const Request&,
           const ExampleEntryFilter& filter) -> Result<Page<ExampleEntryRow>> {
            const int limit =
                std::clamp(filter.limit.value_or(page_rows_default), 1, page_rows_max);
            XH_TRY(entries,
                   list_entries(context.tx, context.viewer.scope, filter.after, limit + 1));
            Page<ExampleEntryRow> page;
            for (const Entry& entry : entries) {
                if (static_cast<int>(page.items.size()) == limit) {
                    page.next = to_text(page.items.back().id);
                    break;
                }
                page.items.push_back(entry_row(entry));
            }
            return page;
        },
        {.impersonal = true});  // Shows nobody. A row about somebody names its PersonId instead.
    router.act<ExampleEntryForm, ExampleEntryRow>(
        "POST /api/example/entries", write_permission,
        [](Context& context, const Request&,
           const ExampleEntryForm& form) -> Result<ExampleEntryRow> {
            XH_TRY(entry, make_entry(context, form));
            return entry_row(entry);
        });
}

}  // namespace xiuhua::example
