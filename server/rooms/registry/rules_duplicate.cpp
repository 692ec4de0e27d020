#include "rooms/registry/rules_duplicate.hpp"

#include <algorithm>

#include "kernel/text.hpp"
#include "rooms/registry/rules_area.hpp"

namespace xiuhua::registry {
namespace {

// Points; what they add up to decides. Name and birthday alone (70) are asked about, not decided: in a district of
// 160,000 some bearers of a common name share a birthday.
constexpr int name_points = 40, sound_points = 20, born_points = 30, near_born_points = 10;
constexpr int phone_points = 25, household_points = 20, building_points = 10, address_points = 10;
constexpr int community_points = 3;
constexpr int exact_points = 100, likely_min = 75, possible_min = 60;
constexpr double address_similar_min = 0.8;

bool is_sexed(Sex sex) {
    return sex == Sex::male || sex == Sex::female;
}

bool near(Date a, Date b) {
    const std::string first = to_text(a), second = to_text(b);
    const auto differing = [&] {
        int count = 0;
        for (std::size_t i = 0; i < first.size(); ++i) {
            count += first[i] != second[i] ? 1 : 0;
        }
        return count;
    };
    const bool turned = first.substr(0, 4) == second.substr(0, 4) &&
                        first.substr(5, 2) == second.substr(8, 2) &&
                        first.substr(8, 2) == second.substr(5, 2);
    return turned || differing() == 1;
}

// Both within one place of this level; zeros stand where the level was left out.
bool same_place(const std::string& a, const std::string& b, AreaLevel level) {
    const std::size_t length = code_length(level);
    const auto digits = static_cast<std::size_t>(own_digits(level));
    return a.size() >= length && b.size() >= length && a.compare(0, length, b, 0, length) == 0 &&
           a.substr(length - digits, digits).find_first_not_of('0') != std::string::npos;
}

// Numbers that cannot both be right for one person.
bool contradict(const PersonFacts& a, const PersonFacts& b) {
    if (is_sexed(a.sex) && is_sexed(b.sex) && a.sex != b.sex) {
        return true;
    }
    if (a.birth_date && b.birth_date && *a.birth_date != *b.birth_date &&
        !near(*a.birth_date, *b.birth_date)) {
        return true;
    }
    constexpr auto card = IdentityKind::resident_identity_card;
    return a.identity_kind == card && b.identity_kind == card &&
           !a.secrets.identity_number.empty() && !b.secrets.identity_number.empty() &&
           a.secrets.identity_number != b.secrets.identity_number;
}

struct Weighing {
    Comparison comparison;

    bool take(bool holds, Sign sign, int points) {
        if (holds) {
            comparison.signs.push_back(sign);
            comparison.score += points;
        }
        return holds;
    }
};

struct Strong {
    bool name = false, born = false, phone = false, household = false;
};

Strong weigh(const LikePerson& a, const LikePerson& b, Weighing& weighing) {
    Strong strong;
    strong.name = weighing.take(a.facts.name == b.facts.name, Sign::same_name, name_points);
    if (!strong.name) {
        weighing.take(!a.pinyin.empty() && a.pinyin == b.pinyin, Sign::same_sound, sound_points);
    }
    if (a.facts.birth_date && b.facts.birth_date) {
        strong.born = weighing.take(*a.facts.birth_date == *b.facts.birth_date,
                                    Sign::same_birth_date, born_points);
        if (!strong.born) {
            weighing.take(true, Sign::near_birth_date, near_born_points);
        }
    }
    const std::string& phone = a.facts.secrets.phone;
    strong.phone = weighing.take(!phone.empty() && phone == b.facts.secrets.phone, Sign::same_phone,
                                 phone_points);
    strong.household =
        weighing.take(a.household == b.household, Sign::same_household, household_points);
    if (!strong.household &&
        !weighing.take(same_place(a.area_code, b.area_code, AreaLevel::building),
                       Sign::same_building, building_points)) {
        weighing.take(same_place(a.area_code, b.area_code, AreaLevel::community),
                      Sign::same_community, community_points);
    }
    const std::string& line = a.facts.secrets.address;
    weighing.take(
        !line.empty() && text_similarity(line, b.facts.secrets.address) >= address_similar_min,
        Sign::similar_address, address_points);
    return strong;
}

}  // namespace

double text_similarity(std::string_view a, std::string_view b) {
    const auto pairs_of = [](std::string_view text) {
        const std::u32string letters = to_code_points(without_blanks(text));
        std::vector<std::u32string> pairs;
        for (std::size_t i = 0; i + 1 < letters.size(); ++i) {
            pairs.push_back(letters.substr(i, 2));
        }
        std::sort(pairs.begin(), pairs.end());
        return pairs;
    };
    const auto first = pairs_of(a), second = pairs_of(b);
    if (first.empty() || second.empty()) {
        return without_blanks(a) == without_blanks(b) && !without_blanks(a).empty() ? 1.0 : 0.0;
    }
    std::vector<std::u32string> common;
    std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                          std::back_inserter(common));
    return 2.0 * static_cast<double>(common.size()) /
           static_cast<double>(first.size() + second.size());
}

std::optional<Comparison> compare_people(const LikePerson& a, const LikePerson& b) {
    Weighing weighing;
    const std::string& number = a.facts.secrets.identity_number;
    const bool same_number =
        weighing.take(!number.empty() && number == b.facts.secrets.identity_number,
                      Sign::same_identity, exact_points);
    if (!same_number && contradict(a.facts, b.facts)) {
        return std::nullopt;
    }
    const bool same_sound = !a.pinyin.empty() && a.pinyin == b.pinyin;
    if (!same_number && a.facts.name != b.facts.name && !same_sound) {
        return std::nullopt;  // Twins share birthday, telephone and household.
    }
    const Strong strong = weigh(a, b, weighing);
    Comparison& comparison = weighing.comparison;
    const bool certain =
        same_number || (strong.name && strong.born && (strong.phone || strong.household));
    if (certain) {
        comparison.level = Likeness::exact;
        comparison.score = std::max(comparison.score, exact_points);
    } else if (comparison.score >= likely_min) {
        comparison.level = Likeness::likely;
    } else if (comparison.score < possible_min) {
        return std::nullopt;
    }
    return comparison;
}

bool same_in(MergeField field, const MergeSide& kept, const MergeSide& gone) {
    const PersonFacts& a = kept.facts;
    const PersonFacts& b = gone.facts;
    switch (field) {
        case MergeField::name:
            return a.name == b.name;
        case MergeField::sex:
            return a.sex == b.sex;
        case MergeField::birth_date:
            return a.birth_date == b.birth_date;
        case MergeField::identity:
            return a.secrets.identity_number == b.secrets.identity_number &&
                   (a.secrets.identity_number.empty() || a.identity_kind == b.identity_kind);
        case MergeField::phone:
            return a.secrets.phone == b.secrets.phone;
        case MergeField::home:
            return kept.household == gone.household && a.secrets.address == b.secrets.address;
        case MergeField::relation:
            return a.relation == b.relation;
        case MergeField::smartphone:
            return a.smartphone == b.smartphone;
        case MergeField::guardian:
            return a.guardian == b.guardian;
    }
    return true;
}

std::vector<MergeField> suggest_taken(const MergeSide& kept, const MergeSide& gone) {
    const PersonFacts& a = kept.facts;
    const PersonFacts& b = gone.facts;
    constexpr auto card = IdentityKind::resident_identity_card;
    std::vector<MergeField> taken;
    const auto take = [&](MergeField field, bool better) {
        if (better && !same_in(field, kept, gone)) {
            taken.push_back(field);
        }
    };
    const bool has_number = !b.secrets.identity_number.empty();
    take(MergeField::sex, !is_sexed(a.sex) && b.sex != Sex::unknown);
    take(MergeField::birth_date, !a.birth_date && b.birth_date);
    take(MergeField::identity,
         has_number && (a.secrets.identity_number.empty() ||
                        (a.identity_kind != card && b.identity_kind == card)));
    take(MergeField::phone, a.secrets.phone.empty() && !b.secrets.phone.empty());
    take(MergeField::relation, a.relation == Relation::unknown && b.relation != Relation::unknown);
    take(MergeField::guardian, !a.guardian && b.guardian && *b.guardian != kept.id);
    return taken;
}

MergeSide merged_side(const MergeSide& kept, const MergeSide& gone,
                      const std::vector<MergeField>& taken) {
    MergeSide result = kept;
    PersonFacts& facts = result.facts;
    const PersonFacts& other = gone.facts;
    const auto takes = [&](MergeField field) {
        return std::find(taken.begin(), taken.end(), field) != taken.end();
    };
    const auto take = [&](MergeField field, auto member) {
        if (takes(field)) {
            facts.*member = other.*member;
        }
    };
    take(MergeField::name, &PersonFacts::name);
    take(MergeField::sex, &PersonFacts::sex);
    take(MergeField::birth_date, &PersonFacts::birth_date);
    take(MergeField::identity, &PersonFacts::identity_kind);
    take(MergeField::relation, &PersonFacts::relation);
    take(MergeField::smartphone, &PersonFacts::smartphone);
    take(MergeField::guardian, &PersonFacts::guardian);
    if (takes(MergeField::identity)) {
        facts.secrets.identity_number = other.secrets.identity_number;
    }
    if (takes(MergeField::phone)) {
        facts.secrets.phone = other.secrets.phone;
    }
    if (takes(MergeField::home)) {
        result.household = gone.household;
        result.area_code = gone.area_code;
        facts.secrets.address = other.secrets.address;
    }
    if (facts.guardian == kept.id || facts.guardian == gone.id) {
        facts.guardian.reset();
    }
    return result;
}

bool first_is_kept(const StoredPerson& a, const StoredPerson& b) {
    if (a.open_order.has_value() != b.open_order.has_value()) {
        return a.open_order.has_value();
    }
    if (a.identity_number.has_value() != b.identity_number.has_value()) {
        return a.identity_number.has_value();
    }
    return a.created_at != b.created_at ? a.created_at < b.created_at : a.id < b.id;
}

}  // namespace xiuhua::registry
