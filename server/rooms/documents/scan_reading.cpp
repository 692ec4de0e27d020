// Reads a stack page by page, each page in a transaction of its own: what is in stays in, and a stack that was
// interrupted is read anew without anything coming in twice.
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "platform/crypto/password.hpp"
#include "platform/host/room.hpp"
#include "platform/log/log.hpp"
#include "rooms/documents/actions_scans.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/rules_scans.hpp"
#include "rooms/documents/scan_files.hpp"
#include "rooms/documents/sealed_file.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::string_view sealed_as = "documents.scan_file";

std::filesystem::path file_of(Services& services, ScanBatchId id) {
    return services.config.data / "scans" / to_text(id);
}

// A UUIDv7 begins with its time (RFC 9562, 5.7).
Instant made_at(const Uuid& id) {
    constexpr std::size_t time_bytes = 6;
    std::int64_t milliseconds = 0;
    for (std::size_t i = 0; i < time_bytes; ++i) {
        milliseconds = milliseconds << 8 | id.bytes[i];
    }
    return Instant{std::chrono::milliseconds{milliseconds}};
}

// Who uploaded the stack, seeing what they see: pages go only to papers of their areas.
Viewer uploader_of(const ScanBatch& batch) {
    Viewer viewer;
    viewer.user = batch.created_by;
    viewer.scope.id = batch.scope;
    return viewer;
}

// Why the page stays aside; empty when it went to its paper.
Result<std::string> place_by_code(Context& context, const scan::ScannedPage& scanned,
                                  ScanPage& page) {
    if (!scanned.fault.empty()) {
        return scanned.fault;
    }
    if (scanned.code.empty()) {
        return std::string{"documents.scan_no_code"};
    }
    const auto code = read_page_code(scanned.code);
    if (!code) {
        return std::string{"documents.scan_not_ours"};
    }
    XH_TRY(record, genuine_document(context, {code->code, code->signature}));
    if (!record) {
        return std::string{"documents.scan_not_ours"};
    }
    XH_TRY(visible, store::find(context.tx, reader_of(context.viewer), record->id));
    if (!visible) {
        return std::string{"documents.scan_not_ours"};
    }
    page.paper_page = code->page;
    page.paper_pages = code->pages;
    return place_scan(context, std::move(*visible), page, scanned.jpeg);
}

Done take_page(Services& services, ScanBatchId id, const scan::ScannedPage& scanned) {
    const Instant now = services.clock.now();
    return services.db.write([&](Tx& tx) -> Done {
        XH_TRY(batch, store::scan_batch(tx, id));
        if (!batch || batch->state != ScanBatchState::reading) {
            return fail(ErrorCode::conflict, "documents.scan_over");
        }
        const Viewer uploader = uploader_of(*batch);
        Context context{tx, uploader, services, now, "scan"};
        ScanPage page;
        page.id = new_id<ScanPageId>(now);
        page.batch = id;
        page.number = scanned.number;
        page.image_digest = crypto::digest(scanned.jpeg);
        page.turned = scanned.quarters;
        page.created_by = batch->created_by;
        page.created_at = now;
        XH_TRY(is_new, store::insert_scan_page(tx, page));
        if (!is_new) {
            return {};
        }
        std::string reason;
        const ScanPage unplaced = page;
        const Done placed = tx.nested([&]() -> Done {
            XH_TRY(found, place_by_code(context, scanned, page));
            reason = found;
            return {};
        });
        if (!placed && (placed.error().code == ErrorCode::unavailable ||
                        placed.error().code == ErrorCode::internal)) {
            return placed;
        }
        if (!placed) {  // A destroyed person's paper, for one: the page waits for somebody to look.
            page = unplaced;
            reason = placed.error().key;
        }
        if (!reason.empty()) {
            page.reason = reason;
            page.image = scanned.jpeg.empty()
                             ? Bytes{}
                             : services.vault.seal_own(scan_aside_column, scanned.jpeg);
        }
        XH_DO(store::save_scan_page(tx, page));
        batch->pages = scanned.pages;
        batch->attached += reason.empty() ? 1 : 0;
        batch->aside += reason.empty() ? 0 : 1;
        return store::save_scan_batch(tx, *batch);
    });
}

Done finish(Services& services, ScanBatchId id, const std::optional<Error>& problem) {
    return services.db.write([&](Tx& tx) -> Done {
        XH_TRY(batch, store::scan_batch(tx, id));
        if (!batch || batch->state != ScanBatchState::reading) {
            return {};
        }
        batch->state = problem ? ScanBatchState::failed : ScanBatchState::finished;
        batch->error = problem ? problem->key : "";
        batch->finished_at = services.clock.now();
        XH_DO(store::save_scan_batch(tx, *batch));
        return jobs::cancel(tx, scan_job, to_text(id));
    });
}

}  // namespace

Done write_scan_file(Services& services, ScanBatchId id, std::string_view bytes) {
    return write_sealed(services.vault, file_of(services, id), sealed_as, bytes);
}

Result<std::optional<std::string>> read_scan_file(Services& services, ScanBatchId id) {
    return read_sealed(services.vault, file_of(services, id), sealed_as);
}

void remove_scan_file(Services& services, ScanBatchId id) {
    std::error_code ignored;
    std::filesystem::remove(file_of(services, id), ignored);
}

Done drop_scan_leftovers(Context& context) {
    constexpr std::chrono::hours arriving{1};  // A stack's file is there before its row is.
    std::error_code none;
    const auto folder = file_of(context.services, {}).parent_path();
    for (const auto& entry : std::filesystem::directory_iterator{folder, none}) {
        const auto id = parse_uuid(entry.path().stem().string());
        if (!id || made_at(*id) > context.now - arriving) {
            continue;
        }
        XH_TRY(batch, store::scan_batch(context.tx, ScanBatchId{*id}));
        if (!batch || batch->state != ScanBatchState::reading) {
            std::filesystem::remove(entry.path(), none);
        }
    }
    return {};
}

void read_batch(Services& services, ScanBatchId id, const std::function<bool()>& is_closing) {
    auto batch = services.db.read([&](Tx& tx) { return store::scan_batch(tx, id); });
    if (!batch || !*batch || (*batch)->state != ScanBatchState::reading) {
        return;
    }
    auto bytes = read_scan_file(services, id);
    Done read;
    if (!bytes) {
        read = fail(bytes.error());
    } else if (!*bytes) {
        read = fail(ErrorCode::not_found, "documents.scan_file_lost");
    } else {
        read = scan::read_scan(**bytes, [&](scan::ScannedPage&& page) -> Done {
            if (is_closing()) {
                return fail(ErrorCode::unavailable, "documents.scan_interrupted");
            }
            return take_page(services, id, page);
        });
    }
    if (is_closing()) {
        return;  // The next start goes on.
    }
    const bool is_passing = !read && read.error().key.starts_with("db.");
    if (is_passing) {
        return;  // The job looks again.
    }
    const Done told =
        finish(services, id, read ? std::nullopt : std::optional<Error>{read.error()});
    if (told) {
        remove_scan_file(services, id);
    }
    if (!read) {
        log::warn(
            "documents.scan_failed",
            {{"batch", to_text(id)}, {"error", read.error().key}, {"detail", read.error().detail}});
    }
}

}  // namespace xiuhua::documents
