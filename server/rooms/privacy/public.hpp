#pragma once
// Destruction of personal data when its purpose has ended: what a room that destroys by a rule of its own (positions,
// 14 days after release) asks of this room, so that the auditor finds every destruction in one place.
//
// Event "privacy.person_destroyed" {person, purpose}: at the end of the event the key of somebody for this purpose is
// gone; the room that keeps rows under it (tracking, care, face) deletes them. Health, papers and identity are
// deleted by their rooms in the same transaction; identity is told, too, for the copies of names in other rooms' lists.
#include <string>
#include <vector>

#include "platform/crypto/vault.hpp"
#include "platform/http/router.hpp"

namespace xiuhua {
using DestructionId = Id<struct DestructionTag>;
}

namespace xiuhua::privacy {

struct PersonDestroyed {
    PersonId person;
    Purpose purpose = Purpose::tracking;
};
BOOST_DESCRIBE_STRUCT(PersonDestroyed, (), (person, purpose))

struct OwnDestruction {
    Purpose purpose = Purpose::tracking;
    std::string basis;  // The policy and version that asked for it: "tracking/1". Nothing personal.
    std::vector<PersonId> people;
    std::int64_t records = 0;
};
// Audits each person and signs a certificate, in the caller's transaction, which has destroyed keys and rows.
Result<DestructionId> certify(Context& context, const OwnDestruction& destroyed);

}  // namespace xiuhua::privacy
