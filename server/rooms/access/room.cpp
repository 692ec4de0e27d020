#include "platform/host/room.hpp"

#include "rooms/access/actions.hpp"
#include "rooms/access/authenticator.hpp"
#include "rooms/access/routes.hpp"

namespace xiuhua::access {
namespace {

constexpr std::array personal_fields{
    PersonalField{"access_user.name", Purpose::identity,
                  "names of staff in histories, lists and papers",
                  "contract of employment or service; clear, because it is searched", "all staff",
                  "kept as long as the histories that name them"},
    PersonalField{"access_session.device_label", Purpose::identity,
                  "lets a user recognise their own log-ins", "security of the account; clear",
                  "the user", "with the session, at the latest after seven days"},
};

// Streams opened with rights that are no longer so, or by a session that is over, end. The event comes in its order:
// nothing that happened after the change has been shown to the old stream.
Done end_streams(Context& context, const StoredEvent& event) {
    if (const auto user = parse_uuid(event.subject)) {
        context.services.live.end(UserId{*user});
    }
    return {};
}

void join(RoomHost& host) {
    add_routes(host.router());
    host.router().set_authenticator(make_authenticator(host.services()));
    host.on_event("access.user_changed", "access.end_streams", end_streams);
    host.on_event("access.session_ended", "access.end_streams", end_streams);
    host.on_event("access.token_revoked", "access.end_streams", end_streams);
    host.daily("access.purge", std::chrono::hours{3},
               [](Context& context, const Job&) { return purge(context.tx, context.now); });
    host.personal(personal_fields);
}

}  // namespace

extern const Room room;
const Room room{"access", join};

}  // namespace xiuhua::access
