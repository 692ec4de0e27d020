#pragma once
#include "platform/http/router.hpp"
#include "rooms/privacy/views.hpp"

namespace xiuhua::privacy {

Result<Page<AuditRow>> list_audit(Context& context, const AuditFilter& filter);
// Who read or changed what belongs to this person. For the auditor also after the person has left the register;
// for others `not_found` outside their areas.
Result<Page<AccessRow>> accesses_of(Context& context, PersonId person, const AccessFilter& filter);
// `not_found` privacy.no_person for a viewer who is nobody in the register.
Result<Page<AccessRow>> own_accesses(Context& context, const AccessFilter& filter);

}  // namespace xiuhua::privacy
