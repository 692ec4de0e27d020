#include <algorithm>
#include <cmath>

#include "rooms/isolation/rules.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::size_t code_digits_max = 12;

bool is_code(std::string_view code) {
    return code.size() >= 2 && code.size() <= code_digits_max &&
           code.find_first_not_of("0123456789") == std::string_view::npos;
}

// The days of a stay that were days of risk and still count, by their last one.
std::optional<Date> last_day_at_risk(const ItineraryStay& stay, const RiskArea& area,
                                     const ScreeningPolicy& policy, Date today) {
    const Date first = std::max(stay.from, area.from);
    const Date last = std::min({stay.until, area.until.value_or(stay.until), today});
    const bool counts = first <= last && last >= today - std::chrono::days{policy.lookback_days};
    return counts ? std::optional{last} : std::nullopt;
}

struct Finding {
    ScreeningDecision decision;
    std::vector<FieldError> wrong;

    void add(ScreeningOutcome outcome, std::string key, std::map<std::string, std::string> params) {
        decision.outcome = std::max(decision.outcome, outcome);
        decision.reasons.push_back({std::move(key), std::move(params)});
    }
    void exposed_until(Date day) {
        decision.exposed_until = std::max(decision.exposed_until.value_or(day), day);
    }
};

void judge_stay(Finding& finding, const ItineraryStay& stay, const std::string& path,
                const ScreeningPolicy& policy, Date today) {
    const std::string_view place = code_prefix(stay.area_code);
    bool too_broad = false;
    const RiskArea* gravest = nullptr;
    Date last{};
    for (const RiskArea& area : policy.risk_areas) {
        const auto day = last_day_at_risk(stay, area, policy, today);
        const std::string_view risk = code_prefix(area.code);
        if (!day) {
            continue;
        }
        if (place.starts_with(risk)) {
            last = gravest == nullptr ? *day : std::max(last, *day);
            if (gravest == nullptr || area.level > gravest->level) {
                gravest = &area;
            }
        } else if (risk.starts_with(place)) {
            too_broad = true;
        }
    }
    if (gravest == nullptr) {
        if (too_broad) {
            finding.wrong.push_back({path + ".area_code", "isolation.place_too_broad"});
        }
        return;
    }
    const bool high = gravest->level == RiskLevel::high;
    finding.add(high ? policy.on_high_risk : policy.on_medium_risk,
                high ? "isolation.reason.high_risk_area" : "isolation.reason.medium_risk_area",
                {{"place", gravest->name}, {"until", to_text(last)}});
    finding.exposed_until(last);
}

void check_stays(Finding& finding, const std::vector<ItineraryStay>& itinerary, Date today) {
    if (itinerary.size() > itinerary_max) {
        finding.wrong.push_back({"itinerary", "isolation.itinerary_too_long"});
    }
    for (std::size_t i = 0; i < itinerary.size(); ++i) {
        const ItineraryStay& stay = itinerary[i];
        const std::string path = "itinerary[" + std::to_string(i) + "]";
        if (!is_code(stay.area_code)) {
            finding.wrong.push_back({path + ".area_code", "isolation.bad_area_code"});
        }
        if (stay.until < stay.from) {
            finding.wrong.push_back({path + ".until", "isolation.stay_ends_before_it_begins"});
        }
        if (stay.from > today) {
            finding.wrong.push_back({path + ".from", "isolation.stay_in_future"});
        }
    }
}

Error bad_fields(std::vector<FieldError> wrong) {
    Error error{ErrorCode::invalid, "request.bad_field"};
    error.fields = std::move(wrong);
    return error;
}

}  // namespace

Result<int> temperature_tenths(double celsius, std::string_view field) {
    const double tenths = celsius * 10;
    const double rounded = std::round(tenths);
    if (!(rounded >= temperature_tenths_min && rounded <= temperature_tenths_max)) {
        return fail(ErrorCode::invalid, "isolation.temperature_range", std::string{field});
    }
    if (std::abs(tenths - rounded) > 1e-6) {
        return fail(ErrorCode::invalid, "isolation.temperature_decimals", std::string{field});
    }
    return static_cast<int>(rounded);
}

std::string temperature_text(int tenths) {
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

bool is_fever(double celsius, double threshold_celsius) {
    return std::lround(celsius * 10) >= std::lround(threshold_celsius * 10);
}

std::string_view code_prefix(std::string_view code) {
    if (code.size() == 6 && code.ends_with("0000")) {
        return code.substr(0, 2);
    }
    if (code.size() == 6 && code.ends_with("00")) {
        return code.substr(0, 4);
    }
    return code;
}

Result<ScreeningDecision> screen(const ScreeningAnswers& answers, const ScreeningPolicy& policy,
                                 Date today) {
    Finding finding;
    const auto tenths = temperature_tenths(answers.temperature, "temperature");
    if (!tenths) {
        finding.wrong.push_back({tenths.error().field, tenths.error().key});
    }
    check_stays(finding, answers.itinerary, today);
    if (!finding.wrong.empty()) {
        return fail(bad_fields(std::move(finding.wrong)));
    }
    if (is_fever(answers.temperature, policy.fever_celsius)) {
        finding.add(policy.on_fever, "isolation.reason.fever",
                    {{"temperature", temperature_text(*tenths)}});
    }
    if (answers.questionnaire.contact) {
        finding.add(policy.on_contact, "isolation.reason.contact", {});
        finding.exposed_until(today);
    }
    for (std::size_t i = 0; i < answers.itinerary.size(); ++i) {
        judge_stay(finding, answers.itinerary[i], "itinerary[" + std::to_string(i) + "]", policy,
                   today);
    }
    if (!finding.wrong.empty()) {
        return fail(bad_fields(std::move(finding.wrong)));
    }
    if (!answers.questionnaire.symptoms.empty()) {
        const bool exposed = finding.decision.exposed_until.has_value();
        finding.add(exposed ? policy.on_symptoms_exposed : policy.on_symptoms,
                    exposed ? "isolation.reason.symptoms_exposed" : "isolation.reason.symptoms",
                    {{"count", std::to_string(answers.questionnaire.symptoms.size())}});
    }
    if (finding.decision.reasons.empty()) {
        finding.add(ScreeningOutcome::admit, "isolation.reason.nothing_found", {});
    }
    if (finding.decision.outcome != ScreeningOutcome::admit) {
        finding.decision.suggested_days = policy.isolation_days;
    }
    return finding.decision;
}

Done check_policy(const ScreeningPolicy& policy) {
    std::vector<FieldError> wrong;
    if (!temperature_tenths(policy.fever_celsius, "")) {
        wrong.push_back({"fever_celsius", "isolation.temperature_range"});
    }
    if (policy.lookback_days < 1 || policy.lookback_days > 60) {
        wrong.push_back({"lookback_days", "isolation.policy_range"});
    }
    if (policy.isolation_days < 1 || policy.isolation_days > 60) {
        wrong.push_back({"isolation_days", "isolation.policy_range"});
    }
    for (std::size_t i = 0; i < policy.risk_areas.size(); ++i) {
        const RiskArea& area = policy.risk_areas[i];
        const std::string path = "risk_areas[" + std::to_string(i) + "]";
        if (!is_code(area.code)) {
            wrong.push_back({path + ".code", "isolation.bad_area_code"});
        }
        if (area.until && *area.until < area.from) {
            wrong.push_back({path + ".until", "isolation.stay_ends_before_it_begins"});
        }
    }
    return wrong.empty() ? Done{} : Done{fail(bad_fields(std::move(wrong)))};
}

}  // namespace xiuhua::isolation
