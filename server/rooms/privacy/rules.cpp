#include "rooms/privacy/rules.hpp"

#include "platform/crypto/password.hpp"
#include "platform/json/json.hpp"

namespace xiuhua::privacy {

Done check_policy(const RetentionPolicy& policy) {
    std::vector<FieldError> wrong;
    for (std::size_t i = 0; i < policy.rules.size(); ++i) {
        const RetentionRule& rule = policy.rules[i];
        const std::string path = "rules[" + std::to_string(i) + "].";
        // At least one whole day: what ends today may be asked about tomorrow.
        if (rule.days_after_order &&
            (*rule.days_after_order < 1 || *rule.days_after_order > retention_days_max)) {
            wrong.push_back({path + "days_after_order", "privacy.policy_range"});
        }
        // The register is needed by the healthy too: no order's end says that it is not.
        if (rule.purpose == Purpose::identity && rule.days_after_order) {
            wrong.push_back({path + "days_after_order", "privacy.policy_identity"});
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (policy.rules[j].purpose == rule.purpose) {
                wrong.push_back({path + "purpose", "privacy.policy_twice"});
            }
        }
    }
    if (policy.proposal_hours < 1 || policy.proposal_hours > 7 * 24) {
        wrong.push_back({"proposal_hours", "privacy.policy_range"});
    }
    if (wrong.empty()) {
        return {};
    }
    Error error{ErrorCode::invalid, "request.bad_field"};
    error.fields = std::move(wrong);
    return fail(std::move(error));
}

const RetentionRule* rule_for(const RetentionPolicy& policy, Purpose purpose) {
    const auto found =
        std::find_if(policy.rules.begin(), policy.rules.end(),
                     [&](const RetentionRule& rule) { return rule.purpose == purpose; });
    return found == policy.rules.end() ? nullptr : &*found;
}

bool is_due(const NeedFacts& need, const RetentionRule& rule, Instant now) {
    if (need.order_open || !need.ended_at || !rule.days_after_order) {
        return false;
    }
    const Date last_day = office_date(*need.ended_at) + std::chrono::days{*rule.days_after_order};
    return office_date(now) > last_day;
}

std::string confirmation_phrase(Purpose purpose, std::int64_t people) {
    return "销毁 " + std::string{json::enum_text(purpose)} + " " + std::to_string(people);
}

Done check_ending(const EndingForm& form, const EndingFacts& facts) {
    if (form.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
        return fail(ErrorCode::invalid, "privacy.reason_needed", "reason");
    }
    if (form.reason.size() > reason_bytes_max) {
        return fail(ErrorCode::invalid, "privacy.reason_too_long", "reason");
    }
    if (facts.orders_open > 0) {
        return fail(ErrorCode::conflict, "privacy.orders_open");
    }
    if (facts.unfinished > 0) {
        return fail(ErrorCode::conflict, "privacy.under_way");
    }
    if (facts.people == 0) {
        return fail(ErrorCode::conflict, "privacy.nothing_to_destroy");
    }
    if (form.confirmation != confirmation_phrase(form.purpose, facts.people)) {
        return fail(ErrorCode::invalid, "privacy.wrong_phrase", "confirmation");
    }
    return {};
}

bool has_lapsed(const Destruction& proposed, const RetentionPolicy& policy, Instant now) {
    return now > proposed.proposed_at + std::chrono::hours{policy.proposal_hours};
}

Done check_confirmation(const Destruction& proposed, const Confirmer& by, const EndingFacts& facts,
                        const RetentionPolicy& policy, Instant now) {
    if (proposed.state != DestructionState::proposed) {
        return fail(ErrorCode::conflict, "privacy.not_proposed");
    }
    if (by.user == proposed.proposed_by) {
        return fail(ErrorCode::forbidden, "privacy.second_person_needed");
    }
    if (has_lapsed(proposed, policy, now)) {
        return fail(ErrorCode::conflict, "privacy.proposal_lapsed");
    }
    if (facts.orders_open > 0) {
        return fail(ErrorCode::conflict, "privacy.orders_open");
    }
    if (by.phrase != confirmation_phrase(proposed.purpose, facts.people)) {
        return fail(ErrorCode::invalid, "privacy.wrong_phrase", "confirmation");
    }
    return {};
}

std::string next_digest(std::string_view so_far, PersonId person) {
    return crypto::digest(std::string{so_far} + "\n" + to_text(person));
}

std::string signed_text(std::string_view statement) {
    return "xiuhua.destruction\n" + std::string{statement};
}

}  // namespace xiuhua::privacy
