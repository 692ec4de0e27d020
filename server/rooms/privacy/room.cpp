#include "platform/host/room.hpp"

#include "rooms/privacy/actions_destruction.hpp"
#include "rooms/privacy/permissions.hpp"
#include "rooms/privacy/routes.hpp"
#include "rooms/privacy/rules.hpp"

namespace xiuhua::privacy {
namespace {

constexpr std::chrono::minutes nightly{2 * 60 + 30};  // Before the backups' usual hour.

void join(RoomHost& host) {
    add_routes(host);
    host.policies().add<RetentionPolicy>(
        "retention", [](const RetentionPolicy& policy) { return check_policy(policy); });
    host.daily("privacy.retention", nightly, begin_retention);
    host.on_job(std::string{destroy_job}, destroy_batch);
    host.services().live.on("privacy.destruction_changed", permissions::destruction);
}

}  // namespace

extern const Room room;
const Room room{"privacy", join};

}  // namespace xiuhua::privacy
