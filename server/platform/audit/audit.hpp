#pragma once
// Who did or saw what. Append-only and hash-chained; names people by pseudonym, so that a person's records can
// be destroyed while the log of access to them stays (DESIGN D12).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/result.hpp"
#include "platform/db/db.hpp"

namespace xiuhua {

// `action` is "<room>.<verb>": "isolation.release", "registry.disclose".
struct AuditEntry {
    UserId actor;  // Nil for the program itself.
    std::string action;
    std::string subject_kind;  // "person", "order", "user", "document" …
    std::string subject;       // Its id as text. Never a name, number, phone or address.
    std::optional<PersonId>
        person;             // Whom it concerns: the person's own access log is read by this.
    std::string area_code;  // For the reader's scope; may be empty.
    std::string reason;     // As typed or chosen; the program's own text carries nothing personal.
    RawJson facts;          // Field names, counts, versions. Nothing personal.
};

namespace audit {

// Written in the action's own transaction; `sealer` chains it within moments after the commit.
Done append(Tx& tx, Instant now, const AuditEntry& entry);

// Chains what is committed and not yet chained: seq, previous hash, SHA-256 over the canonical entry.
// One caller at a time (the pump). Answers how many were chained, at most `batch_max`.
inline constexpr int batch_max = 500;
Result<int> seal_batch(Tx& tx);

struct Verification {
    std::int64_t entries = 0;    // Chained entries read.
    std::int64_t unsealed = 0;   // Committed, not yet chained.
    std::int64_t broken_at = 0;  // seq of the first entry that does not fit; 0 when whole.
    std::string head;            // Hash of the last entry: print it, keep it elsewhere.
};
BOOST_DESCRIBE_STRUCT(Verification, (), (entries, unsealed, broken_at, head))
Result<Verification> verify(Tx& tx);

struct Record {
    std::int64_t seq = 0;
    Instant at;
    UserId actor;
    std::string action, subject_kind, subject;
    std::optional<PersonId> person;
    std::string area_code, reason;
    RawJson facts;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (seq, at, actor, action, subject_kind, subject, person, area_code, reason,
                       facts, hash))
struct Filter {
    std::optional<UserId> actor;
    std::optional<PersonId> person;
    std::optional<std::string> action;  // Exact, or a prefix that ends in '.'.
    std::optional<std::string> subject;
    std::optional<Instant> from, until;
    std::optional<std::int64_t> before;  // Paging: seq below this.
    std::optional<int> limit;            // ≤ page_rows_max
};
BOOST_DESCRIBE_STRUCT(Filter, (), (actor, person, action, subject, from, until, before, limit))
// Newest first. No Scope here: the caller's permission (auditor, or one's own person) decides.
Result<std::vector<Record>> list(Tx& tx, const Filter& filter);

}  // namespace audit
}  // namespace xiuhua
