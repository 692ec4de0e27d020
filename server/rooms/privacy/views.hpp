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
    // By the retention in force; absent where the end of the event, or the room's own rule in `ends`, decides.
    std::optional<int> days_after_order;
};
BOOST_DESCRIBE_STRUCT(PersonalFieldView, (),
                      (column, purpose, use, ground, readers, ends, days_after_order))
// By column.
Page<PersonalFieldView> field_catalogue(const std::vector<PersonalField>& fields,
                                        const RetentionPolicy& retention);

// ---- destruction

struct DestructionCertificate {
    std::string statement;  // CertificateStatement as text, exactly as signed.
    std::string signature;  // Ed25519 over "xiuhua.destruction", a line feed and the statement.
    bool genuine = false;   // By the office's key of today.
};
BOOST_DESCRIBE_STRUCT(DestructionCertificate, (), (statement, signature, genuine))

struct DestructionView {
    DestructionId id;
    Purpose purpose = Purpose::health;
    DestructionCause cause = DestructionCause::retention;
    DestructionState state = DestructionState::running;
    std::string basis, reason;
    std::string proposed_by_name, confirmed_by_name;  // Empty: the program itself.
    Instant proposed_at;
    std::optional<Instant> begun_at, finished_at;
    std::int64_t people = 0, records = 0, kept = 0;
    std::optional<DestructionCertificate> certificate;  // When finished.
};
BOOST_DESCRIBE_STRUCT(DestructionView, (),
                      (id, purpose, cause, state, basis, reason, proposed_by_name,
                       confirmed_by_name, proposed_at, begun_at, finished_at, people, records, kept,
                       certificate))
enum class Genuine { yes, no };
DestructionView destruction_view(const Destruction& destruction, const ActorNames& names,
                                 Genuine genuine);

// What the end of the event would take, and what has to be typed for it.
struct EndingPreview {
    Purpose purpose = Purpose::health;
    std::int64_t people = 0, orders_open = 0;
    std::vector<std::string> columns;
    std::string confirmation;
};
BOOST_DESCRIBE_STRUCT(EndingPreview, (), (purpose, people, orders_open, columns, confirmation))

}  // namespace xiuhua::privacy
