#pragma once
// A sheet's rows as people: which column is what, and what a row says. Pure.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rooms/registry/model.hpp"
#include "rooms/registry/rules_area.hpp"

namespace xiuhua::registry {

enum class ImportField {
    name,
    identity_number,
    identity_kind,
    phone,
    sex,
    birth_date,
    relation,
    head_name,  // 户主姓名: whose household, where no room says it.
    community,
    grid,
    estate,
    building,
    unit,
    room,
    address,  // A whole address in one column.
    own_key,  // 编号: the sheet's own key of a row, by which it is known when the sheet comes again.
};
BOOST_DESCRIBE_ENUM(ImportField, name, identity_number, identity_kind, phone, sex, birth_date,
                    relation, head_name, community, grid, estate, building, unit, room, address,
                    own_key)

struct ImportRow {
    std::int64_t number = 0;
    std::vector<std::string> cells;
};
BOOST_DESCRIBE_STRUCT(ImportRow, (), (number, cells))

// Nothing but blanks in any cell: no row, neither read nor left out.
bool is_blank_row(const std::vector<std::string>& cells);

// Column from 0 by the field's name: as the contract speaks of it.
using ImportMapping = std::map<std::string, std::int64_t>;

// What a title means; nullopt when it is none we know.
std::optional<ImportField> field_of_title(std::string_view title);
// The row that knows the most titles among the first rows (of two header rows the lower one); nullopt when no
// row names at least two fields, one of them the name.
std::optional<std::int64_t> find_header(const std::vector<ImportRow>& first_rows);
// The first column of each known title.
ImportMapping suggest_mapping(const std::vector<std::string>& titles);
// registry.mapping_without_name, registry.mapping_column, registry.mapping_field.
Done check_mapping(const ImportMapping& mapping, std::size_t columns);

std::optional<Date> read_date(std::string_view text);
std::optional<Sex> read_sex(std::string_view text);
Relation read_relation(std::string_view text);

// What a row says. `wrong` holds what could not be understood or is not allowed; with any of it the row stays out.
struct ImportRecord {
    bool is_blank = false;  // Nothing in any column: not a row of data.
    PersonFacts facts;
    std::string community;          // Name, when the sheet has such a column.
    std::vector<PlaceName> places;  // From the grid down to the household.
    std::string own_key;
    bool says_home = false;  // Down to the door; else it is only a household to be in.
    std::vector<FieldError> wrong;
};
ImportRecord read_record(const ImportRow& row, const ImportMapping& mapping, Date today);

// Whether a row that names somebody by the sheet's own number alone says another person: the name and whatever else
// both know differ. A sheet that numbers its rows anew must not write one person over another.
bool is_somebody_else(const PersonFacts& stored, const PersonFacts& said);

// What a record says once a row of a later sheet is believed: whatever the row says replaces, what it leaves empty
// stays. Checked as a record is.
Result<PersonFacts> updated_facts(const PersonFacts& stored, const ImportRecord& row, Date today);

// The Chinese text of a reason, for the file of errors that goes back to the office.
std::string reason_text(std::string_view key);
std::string field_title(std::string_view field);

}  // namespace xiuhua::registry
