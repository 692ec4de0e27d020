#pragma once
// Bringing in the office's own sheet: upload, mapping and preview, a durable job in batches, undoing.
#include "platform/host/services.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/registry/actions.hpp"
#include "rooms/registry/store_import.hpp"

namespace xiuhua::registry {

inline constexpr std::string_view import_job = "registry.import_batch";
inline constexpr std::string_view undo_job = "registry.import_undo";

struct ImportColumn {
    std::int64_t index = 0;
    std::string title;
    std::vector<std::string> samples;  // Masked where the column holds numbers.
    std::optional<std::string>
        suggestion;  // A field's name; what was chosen last time comes first.
};
BOOST_DESCRIBE_STRUCT(ImportColumn, (), (index, title, samples, suggestion))

struct ImportView {
    std::string id, filename;
    ImportState state = ImportState::uploaded;
    std::string area_code, area_name;
    std::int64_t header_row = 0;
    std::int64_t rows = 0;       // Rows of the sheet below the header.
    std::int64_t rows_done = 0;  // good + bad + duplicates + updated + same
    std::int64_t good = 0, bad = 0, duplicates = 0;
    ImportMode mode = ImportMode::add;
    std::int64_t updated = 0, same = 0;  // Of people registered before.
    std::int64_t alike = 0;              // Good rows that may be somebody already registered.
    std::int64_t removed = 0, kept = 0, restored = 0;  // By undoing.
    Instant created_at;
    std::optional<Instant> finished_at;
    ImportMapping mapping;
    std::vector<ImportColumn> columns;  // In lists empty.
};
BOOST_DESCRIBE_STRUCT(ImportView, (),
                      (id, filename, state, area_code, area_name, header_row, rows, rows_done, good,
                       bad, duplicates, mode, updated, same, alike, removed, kept, restored,
                       created_at, finished_at, mapping, columns))

struct ImportUpload {
    std::optional<std::string> filename, area;
};
BOOST_DESCRIBE_STRUCT(ImportUpload, (), (filename, area))
struct ImportMappingForm {
    std::int64_t header_row = 0;
    ImportMapping columns;                 // {"name":2,"identity_number":3}
    std::optional<std::string> area_code;  // Where its people live: a community or below.
    std::optional<ImportMode> mode;        // Absent: add.
};
BOOST_DESCRIBE_STRUCT(ImportMappingForm, (), (header_row, columns, area_code, mode))
struct ImportStart {
    std::optional<std::string> area_code;
};
BOOST_DESCRIBE_STRUCT(ImportStart, (), (area_code))

struct ImportRowError {
    std::string field, key;
};
BOOST_DESCRIBE_STRUCT(ImportRowError, (), (field, key))
// What a row would change; numbers and lines masked, as everywhere.
struct ImportFieldChange {
    std::string field, before, after;
};
BOOST_DESCRIBE_STRUCT(ImportFieldChange, (), (field, before, after))
struct ImportPreviewRow {
    std::int64_t row = 0;
    std::string name, identity_masked, phone_masked, place;
    bool is_duplicate = false;
    std::optional<PersonId> person;  // Whom it would change.
    std::vector<ImportFieldChange> changes;
    std::vector<ImportRowError> errors;
};
BOOST_DESCRIBE_STRUCT(ImportPreviewRow, (),
                      (row, name, identity_masked, phone_masked, place, is_duplicate, person,
                       changes, errors))
struct ImportPreview {
    std::vector<ImportPreviewRow> rows;  // The first twenty.
    // In update mode the first hundred that would change somebody, wherever they stand in the sheet.
    std::vector<ImportPreviewRow> changed;
    std::int64_t good = 0, bad = 0, duplicates = 0;  // good: people who are new.
    std::int64_t updated = 0, same = 0;
};
BOOST_DESCRIBE_STRUCT(ImportPreview, (), (rows, changed, good, bad, duplicates, updated, same))

// Told while it runs; the same counts as in ImportView.
struct ImportProgress {
    ImportState state = ImportState::running;
    std::int64_t rows = 0, rows_done = 0, good = 0, bad = 0, duplicates = 0, updated = 0, same = 0,
                 removed = 0, restored = 0, kept = 0;
};
BOOST_DESCRIBE_STRUCT(ImportProgress, (),
                      (state, rows, rows_done, good, bad, duplicates, updated, same, removed,
                       restored, kept))

struct ImportTwinView {
    std::int64_t row = 0;
    TwinKind kind = TwinKind::alike;
    std::optional<PersonRow> added;  // Absent when the row was not added.
    std::optional<PersonRow> other;  // Absent when outside the viewer's areas.
};
BOOST_DESCRIBE_STRUCT(ImportTwinView, (), (row, kind, added, other))
struct ImportPageQuery {
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ImportPageQuery, (), (after, limit))

Result<ImportView> upload_import(const Caller& caller, const std::filesystem::path& file,
                                 const ImportUpload& upload);
Result<ImportPreview> map_import(const Caller& caller, std::string_view id,
                                 const ImportMappingForm& form);
Result<std::filesystem::path> write_import_errors(const Caller& caller, std::string_view id);

Result<Page<ImportView>> list_imports(Context& context);
Result<ImportView> see_import(Context& context, std::string_view id);
Result<ImportView> start_import(Context& context, std::string_view id, const ImportStart& start);
// What is in stays and can be undone; the rest of the sheet is dropped.
Result<ImportView> cancel_import(Context& context, std::string_view id);
Result<ImportView> undo_import(Context& context, std::string_view id);
Result<Page<ImportTwinView>> list_import_twins(Context& context, std::string_view id,
                                               const ImportPageQuery& query);

// ---- jobs

Done run_import_batch(Context& context, const Job& job);
Done run_undo_batch(Context& context, const Job& job);
// Sheets and rows older than seven days go, whatever became of the import.
Done purge_imports(Context& context, const Job& job);

// ---- shared by the parts

Result<StoredImport> load_import(Context& context, std::string_view id);
Result<std::vector<ImportRow>> open_chunk(Context& context, std::string_view id,
                                          std::int64_t number);
Result<ImportView> import_view(Context& context, const StoredImport& import);
// One audit entry a step of its life; the event also while it goes on.
Done audit_import(Context& context, const StoredImport& import);
Done tell_import(Context& context, const StoredImport& import);

// ---- rows of people who are registered (actions_import_update.cpp)

// By identity number, else by the sheet's own key.
Result<std::optional<PersonId>> known_person(Context& context, const StoredImport& import,
                                             const ImportRecord& record);
std::string own_key_hash(const Vault& vault, const ImportRecord& record);
// What a row says of somebody otherwise than the register. `wrong`: why it cannot be taken over.
struct RowDifference {
    StoredPerson person;
    PersonFacts before, after;
    std::vector<std::string> fields;
    bool moves = false;
    std::vector<FieldError> wrong;

    bool any() const { return moves || !fields.empty(); }
};
Result<RowDifference> difference(Context& context, const StoredImport& import,
                                 const ImportRecord& record, PersonId person);
std::vector<ImportFieldChange> shown_changes(const RowDifference& difference,
                                             const ImportRecord& record);
// Takes it over; `home` where the row moves the person to.
Done take_over(Context& context, const StoredImport& import, std::int64_t row,
               const RowDifference& difference, const std::optional<Area>& home);
// Gives back what rows changed, some of them; answers whether there are more.
Result<bool> restore_some(Context& context, StoredImport& import, int limit);
Bytes seal_cells(const Vault& vault, const ImportRow& row);
Result<ImportRow> open_cells(const Vault& vault, const Bytes& sealed);

}  // namespace xiuhua::registry
