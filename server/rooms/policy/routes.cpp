#include "rooms/policy/routes.hpp"

#include "rooms/policy/actions.hpp"
#include "rooms/policy/permissions.hpp"

namespace xiuhua::policy {

void add_routes(Router& router, const PolicyValidators& validators) {
    using View = PolicyVersionView;
    router.view<PolicyFilter, Page<View>>(
        "GET /api/policy/versions", permissions::read,
        [](Context& context, const Request&, const PolicyFilter& filter) {
            return list_versions(context, filter);
        });
    router.view<PolicyDay, Page<View>>("GET /api/policy/in-force", permissions::read,
                                       [](Context& context, const Request&, const PolicyDay& day) {
                                           return versions_in_force(context, day);
                                       });
    router.act<NewPolicyVersion, View>(
        "POST /api/policy/versions", permissions::add,
        [&validators](Context& context, const Request&, const NewPolicyVersion& version) {
            return add_version(context, validators, version);
        });
}

}  // namespace xiuhua::policy
