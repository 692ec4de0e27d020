#include "rooms/documents/scans.hpp"

namespace xiuhua::documents::store {
namespace {

#define BATCH_COLUMNS                                                                         \
    "id, filename, state, file_digest, pages, attached, aside, error, created_by, scope_id, " \
    "created_at, finished_at"
#define PAGE_COLUMNS                                                                         \
    "id, batch_id, number, state, reason, document_id, person_id, paper_page, paper_pages, " \
    "image, image_digest, turned, created_by, created_at, settled_by, settled_at, version"
#define LINE_COLUMNS                                                                          \
    "id, batch_id, number, state, reason, document_id, paper_page, paper_pages, created_at, " \
    "settled_by, version"

constexpr Query insert_batch{"documents.insert_scan_batch",
                             "INSERT INTO documents_scan_batch (" BATCH_COLUMNS
                             ") VALUES (?1, ?2, ?3, ?4, 0, 0, 0, '', ?5, ?6, ?7, NULL)"};
constexpr Query find_batch{"documents.scan_batch",
                           "SELECT " BATCH_COLUMNS " FROM documents_scan_batch WHERE id = ?1"};
constexpr Query list_batches{"documents.scan_batches",
                             "SELECT " BATCH_COLUMNS
                             " FROM documents_scan_batch WHERE created_by = ?1 "
                             "AND (CAST(?2 AS BIGINT) IS NULL OR (created_at, id) < (?2, ?4)) "
                             "ORDER BY created_at DESC, id DESC LIMIT ?3"};
constexpr Query save_batch{
    "documents.save_scan_batch",
    "UPDATE documents_scan_batch SET state = ?2, pages = ?3, attached = ?4, aside = ?5, "
    "error = ?6, finished_at = ?7 WHERE id = ?1"};
constexpr Query insert_page{
    "documents.insert_scan_page",
    "INSERT INTO documents_scan_page (" PAGE_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 1) "
    "ON CONFLICT (batch_id, number) DO NOTHING"};
constexpr Query find_page{"documents.scan_page",
                          "SELECT " PAGE_COLUMNS " FROM documents_scan_page WHERE id = ?1"};
constexpr Query save_page{
    "documents.save_scan_page",
    "UPDATE documents_scan_page SET state = ?3, reason = ?4, document_id = ?5, person_id = ?6, "
    "paper_page = ?7, paper_pages = ?8, image = ?9, settled_by = ?10, settled_at = ?11, "
    "version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query pages_of_paper{"documents.scans_of",
                               "SELECT " PAGE_COLUMNS
                               " FROM documents_scan_page WHERE document_id = ?1 "
                               "AND state = 'attached' ORDER BY paper_page, created_at, id"};
constexpr Query count_pages{"documents.count_scans",
                            "SELECT COUNT(*) FROM documents_scan_page WHERE document_id = ?1 "
                            "AND state = 'attached'"};
constexpr Query pages_of_batch{"documents.scan_pages_of_batch",
                               "SELECT " LINE_COLUMNS
                               " FROM documents_scan_page WHERE batch_id = ?1 AND state = ?2 "
                               "AND id > ?3 ORDER BY id LIMIT ?4"};
constexpr Query pages_of_owner{"documents.scan_pages_of_owner",
                               "SELECT " LINE_COLUMNS
                               " FROM documents_scan_page WHERE created_by = ?1 AND state = ?2 "
                               "AND id > ?3 ORDER BY id LIMIT ?4"};
constexpr Query pages_of_all{"documents.scan_pages_of_all",
                             "SELECT " LINE_COLUMNS
                             " FROM documents_scan_page WHERE state = ?1 AND id > ?2 "
                             "ORDER BY id LIMIT ?3"};
constexpr Query forget_pages{
    "documents.forget_aside",
    "UPDATE documents_scan_page SET state = 'dismissed', reason = 'documents.scan_forgotten', "
    "image = ?2, version = version + 1 WHERE state = 'aside' AND created_at < ?1"};
constexpr Query drop_paper_query{"documents.drop_paper",
                                 "DELETE FROM documents_paper WHERE document_id = ?1"};
constexpr Query destroy_pages{"documents.destroy_scans",
                              "DELETE FROM documents_scan_page WHERE person_id = ?1"};

}  // namespace

Done insert_scan_batch(Tx& tx, const ScanBatch& b) {
    XH_DO(tx.exec(insert_batch, b.id, b.filename, b.state, b.file_digest, b.created_by, b.scope,
                  b.created_at));
    return {};
}

Result<std::optional<ScanBatch>> scan_batch(Tx& tx, ScanBatchId id) {
    return tx.row<ScanBatch>(find_batch, id);
}

Result<std::vector<ScanBatch>> scan_batches(Tx& tx, UserId owner,
                                            const std::optional<ListPlace>& before, int limit) {
    return tx.rows<ScanBatch>(list_batches, owner,
                              before ? std::optional{before->at} : std::nullopt, limit,
                              before ? before->id : std::string{});
}

Done save_scan_batch(Tx& tx, const ScanBatch& b) {
    XH_DO(tx.exec(save_batch, b.id, b.state, b.pages, b.attached, b.aside, b.error, b.finished_at));
    return {};
}

Result<bool> insert_scan_page(Tx& tx, const ScanPage& p) {
    XH_TRY(added, tx.exec(insert_page, p.id, p.batch, p.number, p.state, p.reason, p.document,
                          p.person, p.paper_page, p.paper_pages, p.image, p.image_digest, p.turned,
                          p.created_by, p.created_at, p.settled_by, p.settled_at));
    return added == 1;
}

Result<std::optional<ScanPage>> scan_page(Tx& tx, ScanPageId id) {
    return tx.row<ScanPage>(find_page, id);
}

Done save_scan_page(Tx& tx, const ScanPage& p) {
    XH_TRY(saved, tx.exec(save_page, p.id, p.version, p.state, p.reason, p.document, p.person,
                          p.paper_page, p.paper_pages, p.image, p.settled_by, p.settled_at));
    if (saved != 1) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    return {};
}

Result<std::vector<ScanPage>> scans_of(Tx& tx, DocumentId document) {
    return tx.rows<ScanPage>(pages_of_paper, document);
}

Result<std::int64_t> count_scans(Tx& tx, DocumentId document) {
    XH_TRY(count, tx.row<std::int64_t>(count_pages, document));
    return count.value_or(0);
}

Result<std::vector<ScanPageLine>> scan_pages(Tx& tx, const ScanPageFilter& filter, int limit) {
    const std::string after = filter.after ? to_text(*filter.after) : "";
    if (filter.batch) {
        return tx.rows<ScanPageLine>(pages_of_batch, *filter.batch, filter.state, after, limit);
    }
    if (!filter.owner.is_nil()) {
        return tx.rows<ScanPageLine>(pages_of_owner, filter.owner, filter.state, after, limit);
    }
    return tx.rows<ScanPageLine>(pages_of_all, filter.state, after, limit);
}

Result<std::int64_t> forget_aside(Tx& tx, Instant until) {
    return tx.exec(forget_pages, until, Bytes{});
}

Done drop_paper(Tx& tx, DocumentId document) {
    XH_DO(tx.exec(drop_paper_query, document));
    return {};
}

Result<std::int64_t> destroy_scans(Tx& tx, PersonId person) {
    return tx.exec(destroy_pages, person);
}

}  // namespace xiuhua::documents::store
