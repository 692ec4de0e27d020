#pragma once
#include <optional>
#include <string>

#include "kernel/instant.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::policy {

// What an officer types to add a version.
struct NewPolicyVersion {
    std::string name;    // A name that a room has registered: "screening".
    Date valid_from;     // Office day.
    std::string source;  // Notice and clause, or who decided.
    RawJson body;
};
BOOST_DESCRIBE_STRUCT(NewPolicyVersion, (), (name, valid_from, source, body))

struct PolicyFilter {
    std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(PolicyFilter, (), (name))

struct PolicyDay {
    std::optional<Date> day;  // Absent: today.
};
BOOST_DESCRIBE_STRUCT(PolicyDay, (), (day))

}  // namespace xiuhua::policy
