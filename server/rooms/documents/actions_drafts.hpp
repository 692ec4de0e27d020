#pragma once
// Writing, trying, approving a template.
#include "rooms/documents/actions.hpp"
#include "rooms/documents/drafts.hpp"

namespace xiuhua::documents {

struct DraftStart {
    DocumentKind kind = DocumentKind::isolation_notice;
};
BOOST_DESCRIBE_STRUCT(DraftStart, (), (kind))
struct DraftChange {
    Template form;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DraftChange, (), (form, version))
struct DraftStep {
    std::int64_t version = 1;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(DraftStep, (), (version, note))

struct DraftFault {
    std::string field, key;
};
BOOST_DESCRIBE_STRUCT(DraftFault, (), (field, key))
struct DraftRow {
    TemplateDraftId id;
    DocumentKind kind = DocumentKind::isolation_notice;
    DraftState state = DraftState::drafting;
    int based_on = 1;
    Date valid_from{};
    std::string author_name;
    Instant changed_at{};
    std::string reviewer_name, review_note;
    std::optional<int> became;
    bool mine = false;
};
BOOST_DESCRIBE_STRUCT(DraftRow, (),
                      (id, kind, state, based_on, valid_from, author_name, changed_at,
                       reviewer_name, review_note, became, mine))
struct DraftView {
    DraftRow draft;
    Template form;
    Template in_force;               // To compare with.
    std::vector<DraftFault> faults;  // What stands in the way of an approval.
    std::vector<TemplateField> known_fields;
    bool may_change = false, may_review = false;
    std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(DraftView, (),
                      (draft, form, in_force, faults, known_fields, may_change, may_review,
                       version))
struct PreviewCommand {
    Template form;
};
BOOST_DESCRIBE_STRUCT(PreviewCommand, (), (form))

Result<Page<DraftRow>> draft_page(Context& context);
Result<DraftView> draft_view(Context& context, TemplateDraftId id);
// A copy of the version in force, from tomorrow on.
Result<DraftView> begin_draft(Context& context, const DraftStart& start);
// Kept whatever its faults: what was typed is never lost.
Result<DraftView> change_draft(Context& context, TemplateDraftId id, const DraftChange& change);
// `invalid` documents.bad_template with the faults; documents.first_day_passed.
Result<DraftView> submit_draft(Context& context, TemplateDraftId id, const DraftStep& step);
Result<DraftView> withdraw_draft(Context& context, TemplateDraftId id, const DraftStep& step);
// By a second person. Becomes the next version of its kind, in force from its first day.
Result<DraftView> approve_draft(Context& context, TemplateDraftId id, const DraftStep& step);
Result<DraftView> refuse_draft(Context& context, TemplateDraftId id, const DraftStep& step);

// The paper as it would be printed, with the samples of its fields. `invalid` when it cannot be drawn yet.
Result<std::string> preview_paper(Services& services, const Template& form);

}  // namespace xiuhua::documents
