#include "rooms/registry/store.hpp"

#include <algorithm>

#include "kernel/text.hpp"
#include "rooms/registry/store_sql.hpp"

namespace xiuhua::registry::store {
namespace {

// The columns of StoredPerson, in its order.
#define PERSON_COLUMNS                                                               \
    "p.id, p.household_id, p.area_code, " AREA_FULL_NAME                             \
    ", a.zone, p.name, p.pinyin, p.initials, p.sex, p.birth_date, p.identity_kind, " \
    "p.identity_number, p.phone, p.address, p.relation, p.smartphone, p.guardian, "  \
    "p.open_order, p.version, p.created_at, p.updated_at, p.merged_into"
#define PERSON_TABLES "registry_person p JOIN registry_area a ON a.code = p.area_code "

constexpr Query find_person{
    "registry.find_person",
    "SELECT " PERSON_COLUMNS " FROM " PERSON_TABLES
    "WHERE p.id = ?1 AND EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?2 "
    "AND p.area_code BETWEEN s.code_first AND s.code_last)"};
constexpr Query find_person_unscoped{"registry.find_person_unscoped",
                                     "SELECT " PERSON_COLUMNS " FROM " PERSON_TABLES
                                     "WHERE p.id = ?1"};
constexpr Query find_members{
    "registry.find_members",
    "SELECT " PERSON_COLUMNS " FROM " PERSON_TABLES
    "WHERE p.household_id = ?1 AND p.merged_into IS NULL AND EXISTS (SELECT 1 FROM scope_area s "
    "WHERE s.scope_id = ?2 "
    "AND p.area_code BETWEEN s.code_first AND s.code_last) ORDER BY p.id LIMIT 500"};
// Whoever has it, then whoever a record that had it was merged into.
#define IDS_BY_HASH(column)                                       \
    "SELECT id FROM registry_person WHERE " column                \
    " = ?1 UNION ALL SELECT pa.person_id FROM registry_person f " \
    "JOIN person_alias pa ON pa.alias_id = f.id WHERE f.former_" column " = ?1"
constexpr Query find_by_identity{"registry.find_by_identity",
                                 IDS_BY_HASH("identity_hash") " LIMIT 1"};

constexpr Query add_person_row{
    "registry.insert_person",
    "INSERT INTO registry_person (id, household_id, area_code, name, pinyin, initials, sex, "
    "birth_date, identity_kind, identity_number, identity_hash, identity_tail_hash, phone, "
    "phone_hash, address, relation, smartphone, guardian, open_order, used, import_id, version, "
    "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
    "?14, ?15, ?16, ?17, ?18, NULL, 0, ?19, 1, ?20, ?20)"};
constexpr Query save_person_row{
    "registry.update_person",
    "UPDATE registry_person SET household_id = ?2, area_code = ?3, name = ?4, pinyin = ?5, "
    "initials = ?6, sex = ?7, birth_date = ?8, identity_kind = ?9, identity_number = ?10, "
    "identity_hash = ?11, identity_tail_hash = ?12, phone = ?13, phone_hash = ?14, "
    "address = ?15, relation = ?16, smartphone = ?17, guardian = ?18, used = 1, "
    "version = version + 1, updated_at = ?19 WHERE id = ?1 AND version = ?20"};
constexpr Query save_open_order{
    "registry.set_open_order",
    "UPDATE registry_person SET open_order = ?2, used = 1 WHERE id = ?1"};
constexpr Query save_used{"registry.mark_used",
                          "UPDATE registry_person SET used = 1 WHERE id = ?1 AND used = 0"};
constexpr Query drop_person{"registry.delete_person", "DELETE FROM registry_person WHERE id = ?1"};

constexpr Query empty_person{
    "registry.forget_person",
    "UPDATE registry_person SET name = '', pinyin = '', initials = '', birth_date = NULL, "
    "identity_number = NULL, identity_hash = NULL, identity_tail_hash = NULL, phone = NULL, "
    "phone_hash = NULL, former_identity_hash = NULL, former_identity_tail_hash = NULL, "
    "former_phone_hash = NULL, address = NULL, version = version + 1, updated_at = ?2 "
    "WHERE id = ?1"};
constexpr Query empty_changes{
    "registry.forget_changes",
    "UPDATE registry_history SET before = NULL, reason = '' WHERE person_id = ?1"};

// All tokens of a person in one statement: a round trip each is what an import on PostgreSQL would wait for. SQLite, which
// is not far off, copies every page that a statement of several rows touches in case it must take it back.
constexpr std::size_t tokens_a_statement = 8;
std::string tokens_sql(std::size_t tokens) {
    std::string sql = "INSERT INTO registry_search (token, area_code, person_id) VALUES ";
    for (std::size_t i = 0; i < tokens; ++i) {
        sql += (i == 0 ? "(?" : ", (?") + std::to_string(i + 3) + ", ?1, ?2)";
    }
    return sql + " ON CONFLICT DO NOTHING";
}
constexpr Query drop_token{
    "registry.delete_token",
    "DELETE FROM registry_search WHERE token = ?1 AND area_code = ?2 AND person_id = ?3"};

constexpr Query add_change{
    "registry.insert_change",
    "INSERT INTO registry_history (person_id, version, at, actor, kind, fields, reason, before) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"};
constexpr Query list_changes{
    "registry.list_changes",
    "SELECT version, at, actor, kind, fields, reason FROM registry_history "
    "WHERE person_id = ?1 ORDER BY version DESC LIMIT 200"};

// Filters stand as "parameter is NULL or equal": the range of the index is what bounds the work.
#define PERSON_FILTERS(zone, smartphone)                         \
    "AND (CAST(" zone " AS TEXT) IS NULL OR a.zone = CAST(" zone \
    " AS TEXT)) "                                                \
    "AND (CAST(" smartphone " AS TEXT) IS NULL OR p.smartphone = CAST(" smartphone " AS TEXT)) "

constexpr Query list_people{
    "registry.people_in",
    "SELECT " PERSON_COLUMNS " FROM " PERSON_TABLES
    "WHERE p.area_code BETWEEN ?1 AND ?2 AND (p.area_code, p.id) > (?3, ?4) "
    "AND p.merged_into IS NULL " PERSON_FILTERS("?5", "?6") "ORDER BY p.area_code, p.id LIMIT ?7"};

// In the order of the index of hashes, so that a page of a common one (the last four digits, in a city) is read and no
// more; and apart from it, whom a record merged away was known by.
#define IN_SCOPE_BEHIND                                             \
    "AND (p.area_code, p.id) > (?3, ?4) "                           \
    "AND EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?2 " \
    "AND p.area_code BETWEEN s.code_first AND s.code_last) "        \
    "ORDER BY p.area_code, p.id LIMIT ?5"
#define BY_HASH(column) \
    "SELECT " PERSON_COLUMNS " FROM " PERSON_TABLES "WHERE p." column " = ?1 " IN_SCOPE_BEHIND
#define BY_FORMER_HASH(column)                                   \
    "SELECT " PERSON_COLUMNS " FROM " PERSON_TABLES              \
    "WHERE p.id IN (SELECT pa.person_id FROM registry_person f " \
    "JOIN person_alias pa ON pa.alias_id = f.id WHERE f.former_" column " = ?1) " IN_SCOPE_BEHIND
struct ByHash {
    Query own, former;
};
constexpr ByHash by_identity{
    {"registry.people_by_identity", BY_HASH("identity_hash")},
    {"registry.people_by_former_identity", BY_FORMER_HASH("identity_hash")}};
constexpr ByHash by_identity_tail{
    {"registry.people_by_identity_tail", BY_HASH("identity_tail_hash")},
    {"registry.people_by_former_identity_tail", BY_FORMER_HASH("identity_tail_hash")}};
constexpr ByHash by_phone{{"registry.people_by_phone", BY_HASH("phone_hash")},
                          {"registry.people_by_former_phone", BY_FORMER_HASH("phone_hash")}};

constexpr Query by_token{
    "registry.people_by_token",
    "SELECT t.token, " PERSON_COLUMNS
    " FROM registry_search t "
    "JOIN registry_person p ON p.id = t.person_id JOIN registry_area a ON a.code = p.area_code "
    "WHERE t.token BETWEEN ?1 AND ?2 AND t.area_code BETWEEN ?3 AND ?4 "
    "AND (t.token, t.area_code, t.person_id) > (?1, ?5, ?6) "
    "AND EXISTS (SELECT 1 FROM scope_area s WHERE s.scope_id = ?7 "
    "AND t.area_code BETWEEN s.code_first AND s.code_last) " PERSON_FILTERS(
        "?8", "?9") "ORDER BY t.token, t.area_code, t.person_id LIMIT ?10"};

constexpr Query find_alike{
    "registry.find_alike",
    "SELECT id FROM (SELECT id FROM registry_person WHERE birth_date = ?1 AND pinyin = ?4 "
    "AND name = ?2 AND merged_into IS NULL LIMIT 10) born UNION "
    "SELECT id FROM (SELECT id, name FROM registry_person WHERE phone_hash = ?3 LIMIT 50) called "
    "WHERE name = ?2 ORDER BY 1 LIMIT 10"};

struct OneId {
    PersonId id;
};
BOOST_DESCRIBE_STRUCT(OneId, (), (id))

// The one way this can fail for a reason of the caller's: the unique index of identity_hash.
Error named(Error error) {
    if (error.key == "db.unique") {
        error.key = "registry.identity_number_taken";
        error.field = "identity_number";
    }
    return error;
}

}  // namespace

Result<std::optional<StoredPerson>> person(Tx& tx, const Scope& scope, PersonId id) {
    return tx.row<StoredPerson>(find_person, id, scope.id);
}

Result<std::optional<StoredPerson>> person_unscoped(Tx& tx, PersonId id) {
    return tx.row<StoredPerson>(find_person_unscoped, id);
}

Result<std::vector<StoredPerson>> members(Tx& tx, const Scope& scope, HouseholdId id) {
    return tx.rows<StoredPerson>(find_members, id, scope.id);
}

Result<std::optional<PersonId>> person_by_identity(Tx& tx, std::string_view identity_hash) {
    XH_TRY(found, tx.row<OneId>(find_by_identity, identity_hash));
    return found ? std::optional{found->id} : std::nullopt;
}

Done insert_person(Tx& tx, const SavedPerson& saved) {
    const StoredPerson& p = saved.person;
    const auto done =
        tx.exec(add_person_row, p.id, p.household, p.area_code, p.name, p.pinyin, p.initials, p.sex,
                p.birth_date, p.identity_kind, p.identity_number, saved.hashes.identity,
                saved.hashes.identity_tail, p.phone, saved.hashes.phone, p.address, p.relation,
                p.smartphone, p.guardian, saved.import_id, p.created_at);
    return done ? Done{} : Done{fail(named(done.error()))};
}

Done update_person(Tx& tx, const SavedPerson& saved, std::int64_t expected) {
    const StoredPerson& p = saved.person;
    const auto done =
        tx.exec(save_person_row, p.id, p.household, p.area_code, p.name, p.pinyin, p.initials,
                p.sex, p.birth_date, p.identity_kind, p.identity_number, saved.hashes.identity,
                saved.hashes.identity_tail, p.phone, saved.hashes.phone, p.address, p.relation,
                p.smartphone, p.guardian, p.updated_at, expected);
    if (!done) {
        return fail(named(done.error()));
    }
    return *done == 1 ? Done{} : Done{fail(ErrorCode::conflict, "registry.changed_meanwhile")};
}

Done set_open_order(Tx& tx, PersonId person, const std::optional<OrderId>& order) {
    XH_DO(tx.exec(save_open_order, person, order));
    return {};
}

Done mark_used(Tx& tx, PersonId person) {
    XH_DO(tx.exec(save_used, person));
    return {};
}

Done delete_person(Tx& tx, PersonId person) {
    XH_DO(tx.exec(drop_person, person));
    return {};
}

Result<std::int64_t> forget_person(Tx& tx, PersonId person, Instant now) {
    XH_TRY(people, tx.exec(empty_person, person, now));
    XH_TRY(changes, tx.exec(empty_changes, person));
    return people + changes;
}

Done insert_tokens(Tx& tx, PersonId person, std::string_view area_code,
                   const std::vector<std::string>& tokens) {
    static const std::vector<std::string> statements = [] {
        std::vector<std::string> sql;
        for (std::size_t count = 1; count <= tokens_a_statement; ++count) {
            sql.push_back(tokens_sql(count));
        }
        return sql;
    }();
    const std::size_t at_once = tx.engine() == Engine::sqlite ? 1 : tokens_a_statement;
    for (std::size_t from = 0; from < tokens.size(); from += at_once) {
        const std::size_t count = std::min(at_once, tokens.size() - from);
        std::vector<db::Value> values{std::string{area_code}, to_text(person)};
        for (std::size_t i = from; i < from + count; ++i) {
            values.emplace_back(tokens[i]);
        }
        XH_DO(
            tx.rows_with<std::int64_t>({"registry.insert_tokens", statements[count - 1]}, values));
    }
    return {};
}

Done delete_tokens(Tx& tx, PersonId person, std::string_view area_code,
                   const std::vector<std::string>& tokens) {
    for (const std::string& token : tokens) {
        XH_DO(tx.exec(drop_token, token, area_code, person));
    }
    return {};
}

Done insert_change(Tx& tx, const NewChange& added) {
    const StoredChange& c = added.change;
    XH_DO(tx.exec(add_change, added.person, c.version, c.at, c.actor, c.kind, c.fields, c.reason,
                  added.before));
    return {};
}

Result<std::vector<StoredChange>> changes(Tx& tx, PersonId person) {
    return tx.rows<StoredChange>(list_changes, person);
}

Result<std::vector<StoredPerson>> people_in(Tx& tx, std::string_view range, const Place& after,
                                            const PeopleFilter& filter, int limit) {
    return tx.rows<StoredPerson>(list_people, range, area_code_last(range), after.area_code,
                                 after.person, filter.zone, filter.smartphone, limit);
}

Result<std::vector<StoredPerson>> people_by_hash(Tx& tx, const Scope& scope, HashColumn column,
                                                 std::string_view hash, const Place& after,
                                                 int limit) {
    const ByHash& query = column == HashColumn::identity        ? by_identity
                          : column == HashColumn::identity_tail ? by_identity_tail
                                                                : by_phone;
    const auto found_by = [&](const Query& way) {
        return tx.rows<StoredPerson>(way, hash, scope.id, after.area_code, after.person, limit);
    };
    XH_TRY(people, found_by(query.own));
    XH_TRY(former, found_by(query.former));
    if (former.empty()) {
        return std::move(people);
    }
    people.insert(people.end(), former.begin(), former.end());
    const auto place = [](const StoredPerson& person) {
        return std::pair{person.area_code, to_text(person.id)};
    };
    std::ranges::sort(people, {}, place);
    const auto twice = std::ranges::unique(people, {}, &StoredPerson::id);
    people.erase(twice.begin(), twice.end());
    if (people.size() > static_cast<std::size_t>(limit)) {
        people.resize(static_cast<std::size_t>(limit));
    }
    return std::move(people);
}

Result<std::vector<TokenHit>> people_by_token(Tx& tx, const Scope& scope, std::string_view key,
                                              std::string_view within, const TokenCursor& after,
                                              const PeopleFilter& filter, int limit) {
    const std::string last = std::string{key} + "zzzzzzz";
    const std::string first = after.token.empty() ? std::string{key} : after.token;
    return tx.rows<TokenHit>(by_token, first, last, within, area_code_last(within),
                             after.place.area_code, after.place.person, scope.id, filter.zone,
                             filter.smartphone, limit);
}

Result<std::vector<PersonId>> alike(Tx& tx, std::string_view name,
                                    const std::optional<Date>& birth_date,
                                    const std::optional<std::string>& phone_hash) {
    if (!birth_date && !phone_hash) {
        return std::vector<PersonId>{};
    }
    return tx.rows<PersonId>(find_alike, birth_date, name, phone_hash, pinyin_of_name(name).full);
}

}  // namespace xiuhua::registry::store
