#pragma once
#include <optional>

#include "platform/audit/audit.hpp"

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

}  // namespace xiuhua::privacy
