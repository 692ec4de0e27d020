#include "rooms/registry/rules.hpp"

#include "kernel/text.hpp"

namespace xiuhua::registry {
namespace {

Sex sex_of(IdentitySex sex) {
    return sex == IdentitySex::male ? Sex::male : Sex::female;
}

void check_name(std::string& name, std::vector<FieldError>& wrong) {
    name = normalise_line(name);
    if (name.empty()) {
        wrong.push_back({"name", "registry.name_missing"});
    } else if (name.size() > name_bytes_max || !is_clean_utf8(name)) {
        wrong.push_back({"name", "registry.too_long"});
    }
}

// The number says when its bearer was born and of which sex; what was typed must not contradict it.
void check_identity(PersonFacts& facts, Date today, std::vector<FieldError>& wrong) {
    std::string& number = facts.secrets.identity_number;
    if (without_blanks(number).empty()) {
        number.clear();
        return;
    }
    const auto parsed = parse_identity(facts.identity_kind, number, today);
    if (!parsed) {
        wrong.push_back({"identity_number", parsed.error().key});
        return;
    }
    number = parsed->text;
    if (parsed->birth_date) {
        if (facts.birth_date && *facts.birth_date != *parsed->birth_date) {
            wrong.push_back({"birth_date", "registry.birth_date_differs"});
        }
        facts.birth_date = parsed->birth_date;
    }
    if (parsed->sex) {
        const Sex sex = sex_of(*parsed->sex);
        const bool said = facts.sex == Sex::male || facts.sex == Sex::female;
        if (said && facts.sex != sex) {
            wrong.push_back({"sex", "registry.sex_differs"});
        }
        facts.sex = sex;
    }
}

void check_phone(std::string& phone, std::vector<FieldError>& wrong) {
    if (without_blanks(phone).empty()) {
        phone.clear();
        return;
    }
    const auto parsed = parse_phone(phone);
    if (!parsed) {
        wrong.push_back({"phone", parsed.error().key});
        return;
    }
    phone = parsed->text;
}

}  // namespace

Result<PersonFacts> check_person(PersonFacts facts, Date today, Strictness strictness) {
    std::vector<FieldError> wrong;
    check_name(facts.name, wrong);
    check_identity(facts, today, wrong);
    check_phone(facts.secrets.phone, wrong);
    facts.secrets.address = normalise_line(facts.secrets.address);
    if (facts.secrets.address.size() > address_bytes_max) {
        wrong.push_back({"address", "registry.too_long"});
    }
    if (facts.birth_date &&
        (*facts.birth_date > today || age_on(*facts.birth_date, today) > age_max)) {
        wrong.push_back({"birth_date", "registry.birth_date_impossible"});
    } else if (strictness == Strictness::form && facts.birth_date && !facts.guardian &&
               age_on(*facts.birth_date, today) < guardian_age) {
        wrong.push_back({"guardian", "registry.guardian_needed"});
    }
    if (!wrong.empty()) {
        return fail(Error{ErrorCode::invalid, "registry.bad_person", {}, {}, std::move(wrong)});
    }
    return facts;
}

std::optional<PersonId> natural_guardian(const std::vector<Grown>& members, Date today) {
    constexpr int grown_age = 18;
    const Grown* best = nullptr;
    for (const Grown& member : members) {
        if (!member.birth_date || age_on(*member.birth_date, today) < grown_age) {
            continue;
        }
        if (best == nullptr ||
            (member.relation == Relation::head && best->relation != Relation::head) ||
            ((member.relation == Relation::head) == (best->relation == Relation::head) &&
             *member.birth_date < *best->birth_date)) {
            best = &member;
        }
    }
    return best == nullptr ? std::nullopt : std::optional{best->id};
}

std::vector<std::string> changed_fields(const PersonFacts& before, const PersonFacts& after) {
    std::vector<std::string> fields;
    const auto compare = [&](const char* field, bool same) {
        if (!same) {
            fields.emplace_back(field);
        }
    };
    compare("name", before.name == after.name);
    compare("sex", before.sex == after.sex);
    compare("birth_date", before.birth_date == after.birth_date);
    compare("identity_kind", before.identity_kind == after.identity_kind);
    compare("identity_number", before.secrets.identity_number == after.secrets.identity_number);
    compare("phone", before.secrets.phone == after.secrets.phone);
    compare("address", before.secrets.address == after.secrets.address);
    compare("relation", before.relation == after.relation);
    compare("smartphone", before.smartphone == after.smartphone);
    compare("guardian", before.guardian == after.guardian);
    return fields;
}

}  // namespace xiuhua::registry
