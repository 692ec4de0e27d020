#pragma once
// One function a command: load through Scope, decide by rules, save, tell.
#include "platform/crypto/vault.hpp"
#include "rooms/registry/store.hpp"
#include "rooms/registry/views.hpp"

namespace xiuhua::registry {

// ---- places

struct AreaQuery {
    std::optional<std::string> parent;  // Absent: the subdistricts.
    std::optional<AreaLevel> level;     // All of this level below `parent`; absent: its children.
    std::optional<std::string> after;
    std::optional<int> limit;
    std::optional<bool>
        everywhere;  // Beyond the own areas too: to name the place of a break-glass.
};
BOOST_DESCRIBE_STRUCT(AreaQuery, (), (parent, level, after, limit, everywhere))
struct AreaForm {
    std::string parent;
    AreaLevel level = AreaLevel::estate;
    std::string name;
    std::optional<ZoneKind> zone;  // Absent: as the parent's.
};
BOOST_DESCRIBE_STRUCT(AreaForm, (), (parent, level, name, zone))

// Within the viewer's scope, and the areas above it, so that one can find the way down.
Result<Page<Area>> list_areas(Context& context, const AreaQuery& query);
Result<Area> see_area(Context& context, std::string_view code);
Result<Area> make_area(Context& context, const AreaForm& form);

// The child of that name, made when missing. `import_id` marks what an import made.
struct ChildPlace {
    AreaLevel level = AreaLevel::household;
    std::string name;
    std::optional<std::string> import_id = {};
};
Result<Area> ensure_child(Context& context, const Area& parent, const ChildPlace& child);
// The household at a place of level household, made when missing.
Result<HouseholdId> ensure_household(Context& context, const Area& place,
                                     const std::optional<std::string>& import_id);

// ---- people

struct PersonForm {
    std::string name;
    std::optional<IdentityKind> identity_kind;
    std::optional<std::string> identity_number, phone, address;
    std::optional<HouseholdId> household;
    std::optional<std::string> area_code,
        household_name;  // Instead of `household`; made when needed.
    std::optional<Sex> sex;
    std::optional<Date> birth_date;
    std::optional<Relation> relation;
    std::optional<Smartphone> smartphone;
    std::optional<PersonId> guardian;
};
BOOST_DESCRIBE_STRUCT(PersonForm, (),
                      (name, identity_kind, identity_number, phone, address, household, area_code,
                       household_name, sex, birth_date, relation, smartphone, guardian))

// Absent members stay as they are; an empty text empties the field.
struct PersonChanges {
    std::int64_t version = 0;
    std::optional<std::string> reason, name;
    std::optional<IdentityKind> identity_kind;
    std::optional<std::string> identity_number, phone, address;
    std::optional<Sex> sex;
    std::optional<Date> birth_date;
    std::optional<Relation> relation;
    std::optional<Smartphone> smartphone;
    std::optional<PersonId> guardian;
};
BOOST_DESCRIBE_STRUCT(PersonChanges, (),
                      (version, reason, name, identity_kind, identity_number, phone, address, sex,
                       birth_date, relation, smartphone, guardian))

struct PersonMove {
    std::optional<HouseholdId> household;
    std::optional<std::string> area_code,
        name;  // Instead: the place and the household's name there.
    std::string reason;
    std::optional<std::int64_t> version;
    std::optional<Date> moved_on;  // The day of the move itself; absent: today. Not in the future.
};
BOOST_DESCRIBE_STRUCT(PersonMove, (), (household, area_code, name, reason, version, moved_on))

enum class SealedField { identity_number, phone, address };
BOOST_DESCRIBE_ENUM(SealedField, identity_number, phone, address)
struct DisclosureForm {
    SealedField field = SealedField::phone;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(DisclosureForm, (), (field, reason))
inline constexpr std::chrono::minutes disclosure_time{
    2};  // Long enough to dial; then masked again.
inline constexpr std::size_t reason_bytes_max = 600;

struct NewPerson {
    PersonFacts facts;  // Checked.
    HouseholdId household;
    std::string area_code;
    std::optional<std::string> import_id = {};
};
// Seals, stores, makes searchable. `conflict` registry.identity_number_taken.
Result<PersonId> store_person(Context& context, const NewPerson& person);

Result<PersonView> see_person(Context& context, PersonId id);
Result<PersonView> register_person(Context& context, const PersonForm& form);
Result<PersonView> change_person(Context& context, PersonId id, const PersonChanges& changes);
Result<PersonView> move_person(Context& context, PersonId id, const PersonMove& move);
Result<DisclosureView> disclose_field(Context& context, PersonId id, const DisclosureForm& form);
Result<HouseholdView> see_household(Context& context, HouseholdId id);

// ---- finding (actions_search.cpp)

struct PeopleQuery {
    std::optional<std::string> text, area;
    std::optional<ZoneKind> zone;
    std::optional<Smartphone> smartphone;
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(PeopleQuery, (), (text, area, zone, smartphone, after, limit))
Result<Page<StoredPerson>> find_people(Tx& tx, const Vault& vault, const Scope& scope,
                                       const PeopleQuery& query);
Result<Page<PersonRow>> list_people(Context& context, const PeopleQuery& query);

// ---- export (actions_export.cpp)

struct ExportQuery {
    std::optional<std::string> text, area;
    std::optional<ZoneKind> zone;
    std::optional<Smartphone> smartphone;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ExportQuery, (), (text, area, zone, smartphone, reason))
inline constexpr std::int64_t export_rows_max = 200'000;
enum class ExportFormat { xlsx, csv };
// Who works outside of a route's own transaction: files are read and written while nobody waits for the database.
struct Caller {
    Services& services;
    const Viewer& viewer;
    const std::string& request_id;
};
// Writes the file row by row in constant memory, and the audit entry; numbers stay masked. Answers the file's path: the
// caller removes it.
Result<std::filesystem::path> write_export(const Caller& caller, const ExportQuery& query,
                                           ExportFormat format);

}  // namespace xiuhua::registry
