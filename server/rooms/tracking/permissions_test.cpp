#include "rooms/tracking/permissions.hpp"

#include <doctest/doctest.h>

namespace xiuhua::tracking {

TEST_CASE("who keeps watch does not decide alone, and an auditor sees no positions") {
    CHECK_FALSE(permissions::decide.roles.has(Role::grid_worker));
    for (const Permission& permission :
         {permissions::homes, permissions::track, permissions::export_track, permissions::manage}) {
        CHECK_FALSE(permission.roles.has(Role::auditor));
        CHECK_FALSE(permission.roles.has(Role::administrator));
        CHECK_FALSE(permission.roles.has(Role::resident));
    }
    CHECK(permissions::own.roles.has(Role::resident));
}

}  // namespace xiuhua::tracking
