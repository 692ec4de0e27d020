#pragma once
// SQL of imports: their sheets in sealed pieces, what became of the rows, and what an undoing takes back.
#include "rooms/registry/rules_import.hpp"
#include "rooms/registry/store.hpp"

namespace xiuhua::registry {

enum class ImportState { uploaded, mapped, running, cancelled, finished, undoing, undone, expired };
BOOST_DESCRIBE_ENUM(ImportState, uploaded, mapped, running, cancelled, finished, undoing, undone,
                    expired)
// add: a person who is registered already stays as they are; update: what the sheet says otherwise is taken over.
enum class ImportMode { add, update };
BOOST_DESCRIBE_ENUM(ImportMode, add, update)

struct StoredImport {
    std::string id, filename;
    ImportState state = ImportState::uploaded;
    UserId created_by;
    Instant created_at;
    std::string area_code;  // Where its people live; empty until it is chosen.
    std::int64_t header_row = 0;
    std::vector<std::string> titles;
    ImportMapping mapping;
    std::int64_t sheet_rows = 0, chunks = 0, chunk_next = 0;
    std::int64_t good = 0, bad = 0, duplicates = 0, alike = 0, removed = 0, kept = 0;
    std::optional<Instant> finished_at;
    ImportMode mode = ImportMode::add;
    std::int64_t updated = 0,
                 same = 0;      // Rows of people registered before: changed, or as they were.
    std::int64_t restored = 0;  // Changed people to whom undoing gave back what they were.

    std::int64_t rows_done() const { return good + bad + duplicates + updated + same; }
};
BOOST_DESCRIBE_STRUCT(StoredImport, (),
                      (id, filename, state, created_by, created_at, area_code, header_row, titles,
                       mapping, sheet_rows, chunks, chunk_next, good, bad, duplicates, alike,
                       removed, kept, finished_at, mode, updated, same, restored))

enum class TwinKind { same_identity, alike };
BOOST_DESCRIBE_ENUM(TwinKind, same_identity, alike)

namespace store {

Done insert_import(Tx& tx, const StoredImport& import);
Done save_import(Tx& tx, const StoredImport& import);
// One's own, or of an area within the scope.
Result<std::optional<StoredImport>> import(Tx& tx, const Viewer& viewer, std::string_view id);
Result<std::optional<StoredImport>> import_unscoped(Tx& tx, std::string_view id);
Result<std::vector<StoredImport>> imports(Tx& tx, const Viewer& viewer, int limit);
Result<std::vector<StoredImport>> stale_imports(Tx& tx, Instant before, int limit);

Done insert_chunk(Tx& tx, std::string_view import, std::int64_t number, const Bytes& rows);
Result<std::optional<Bytes>> chunk(Tx& tx, std::string_view import, std::int64_t number);
Done delete_chunk(Tx& tx, std::string_view import, std::int64_t number);
Done delete_chunks(Tx& tx, std::string_view import);

struct LeftRow {
    std::int64_t row_number = 0;
    std::string outcome;               // "bad", "duplicate"
    std::vector<std::string> reasons;  // "phone=phone.bad"
    Bytes cells;
};
BOOST_DESCRIBE_STRUCT(LeftRow, (), (row_number, outcome, reasons, cells))
Done insert_left_row(Tx& tx, std::string_view import, const LeftRow& row);
Result<std::vector<LeftRow>> left_rows(Tx& tx, std::string_view import, std::int64_t after,
                                       int limit);
Done delete_left_rows(Tx& tx, std::string_view import);

struct Twin {
    std::int64_t row_number = 0;
    TwinKind kind = TwinKind::alike;
    std::optional<PersonId> person;
    PersonId other;
};
BOOST_DESCRIBE_STRUCT(Twin, (), (row_number, kind, person, other))
Done insert_twin(Tx& tx, std::string_view import, const Twin& twin);
// Where a page of them ends: a row may have several, so its number alone would skip the rest.
struct TwinCursor {
    std::int64_t row_number = 0;
    std::string other_id;
};
Result<std::vector<Twin>> twins(Tx& tx, std::string_view import, const TwinCursor& after,
                                int limit);

// What a row changed of somebody who was registered before.
struct StoredImportChange {
    std::int64_t row_number = 0;
    PersonId person;
    std::int64_t version_after = 0;
    std::optional<Bytes> before;
};
BOOST_DESCRIBE_STRUCT(StoredImportChange, (), (row_number, person, version_after, before))
Done insert_import_change(Tx& tx, std::string_view import, const StoredImportChange& change);
Result<bool> changed_by_import(Tx& tx, std::string_view import, PersonId person);
// The last rows first.
Result<std::vector<StoredImportChange>> import_changes(Tx& tx, std::string_view import, int limit);
Done delete_import_change(Tx& tx, std::string_view import, std::int64_t row_number);
Done delete_import_changes(Tx& tx, std::string_view import);
Done forget_import_changes(Tx& tx, PersonId person);

Result<std::optional<PersonId>> person_by_sheet_key(Tx& tx, std::string_view area,
                                                    std::string_view key_hash);
Done put_sheet_key(Tx& tx, std::string_view area, std::string_view key_hash, PersonId person);
Done forget_sheet_keys(Tx& tx, PersonId person);

Result<std::optional<ImportMapping>> remembered_mapping(Tx& tx, std::string_view titles_digest);
Done remember_mapping(Tx& tx, std::string_view titles_digest, const ImportMapping& mapping,
                      Instant now);

Result<std::optional<std::string>> import_of_person(Tx& tx, PersonId person);
// People of the import that nobody has touched since.
Result<std::vector<StoredPerson>> untouched(Tx& tx, std::string_view import, int limit);
Result<std::int64_t> count_people(Tx& tx, std::string_view import);
// A guardian for a child who has none, or whose guardian the same import chose before it had read the whole
// household; what somebody has changed since stays.
Done choose_guardian(Tx& tx, std::string_view import, PersonId child, PersonId guardian);
Done forget_guardian(Tx& tx, PersonId guardian);
// Places the import made and that stand empty now; answers how many went.
Result<std::int64_t> delete_empty_households(Tx& tx, std::string_view import, int limit);
Result<std::int64_t> delete_empty_areas(Tx& tx, std::string_view import, int limit);

}  // namespace store
}  // namespace xiuhua::registry
