#pragma once
// Whether two records are one person, and what one record of both says. Pure.
#include <optional>
#include <string>
#include <vector>

#include "rooms/registry/model.hpp"

namespace xiuhua::registry {

// exact: may be merged without looking (mass merging takes these alone); likely, possible: a person looks.
enum class Likeness { exact, likely, possible };
BOOST_DESCRIBE_ENUM(Likeness, exact, likely, possible)

// What speaks for one person.
enum class Sign {
    same_identity,
    same_name,
    same_sound,  // 张微 and 张薇: the characters differ, the pinyin does not.
    same_birth_date,
    near_birth_date,  // One digit differs, or day and month stand the other way round.
    same_phone,
    same_household,
    same_building,
    same_community,
    similar_address,
};
BOOST_DESCRIBE_ENUM(Sign, same_identity, same_name, same_sound, same_birth_date, near_birth_date,
                    same_phone, same_household, same_building, same_community, similar_address)

struct LikePerson {
    PersonFacts facts;
    std::string pinyin;
    HouseholdId household;
    std::string area_code;
};

struct Comparison {
    Likeness level = Likeness::possible;
    int score = 0;  // Points of the signs; 100 and more for exact.
    std::vector<Sign> signs;
};
// nullopt: two people, or too little to ask anybody. Two resident cards with different numbers, two sexes or two birth
// dates are never one person; an identity number decides alone; name and birth date with telephone or household decide
// together.
std::optional<Comparison> compare_people(const LikePerson& a, const LikePerson& b);

// 0 … 1: common pairs of neighbouring characters (Dice), blanks and full-width forms aside.
double text_similarity(std::string_view a, std::string_view b);

// ---- one record of two

// What a merge decides about, each as a whole: kind and number, household and address line.
enum class MergeField {
    name,
    sex,
    birth_date,
    identity,
    phone,
    home,
    relation,
    smartphone,
    guardian
};
BOOST_DESCRIBE_ENUM(MergeField, name, sex, birth_date, identity, phone, home, relation, smartphone,
                    guardian)

struct MergeSide {
    PersonId id;
    PersonFacts facts;
    HouseholdId household;
    std::string area_code;
    Instant updated_at;
};
// What the kept record lacks and the other has; a resident card before other papers. What both have stays.
std::vector<MergeField> suggest_taken(const MergeSide& kept, const MergeSide& gone);
bool same_in(MergeField field, const MergeSide& kept, const MergeSide& gone);
// The kept record with these fields of the other. A guardian who is one of the two is nobody's.
MergeSide merged_side(const MergeSide& kept, const MergeSide& gone,
                      const std::vector<MergeField>& taken);
// Which of an exact pair is kept: the one in isolation, else the one with an identity number, else the older record.
bool first_is_kept(const StoredPerson& a, const StoredPerson& b);

}  // namespace xiuhua::registry
