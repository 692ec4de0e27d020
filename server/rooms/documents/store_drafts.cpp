#include "rooms/documents/drafts.hpp"

namespace xiuhua::documents::store {
namespace {

#define DRAFT_COLUMNS                                                                \
    "id, kind, state, based_on, body, author, author_name, created_at, changed_at, " \
    "submitted_at, reviewer, reviewer_name, reviewed_at, review_note, became, version"

constexpr Query insert_draft_query{
    "documents.insert_template_draft",
    "INSERT INTO documents_template_draft (" DRAFT_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, NULL, '', NULL, '', NULL, 1)"};
constexpr Query draft_query{"documents.template_draft",
                            "SELECT " DRAFT_COLUMNS " FROM documents_template_draft WHERE id = ?1"};
constexpr Query drafts_query{"documents.template_drafts",
                             "SELECT " DRAFT_COLUMNS
                             " FROM documents_template_draft ORDER BY changed_at DESC, id DESC "
                             "LIMIT ?1"};
constexpr Query save_draft_query{
    "documents.save_template_draft",
    "UPDATE documents_template_draft SET state = ?3, body = ?4, changed_at = ?5, "
    "submitted_at = ?6, reviewer = ?7, reviewer_name = ?8, reviewed_at = ?9, review_note = ?10, "
    "became = ?11, version = version + 1 WHERE id = ?1 AND version = ?2"};
constexpr Query newest_version_query{"documents.newest_template_version",
                                     "SELECT MAX(version) FROM documents_template WHERE kind = ?1"};

}  // namespace

Done insert_draft(Tx& tx, const TemplateDraft& d) {
    XH_DO(tx.exec(insert_draft_query, d.id, d.kind, d.state, d.based_on, d.body, d.author,
                  d.author_name, d.created_at, d.changed_at));
    return {};
}

Result<std::optional<TemplateDraft>> draft(Tx& tx, TemplateDraftId id) {
    return tx.row<TemplateDraft>(draft_query, id);
}

Result<std::vector<TemplateDraft>> drafts(Tx& tx, int limit) {
    return tx.rows<TemplateDraft>(drafts_query, limit);
}

Done save_draft(Tx& tx, const TemplateDraft& d) {
    XH_TRY(saved,
           tx.exec(save_draft_query, d.id, d.version, d.state, d.body, d.changed_at, d.submitted_at,
                   d.reviewer, d.reviewer_name, d.reviewed_at, d.review_note, d.became));
    if (saved != 1) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    return {};
}

Result<int> newest_version(Tx& tx, DocumentKind kind) {
    XH_TRY(newest, tx.row<std::optional<int>>(newest_version_query, kind));
    return newest && *newest ? **newest : 0;
}

}  // namespace xiuhua::documents::store
