#include "rooms/registry/actions_import.hpp"

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "kernel/cut.hpp"
#include "kernel/mask.hpp"
#include "kernel/text.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/registry/rules.hpp"

namespace xiuhua::registry {
namespace {

constexpr std::string_view chunk_column = "registry_import_chunk.rows";
constexpr std::string_view cells_column = "registry_import_row.cells";
// Rows worked off in one transaction: on SQLite everybody else's write waits for it, about 50 ms.
constexpr std::size_t chunk_rows = 250;
constexpr std::int64_t import_rows_max = 300'000;       // A subdistrict's register, nearly twice.
constexpr std::size_t import_bytes_max = 200ULL << 20;  // As text.
constexpr int chunks_a_transaction = 20;

Bytes seal_chunk(const Vault& vault, const std::vector<ImportRow>& rows) {
    return vault.seal_own(chunk_column, json::write(rows));
}

struct Pieces {
    std::vector<Bytes> chunks;
    std::vector<ImportRow> first_rows;
    std::int64_t rows = 0;
};

// Cuts a sheet into sealed pieces.
Result<Pieces> cut_sheet(const spreadsheet::Reader& reader, std::size_t sheet, const Vault& vault) {
    Pieces pieces;
    std::vector<ImportRow> waiting;
    std::size_t bytes = 0;
    XH_DO(reader.each_row(sheet, [&](const spreadsheet::SheetRow& row) -> Done {
        for (const std::string& cell : row.cells) {
            bytes += cell.size();
        }
        if (is_blank_row(row.cells)) {
            return {};
        }
        if (++pieces.rows > import_rows_max || bytes > import_bytes_max) {
            return fail(ErrorCode::too_large, "registry.import_too_large");
        }
        waiting.push_back({row.number, row.cells});
        if (pieces.chunks.empty()) {
            pieces.first_rows.push_back(waiting.back());
        }
        if (waiting.size() == chunk_rows) {
            pieces.chunks.push_back(seal_chunk(vault, waiting));
            waiting.clear();
        }
        return {};
    }));
    if (!waiting.empty()) {
        pieces.chunks.push_back(seal_chunk(vault, waiting));
    }
    return pieces;
}

// The first sheet that has a header we know; else the first that has rows (the header is then chosen by hand).
Result<Pieces> cut_file(const std::filesystem::path& file, const Vault& vault) {
    XH_TRY(reader, spreadsheet::Reader::open_file(file.string()));
    std::optional<Pieces> first;
    for (std::size_t sheet = 0; sheet < reader.sheets().size(); ++sheet) {
        XH_TRY(pieces, cut_sheet(reader, sheet, vault));
        if (find_header(pieces.first_rows)) {
            return std::move(pieces);
        }
        if (!first && pieces.rows > 0) {
            first = std::move(pieces);
        }
    }
    if (!first) {
        return fail(ErrorCode::invalid, "spreadsheet.empty");
    }
    return std::move(*first);
}

std::vector<std::string> titles_at(const std::vector<ImportRow>& rows, std::int64_t header_row) {
    for (const ImportRow& row : rows) {
        if (row.number == header_row) {
            std::vector<std::string> titles;
            for (const std::string& cell : row.cells) {
                titles.push_back(normalise_line(cell));
            }
            return titles;
        }
    }
    return {};
}

std::string titles_digest(const std::vector<std::string>& titles) {
    return crypto::digest(json::write(titles));
}

// What a cell shows to somebody who chooses columns: enough to tell a telephone from a number.
std::string sample_of(const std::string& cell) {
    const auto digits =
        std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits >= 7 ? mask_identity(cell) : cell;
}

Result<std::vector<ImportColumn>> columns_of(Context& context, const StoredImport& import) {
    constexpr std::size_t samples_max = 3;
    XH_TRY(remembered, store::remembered_mapping(context.tx, titles_digest(import.titles)));
    ImportMapping suggested = remembered ? *remembered : suggest_mapping(import.titles);
    std::map<std::int64_t, std::string> field_of;
    for (const auto& [field, column] : suggested) {
        field_of[column] = field;
    }
    std::vector<ImportColumn> columns;
    for (std::size_t i = 0; i < import.titles.size(); ++i) {
        const auto index = static_cast<std::int64_t>(i);
        ImportColumn column{index, import.titles[i], {}, {}};
        if (const auto found = field_of.find(index); found != field_of.end()) {
            column.suggestion = found->second;
        }
        columns.push_back(std::move(column));
    }
    XH_TRY(sealed, store::chunk(context.tx, import.id, 0));
    if (!sealed) {
        return columns;
    }
    XH_TRY(rows, open_chunk(context, import.id, 0));
    for (const ImportRow& row : rows) {
        for (std::size_t i = 0; row.number > import.header_row && i < row.cells.size(); ++i) {
            if (i < columns.size() && columns[i].samples.size() < samples_max &&
                !row.cells[i].empty()) {
                columns[i].samples.push_back(sample_of(row.cells[i]));
            }
        }
    }
    return columns;
}

// Where the import's people live when nobody said: the one area of a viewer who has only one.
std::string only_area(const Viewer& viewer) {
    const auto& codes = viewer.scope.area_codes;
    return codes.size() == 1 ? codes.front() : std::string{};
}

// Also of what was chosen before: who uploaded a sheet may look after another area by now.
Result<std::string> checked_area(Context& context, const std::string& code) {
    if (code.empty()) {
        return std::string{};
    }
    XH_TRY(found, store::area(context.tx, code));
    if (!found || !context.viewer.scope.covers(code)) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "area_code");
    }
    return code;
}

std::string masked_or_empty(const std::string& text, std::string (*mask)(std::string_view)) {
    return text.empty() ? std::string{} : mask(text);
}

ImportPreviewRow preview_row(const ImportRow& row, const ImportRecord& record) {
    ImportPreviewRow shown;
    shown.row = row.number;
    shown.name = record.facts.name;
    shown.identity_masked = masked_or_empty(record.facts.secrets.identity_number, mask_identity);
    shown.phone_masked = masked_or_empty(record.facts.secrets.phone, mask_phone);
    for (const PlaceName& place : record.places) {
        shown.place += (shown.place.empty() ? "" : " ") + place.name;
    }
    for (const FieldError& error : record.wrong) {
        shown.errors.push_back({error.field, error.key});
    }
    return shown;
}

// What will become of a row: counted, and said in the row.
Done foresee(Context& context, const StoredImport& import, const ImportRecord& record,
             ImportPreviewRow& seen, std::set<std::string>& numbers, ImportPreview& preview) {
    if (!record.wrong.empty()) {
        ++preview.bad;
        return {};
    }
    const std::string& identity = record.facts.secrets.identity_number;
    const bool again = !identity.empty() && !numbers.insert(identity).second;
    XH_TRY(known, known_person(context, import, record));
    seen.is_duplicate = again || (known && import.mode == ImportMode::add);
    if (seen.is_duplicate) {
        ++preview.duplicates;
        return {};
    }
    if (!known) {
        ++preview.good;
        return {};
    }
    XH_TRY(found, difference(context, import, record, *known));
    for (const FieldError& error : found.wrong) {
        seen.errors.push_back({error.field, error.key});
    }
    if (!found.wrong.empty()) {
        ++preview.bad;
    } else if (found.any()) {
        ++preview.updated;
        seen.person = *known;
        seen.changes = shown_changes(found, record);
    } else {
        ++preview.same;
    }
    return {};
}

Result<ImportPreview> preview(Context& context, const StoredImport& import) {
    constexpr std::size_t shown_max = 20, changed_max = 100;
    ImportPreview preview;
    std::set<std::string> numbers;
    const Date today = office_date(context.now);
    for (std::int64_t number = 0; number < import.chunks; ++number) {
        XH_TRY(rows, open_chunk(context, import.id, number));
        for (const ImportRow& row : rows) {
            if (row.number <= import.header_row) {
                continue;
            }
            const ImportRecord record = read_record(row, import.mapping, today);
            if (record.is_blank) {
                continue;
            }
            ImportPreviewRow seen = preview_row(row, record);
            XH_DO(foresee(context, import, record, seen, numbers, preview));
            if (preview.rows.size() < shown_max) {
                preview.rows.push_back(seen);
            }
            if (!seen.changes.empty() && preview.changed.size() < changed_max) {
                preview.changed.push_back(std::move(seen));
            }
        }
    }
    return preview;
}

Context context_of(const Caller& caller, Tx& tx) {
    return {tx, caller.viewer, caller.services, caller.services.clock.now(), caller.request_id};
}

}  // namespace

Bytes seal_cells(const Vault& vault, const ImportRow& row) {
    return vault.seal_own(cells_column, json::write(row));
}

Result<ImportRow> open_cells(const Vault& vault, const Bytes& sealed) {
    XH_TRY(text, vault.open_own(cells_column, sealed));
    return json::parse<ImportRow>(text);
}

Result<StoredImport> load_import(Context& context, std::string_view id) {
    XH_TRY(found, store::import(context.tx, context.viewer, id));
    if (!found) {
        return fail(ErrorCode::not_found, "registry.no_such_import");
    }
    return std::move(*found);
}

Result<std::vector<ImportRow>> open_chunk(Context& context, std::string_view id,
                                          std::int64_t number) {
    XH_TRY(sealed, store::chunk(context.tx, id, number));
    if (!sealed) {
        return std::vector<ImportRow>{};
    }
    XH_TRY(text, context.services.vault.open_own(chunk_column, *sealed));
    return json::parse<std::vector<ImportRow>>(text);
}

Result<ImportView> import_view(Context& context, const StoredImport& import) {
    ImportView view{import.id,
                    import.filename,
                    import.state,
                    import.area_code,
                    "",
                    import.header_row,
                    import.sheet_rows,
                    import.rows_done(),
                    import.good,
                    import.bad,
                    import.duplicates,
                    import.mode,
                    import.updated,
                    import.same,
                    import.alike,
                    import.removed,
                    import.kept,
                    import.restored,
                    import.created_at,
                    import.finished_at,
                    import.mapping,
                    {}};
    if (!import.area_code.empty()) {
        XH_TRY(area, store::area(context.tx, import.area_code));
        view.area_name = area ? area->full_name : "";
    }
    return view;
}

namespace {

RawJson progress_of(const StoredImport& import) {
    return {json::write(ImportProgress{import.state, import.sheet_rows, import.rows_done(),
                                       import.good, import.bad, import.duplicates, import.updated,
                                       import.same, import.removed, import.restored, import.kept})};
}

}  // namespace

Done audit_import(Context& context, const StoredImport& import) {
    XH_DO(audit::append(context.tx, context.now,
                        {import.created_by,
                         "registry.import",
                         "import",
                         import.id,
                         {},
                         import.area_code,
                         "",
                         progress_of(import)}));
    return tell_import(context, import);
}

Done tell_import(Context& context, const StoredImport& import) {
    return outbox::append(context.tx, context.now,
                          {"registry.import_changed", import.id, import.area_code,
                           import.created_by, progress_of(import)});
}

Result<ImportView> upload_import(const Caller& caller, const std::filesystem::path& file,
                                 const ImportUpload& upload) {
    Services& services = caller.services;
    XH_TRY(pieces, cut_file(file, services.vault));
    StoredImport import;
    const Instant now = services.clock.now();
    import.id = to_text(new_uuid(now));
    import.filename = first_bytes(normalise_line(upload.filename.value_or("")), 200);
    import.created_by = caller.viewer.user;
    import.created_at = now;
    import.header_row = find_header(pieces.first_rows).value_or(0);
    import.titles = titles_at(pieces.first_rows, import.header_row);
    import.mapping = suggest_mapping(import.titles);
    import.chunks = static_cast<std::int64_t>(pieces.chunks.size());
    import.sheet_rows = pieces.rows;
    for (const ImportRow& row : pieces.first_rows) {
        import.sheet_rows -= row.number <= import.header_row ? 1 : 0;
    }
    for (std::size_t from = 0; from < pieces.chunks.size(); from += chunks_a_transaction) {
        const std::size_t until = std::min(from + chunks_a_transaction, pieces.chunks.size());
        XH_DO(services.db.write([&](Tx& tx) -> Done {
            for (std::size_t i = from; i < until; ++i) {
                XH_DO(store::insert_chunk(tx, import.id, static_cast<std::int64_t>(i),
                                          pieces.chunks[i]));
            }
            return {};
        }));
    }
    return services.db.write([&](Tx& tx) -> Result<ImportView> {
        Context context = context_of(caller, tx);
        XH_TRY(area, checked_area(context, upload.area.value_or(only_area(caller.viewer))));
        import.area_code = area;
        XH_DO(store::insert_import(tx, import));
        XH_DO(audit_import(context, import));
        XH_TRY(view, import_view(context, import));
        XH_TRY(columns, columns_of(context, import));
        view.columns = std::move(columns);
        return std::move(view);
    });
}

Result<ImportPreview> map_import(const Caller& caller, std::string_view id,
                                 const ImportMappingForm& form) {
    Services& services = caller.services;
    StoredImport import;
    auto seen = services.db.read([&](Tx& tx) -> Result<ImportPreview> {
        Context context = context_of(caller, tx);
        XH_TRY(found, load_import(context, id));
        import = found;
        if (import.state != ImportState::uploaded && import.state != ImportState::mapped) {
            return fail(ErrorCode::conflict, "registry.import_state");
        }
        XH_TRY(first_rows, open_chunk(context, id, 0));
        import.header_row = form.header_row;
        import.titles = titles_at(first_rows, form.header_row);
        if (import.titles.empty()) {
            return fail(ErrorCode::invalid, "registry.import_no_header", "header_row");
        }
        XH_DO(check_mapping(form.columns, import.titles.size()));
        import.mapping = form.columns;
        import.mode = form.mode.value_or(ImportMode::add);
        XH_TRY(area, checked_area(context, form.area_code.value_or(import.area_code)));
        import.area_code = area;
        return preview(context, import);
    });
    if (!seen) {
        return seen;
    }
    import.state = ImportState::mapped;
    XH_DO(services.db.write([&](Tx& tx) -> Done {
        XH_DO(store::save_import(tx, import));
        return store::remember_mapping(tx, titles_digest(import.titles), import.mapping,
                                       services.clock.now());
    }));
    return seen;
}

Result<Page<ImportView>> list_imports(Context& context) {
    XH_TRY(found, store::imports(context.tx, context.viewer, page_rows_default));
    Page<ImportView> page;
    for (const StoredImport& import : found) {
        XH_TRY(view, import_view(context, import));
        page.items.push_back(std::move(view));
    }
    return page;
}

Result<ImportView> see_import(Context& context, std::string_view id) {
    XH_TRY(import, load_import(context, id));
    XH_TRY(view, import_view(context, import));
    XH_TRY(columns, columns_of(context, import));
    view.columns = std::move(columns);
    return std::move(view);
}

Result<ImportView> start_import(Context& context, std::string_view id, const ImportStart& start) {
    XH_TRY(import, load_import(context, id));
    if (import.state != ImportState::mapped) {
        return fail(ErrorCode::conflict, "registry.import_state");
    }
    XH_TRY(area, checked_area(context, start.area_code.value_or(import.area_code)));
    import.area_code = area;
    if (import.area_code.empty()) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "area_code");
    }
    import.state = ImportState::running;
    XH_DO(store::save_import(context.tx, import));
    XH_DO(jobs::schedule(context.tx, import_job, import.id, context.now,
                         {"{\"import\":\"" + import.id + "\"}"}));
    XH_DO(audit_import(context, import));
    return import_view(context, import);
}

Result<ImportView> cancel_import(Context& context, std::string_view id) {
    XH_TRY(import, load_import(context, id));
    if (import.state != ImportState::running) {
        return fail(ErrorCode::conflict, "registry.import_state");
    }
    XH_DO(checked_area(context, import.area_code));
    import.state = ImportState::cancelled;
    import.finished_at = context.now;
    XH_DO(store::delete_chunks(context.tx, import.id));
    XH_DO(store::save_import(context.tx, import));
    XH_DO(audit_import(context, import));
    return import_view(context, import);
}

Result<ImportView> undo_import(Context& context, std::string_view id) {
    XH_TRY(import, load_import(context, id));
    if (import.state != ImportState::finished && import.state != ImportState::cancelled) {
        return fail(ErrorCode::conflict, "registry.import_state");
    }
    XH_DO(checked_area(context, import.area_code));
    import.state = ImportState::undoing;
    XH_DO(store::save_import(context.tx, import));
    XH_DO(jobs::schedule(context.tx, undo_job, import.id, context.now,
                         {"{\"import\":\"" + import.id + "\"}"}));
    XH_DO(audit_import(context, import));
    return import_view(context, import);
}

}  // namespace xiuhua::registry
