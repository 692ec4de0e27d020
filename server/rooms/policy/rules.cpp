#include "rooms/policy/rules.hpp"

#include <algorithm>

namespace xiuhua::policy {

Done check_new_version(const NewPolicyVersion& version, Date today) {
    std::vector<FieldError> fields;
    const bool blank = std::all_of(version.source.begin(), version.source.end(),
                                   [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
    if (blank) {
        fields.push_back({"source", "policy.source_missing"});
    } else if (version.source.size() > source_bytes_max) {
        fields.push_back({"source", "policy.source_too_long"});
    }
    if (version.valid_from < today) {
        fields.push_back({"valid_from", "policy.backdated"});
    } else if (version.valid_from > today + ahead_max) {
        fields.push_back({"valid_from", "policy.too_far_ahead"});
    }
    if (version.body.text.size() > body_bytes_max) {
        fields.push_back({"body", "policy.body_too_long"});
    }
    return json::refuse_fields(std::move(fields));
}

}  // namespace xiuhua::policy
