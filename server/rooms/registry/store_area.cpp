#include "rooms/registry/rules_search.hpp"
#include "rooms/registry/store.hpp"
#include "rooms/registry/store_sql.hpp"

namespace xiuhua::registry::store {
namespace {

constexpr Query find_area{"registry.find_area", "SELECT " AREA_COLUMNS
                                                " FROM registry_area a "
                                                "WHERE a.code = ?1"};
constexpr Query find_chain{"registry.find_chain",
                           "SELECT " AREA_COLUMNS
                           " FROM registry_area a "
                           "WHERE a.code IN (?1, ?2, ?3, ?4, ?5, ?6, ?7) ORDER BY a.code"};
constexpr Query find_child{"registry.find_child", "SELECT " AREA_COLUMNS
                                                  " FROM registry_area a "
                                                  "WHERE a.parent = ?1 AND a.name = ?2"};
constexpr Query find_last{"registry.find_last_code",
                          "SELECT COALESCE(MAX(code), '') FROM registry_area "
                          "WHERE code BETWEEN ?1 AND ?2 AND level = ?3"};
constexpr Query add_area_row{
    "registry.insert_area",
    "INSERT INTO registry_area (code, parent, level, name, name_key, full_name, zone, import_id, "
    "created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
constexpr Query list_areas{"registry.list_areas",
                           "SELECT " AREA_COLUMNS
                           " FROM registry_area a "
                           "WHERE a.parent = ?1 AND a.code > ?2 ORDER BY a.code LIMIT ?3"};
constexpr Query list_areas_of_level{
    "registry.list_areas_of_level",
    "SELECT " AREA_COLUMNS
    " FROM registry_area a "
    "WHERE a.code > ?2 AND a.code BETWEEN ?1 AND ?4 AND a.level = ?5 ORDER BY a.code LIMIT ?3"};
// In the order of the index by names. In the order of codes SQLite would look through every place for a common word.
constexpr Query find_areas_by_word{
    "registry.areas_by_word",
    "SELECT code FROM registry_area WHERE name_key BETWEEN ?1 AND ?2 AND code BETWEEN ?3 AND ?4 "
    "ORDER BY name_key, code LIMIT ?5"};

constexpr Query find_household{
    "registry.find_household",
    "SELECT h.id, h.area_code, a.name, " AREA_FULL_NAME
    " FROM registry_household h "
    "JOIN registry_area a ON a.code = h.area_code WHERE h.id = ?1 AND EXISTS "
    "(SELECT 1 FROM scope_area s WHERE s.scope_id = ?2 "
    "AND h.area_code BETWEEN s.code_first AND s.code_last)"};
constexpr Query find_household_at{
    "registry.find_household_at",
    "SELECT h.id, h.area_code, a.name, " AREA_FULL_NAME
    " FROM registry_household h "
    "JOIN registry_area a ON a.code = h.area_code WHERE h.area_code = ?1"};
constexpr Query add_household_row{
    "registry.insert_household",
    "INSERT INTO registry_household (id, area_code, import_id, created_at) "
    "VALUES (?1, ?2, ?3, ?4)"};

struct OneText {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(OneText, (), (text))

}  // namespace

Result<std::optional<Area>> area(Tx& tx, std::string_view code) {
    return tx.row<Area>(find_area, code);
}

Result<std::vector<Area>> area_chain(Tx& tx, std::string_view code) {
    std::array<std::string, 7> codes;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const std::size_t length = std::array<std::size_t, 7>{9, 12, 15, 17, 20, 22, 26}[i];
        codes[i] = std::string{code.substr(0, std::min(length, code.size()))};
    }
    return tx.rows<Area>(find_chain, codes[0], codes[1], codes[2], codes[3], codes[4], codes[5],
                         codes[6]);
}

Result<std::optional<Area>> child_named(Tx& tx, std::string_view parent, std::string_view name) {
    return tx.row<Area>(find_child, parent, name);
}

Result<bool> area_exists(Tx& tx, std::string_view code) {
    XH_TRY(found, area(tx, code));
    return found.has_value();
}

Result<std::string> last_code(Tx& tx, std::string_view prefix, AreaLevel level) {
    XH_TRY(found, tx.row<OneText>(find_last, prefix, area_code_last(prefix), level));
    return found ? found->text : std::string{};
}

Done insert_area(Tx& tx, const NewArea& added, Instant now) {
    const Area& a = added.area;
    XH_DO(tx.exec(add_area_row, a.code, added.parent, a.level, a.name, search_key(a.name),
                  a.level == AreaLevel::household ? "" : a.full_name, a.zone, added.import_id,
                  now));
    return {};
}

Result<std::vector<Area>> areas(Tx& tx, const AreaFilter& filter) {
    if (filter.level) {
        return tx.rows<Area>(list_areas_of_level, filter.parent, filter.after, filter.limit,
                             area_code_last(filter.parent), *filter.level);
    }
    return tx.rows<Area>(list_areas, filter.parent, filter.after, filter.limit);
}

Result<std::vector<std::string>> areas_by_word(Tx& tx, std::string_view key,
                                               std::string_view within, int limit) {
    XH_TRY(found, tx.rows<OneText>(find_areas_by_word, key, search_key_last(key), within,
                                   area_code_last(within), limit));
    std::vector<std::string> codes;
    for (OneText& code : found) {
        codes.push_back(std::move(code.text));
    }
    return codes;
}

Result<std::optional<Household>> household(Tx& tx, const Scope& scope, HouseholdId id) {
    return tx.row<Household>(find_household, id, scope.id);
}

Result<std::optional<Household>> household_at(Tx& tx, std::string_view area_code) {
    return tx.row<Household>(find_household_at, area_code);
}

Done insert_household(Tx& tx, HouseholdId id, std::string_view area_code,
                      const std::optional<std::string>& import_id, Instant now) {
    XH_DO(tx.exec(add_household_row, id, area_code, import_id, now));
    return {};
}

}  // namespace xiuhua::registry::store
