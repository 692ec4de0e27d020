#pragma once
// What a person's record must be. Pure: facts and today's date in, checked facts or the fields at fault out.
#include "kernel/result.hpp"
#include "rooms/registry/model.hpp"

namespace xiuhua::registry {

inline constexpr std::size_t name_bytes_max =
    90;  // The longest names of Xinjiang and Tibet fit twice.
inline constexpr std::size_t address_bytes_max = 300;
inline constexpr int age_max = 130;

// How strict: a form is filled by somebody who can ask; a sheet or a door brings what there is.
enum class Strictness { form, as_it_comes };

// Cleans (blanks, full-width digits, case) and checks; fills sex and birth date from a resident's identity
// number. Names every field at fault: name, identity_number, phone, birth_date, sex, address, guardian.
Result<PersonFacts> check_person(PersonFacts facts, Date today, Strictness strictness);

// Which of a household's members looks after its child: the head if grown up, else the oldest.
struct Grown {
    PersonId id;
    std::optional<Date> birth_date;
    Relation relation = Relation::unknown;
};
std::optional<PersonId> natural_guardian(const std::vector<Grown>& members, Date today);

// The names of the fields that differ.
std::vector<std::string> changed_fields(const PersonFacts& before, const PersonFacts& after);

}  // namespace xiuhua::registry
