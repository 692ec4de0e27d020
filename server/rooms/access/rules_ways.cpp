#include "rooms/access/rules_ways.hpp"

#include <algorithm>

#include "rooms/access/rules.hpp"

namespace xiuhua::access {

bool second_factor_counts(const ProviderPolicy& policy, const oidc::Claims& claims) {
    const auto listed = [](const std::vector<std::string>& list, const std::string& word) {
        return std::find(list.begin(), list.end(), word) != list.end();
    };
    if (!claims.context_class.empty() && listed(policy.second_factor_acr, claims.context_class)) {
        return true;
    }
    return std::any_of(
        claims.methods.begin(), claims.methods.end(),
        [&](const std::string& method) { return listed(policy.second_factor_amr, method); });
}

Done check_provider_policy(const ProviderPolicy& policy) {
    constexpr std::size_t words_max = 20;
    std::vector<FieldError> faults;
    const auto check = [&](const char* field, const std::vector<std::string>& words) {
        const bool bad = words.size() > words_max ||
                         std::any_of(words.begin(), words.end(), [](const std::string& word) {
                             return word.empty() || word == "pwd";  // A password is no second one.
                         });
        if (bad) {
            faults.push_back({field, "access.policy_words"});
        }
    };
    check("second_factor_acr", policy.second_factor_acr);
    check("second_factor_amr", policy.second_factor_amr);
    return json::refuse_fields(std::move(faults));
}

Wanted wanted_after_provider(const User& user, bool counts) {
    if (counts) {
        return Wanted::nothing;
    }
    if (user.totp) {
        return Wanted::code;
    }
    return totp_required(user.roles) && user.passkey ? Wanted::passkey : Wanted::nothing;
}

std::string safe_next(std::string_view next) {
    constexpr std::size_t next_max = 500;
    const bool own = next.starts_with('/') && !next.starts_with("//") && next.size() <= next_max &&
                     std::all_of(next.begin(), next.end(), [](char c) {
                         return c > 0x20 && c < 0x7f && c != '\\' && c != '"';
                     });
    return own ? std::string{next} : "/";
}

}  // namespace xiuhua::access
