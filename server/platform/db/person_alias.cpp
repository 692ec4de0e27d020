#include "platform/db/person_alias.hpp"

namespace xiuhua::person_alias {
namespace {

constexpr Query find_person{"platform.person_of_alias",
                            "SELECT person_id FROM person_alias WHERE alias_id = ?1"};
constexpr Query lead_on{"platform.lead_aliases",
                        "UPDATE person_alias SET person_id = ?2 WHERE person_id = ?1"};
constexpr Query insert_alias{"platform.add_alias",
                             "INSERT INTO person_alias (alias_id, person_id) VALUES (?1, ?2) "
                             "ON CONFLICT (alias_id) DO UPDATE SET person_id = excluded.person_id"};
constexpr Query delete_alias{"platform.remove_alias",
                             "DELETE FROM person_alias WHERE alias_id = ?1"};

}  // namespace

Result<PersonId> resolve(Tx& tx, PersonId id) {
    XH_TRY(found, tx.row<PersonId>(find_person, id));
    return found.value_or(id);
}

Result<std::vector<Alias>> of(Tx& tx, std::span<const PersonId> people) {
    if (people.empty()) {
        return std::vector<Alias>{};
    }
    std::string sql = "SELECT alias_id, person_id FROM person_alias WHERE person_id IN (";
    std::vector<db::Value> values;
    for (const PersonId person : people) {
        values.push_back(db::to_value(person));
        sql += (values.size() == 1 ? "?" : ", ?") + std::to_string(values.size());
    }
    sql += ")";
    return tx.rows_with<Alias>({"platform.aliases_of", sql}, values);
}

Done add(Tx& tx, PersonId alias, PersonId person) {
    XH_DO(tx.exec(lead_on, alias, person));
    XH_DO(tx.exec(insert_alias, alias, person));
    return {};
}

Done remove(Tx& tx, PersonId person, std::span<const PersonId> aliases) {
    XH_DO(tx.exec(delete_alias, person));
    for (const PersonId alias : aliases) {
        XH_DO(tx.exec(insert_alias, alias, person));
    }
    return {};
}

}  // namespace xiuhua::person_alias
