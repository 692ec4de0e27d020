// The import's jobs: a piece of the sheet, or of the undoing, in each transaction.
#include <algorithm>
#include <charconv>

#include "adapters/spreadsheet/spreadsheet.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/host/room.hpp"
#include "rooms/registry/actions_import.hpp"
#include "rooms/registry/actions_pairs.hpp"
#include "rooms/registry/rules.hpp"
#include "rooms/registry/rules_area.hpp"
#include "rooms/registry/rules_search.hpp"

namespace xiuhua::registry {
namespace {

constexpr int undo_people = 200;  // In one transaction, as chunk_rows.
constexpr int undo_places = 500;
constexpr int stale_batch = 20;
// While nobody waits, a transaction takes several pieces: the pages that a piece touches at random are written once for
// all of them. Whoever comes meanwhile waits for the end of the piece at hand.
constexpr std::int64_t pieces_max = 16;
constexpr std::chrono::days kept_days{7};

struct JobPayload {
    std::string import;
};
BOOST_DESCRIBE_STRUCT(JobPayload, (), (import))

Result<std::optional<StoredImport>> import_of(Context& context, const Job& job) {
    XH_TRY(payload, json::parse<JobPayload>(job.payload.text));
    return store::import_unscoped(context.tx, payload.import);
}

// A job acts for whoever brought the sheet, who answers for each change in the log.
Viewer started_by(const StoredImport& import) {
    Viewer actor = program_viewer();
    actor.user = import.created_by;
    return actor;
}
Context as(const Context& context, const Viewer& actor) {
    return {context.tx, actor, context.services, context.now, context.request_id};
}

// One batch: the places found so far, so that a building's rows do not look for it each time.
struct Batch {
    Context& context;
    StoredImport& import;
    std::map<std::string, Area> places;        // By parent's code and name.
    std::map<std::string, HouseholdId> homes;  // By the place's code.
    std::set<HouseholdId> households;          // That people were added to.
    std::optional<Area> root;                  // The import's own place.
    bool careful = false;                      // Tried before: each row in a savepoint.
};

std::vector<std::string> reasons_of(const std::vector<FieldError>& wrong) {
    std::vector<std::string> reasons;
    for (const FieldError& error : wrong) {
        reasons.push_back(error.field + "=" + error.key);
    }
    return reasons;
}

Done leave_out(Batch& batch, const ImportRow& row, const char* outcome,
               const std::vector<FieldError>& wrong) {
    return store::insert_left_row(
        batch.context.tx, batch.import.id,
        {row.number, outcome, reasons_of(wrong), seal_cells(batch.context.services.vault, row)});
}

// A number that is registered already: the row stays out and says of whom it is a duplicate.
Done put_duplicate(Batch& batch, const ImportRow& row, PersonId other) {
    XH_TRY(import, store::import_of_person(batch.context.tx, other));
    const char* key = import == batch.import.id ? "registry.same_identity_in_sheet"
                                                : "registry.already_registered";
    XH_DO(leave_out(batch, row, "duplicate", {{"identity_number", key}}));
    ++batch.import.duplicates;
    return store::insert_twin(batch.context.tx, batch.import.id,
                              {row.number, TwinKind::same_identity, std::nullopt, other});
}

Result<Area> place_in(Batch& batch, const Area& parent, const PlaceName& name) {
    const std::string key = parent.code + "/" + name.name;
    if (const auto known = batch.places.find(key); known != batch.places.end()) {
        return known->second;
    }
    XH_TRY(area, ensure_child(batch.context, parent, {name.level, name.name, batch.import.id}));
    batch.places.emplace(key, area);
    return area;
}

// A column of communities names those that stand; an import makes none.
Result<Area> community_in(Batch& batch, const std::string& name) {
    const std::string& parent = batch.root->code;
    const std::string key = parent + "/" + name;
    if (const auto known = batch.places.find(key); known != batch.places.end()) {
        return known->second;
    }
    XH_TRY(community, store::child_named(batch.context.tx, parent, name));
    if (!community) {
        XH_TRY(longer, store::child_named(batch.context.tx, parent, name + "社区"));
        community = std::move(longer);
    }
    if (!community) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "community");
    }
    batch.places.emplace(key, *community);
    return std::move(*community);
}

Result<HouseholdId> home_in(Batch& batch, const Area& place) {
    if (const auto known = batch.homes.find(place.code); known != batch.homes.end()) {
        return known->second;
    }
    XH_TRY(household, ensure_household(batch.context, place, batch.import.id));
    batch.homes.emplace(place.code, household);
    return household;
}

// What can be wrong with a row's places, said before the first of them is made.
Done check_names(const ImportRecord& record) {
    const auto is_wrong = [](const PlaceName& place) { return !is_area_name(place.name); };
    return std::ranges::none_of(record.places, is_wrong)
               ? Done{}
               : Done{fail(ErrorCode::invalid, "registry.area_name_missing", "name")};
}

Result<Area> household_place(Batch& batch, const ImportRecord& record) {
    if (!batch.root) {
        XH_TRY(root, store::area(batch.context.tx, batch.import.area_code));
        batch.root = std::move(root);
    }
    if (!batch.root) {
        return fail(ErrorCode::invalid, "registry.no_such_area", "community");
    }
    XH_DO(check_names(record));
    Area place = *batch.root;
    if (!record.community.empty() && place.level == AreaLevel::subdistrict) {
        XH_TRY(community, community_in(batch, record.community));
        place = std::move(community);
    }
    for (const PlaceName& name : record.places) {
        if (name.level > place.level && name.name != place.name) {
            XH_TRY(child, place_in(batch, place, name));
            place = child;
        }
    }
    return place;
}

Done add_row(Batch& batch, const ImportRow& row, const ImportRecord& record) {
    Context& context = batch.context;
    std::optional<std::string> phone_hash;
    if (const std::string& phone = record.facts.secrets.phone; !phone.empty()) {
        phone_hash = context.services.vault.lookup_hash("phone", phone);
    }
    XH_TRY(alike, store::alike(context.tx, record.facts.name, record.facts.birth_date, phone_hash));
    XH_TRY(place, household_place(batch, record));
    XH_TRY(household, home_in(batch, place));
    XH_TRY(person, store_person(context, {record.facts, household, place.code, batch.import.id}));
    for (const PersonId other : alike) {
        XH_DO(store::insert_twin(context.tx, batch.import.id,
                                 {row.number, TwinKind::alike, person, other}));
    }
    if (const std::string key = own_key_hash(context.services.vault, record); !key.empty()) {
        XH_DO(store::put_sheet_key(context.tx, batch.import.area_code, key, person));
    }
    batch.import.alike += alike.empty() ? 0 : 1;
    batch.households.insert(household);
    return {};
}

// What stood in the way of one row leaves it out; the database's own faults put the whole batch off.
Done leave_out_failed(Batch& batch, const ImportRow& row, const Done& failed) {
    const Error& error = failed.error();
    if (error.code != ErrorCode::invalid && error.code != ErrorCode::too_many &&
        error.key != "registry.identity_number_taken") {
        return failed;
    }
    batch.places.clear();  // Places made for the row went with it.
    batch.homes.clear();
    ++batch.import.bad;
    return leave_out(batch, row, "bad", {{error.field, error.key}});
}

// Somebody registered before: what the row says otherwise is taken over.
Done run_known_row(Batch& batch, const ImportRow& row, const ImportRecord& record,
                   PersonId person) {
    Context& context = batch.context;
    XH_TRY(changed, store::changed_by_import(context.tx, batch.import.id, person));
    XH_TRY(import, store::import_of_person(context.tx, person));
    if (changed || import == batch.import.id) {
        ++batch.import.duplicates;
        return leave_out(batch, row, "duplicate",
                         {{"identity_number", "registry.same_identity_in_sheet"}});
    }
    XH_TRY(found, difference(context, batch.import, record, person));
    if (!found.wrong.empty()) {
        ++batch.import.bad;
        return leave_out(batch, row, "bad", found.wrong);
    }
    if (!found.any()) {
        ++batch.import.same;
        return {};
    }
    const Done taken = context.tx.nested([&]() -> Done {
        std::optional<Area> home;
        if (found.moves) {
            XH_TRY(place, household_place(batch, record));
            home = std::move(place);
        }
        return take_over(context, batch.import, row.number, found, home);
    });
    if (!taken) {
        return leave_out_failed(batch, row, taken);
    }
    ++batch.import.updated;
    return {};
}

Done run_row(Batch& batch, const ImportRow& row) {
    const Date today = office_date(batch.context.now);
    const ImportRecord record = read_record(row, batch.import.mapping, today);
    if (record.is_blank) {
        return {};
    }
    if (!record.wrong.empty()) {
        ++batch.import.bad;
        return leave_out(batch, row, "bad", record.wrong);
    }
    XH_TRY(known, known_person(batch.context, batch.import, record));
    if (known && batch.import.mode == ImportMode::update) {
        return run_known_row(batch, row, record, *known);
    }
    if (known) {
        return put_duplicate(batch, row, *known);
    }
    const auto alike_before = batch.import.alike;
    // What a row can fail for by its own reasons (a wrong name, a place that is full) it fails for before it has
    // written anything: no savepoint, which would copy every page it touches. What nobody foresaw puts the piece off.
    const Done added = batch.careful
                           ? batch.context.tx.nested([&] { return add_row(batch, row, record); })
                           : add_row(batch, row, record);
    if (added) {
        ++batch.import.good;
        return {};
    }
    batch.import.alike = alike_before;
    return leave_out_failed(batch, row, added);
}

// Children of households that this batch touched get the head or the eldest, as far as the sheet has come: a head who
// stands on a later piece of it takes over from the grown-up brother who came first.
Done name_guardians(Batch& batch) {
    Context& context = batch.context;
    const Date today = office_date(context.now);
    for (const HouseholdId household : batch.households) {
        XH_TRY(members, store::members(context.tx, context.viewer.scope, household));
        std::vector<Grown> grown;
        for (const StoredPerson& member : members) {
            grown.push_back({member.id, member.birth_date, member.relation});
        }
        const auto guardian = natural_guardian(grown, today);
        for (const StoredPerson& member : members) {
            if (guardian && member.birth_date && age_on(*member.birth_date, today) < guardian_age) {
                XH_DO(store::choose_guardian(context.tx, batch.import.id, member.id, *guardian));
            }
        }
    }
    return {};
}

Done run_piece(Batch& batch) {
    StoredImport& import = batch.import;
    Context& context = batch.context;
    XH_TRY(rows, open_chunk(context, import.id, import.chunk_next));
    for (const ImportRow& row : rows) {
        if (row.number > import.header_row) {
            XH_DO(run_row(batch, row));
        }
    }
    XH_DO(store::delete_chunk(context.tx, import.id, import.chunk_next));
    ++import.chunk_next;
    return {};
}

Done remove_person(Context& context, const StoredPerson& person) {
    XH_DO(store::delete_tokens(context.tx, person.id, person.area_code,
                               search_tokens(person.name, person.pinyin, person.initials)));
    XH_DO(store::forget_guardian(context.tx, person.id));
    XH_DO(store::forget_sheet_keys(context.tx, person.id));
    XH_DO(store::drop_open_pairs(context.tx, person.id));
    XH_DO(store::delete_person(context.tx, person.id));
    return context.services.vault.destroy(context.tx, person.id, Purpose::identity);
}

// "12.0190a000-…", as list_import_twins gives it out; anything else begins at the first row.
store::TwinCursor twin_cursor(std::string_view text) {
    const auto dot = text.find('.');
    store::TwinCursor cursor;
    if (dot == std::string_view::npos ||
        std::from_chars(text.data(), text.data() + dot, cursor.row_number).ptr !=
            text.data() + dot) {
        return {};
    }
    cursor.other_id = text.substr(dot + 1);
    return cursor;
}

}  // namespace

Done run_import_batch(Context& context, const Job& job) {
    XH_TRY(found, import_of(context, job));
    if (!found || found->state != ImportState::running) {
        return {};
    }
    StoredImport import = *found;
    const Viewer actor = started_by(import);
    Context acting = as(context, actor);
    Batch batch{acting, import, {}, {}, {}, {}, job.tries > 0};
    const std::int64_t first = import.chunk_next;
    bool more = true;
    while (more) {
        XH_DO(run_piece(batch));
        more = import.chunk_next < import.chunks && import.chunk_next - first < pieces_max &&
               !batch.careful && context.tx.has_time();
    }
    XH_DO(name_guardians(batch));
    if (import.chunk_next >= import.chunks) {
        import.state = ImportState::finished;
        import.finished_at = context.now;
        XH_DO(store::save_import(context.tx, import));
        XH_DO(begin_daily_scan(context, job));
        return audit_import(context, import);
    }
    XH_DO(jobs::schedule(context.tx, import_job, import.id, context.now, job.payload));
    XH_DO(store::save_import(context.tx, import));
    // A screen need not move more often than eyes follow.
    constexpr std::int64_t pieces_a_message = 4;
    return import.chunk_next / pieces_a_message != first / pieces_a_message
               ? tell_import(context, import)
               : Done{};
}

Done run_undo_batch(Context& context, const Job& job) {
    XH_TRY(found, import_of(context, job));
    if (!found || found->state != ImportState::undoing) {
        return {};
    }
    StoredImport import = *found;
    const Viewer actor = started_by(import);
    Context acting = as(context, actor);
    XH_TRY(gave_back, restore_some(acting, import, undo_people));
    if (gave_back) {
        XH_DO(jobs::schedule(context.tx, undo_job, import.id, context.now, job.payload));
        XH_DO(store::save_import(context.tx, import));
        return tell_import(context, import);
    }
    XH_TRY(people, store::untouched(context.tx, import.id, undo_people));
    for (const StoredPerson& person : people) {
        XH_DO(remove_person(context, person));
    }
    import.removed += static_cast<std::int64_t>(people.size());
    bool more = !people.empty();
    if (!more) {
        XH_TRY(households, store::delete_empty_households(context.tx, import.id, undo_places));
        XH_TRY(areas, store::delete_empty_areas(context.tx, import.id, undo_places));
        more = households + areas > 0;
    }
    if (more) {
        XH_DO(jobs::schedule(context.tx, undo_job, import.id, context.now, job.payload));
        XH_DO(store::save_import(context.tx, import));
        return tell_import(context, import);
    }
    XH_TRY(kept, store::count_people(context.tx, import.id));
    import.kept += kept;
    import.state = ImportState::undone;
    XH_DO(store::delete_left_rows(context.tx, import.id));
    XH_DO(store::save_import(context.tx, import));
    return audit_import(context, import);
}

Done purge_imports(Context& context, const Job&) {
    XH_TRY(stale, store::stale_imports(context.tx, context.now - kept_days, stale_batch));
    for (StoredImport& import : stale) {
        XH_DO(store::delete_chunks(context.tx, import.id));
        XH_DO(store::delete_left_rows(context.tx, import.id));
        XH_DO(store::delete_import_changes(context.tx, import.id));
        if (import.state == ImportState::uploaded || import.state == ImportState::mapped) {
            import.state = ImportState::expired;
            XH_DO(store::save_import(context.tx, import));
        }
    }
    return {};
}

Result<Page<ImportTwinView>> list_import_twins(Context& context, std::string_view id,
                                               const ImportPageQuery& query) {
    XH_TRY(import, load_import(context, id));
    const store::TwinCursor after = twin_cursor(query.after.value_or(""));
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(found, store::twins(context.tx, import.id, after, limit));
    const auto row_of = [&](PersonId person) -> Result<std::optional<PersonRow>> {
        XH_TRY(stored, store::person(context.tx, context.viewer.scope, person));
        if (!stored) {
            return std::optional<PersonRow>{};
        }
        XH_TRY(row, person_row(context, *stored));
        return std::optional<PersonRow>{std::move(row)};
    };
    Page<ImportTwinView> page;
    for (const store::Twin& twin : found) {
        ImportTwinView view{twin.row_number, twin.kind, {}, {}};
        if (twin.person) {
            XH_TRY(added, row_of(*twin.person));
            view.added = std::move(added);
        }
        XH_TRY(other, row_of(twin.other));
        view.other = std::move(other);
        page.items.push_back(std::move(view));
    }
    if (static_cast<int>(found.size()) == limit) {
        page.next = std::to_string(found.back().row_number) + "." + to_text(found.back().other);
    }
    return page;
}

Result<std::filesystem::path> write_import_errors(const Caller& caller, std::string_view id) {
    Services& services = caller.services;
    const Instant now = services.clock.now();
    const auto folder = services.config.data / "exports";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    const auto path = folder / (to_text(new_uuid(now)) + ".xlsx");
    StoredImport import;
    const auto look = [&](Tx& tx) -> Done {
        Context context{tx, caller.viewer, services, now, caller.request_id};
        XH_TRY(found, load_import(context, id));
        import = found;
        std::vector<spreadsheet::OutColumn> columns{{"行号", 8}, {"原因", 48}};
        for (const std::string& title : import.titles) {
            columns.push_back({title, 16});
        }
        XH_TRY(writer, spreadsheet::Writer::create(path.string(), "未导入的行", columns));
        std::int64_t after = 0;
        while (true) {
            XH_TRY(rows, store::left_rows(tx, import.id, after, page_rows_max));
            for (const store::LeftRow& row : rows) {
                XH_TRY(original, open_cells(services.vault, row.cells));
                std::string reasons;
                for (const std::string& reason : row.reasons) {
                    const auto equals = reason.find('=');
                    reasons += (reasons.empty() ? "" : " ") +
                               field_title(reason.substr(0, equals)) + "：" +
                               reason_text(reason.substr(equals + 1));
                }
                std::vector<spreadsheet::OutCell> cells{static_cast<double>(row.row_number),
                                                        reasons};
                cells.insert(cells.end(), original.cells.begin(), original.cells.end());
                XH_DO(writer.row(cells));
                after = row.row_number;
            }
            if (static_cast<int>(rows.size()) < page_rows_max) {
                return writer.finish();
            }
        }
    };
    if (const Done written = services.db.read(look); !written) {
        return fail(written.error());
    }
    const Done noted = services.db.write([&](Tx& tx) -> Done {
        return audit::append(tx, now,
                             {caller.viewer.user,
                              "registry.read_import_errors",
                              "import",
                              import.id,
                              {},
                              import.area_code,
                              "",
                              {}});
    });
    if (!noted) {
        std::filesystem::remove(path, error);  // What is not audited does not leave.
        return fail(noted.error());
    }
    return path;
}

}  // namespace xiuhua::registry
