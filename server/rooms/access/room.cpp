#include "platform/host/room.hpp"

#include "rooms/access/actions.hpp"
#include "rooms/access/actions_glass.hpp"
#include "rooms/access/authenticator.hpp"
#include "rooms/access/routes.hpp"
#include "rooms/access/rules_glass.hpp"
#include "rooms/access/rules_ways.hpp"

namespace xiuhua::access {
namespace {

constexpr std::array personal_fields{
    PersonalField{"access_user.name", Purpose::identity,
                  "names of staff in histories, lists and papers",
                  "contract of employment or service; clear, because it is searched", "all staff",
                  "kept as long as the histories that name them"},
    PersonalField{"access_session.device_label", Purpose::identity,
                  "lets a user recognise their own log-ins", "security of the account; clear",
                  "the user", "with the session, at the latest after thirty days"},
    PersonalField{"access_identity.subject", Purpose::identity,
                  "who a user is at the office's log-in provider", "security of the account; clear",
                  "the user, the administrator", "when the link is removed"},
    PersonalField{"access_passkey.label", Purpose::identity,
                  "lets a user tell their own passkeys apart", "security of the account; clear",
                  "the user", "when the passkey is revoked"},
    PersonalField{"access_break_glass.reason", Purpose::identity,
                  "why somebody looked outside their own areas",
                  "lawful oversight of access; clear, because the person looked at may read it",
                  "the opener, the auditor, the person looked at", "with the audit log"},
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
    host.daily("access.session_policy", std::chrono::minutes{0}, [](Context& context, const Job&) {
        return apply_session_policy(context.tx, context.now);
    });
    host.on_event("policy.version_added", "access.session_policy",
                  [](Context& context, const StoredEvent&) {
                      return apply_session_policy(context.tx, context.now);
                  });
    host.policies().add<SessionPolicy>("sessions", check_session_policy);
    host.policies().add<ProviderPolicy>("provider", check_provider_policy);
    host.policies().add<PasswordPolicy>("passwords", check_password_policy);
    host.on_job(std::string{glass_end_job}, end_glass_by_time);
    host.policies().add<BreakGlassPolicy>("break_glass", check_glass_policy);
    host.personal(personal_fields);
}

}  // namespace

extern const Room room;
const Room room{"access", join};

}  // namespace xiuhua::access
