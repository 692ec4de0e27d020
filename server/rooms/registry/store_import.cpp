#include "rooms/registry/store_import.hpp"

namespace xiuhua::registry::store {
namespace {

#define IMPORT_COLUMNS                                                                      \
    "id, filename, state, created_by, created_at, area_code, header_row, titles, mapping, " \
    "sheet_rows, chunks, chunk_next, good, bad, duplicates, alike, removed, kept, "         \
    "finished_at, mode, updated, same, restored"
#define IMPORT_SEEN                                                                \
    "(created_by = ?1 OR (area_code <> '' AND EXISTS (SELECT 1 FROM scope_area s " \
    "WHERE s.scope_id = ?2 AND area_code BETWEEN s.code_first AND s.code_last)))"

constexpr Query add_import{
    "registry.insert_import",
    "INSERT INTO registry_import (" IMPORT_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
    "?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)"};
constexpr Query save_import_row{
    "registry.save_import",
    "UPDATE registry_import SET state = ?2, area_code = ?3, header_row = ?4, titles = ?5, "
    "mapping = ?6, chunk_next = ?7, good = ?8, bad = ?9, duplicates = ?10, alike = ?11, "
    "removed = ?12, kept = ?13, finished_at = ?14, mode = ?15, updated = ?16, same = ?17, "
    "restored = ?18 WHERE id = ?1"};
constexpr Query find_import{"registry.find_import", "SELECT " IMPORT_COLUMNS
                                                    " FROM registry_import "
                                                    "WHERE id = ?3 AND " IMPORT_SEEN};
constexpr Query find_import_unscoped{"registry.find_import_unscoped",
                                     "SELECT " IMPORT_COLUMNS
                                     " FROM registry_import WHERE id = ?1"};
constexpr Query list_imports{"registry.list_imports",
                             "SELECT " IMPORT_COLUMNS " FROM registry_import WHERE " IMPORT_SEEN
                             " ORDER BY created_at DESC, id DESC LIMIT ?3"};
constexpr Query list_stale{
    "registry.stale_imports",
    "SELECT " IMPORT_COLUMNS
    " FROM registry_import WHERE created_at < ?1 "
    "AND state IN ('uploaded', 'mapped', 'finished', 'cancelled') "
    "AND (state IN ('uploaded', 'mapped') OR EXISTS (SELECT 1 FROM registry_import_row r "
    "WHERE r.import_id = registry_import.id) OR EXISTS (SELECT 1 FROM registry_import_change c "
    "WHERE c.import_id = registry_import.id)) "
    "ORDER BY created_at LIMIT ?2"};

constexpr Query add_chunk{
    "registry.insert_import_chunk",
    "INSERT INTO registry_import_chunk (import_id, number, rows) VALUES (?1, ?2, ?3)"};
constexpr Query find_chunk{
    "registry.find_import_chunk",
    "SELECT rows FROM registry_import_chunk WHERE import_id = ?1 AND number = ?2"};
constexpr Query drop_chunk{
    "registry.delete_import_chunk",
    "DELETE FROM registry_import_chunk WHERE import_id = ?1 AND number = ?2"};
constexpr Query drop_chunks{"registry.delete_import_chunks",
                            "DELETE FROM registry_import_chunk WHERE import_id = ?1"};

constexpr Query add_left_row{
    "registry.insert_import_row",
    "INSERT INTO registry_import_row (import_id, row_number, outcome, reasons, cells) "
    "VALUES (?1, ?2, ?3, ?4, ?5)"};
constexpr Query list_left_rows{
    "registry.list_import_rows",
    "SELECT row_number, outcome, reasons, cells FROM registry_import_row "
    "WHERE import_id = ?1 AND row_number > ?2 ORDER BY row_number LIMIT ?3"};
constexpr Query drop_left_rows{"registry.delete_import_rows",
                               "DELETE FROM registry_import_row WHERE import_id = ?1"};

constexpr Query add_twin{
    "registry.insert_import_twin",
    "INSERT INTO registry_import_twin (import_id, row_number, kind, person_id, other_id) "
    "VALUES (?1, ?2, ?3, ?4, ?5)"};
constexpr Query list_twins{
    "registry.list_import_twins",
    "SELECT row_number, kind, person_id, other_id FROM registry_import_twin "
    "WHERE import_id = ?1 AND (row_number > ?2 OR (row_number = ?2 AND other_id > ?3)) "
    "ORDER BY row_number, other_id LIMIT ?4"};

constexpr Query add_change{
    "registry.insert_import_change",
    "INSERT INTO registry_import_change (import_id, row_number, person_id, version_after, before) "
    "VALUES (?1, ?2, ?3, ?4, ?5)"};
constexpr Query find_change{
    "registry.changed_by_import",
    "SELECT COUNT(*) FROM registry_import_change WHERE person_id = ?2 AND import_id = ?1"};
constexpr Query list_changes{
    "registry.import_changes",
    "SELECT row_number, person_id, version_after, before FROM registry_import_change "
    "WHERE import_id = ?1 ORDER BY row_number DESC LIMIT ?2"};
constexpr Query drop_change{
    "registry.delete_import_change",
    "DELETE FROM registry_import_change WHERE import_id = ?1 AND row_number = ?2"};
constexpr Query drop_changes{"registry.delete_import_changes",
                             "DELETE FROM registry_import_change WHERE import_id = ?1"};
constexpr Query drop_changes_of{"registry.forget_import_changes",
                                "DELETE FROM registry_import_change WHERE person_id = ?1"};
constexpr Query find_sheet_key{
    "registry.person_by_sheet_key",
    "SELECT person_id FROM registry_sheet_key WHERE area_code = ?1 AND key_hash = ?2"};
constexpr Query save_sheet_key{
    "registry.put_sheet_key",
    "INSERT INTO registry_sheet_key (area_code, key_hash, person_id) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (area_code, key_hash) DO UPDATE SET person_id = excluded.person_id"};
constexpr Query drop_sheet_keys{"registry.forget_sheet_keys",
                                "DELETE FROM registry_sheet_key WHERE person_id = ?1"};

constexpr Query find_mapping{
    "registry.find_import_mapping",
    "SELECT mapping FROM registry_import_mapping WHERE titles_digest = ?1"};
constexpr Query save_mapping{
    "registry.save_import_mapping",
    "INSERT INTO registry_import_mapping (titles_digest, mapping, used_at) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (titles_digest) DO UPDATE SET mapping = excluded.mapping, "
    "used_at = excluded.used_at"};

constexpr Query find_import_of_person{
    "registry.import_of_person",
    "SELECT COALESCE(import_id, '') FROM registry_person WHERE id = ?1"};
constexpr Query list_untouched{
    "registry.untouched_people",
    "SELECT p.id, p.household_id, p.area_code, '', a.zone, p.name, p.pinyin, p.initials, p.sex, "
    "p.birth_date, p.identity_kind, p.identity_number, p.phone, p.address, p.relation, "
    "p.smartphone, p.guardian, p.open_order, p.version, p.created_at, p.updated_at, p.merged_into "
    "FROM registry_person p JOIN registry_area a ON a.code = p.area_code "
    "WHERE p.import_id = ?1 AND p.used = 0 AND p.version = 1 ORDER BY p.id LIMIT ?2"};
constexpr Query count_of_import{"registry.count_people_of_import",
                                "SELECT COUNT(*) FROM registry_person WHERE import_id = ?1"};
constexpr Query save_chosen_guardian{
    "registry.choose_guardian",
    "UPDATE registry_person SET guardian = ?2 WHERE id = ?1 AND (guardian IS NULL OR "
    "(guardian <> ?2 AND import_id = ?3 AND version = 1 AND used = 0))"};
constexpr Query clear_guardian{"registry.forget_guardian",
                               "UPDATE registry_person SET guardian = NULL WHERE guardian = ?1"};
constexpr Query drop_households{
    "registry.delete_empty_households",
    "DELETE FROM registry_household WHERE id IN (SELECT h.id FROM registry_area a "
    "JOIN registry_household h ON h.area_code = a.code WHERE a.import_id = ?1 "
    "AND h.import_id = ?1 AND NOT EXISTS (SELECT 1 FROM registry_person p "
    "WHERE p.household_id = h.id) LIMIT ?2)"};
constexpr Query drop_areas{
    "registry.delete_empty_areas",
    "DELETE FROM registry_area WHERE code IN (SELECT a.code FROM registry_area a "
    "WHERE a.import_id = ?1 AND NOT EXISTS (SELECT 1 FROM registry_area c "
    "WHERE c.parent = a.code) AND NOT EXISTS (SELECT 1 FROM registry_household h "
    "WHERE h.area_code = a.code) ORDER BY a.code DESC LIMIT ?2)"};

struct OneBlob {
    Bytes bytes;
};
BOOST_DESCRIBE_STRUCT(OneBlob, (), (bytes))
struct OneMapping {
    ImportMapping mapping;
};
BOOST_DESCRIBE_STRUCT(OneMapping, (), (mapping))
struct OneCount {
    std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(OneCount, (), (count))
struct OneWord {
    std::string word;
};
BOOST_DESCRIBE_STRUCT(OneWord, (), (word))

template <typename T>
Done done(Result<T> result) {
    return result ? Done{} : Done{fail(std::move(result.error()))};
}

}  // namespace

Done insert_import(Tx& tx, const StoredImport& i) {
    return done(tx.exec(add_import, i.id, i.filename, i.state, i.created_by, i.created_at,
                        i.area_code, i.header_row, i.titles, i.mapping, i.sheet_rows, i.chunks,
                        i.chunk_next, i.good, i.bad, i.duplicates, i.alike, i.removed, i.kept,
                        i.finished_at, i.mode, i.updated, i.same, i.restored));
}

Done save_import(Tx& tx, const StoredImport& i) {
    return done(tx.exec(save_import_row, i.id, i.state, i.area_code, i.header_row, i.titles,
                        i.mapping, i.chunk_next, i.good, i.bad, i.duplicates, i.alike, i.removed,
                        i.kept, i.finished_at, i.mode, i.updated, i.same, i.restored));
}

Result<std::optional<StoredImport>> import(Tx& tx, const Viewer& viewer, std::string_view id) {
    return tx.row<StoredImport>(find_import, viewer.user, viewer.scope.id, id);
}

Result<std::optional<StoredImport>> import_unscoped(Tx& tx, std::string_view id) {
    return tx.row<StoredImport>(find_import_unscoped, id);
}

Result<std::vector<StoredImport>> imports(Tx& tx, const Viewer& viewer, int limit) {
    return tx.rows<StoredImport>(list_imports, viewer.user, viewer.scope.id, limit);
}

Result<std::vector<StoredImport>> stale_imports(Tx& tx, Instant before, int limit) {
    return tx.rows<StoredImport>(list_stale, before, limit);
}

Done insert_chunk(Tx& tx, std::string_view import, std::int64_t number, const Bytes& rows) {
    return done(tx.exec(add_chunk, import, number, rows));
}

Result<std::optional<Bytes>> chunk(Tx& tx, std::string_view import, std::int64_t number) {
    XH_TRY(found, tx.row<OneBlob>(find_chunk, import, number));
    return found ? std::optional{std::move(found->bytes)} : std::nullopt;
}

Done delete_chunk(Tx& tx, std::string_view import, std::int64_t number) {
    return done(tx.exec(drop_chunk, import, number));
}

Done delete_chunks(Tx& tx, std::string_view import) {
    return done(tx.exec(drop_chunks, import));
}

Done insert_left_row(Tx& tx, std::string_view import, const LeftRow& row) {
    return done(tx.exec(add_left_row, import, row.row_number, row.outcome, row.reasons, row.cells));
}

Result<std::vector<LeftRow>> left_rows(Tx& tx, std::string_view import, std::int64_t after,
                                       int limit) {
    return tx.rows<LeftRow>(list_left_rows, import, after, limit);
}

Done delete_left_rows(Tx& tx, std::string_view import) {
    return done(tx.exec(drop_left_rows, import));
}

Done insert_twin(Tx& tx, std::string_view import, const Twin& twin) {
    return done(tx.exec(add_twin, import, twin.row_number, twin.kind, twin.person, twin.other));
}

Result<std::vector<Twin>> twins(Tx& tx, std::string_view import, const TwinCursor& after,
                                int limit) {
    return tx.rows<Twin>(list_twins, import, after.row_number, after.other_id, limit);
}

Done insert_import_change(Tx& tx, std::string_view import, const StoredImportChange& c) {
    return done(tx.exec(add_change, import, c.row_number, c.person, c.version_after, c.before));
}

Result<bool> changed_by_import(Tx& tx, std::string_view import, PersonId person) {
    XH_TRY(found, tx.row<std::int64_t>(find_change, import, person));
    return found.value_or(0) > 0;
}

Result<std::vector<StoredImportChange>> import_changes(Tx& tx, std::string_view import, int limit) {
    return tx.rows<StoredImportChange>(list_changes, import, limit);
}

Done delete_import_change(Tx& tx, std::string_view import, std::int64_t row_number) {
    return done(tx.exec(drop_change, import, row_number));
}

Done delete_import_changes(Tx& tx, std::string_view import) {
    return done(tx.exec(drop_changes, import));
}

Done forget_import_changes(Tx& tx, PersonId person) {
    return done(tx.exec(drop_changes_of, person));
}

Result<std::optional<PersonId>> person_by_sheet_key(Tx& tx, std::string_view area,
                                                    std::string_view key_hash) {
    return tx.row<PersonId>(find_sheet_key, area, key_hash);
}

Done put_sheet_key(Tx& tx, std::string_view area, std::string_view key_hash, PersonId person) {
    return done(tx.exec(save_sheet_key, area, key_hash, person));
}

Done forget_sheet_keys(Tx& tx, PersonId person) {
    return done(tx.exec(drop_sheet_keys, person));
}

Result<std::optional<ImportMapping>> remembered_mapping(Tx& tx, std::string_view digest) {
    XH_TRY(found, tx.row<OneMapping>(find_mapping, digest));
    return found ? std::optional{std::move(found->mapping)} : std::nullopt;
}

Done remember_mapping(Tx& tx, std::string_view digest, const ImportMapping& mapping, Instant now) {
    return done(tx.exec(save_mapping, digest, mapping, now));
}

Result<std::optional<std::string>> import_of_person(Tx& tx, PersonId person) {
    XH_TRY(found, tx.row<OneWord>(find_import_of_person, person));
    return found ? std::optional{std::move(found->word)} : std::nullopt;
}

Result<std::vector<StoredPerson>> untouched(Tx& tx, std::string_view import, int limit) {
    return tx.rows<StoredPerson>(list_untouched, import, limit);
}

Result<std::int64_t> count_people(Tx& tx, std::string_view import) {
    XH_TRY(found, tx.row<OneCount>(count_of_import, import));
    return found ? found->count : 0;
}

Done choose_guardian(Tx& tx, std::string_view import, PersonId child, PersonId guardian) {
    return done(tx.exec(save_chosen_guardian, child, guardian, import));
}

Done forget_guardian(Tx& tx, PersonId guardian) {
    return done(tx.exec(clear_guardian, guardian));
}

Result<std::int64_t> delete_empty_households(Tx& tx, std::string_view import, int limit) {
    return tx.exec(drop_households, import, limit);
}

Result<std::int64_t> delete_empty_areas(Tx& tx, std::string_view import, int limit) {
    return tx.exec(drop_areas, import, limit);
}

}  // namespace xiuhua::registry::store
