#include "rooms/documents/printing.hpp"
#include "rooms/documents/store_sql.hpp"

namespace xiuhua::documents::store {
namespace {

// A building's code: subdistrict 9, community 3, grid 3, estate 2, building 3.
#define BUILDING "SUBSTR(d.area_code, 1, 20)"
#define QUEUED "d.printed_at IS NULL AND d.state = 'made'"
#define RUN_COLUMNS                                                                   \
    "id, form, sides, state, title, papers, drawn, failed, pages, file_size, error, " \
    "created_by, created_at, finished_at, printed_at"
#define RUN_PAPER_COLUMNS "position, document_id, person_id, outcome, reason, pages"

constexpr Query print_queue_query{"documents.print_queue",
                                  "SELECT " BUILDING
                                  ", d.kind, COUNT(*), MIN(d.made_at) FROM documents_document d "
                                  "WHERE " QUEUED " AND d.area_code > ?3 AND " BUILDING
                                  " > ?3 AND " XH_VISIBLE " GROUP BY " BUILDING
                                  ", d.kind ORDER BY 1, 2"};
constexpr Query choose_query{
    "documents.choose_papers",
    "SELECT d.id, d.person_id FROM documents_document d WHERE d.area_code >= ?3 "
    "AND d.area_code < ?4 AND (CAST(?5 AS TEXT) IS NULL OR d.kind = ?5) AND " QUEUED
    " AND " XH_VISIBLE " ORDER BY d.area_code, d.person_id, d.kind, d.made_at, d.id LIMIT ?6"};
constexpr Query choose_valid_query{
    "documents.choose_valid_papers",
    "SELECT d.id, d.person_id FROM documents_document d WHERE d.area_code >= ?3 "
    "AND d.area_code < ?4 AND (CAST(?5 AS TEXT) IS NULL OR d.kind = ?5) "
    "AND d.state <> 'superseded' AND " XH_VISIBLE
    " ORDER BY d.area_code, d.person_id, d.kind, d.made_at, d.id LIMIT ?6"};
constexpr Query choose_one_query{
    "documents.choose_paper",
    "SELECT d.id, d.person_id FROM documents_document d WHERE d.id = ?3 AND " XH_VISIBLE};
constexpr Query insert_run_query{
    "documents.insert_run",
    "INSERT INTO documents_run (" RUN_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, 0, '', ?7, ?8, NULL, NULL)"};
constexpr Query insert_run_paper_query{"documents.insert_run_paper",
                                       "INSERT INTO documents_run_paper (run_id, " RUN_PAPER_COLUMNS
                                       ") VALUES (?1, ?2, ?3, ?4, 'waiting', '', 0)"};
constexpr Query run_query{
    "documents.run", "SELECT " RUN_COLUMNS " FROM documents_run WHERE id = ?1 AND created_by = ?2"};
constexpr Query run_for_drawing_query{"documents.run_for_drawing",
                                      "SELECT " RUN_COLUMNS " FROM documents_run WHERE id = ?1"};
constexpr Query runs_query{"documents.runs",
                           "SELECT " RUN_COLUMNS
                           " FROM documents_run WHERE created_by = ?1 "
                           "AND (CAST(?2 AS BIGINT) IS NULL OR (created_at, id) < (?2, ?4)) "
                           "ORDER BY created_at DESC, id DESC LIMIT ?3"};
constexpr Query run_papers_query{"documents.run_papers",
                                 "SELECT " RUN_PAPER_COLUMNS
                                 " FROM documents_run_paper WHERE run_id = ?1 "
                                 "AND position >= ?2 AND position < ?3 ORDER BY position"};
constexpr Query run_papers_failed_query{
    "documents.run_papers_failed",
    "SELECT " RUN_PAPER_COLUMNS
    " FROM documents_run_paper WHERE run_id = ?1 AND position > ?2 AND outcome = 'failed' "
    "ORDER BY position LIMIT ?3"};
constexpr Query settle_run_paper_query{
    "documents.settle_run_paper",
    "UPDATE documents_run_paper SET outcome = ?3, reason = ?4, pages = ?5 "
    "WHERE run_id = ?1 AND position = ?2 AND outcome = 'waiting'"};
constexpr Query reopen_run_papers_query{
    "documents.reopen_run_papers",
    "UPDATE documents_run_paper SET outcome = 'waiting', reason = '', pages = 0 "
    "WHERE run_id = ?1 AND position >= ?2 AND position < ?3"};
constexpr Query advance_run_query{
    "documents.advance_run",
    "UPDATE documents_run SET drawn = drawn + ?2, failed = failed + ?3, pages = pages + ?4 "
    "WHERE id = ?1 AND state = 'drawing'"};
constexpr Query move_run_query{"documents.move_run",
                               "UPDATE documents_run SET state = ?3, error = ?4, file_size = ?5, "
                               "finished_at = ?6 WHERE id = ?1 AND state = ?2"};
constexpr Query mark_papers_query{
    "documents.mark_papers_printed",
    "UPDATE documents_document SET printed_at = ?2, printed_by = ?3, print_count = print_count + 1 "
    "WHERE id IN (SELECT document_id FROM documents_run_paper WHERE run_id = ?1 "
    "AND outcome = 'drawn')"};
constexpr Query mark_run_query{"documents.mark_run_printed",
                               "UPDATE documents_run SET printed_at = ?2 WHERE id = ?1"};
constexpr Query requeue_query{"documents.requeue_paper",
                              "UPDATE documents_document SET printed_at = NULL, printed_by = NULL "
                              "WHERE id = ?1"};
constexpr Query old_runs_query{"documents.old_runs",
                               "SELECT id FROM documents_run WHERE state <> 'expired' "
                               "AND created_at < ?1 ORDER BY created_at, id LIMIT ?2"};
constexpr Query runs_with_person_query{
    "documents.runs_with_person",
    "SELECT DISTINCT run_id FROM documents_run_paper WHERE person_id = ?1"};
constexpr Query count_visible_query{
    "documents.count_visible_run_papers",
    "SELECT COUNT(*) FROM documents_run_paper r JOIN documents_document d ON d.id = r.document_id "
    "WHERE r.run_id = ?3 AND r.outcome = 'drawn' AND " XH_VISIBLE};
constexpr Query expire_run_query{"documents.expire_run",
                                 "UPDATE documents_run SET state = 'expired' WHERE id = ?1"};
constexpr Query drop_run_papers_query{"documents.drop_run_papers",
                                      "DELETE FROM documents_run_paper WHERE run_id = ?1"};

}  // namespace

Result<std::vector<QueueCount>> print_queue(Tx& tx, const Reader& reader, std::string_view after) {
    return tx.rows<QueueCount>(print_queue_query, reader.scope, reader.resident, after);
}

Result<std::vector<RunChoice>> choose_papers(Tx& tx, const Reader& reader,
                                             const RunSelection& selection, int limit) {
    const Query& query = selection.pick == RunPick::unprinted ? choose_query : choose_valid_query;
    return tx.rows<RunChoice>(query, reader.scope, reader.resident, selection.area_code,
                              area_code_last(selection.area_code), selection.kind, limit);
}

Result<std::optional<RunChoice>> choose_paper(Tx& tx, const Reader& reader, DocumentId id) {
    return tx.row<RunChoice>(choose_one_query, reader.scope, reader.resident, id);
}

Done insert_run(Tx& tx, const StoredRun& run, const std::vector<RunChoice>& papers) {
    XH_DO(tx.exec(insert_run_query, run.id, run.form, run.sides, run.state, run.title,
                  static_cast<std::int64_t>(papers.size()), run.created_by, run.created_at));
    std::int64_t position = 0;
    for (const RunChoice& paper : papers) {
        XH_DO(tx.exec(insert_run_paper_query, run.id, position++, paper.document, paper.person));
    }
    return {};
}

Result<std::optional<StoredRun>> run(Tx& tx, UserId owner, PrintRunId id) {
    return tx.row<StoredRun>(run_query, id, owner);
}

Result<std::optional<StoredRun>> run_for_drawing(Tx& tx, PrintRunId id) {
    return tx.row<StoredRun>(run_for_drawing_query, id);
}

Result<std::vector<StoredRun>> runs(Tx& tx, UserId owner, const std::optional<ListPlace>& before,
                                    int limit) {
    return tx.rows<StoredRun>(runs_query, owner, before ? std::optional{before->at} : std::nullopt,
                              limit, before ? before->id : std::string{});
}

Result<std::vector<RunPaper>> run_papers(Tx& tx, PrintRunId id, std::int64_t from,
                                         std::int64_t until) {
    return tx.rows<RunPaper>(run_papers_query, id, from, until);
}

Result<std::vector<RunPaper>> run_papers_failed(Tx& tx, PrintRunId id, std::int64_t after,
                                                int limit) {
    return tx.rows<RunPaper>(run_papers_failed_query, id, after, limit);
}

Result<bool> settle_run_paper(Tx& tx, PrintRunId id, const RunPaper& paper) {
    XH_TRY(changed, tx.exec(settle_run_paper_query, id, paper.position, paper.outcome, paper.reason,
                            paper.pages));
    return changed == 1;
}

Done reopen_run_papers(Tx& tx, PrintRunId id, std::int64_t from, std::int64_t until) {
    XH_DO(tx.exec(reopen_run_papers_query, id, from, until));
    return {};
}

Result<bool> advance_run(Tx& tx, PrintRunId id, std::int64_t drawn, std::int64_t failed,
                         std::int64_t pages) {
    XH_TRY(changed, tx.exec(advance_run_query, id, drawn, failed, pages));
    return changed == 1;
}

Result<bool> move_run(Tx& tx, const StoredRun& run, RunState from) {
    XH_TRY(changed, tx.exec(move_run_query, run.id, from, run.state, run.error, run.file_size,
                            run.finished_at));
    return changed == 1;
}

Done mark_run_printed(Tx& tx, const StoredRun& run, UserId by, Instant now) {
    XH_DO(tx.exec(mark_papers_query, run.id, now, by));
    XH_DO(tx.exec(mark_run_query, run.id, now));
    return {};
}

Done requeue_paper(Tx& tx, DocumentId id) {
    XH_DO(tx.exec(requeue_query, id));
    return {};
}

Result<std::vector<PrintRunId>> runs_older_than(Tx& tx, Instant until, int limit) {
    return tx.rows<PrintRunId>(old_runs_query, until, limit);
}

Result<std::vector<PrintRunId>> runs_with_person(Tx& tx, PersonId person) {
    return tx.rows<PrintRunId>(runs_with_person_query, person);
}

Result<std::int64_t> count_visible_run_papers(Tx& tx, const Reader& reader, PrintRunId id) {
    XH_TRY(count, tx.row<std::int64_t>(count_visible_query, reader.scope, reader.resident, id));
    return count.value_or(0);
}

Done expire_run(Tx& tx, PrintRunId id) {
    XH_DO(tx.exec(expire_run_query, id));
    XH_DO(tx.exec(drop_run_papers_query, id));
    return {};
}

}  // namespace xiuhua::documents::store
