#pragma once
// What other rooms may ask of the register: places, households, people.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/viewer.hpp"
#include "platform/db/db.hpp"
#include "platform/db/figures.hpp"
#include "platform/http/router.hpp"

namespace xiuhua::registry {

// 社区 / 网格 / 小区 / 楼栋 / 单元 / 户. An area's code is its parent's code and its own digits:
// subdistrict 9 (GB/T 2260 and on: 410105014), community 12, grid +3, estate +2, building +3, unit +2,
// household +4 (35 digits never happen: a household's code has 26).
enum class AreaLevel { subdistrict, community, grid, estate, building, unit, household };
BOOST_DESCRIBE_ENUM(AreaLevel, subdistrict, community, grid, estate, building, unit, household)
enum class ZoneKind { resettlement, campus, office_park, city };  // 安置区 高校园区 智慧岛 城市社区
BOOST_DESCRIBE_ENUM(ZoneKind, resettlement, campus, office_park, city)
enum class Sex { unknown, male, female, unspecified };  // GB/T 2261.1: 0 1 2 9
BOOST_DESCRIBE_ENUM(Sex, unknown, male, female, unspecified)
enum class Smartphone { yes, no };
BOOST_DESCRIBE_ENUM(Smartphone, yes, no)

struct Area {
    std::string code;
    AreaLevel level = AreaLevel::subdistrict;
    std::string name;       // "姚桥社区", "3号楼"
    std::string full_name;  // "姚桥社区 第2网格 姚桥家园 3号楼": without the subdistrict.
    ZoneKind zone = ZoneKind::city;
};
BOOST_DESCRIBE_STRUCT(Area, (), (code, level, name, full_name, zone))
Result<std::optional<Area>> find_area(Tx& tx, std::string_view code);
// The area and its ancestors, from the subdistrict down.
Result<std::vector<Area>> area_chain(Tx& tx, std::string_view code);

// A person without anything sealed.
struct PersonBrief {
    PersonId id;
    std::string name;
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    HouseholdId household;
    std::string area_code;  // The household's area code.
    Smartphone smartphone = Smartphone::yes;
    std::optional<PersonId> guardian;  // Under 14, or when needed.
};
BOOST_DESCRIBE_STRUCT(PersonBrief, (),
                      (id, name, sex, birth_date, household, area_code, smartphone, guardian))
// Not yours looks like not there.
Result<std::optional<PersonBrief>> find_person(Tx& tx, const Scope& scope, PersonId id);
Result<std::vector<PersonBrief>> household_members(Tx& tx, const Scope& scope, HouseholdId id);
// By name, pinyin or initials; for the pickers of other rooms. At most `limit`.
Result<std::vector<PersonBrief>> search_people(Tx& tx, const Scope& scope, std::string_view text,
                                               int limit);

// The sealed fields in clear, for a paper or a call. Audited in the same transaction as `purpose` says, and so
// visible to the person.
struct IdentityDetails {
    std::string identity_number, phone, address;  // Empty when unknown or destroyed.
};
Result<IdentityDetails> read_identity(Context& context, PersonId person, std::string_view purpose);
// Masked, not audited: "410***********1234", "138****5678", "姚桥家园 3号楼 ***".
Result<IdentityDetails> read_identity_masked(Context& context, PersonId person);

struct PersonInput {
    std::string name;
    std::string
        identity_number;  // Checked when 18 digits; other papers by kind are registry's own.
    std::string phone;
    std::string address;    // "1单元 502室"; with the area's names it is the whole address.
    std::string area_code;  // Of the household (level household) or above; made when needed.
    Sex sex = Sex::unknown;
    std::optional<Date> birth_date;
    Smartphone smartphone = Smartphone::yes;
    std::optional<PersonId> guardian;
};
// Used by seeds and by screening at the door. Validates; fields at fault are named.
Result<PersonId> add_person(Context& context, HouseholdId household, const PersonInput& input);
// An isolation order that is not over, shown beside the person in lists; nullopt when it ends.
Done mark_open_order(Context& context, PersonId person, const std::optional<OrderId>& order);
Result<HouseholdId> add_household(Context& context, std::string_view parent_area_code,
                                  std::string_view name);  // name: "502室"
Result<Area> add_area(Context& context, const Area& area);

// For room privacy, at the end of the event: name, birthday, number, telephone, address and what they were before go;
// a row without any of them stays, so that figures by place still add up. Answers how many records were changed.
Result<std::int64_t> forget_person(Context& context, PersonId person);

// ---- for the figures of reports: what a figure counts at a moment, and the records of its kind
enum class RegisterFigure { people, households };
BOOST_DESCRIBE_ENUM(RegisterFigure, people, households)
enum class RegisterRecord { person, household };
figures::Relation figure_records(RegisterFigure figure, const figures::Asked& asked);
figures::Relation register_records(RegisterRecord record);
// The communities of a subdistrict, by code; the community itself for what is one or lies in one.
inline constexpr int communities_max = 200;
Result<std::vector<Area>> communities_of(Tx& tx, std::string_view area_code);

}  // namespace xiuhua::registry
