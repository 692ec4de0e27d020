#pragma once
// When data may go, and who may say so. Pure.
#include <string>
#include <string_view>

#include "kernel/result.hpp"
#include "rooms/privacy/model.hpp"

namespace xiuhua::privacy {

// How a personal field says that policy/retention.json decides when it goes.
inline constexpr std::string_view by_retention = "retention";
inline constexpr int retention_days_max = 3'650;
inline constexpr std::size_t reason_bytes_max = 1'500;  // About 500 Chinese characters.

// `invalid` with every field at fault.
Done check_policy(const RetentionPolicy& policy);
const RetentionRule* rule_for(const RetentionPolicy& policy, Purpose purpose);

// What is known of a person's need for their data.
struct NeedFacts {
    bool order_open = false;
    std::optional<Instant> ended_at;  // Of the last order or screening; nothing: nobody knows.
};
// Kept through the whole of the rule's last day; nobody whose need cannot be dated, or who is in isolation.
bool is_due(const NeedFacts& need, const RetentionRule& rule, Instant now);

// What has to be typed before anything irreversible: the purpose and how many people's data go.
std::string confirmation_phrase(Purpose purpose, std::int64_t people);

struct EndingFacts {
    std::int64_t people = 0;       // With a living key for the purpose.
    std::int64_t orders_open = 0;  // In the whole subdistrict.
    std::int64_t unfinished = 0;   // Destructions of the purpose proposed or running.
};
// `conflict` privacy.orders_open: an event with somebody in isolation is not over.
Done check_ending(const EndingForm& form, const EndingFacts& facts);
// The second person: another one, in time, with the phrase of this moment. `forbidden` privacy.second_person_needed,
// `conflict` privacy.not_proposed, privacy.proposal_lapsed.
struct Confirmer {
    UserId user;
    std::string_view phrase;
};
Done check_confirmation(const Destruction& proposed, const Confirmer& by, const EndingFacts& facts,
                        const RetentionPolicy& policy, Instant now);
bool has_lapsed(const Destruction& proposed, const RetentionPolicy& policy, Instant now);

// digest(list so far, next person): whoever has the people of the audit in their order can make it again.
std::string next_digest(std::string_view so_far, PersonId person);
// What is signed: tied to its use, so that no other signature of the office fits.
std::string signed_text(std::string_view statement);

}  // namespace xiuhua::privacy
