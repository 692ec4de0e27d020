#pragma once
// Stacks of signed papers from the scanner.
#include "adapters/scan/scan.hpp"
#include "platform/jobs/jobs.hpp"
#include "rooms/documents/actions.hpp"
#include "rooms/documents/scans.hpp"

namespace xiuhua::documents {

// Job: looks after a stack until it is read, also after a restart. Key: the batch's id.
inline constexpr std::string_view scan_job = "documents.read_scan";

struct ScanUpload {
    std::string filename;
};
BOOST_DESCRIBE_STRUCT(ScanUpload, (), (filename))

struct ScanBatchView {
    ScanBatchId id;
    std::string filename;
    ScanBatchState state = ScanBatchState::reading;
    std::int64_t pages = 0, attached = 0, aside = 0;
    std::string error;
    Instant created_at{};
    std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(ScanBatchView, (),
                      (id, filename, state, pages, attached, aside, error, created_at, finished_at))

struct ScanBatchQuery {
    std::optional<std::string> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ScanBatchQuery, (), (after, limit))

struct ScanPageQuery {
    std::optional<ScanBatchId> batch;
    std::optional<ScanPageState> state;  // aside when not said.
    std::optional<ScanPageId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ScanPageQuery, (), (batch, state, after, limit))

struct ScanPageRow {
    ScanPageId id;
    ScanBatchId batch;
    std::string filename;
    std::int64_t number = 0;
    ScanPageState state = ScanPageState::aside;
    std::string reason;
    std::optional<DocumentId> document;
    std::string document_number;
    std::optional<DocumentKind> kind;
    DocumentPerson person;
    std::int64_t paper_page = 1, paper_pages = 1;
    bool by_hand = false;
    Instant created_at{};
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ScanPageRow, (),
                      (id, batch, filename, number, state, reason, document, document_number, kind,
                       person, paper_page, paper_pages, by_hand, created_at, version))

struct AssignCommand {
    DocumentId document;
    int page = 1, pages = 1;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(AssignCommand, (), (document, page, pages, version))
struct ScanReason {
    std::string reason;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ScanReason, (), (reason, version))

// Takes the file in; its pages are read afterwards. `invalid` documents.scan_empty.
Result<ScanBatchView> upload_scan(const Asking& asking, const std::filesystem::path& file,
                                  const ScanUpload& upload);
Result<Page<ScanBatchView>> scan_batch_page(Context& context, const ScanBatchQuery& query);
// Whose it is not, to them it is not there; the command post sees all.
Result<ScanBatchView> scan_batch_view(Context& context, ScanBatchId id);
Result<Page<ScanPageRow>> scan_page_page(Context& context, const ScanPageQuery& query);

// The page to look at; audited before the bytes leave.
Result<std::string> open_scan(const Asking& asking, ScanPageId id);
// By hand. `conflict` with the reasons of why_aside().
Result<ScanPageRow> assign_scan(const Asking& asking, ScanPageId id, const AssignCommand& command);
// Not one of ours, a blank page, a spoiled scan.
Result<ScanPageRow> dismiss_scan(Context& context, ScanPageId id, const ScanReason& reason);
// It went to the wrong paper, or nobody had signed it: back aside, and the paper is as before.
Result<ScanPageRow> detach_scan(Context& context, ScanPageId id, const ScanReason& reason);

// Reads what waits; called by the workshop's thread. Again and again does no harm.
void read_batch(Services& services, ScanBatchId id, const std::function<bool()>& is_closing);
Done forget_scans(Context& context, const Job&);

// Puts `jpeg` to its paper, which counts as signed once it is whole; answers why not, and then nothing has changed.
// Fills in the page's state, document, person and image; the caller stores it.
Result<std::string> place_scan(Context& context, DocumentRecord record, ScanPage& page,
                               const std::string& jpeg);

}  // namespace xiuhua::documents
