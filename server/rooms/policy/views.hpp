#pragma once
#include "kernel/page.hpp"
#include "platform/policy/policy_book.hpp"
#include "rooms/policy/model.hpp"

namespace xiuhua::policy {

struct PolicyVersionView {
    std::string name;
    int version = 0;
    Date valid_from;
    std::string source;
    RawJson body;
    UserId made_by;            // Nil: the program brought it.
    std::string made_by_name;  // Empty with it.
    Instant made_at;
    bool in_force = false;  // On the day asked for; today in a list.
};
BOOST_DESCRIBE_STRUCT(PolicyVersionView, (),
                      (name, version, valid_from, source, body, made_by, made_by_name, made_at,
                       in_force))

// `names` are those of users, by id as text.
PolicyVersionView view(const PolicyVersion& version,
                       const std::map<std::string, std::string>& names, bool in_force);

}  // namespace xiuhua::policy
