#pragma once
// Drafts of paper templates, as the office writes them.
#include "rooms/documents/store.hpp"

namespace xiuhua {
using TemplateDraftId = Id<struct TemplateDraftTag>;
}

namespace xiuhua::documents {

// refused goes back to its author, who may go on writing.
enum class DraftState { drafting, submitted, refused, approved, withdrawn };
BOOST_DESCRIBE_ENUM(DraftState, drafting, submitted, refused, approved, withdrawn)

struct TemplateDraft {
    TemplateDraftId id;
    DocumentKind kind = DocumentKind::isolation_notice;
    DraftState state = DraftState::drafting;
    int based_on = 1;  // The version in force when it was begun.
    std::string body;  // A Template as JSON; it may still have faults.
    UserId author;
    std::string author_name;
    Instant created_at{}, changed_at{};
    std::optional<Instant> submitted_at;
    std::optional<UserId> reviewer;
    std::string reviewer_name;
    std::optional<Instant> reviewed_at;
    std::string review_note;
    std::optional<int> became;  // The version it was approved as.
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(TemplateDraft, (),
                      (id, kind, state, based_on, body, author, author_name, created_at, changed_at,
                       submitted_at, reviewer, reviewer_name, reviewed_at, review_note, became,
                       version))

namespace store {

Done insert_draft(Tx& tx, const TemplateDraft& draft);
Result<std::optional<TemplateDraft>> draft(Tx& tx, TemplateDraftId id);
// Newest first: what is open, and what was closed of late.
Result<std::vector<TemplateDraft>> drafts(Tx& tx, int limit);
// `conflict` documents.changed_meanwhile.
Done save_draft(Tx& tx, const TemplateDraft& draft);
Result<int> newest_version(Tx& tx, DocumentKind kind);

}  // namespace store
}  // namespace xiuhua::documents
