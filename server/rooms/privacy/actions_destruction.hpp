#pragma once
// Destruction when a purpose has ended: by retention each night, or at the end of the event by two people's word.
#include "platform/http/router.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/privacy/views.hpp"

namespace xiuhua::privacy {

inline constexpr std::string_view destroy_job = "privacy.destroy";
inline constexpr int people_a_batch = 100;  // On SQLite everybody else's write waits for one.

Result<Page<DestructionView>> list_destructions(Context& context, const DestructionFilter& filter);
Result<DestructionView> see_destruction(Context& context, DestructionId id);
Result<EndingPreview> preview_ending(Context& context, const std::vector<PersonalField>& fields,
                                     const EndingQuery& query);
Result<DestructionView> propose_ending(Context& context, const EndingForm& form);
Result<DestructionView> confirm_ending(Context& context, DestructionId id,
                                       const EndingConfirmation& form);
Result<DestructionView> withdraw_ending(Context& context, DestructionId id);
// How long each purpose is kept by the policy in force; for the catalogue of fields.
Result<RetentionPolicy> retention_in_force(Context& context);

// ---- jobs
Done begin_retention(Context& context, const Job& job);  // Daily.
Done destroy_batch(Context& context, const Job& job);

}  // namespace xiuhua::privacy
