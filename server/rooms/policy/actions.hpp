#pragma once
#include "platform/host/services.hpp"
#include "platform/http/router.hpp"
#include "platform/policy/policy_validators.hpp"
#include "rooms/policy/views.hpp"

namespace xiuhua::policy {

// Newest first; each says whether it is in force today.
Result<Page<PolicyVersionView>> list_versions(Context& context, const PolicyFilter& filter);
// One a name: what a decision of that day is made with.
Result<Page<PolicyVersionView>> versions_in_force(Context& context, const PolicyDay& day);
// `invalid` policy.unknown_name, or the fields of the body at fault as "body.<path>".
Result<PolicyVersionView> add_version(Context& context, const PolicyValidators& validators,
                                      const NewPolicyVersion& version);

}  // namespace xiuhua::policy
