#include "rooms/documents/actions_scans.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "kernel/cut.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "rooms/documents/actions_shared.hpp"
#include "rooms/documents/rules_scans.hpp"
#include "rooms/documents/scan_files.hpp"
#include "rooms/documents/scan_paper.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::size_t filename_max = 200;
constexpr std::size_t reason_max = 200;

bool sees_all(const Viewer& viewer) {
    return viewer.roles.has(Role::command_post);
}

ScanBatchView view_of(const ScanBatch& batch) {
    return {.id = batch.id,
            .filename = batch.filename,
            .state = batch.state,
            .pages = batch.pages,
            .attached = batch.attached,
            .aside = batch.aside,
            .error = batch.error,
            .created_at = batch.created_at,
            .finished_at = batch.finished_at};
}

Result<ScanPage> find_page(Context& context, ScanPageId id) {
    XH_TRY(page, store::scan_page(context.tx, id));
    bool is_theirs = page && (page->created_by == context.viewer.user || sees_all(context.viewer));
    if (page && page->document && !is_theirs) {
        XH_TRY(record, store::find(context.tx, reader_of(context.viewer), *page->document));
        is_theirs = record.has_value();
    }
    if (!is_theirs) {
        return fail(ErrorCode::not_found, "documents.scan_not_found");
    }
    return std::move(*page);
}

Result<ScanPageRow> row_of(Context& context, const ScanPageLine& line) {
    ScanPageRow row{.id = line.id,
                    .batch = line.batch,
                    .filename = {},
                    .number = line.number,
                    .state = line.state,
                    .reason = line.reason,
                    .document = line.document,
                    .document_number = {},
                    .kind = {},
                    .person = {},
                    .paper_page = line.paper_page,
                    .paper_pages = line.paper_pages,
                    .by_hand = line.settled_by.has_value(),
                    .created_at = line.created_at,
                    .version = line.version};
    XH_TRY(batch, store::scan_batch(context.tx, line.batch));
    row.filename = batch ? batch->filename : "";
    if (!line.document) {
        return row;
    }
    XH_TRY(record, store::find(context.tx, reader_of(context.viewer), *line.document));
    if (record) {
        row.document_number = record->number;
        row.kind = record->kind;
        row.person.id = record->person;
        XH_TRY(person, registry::find_person(context.tx, context.viewer.scope, record->person));
        row.person.name = person ? person->name : "";
    }
    return row;
}

ScanPageLine line_of(const ScanPage& page) {
    return {page.id,         page.batch,      page.number,     page.state,
            page.reason,     page.document,   page.paper_page, page.paper_pages,
            page.created_at, page.settled_by, page.version + 1};
}

Done note_scan(Context& context, std::string action, const ScanPage& page, std::string reason) {
    return audit::append(context.tx, context.now,
                         {.actor = context.viewer.user,
                          .action = std::move(action),
                          .subject_kind = "scan",
                          .subject = to_text(page.id),
                          .person = page.person,
                          .area_code = {},
                          .reason = std::move(reason),
                          .facts = {}});
}

Result<std::string> open_image(Context& context, const ScanPage& page) {
    if (page.image.data.empty()) {
        return fail(ErrorCode::conflict, "documents.scan_gone");
    }
    Vault& vault = context.services.vault;
    if (page.person) {
        return vault.open(context.tx, *page.person, Purpose::papers, scan_column, page.image);
    }
    return vault.open_own(scan_aside_column, page.image);
}

// The pages that are in, and the new one, as pictures in the order of the paper.
Result<std::vector<std::string>> pictures_of(Context& context, const std::vector<ScanPage>& present,
                                             const ScanPage& page, const std::string& jpeg) {
    std::map<std::int64_t, std::string> pictures{{page.paper_page, jpeg}};
    for (const ScanPage& other : present) {
        XH_TRY(picture, open_image(context, other));
        pictures.emplace(other.paper_page, std::move(picture));
    }
    std::vector<std::string> ordered;
    for (auto& [number, picture] : pictures) {
        ordered.push_back(std::move(picture));
    }
    return ordered;
}

// Whether its scanned pages are what it stands signed by: all of them are in. A paper of which some had come when it was
// signed on the screen keeps that signature.
Result<bool> is_signed_by_scan(Context& context, const DocumentRecord& record) {
    if (record.state != DocumentState::signed_by_person) {
        return false;
    }
    XH_TRY(present, store::scans_of(context.tx, record.id));
    std::vector<int> numbers;
    for (const ScanPage& page : present) {
        numbers.push_back(static_cast<int>(page.paper_page));
    }
    return std::any_of(present.begin(), present.end(), [&](const ScanPage& page) {
        return is_whole({.is_found = true,
                         .state = record.state,
                         .page = static_cast<int>(page.paper_page),
                         .pages = static_cast<int>(page.paper_pages),
                         .present = numbers});
    });
}

Done check_reason(const ScanReason& reason, const ScanPage& page) {
    if (reason.reason.empty() || reason.reason.size() > reason_max) {
        return fail(ErrorCode::invalid, "documents.reason_missing", "reason");
    }
    if (reason.version != page.version) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    return {};
}

}  // namespace

Result<ScanBatchView> upload_scan(const Asking& asking, const std::filesystem::path& file,
                                  const ScanUpload& upload) {
    Services& services = asking.services;
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}};
    if (bytes.empty()) {
        return fail(ErrorCode::invalid, "documents.scan_empty");
    }
    ScanBatch batch;
    batch.id = new_id<ScanBatchId>(services.clock.now());
    batch.filename = first_bytes(upload.filename, filename_max);
    batch.file_digest = crypto::digest(bytes);
    batch.created_by = asking.viewer.user;
    batch.scope = asking.viewer.scope.id;
    batch.created_at = services.clock.now();
    XH_DO(write_scan_file(services, batch.id, bytes));
    const Done taken = services.db.write([&](Tx& tx) -> Done {
        XH_DO(store::insert_scan_batch(tx, batch));
        XH_DO(jobs::schedule(tx, scan_job, to_text(batch.id), batch.created_at));
        return audit::append(tx, batch.created_at,
                             {.actor = asking.viewer.user,
                              .action = "documents.upload_scan",
                              .subject_kind = "scan_batch",
                              .subject = to_text(batch.id),
                              .person = {},
                              .area_code = {},
                              .reason = {},
                              .facts = {}});
    });
    if (!taken) {
        remove_scan_file(services, batch.id);
        return fail(taken.error());
    }
    return view_of(batch);
}

Result<Page<ScanBatchView>> scan_batch_page(Context& context, const ScanBatchQuery& query) {
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    const auto before = query.after ? parse_list_place(*query.after) : std::nullopt;
    if (query.after && !before) {
        return fail(ErrorCode::invalid, "documents.bad_cursor", "after");
    }
    XH_TRY(batches, store::scan_batches(context.tx, context.viewer.user, before, limit + 1));
    Page<ScanBatchView> page;
    for (const ScanBatch& batch : batches) {
        if (static_cast<int>(page.items.size()) == limit) {
            const auto& last = page.items.back();
            page.next = place_text({last.created_at, to_text(last.id)});
            break;
        }
        page.items.push_back(view_of(batch));
    }
    return page;
}

Result<ScanBatchView> scan_batch_view(Context& context, ScanBatchId id) {
    XH_TRY(batch, store::scan_batch(context.tx, id));
    if (!batch || (batch->created_by != context.viewer.user && !sees_all(context.viewer))) {
        return fail(ErrorCode::not_found, "documents.scan_not_found");
    }
    return view_of(*batch);
}

Result<Page<ScanPageRow>> scan_page_page(Context& context, const ScanPageQuery& query) {
    store::ScanPageFilter filter;
    filter.state = query.state.value_or(ScanPageState::aside);
    filter.after = query.after;
    if (query.batch) {
        XH_DO(scan_batch_view(context, *query.batch));  // Theirs, or not there.
        filter.batch = query.batch;
    } else if (!sees_all(context.viewer)) {
        filter.owner = context.viewer.user;
    }
    const int limit = std::clamp(query.limit.value_or(page_rows_default), 1, page_rows_max);
    XH_TRY(lines, store::scan_pages(context.tx, filter, limit + 1));
    Page<ScanPageRow> page;
    for (const ScanPageLine& line : lines) {
        if (static_cast<int>(page.items.size()) == limit) {
            page.next = to_text(page.items.back().id);
            break;
        }
        XH_TRY(row, row_of(context, line));
        page.items.push_back(std::move(row));
    }
    return page;
}

Result<std::string> open_scan(const Asking& asking, ScanPageId id) {
    Services& services = asking.services;
    return services.db.write([&](Tx& tx) -> Result<std::string> {
        Context context{tx, asking.viewer, services, services.clock.now(), asking.request_id};
        XH_TRY(page, find_page(context, id));
        XH_DO(note_scan(context, "documents.open_scan", page, {}));
        return open_image(context, page);
    });
}

Result<std::string> place_scan(Context& context, DocumentRecord record, ScanPage& page,
                               const std::string& jpeg) {
    XH_TRY(present, store::scans_of(context.tx, record.id));
    ScanFacts facts{.is_found = true,
                    .state = record.state,
                    .page = static_cast<int>(page.paper_page),
                    .pages = static_cast<int>(page.paper_pages),
                    .present = {}};
    for (const ScanPage& other : present) {
        facts.present.push_back(static_cast<int>(other.paper_page));
    }
    if (std::string reason = why_aside(facts); !reason.empty()) {
        return reason;
    }
    XH_TRY(sealed, context.services.vault.seal(context.tx, record.person, Purpose::papers,
                                               scan_column, jpeg));
    page.state = ScanPageState::attached;
    page.reason.clear();
    page.document = record.id;
    page.person = record.person;
    page.image = sealed;
    XH_DO(note(context, "documents.attach_scan", record));
    if (is_whole(facts)) {
        XH_TRY(pictures, pictures_of(context, present, page, jpeg));
        XH_TRY(pdf, pdf_of_scans(pictures, record.number));
        XH_DO(keep_paper(context, record, pdf, Holding::held));
        XH_DO(store::mark_signed(context.tx, record, record.state, record.handed_over_at,
                                 record.signed_at));
        ++record.version;
        XH_DO(note(context, "documents.sign_by_scan", record));
        XH_DO(tell(context, "documents.signed", record));
    }
    return std::string{};
}

Result<ScanPageRow> assign_scan(const Asking& asking, ScanPageId id, const AssignCommand& command) {
    Services& services = asking.services;
    if (command.page < 1 || command.page > command.pages || command.pages > paper_pages_max) {
        return fail(ErrorCode::invalid, "documents.bad_scan_page", "page");
    }
    return services.db.write([&](Tx& tx) -> Result<ScanPageRow> {
        Context context{tx, asking.viewer, services, services.clock.now(), asking.request_id};
        XH_TRY(page, find_page(context, id));
        if (page.state != ScanPageState::aside || page.version != command.version) {
            return fail(ErrorCode::conflict, "documents.changed_meanwhile");
        }
        XH_TRY(jpeg, open_image(context, page));
        XH_TRY(record, find_document(context, command.document));
        page.paper_page = command.page;
        page.paper_pages = command.pages;
        XH_TRY(refused, place_scan(context, record, page, jpeg));
        if (!refused.empty()) {
            return fail(ErrorCode::conflict, refused);
        }
        page.settled_by = context.viewer.user;
        page.settled_at = context.now;
        XH_DO(store::save_scan_page(tx, page));
        return row_of(context, line_of(page));
    });
}

Result<ScanPageRow> dismiss_scan(Context& context, ScanPageId id, const ScanReason& reason) {
    XH_TRY(page, find_page(context, id));
    XH_DO(check_reason(reason, page));
    if (page.state != ScanPageState::aside) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    page.state = ScanPageState::dismissed;
    page.image = {};
    page.settled_by = context.viewer.user;
    page.settled_at = context.now;
    XH_DO(store::save_scan_page(context.tx, page));
    XH_DO(note_scan(context, "documents.dismiss_scan", page, reason.reason));
    return row_of(context, line_of(page));
}

Result<ScanPageRow> detach_scan(Context& context, ScanPageId id, const ScanReason& reason) {
    XH_TRY(page, find_page(context, id));
    XH_DO(check_reason(reason, page));
    if (page.state != ScanPageState::attached || !page.document) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    XH_TRY(record, find_document(context, *page.document));
    XH_TRY(jpeg, open_image(context, page));
    XH_TRY(by_scan, is_signed_by_scan(context, record));
    XH_DO(note_scan(context, "documents.detach_scan", page, reason.reason));
    page.state = ScanPageState::aside;
    page.reason = "documents.scan_detached";
    page.document.reset();
    page.person.reset();
    page.image = context.services.vault.seal_own(scan_aside_column, jpeg);
    page.settled_by = context.viewer.user;
    page.settled_at = context.now;
    XH_DO(store::save_scan_page(context.tx, page));
    if (by_scan) {
        XH_DO(store::drop_paper(context.tx, record.id));
        record.signed_at.reset();
        record.state = DocumentState::handed_over;
        XH_DO(store::mark_signed(context.tx, record, record.state, record.handed_over_at,
                                 record.signed_at));
        ++record.version;
        XH_DO(tell(context, "documents.handed_over", record));
    }
    return row_of(context, line_of(page));
}

Done forget_scans(Context& context, const Job&) {
    XH_DO(store::forget_aside(context.tx, context.now - aside_kept));
    return drop_scan_leftovers(context);
}

}  // namespace xiuhua::documents
