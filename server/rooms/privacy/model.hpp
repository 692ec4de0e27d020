#pragma once
#include <optional>

#include "platform/audit/audit.hpp"
#include "platform/crypto/vault.hpp"
#include "rooms/privacy/public.hpp"

namespace xiuhua::privacy {

struct AuditFilter {
    std::optional<UserId> actor;
    std::optional<PersonId> person;
    std::optional<std::string> action;  // "isolation.release", or "isolation." for all of a room.
    std::optional<std::string> subject;
    std::optional<Instant> from, until;
    std::optional<std::int64_t> before;  // The last page's `next`.
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(AuditFilter, (), (actor, person, action, subject, from, until, before, limit))

struct AccessFilter {
    std::optional<std::int64_t> before;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(AccessFilter, (), (before, limit))

// ---- destruction

// Days after the last order of a person ended, counted in office days; absent: until the end of the event.
struct RetentionRule {
    Purpose purpose = Purpose::health;
    std::optional<int> days_after_order;
};
BOOST_DESCRIBE_STRUCT(RetentionRule, (), (purpose, days_after_order))
struct RetentionPolicy {
    std::vector<RetentionRule> rules;
    int proposal_hours = 24;  // How long the second person has to confirm the end of the event.
};
BOOST_DESCRIBE_STRUCT(RetentionPolicy, (), (rules, proposal_hours))

enum class DestructionCause {
    retention,   // The days of the rule are over.
    event_over,  // Two people declared the event over.
    room_rule,   // Another room's own rule.
};
BOOST_DESCRIBE_ENUM(DestructionCause, retention, event_over, room_rule)
enum class DestructionState { proposed, withdrawn, running, finished };
BOOST_DESCRIBE_ENUM(DestructionState, proposed, withdrawn, running, finished)

struct Destruction {
    DestructionId id;
    Purpose purpose = Purpose::health;
    DestructionCause cause = DestructionCause::retention;
    DestructionState state = DestructionState::running;
    std::string basis;   // "retention/1": the policy's name and version.
    std::string reason;  // As typed by whoever proposed it; empty otherwise.
    UserId proposed_by;  // Nil: the program.
    Instant proposed_at;
    UserId confirmed_by;
    std::optional<Instant> begun_at, finished_at;
    PersonId cursor;  // Worked off up to this person.
    std::int64_t people = 0, records = 0, kept = 0;
    std::string list_digest;  // Over the people in order (rules.hpp).
    std::string statement, signature;
};
BOOST_DESCRIBE_STRUCT(Destruction, (),
                      (id, purpose, cause, state, basis, reason, proposed_by, proposed_at,
                       confirmed_by, begun_at, finished_at, cursor, people, records, kept,
                       list_digest, statement, signature))

// What the certificate says; signed as text with the office's key.
struct CertificateStatement {
    DestructionId destruction;
    Purpose purpose = Purpose::health;
    DestructionCause cause = DestructionCause::retention;
    std::string basis, reason;
    std::int64_t people = 0, records = 0, kept = 0;
    std::string list_digest;
    UserId proposed_by, confirmed_by;
    Instant begun_at, finished_at;
};
BOOST_DESCRIBE_STRUCT(CertificateStatement, (),
                      (destruction, purpose, cause, basis, reason, people, records, kept,
                       list_digest, proposed_by, confirmed_by, begun_at, finished_at))

struct DestructionFilter {
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(DestructionFilter, (), (after, limit))
struct EndingQuery {
    Purpose purpose = Purpose::health;
};
BOOST_DESCRIBE_STRUCT(EndingQuery, (), (purpose))
struct EndingForm {
    Purpose purpose = Purpose::health;
    std::string reason;        // What ended the event: notice and date.
    std::string confirmation;  // As the preview says, typed by hand.
};
BOOST_DESCRIBE_STRUCT(EndingForm, (), (purpose, reason, confirmation))
struct EndingConfirmation {
    std::string confirmation;
};
BOOST_DESCRIBE_STRUCT(EndingConfirmation, (), (confirmation))

}  // namespace xiuhua::privacy
