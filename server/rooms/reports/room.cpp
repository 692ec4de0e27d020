#include "platform/host/room.hpp"

#include "rooms/reports/permissions.hpp"
#include "rooms/reports/routes.hpp"

namespace xiuhua::reports {
namespace {

constexpr PersonalField fields[]{
    {"reports_figure.records", Purpose::health,
     "keys of the records behind a reported figure, without names; clear, since they are looked up",
     "statutory duty in an epidemic (传染病防治法; statistics reported to the superior office)",
     "command post, community lead - within their areas, by the register's and isolation's own "
     "rules",
     "retention: health - with the record that a key leads to; a key alone names nobody"},
};

void join(RoomHost& host) {
    add_routes(host.router());
    host.personal(fields);
    host.services().live.on("reports.form_changed", read_permission);
    host.services().live.on("reports.reported", read_permission);
}

}  // namespace

extern const Room room;
const Room room{"reports", join};

}  // namespace xiuhua::reports
