#include "platform/host/services.hpp"
#include "rooms/isolation/actions_calendar.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/routes.hpp"

namespace xiuhua::isolation {
namespace {

// Read on a snapshot, so that a screen full of health words does not hold the writer; the page leaves only after the
// look has been written down.
Result<Response> show_calendar(Services& services, const Request& request, const Viewer& viewer) {
    XH_TRY(filter, json::parse_parameters<CalendarFilter>(request.query));
    const Instant now = services.clock.now();
    const auto with = [&](auto work) {
        return [&, work](Tx& tx) {
            Context context{tx, viewer, services, now, request.request_id};
            return work(context);
        };
    };
    XH_TRY(seen, services.db.read(
                     with([&](Context& context) { return read_calendar(context, filter); })));
    if (!seen.people.empty()) {
        XH_DO(services.db.write(with([&](Context& context) { return note_looks(context, seen); })));
    }
    Response response;
    response.body = json::write(seen.page);
    return response;
}

}  // namespace

void add_calendar_routes(Router& router) {
    Services& services = router.services();
    router.raw<CalendarFilter, Nothing, CalendarPage>(
        "GET /api/isolation/calendar", permissions::read,
        [&services](const Request& request, const Viewer& viewer) {
            return show_calendar(services, request, viewer);
        });
    router.act<CalendarEntryForm, CalendarOutcomes>(
        "POST /api/isolation/calendar/reports", permissions::report,
        [](Context& context, const Request&, const CalendarEntryForm& form) {
            return file_calendar(context, form);
        });
    router.act<CalendarWithdrawalForm, CalendarOutcomes>(
        "POST /api/isolation/calendar/withdrawals", permissions::report,
        [](Context& context, const Request&, const CalendarWithdrawalForm& form) {
            return withdraw_calendar(context, form);
        });
}

}  // namespace xiuhua::isolation
