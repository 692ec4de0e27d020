#pragma once
#include "kernel/page.hpp"
#include "platform/host/room.hpp"
#include "rooms/privacy/model.hpp"

namespace xiuhua::privacy {

struct AuditRow {
    std::int64_t seq = 0;
    Instant at;
    UserId actor;
    std::string actor_name;  // Empty: the program itself.
    std::string action, subject_kind, subject;
    std::optional<PersonId>
        person;  // A pseudonym: the name is in the register, for those who may read it.
    std::string area_code, reason;
    RawJson facts;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditRow, (),
                      (seq, at, actor, actor_name, action, subject_kind, subject, person, area_code,
                       reason, facts, hash))

// What the person and those who answer to the person see: who, when, what and why; no hashes, no other people.
struct AccessRow {
    std::int64_t seq = 0;
    Instant at;
    std::string actor_name;
    std::string action;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(AccessRow, (), (seq, at, actor_name, action, reason))

using ActorNames = std::map<std::string, std::string>;
AuditRow audit_row(const audit::Record& record, const ActorNames& names);
AccessRow access_row(const audit::Record& record, const ActorNames& names);

struct PersonalFieldView {
    std::string column, use, ground, readers, ends;
    Purpose purpose = Purpose::identity;
};
BOOST_DESCRIBE_STRUCT(PersonalFieldView, (), (column, purpose, use, ground, readers, ends))
// By column.
Page<PersonalFieldView> field_catalogue(const std::vector<PersonalField>& fields);

}  // namespace xiuhua::privacy
