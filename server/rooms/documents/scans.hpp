#pragma once
// Papers signed by hand that come back through the scanner: stacks, their pages, and what becomes of each.
#include "platform/http/router.hpp"
#include "rooms/documents/list_place.hpp"
#include "rooms/documents/store.hpp"

namespace xiuhua {
using ScanBatchId = Id<struct ScanBatchTag>;
using ScanPageId = Id<struct ScanPageTag>;
}  // namespace xiuhua

namespace xiuhua::documents {

enum class ScanBatchState { reading, finished, failed };
BOOST_DESCRIBE_ENUM(ScanBatchState, reading, finished, failed)
// aside: nobody knows yet whose it is. attached: part of a paper's signed copy. dismissed: looked at and thrown away.
enum class ScanPageState { aside, attached, dismissed };
BOOST_DESCRIBE_ENUM(ScanPageState, aside, attached, dismissed)

inline constexpr std::string_view scan_column = "documents_scan_page.image";
inline constexpr std::string_view scan_aside_column = "documents_scan_page.aside";
// A page that nobody could place for so long is not going to be placed.
inline constexpr std::chrono::days aside_kept{30};

struct ScanBatch {
    ScanBatchId id;
    std::string filename;
    ScanBatchState state = ScanBatchState::reading;
    std::string file_digest;
    std::int64_t pages = 0, attached = 0, aside = 0;
    std::string error;
    UserId created_by;
    ScopeId scope;
    Instant created_at{};
    std::optional<Instant> finished_at;
};
BOOST_DESCRIBE_STRUCT(ScanBatch, (),
                      (id, filename, state, file_digest, pages, attached, aside, error, created_by,
                       scope, created_at, finished_at))

// The code on a page: "…/v/CODE.SIGNATURE", and "#2-3" on a paper of several pages.
struct PageCode {
    std::string code, signature;
    int page = 1, pages = 1;
    bool operator==(const PageCode&) const = default;
};

struct ScanPage {
    ScanPageId id;
    ScanBatchId batch;
    std::int64_t number = 0;
    ScanPageState state = ScanPageState::aside;
    std::string reason;  // Why it was put aside: a translation key.
    std::optional<DocumentId> document;
    std::optional<PersonId> person;
    std::int64_t paper_page = 1, paper_pages = 1;
    Bytes image;
    std::string image_digest;
    std::int64_t turned = 0;
    UserId created_by;
    Instant created_at{};
    std::optional<UserId> settled_by;  // Who placed it by hand; nobody when its code did.
    std::optional<Instant> settled_at;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ScanPage, (),
                      (id, batch, number, state, reason, document, person, paper_page, paper_pages,
                       image, image_digest, turned, created_by, created_at, settled_by, settled_at,
                       version))

// A page as a list shows it: without its picture.
struct ScanPageLine {
    ScanPageId id;
    ScanBatchId batch;
    std::int64_t number = 0;
    ScanPageState state = ScanPageState::aside;
    std::string reason;
    std::optional<DocumentId> document;
    std::int64_t paper_page = 1, paper_pages = 1;
    Instant created_at{};
    std::optional<UserId> settled_by;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(ScanPageLine, (),
                      (id, batch, number, state, reason, document, paper_page, paper_pages,
                       created_at, settled_by, version))

namespace store {

Done insert_scan_batch(Tx& tx, const ScanBatch& batch);
Result<std::optional<ScanBatch>> scan_batch(Tx& tx, ScanBatchId id);
Result<std::vector<ScanBatch>> scan_batches(Tx& tx, UserId owner,
                                            const std::optional<ListPlace>& before, int limit);
Done save_scan_batch(Tx& tx, const ScanBatch& batch);

// False when this page of the batch is there already: a restart reads a stack anew.
Result<bool> insert_scan_page(Tx& tx, const ScanPage& page);
Result<std::optional<ScanPage>> scan_page(Tx& tx, ScanPageId id);
// `conflict` documents.changed_meanwhile.
Done save_scan_page(Tx& tx, const ScanPage& page);
// Attached pages of a paper, in the order of its pages.
Result<std::vector<ScanPage>> scans_of(Tx& tx, DocumentId document);
Result<std::int64_t> count_scans(Tx& tx, DocumentId document);
// `owner` nil: everybody's.
struct ScanPageFilter {
    std::optional<ScanBatchId> batch;
    ScanPageState state = ScanPageState::aside;
    UserId owner;
    std::optional<ScanPageId> after;
};
Result<std::vector<ScanPageLine>> scan_pages(Tx& tx, const ScanPageFilter& filter, int limit);
Result<std::int64_t> forget_aside(Tx& tx, Instant until);
// A signature by hand is taken back: the page went to the wrong paper.
Done drop_paper(Tx& tx, DocumentId document);
Result<std::int64_t> destroy_scans(Tx& tx, PersonId person);

}  // namespace store
}  // namespace xiuhua::documents
