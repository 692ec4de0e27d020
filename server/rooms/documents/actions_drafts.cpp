#include "rooms/documents/actions_drafts.hpp"

#include "kernel/cut.hpp"
#include "platform/audit/audit.hpp"
#include "platform/clock/new_id.hpp"
#include "rooms/documents/paper_book.hpp"
#include "rooms/documents/paper_engine.hpp"
#include "rooms/documents/permissions.hpp"
#include "rooms/documents/rules_drafts.hpp"
#include "rooms/documents/templates.hpp"

namespace xiuhua::documents {
namespace {

constexpr int drafts_shown_max = 100;
constexpr std::size_t note_max = 600;

std::vector<Template> first_versions() {
    std::vector<Template> all;
    for (const std::string_view text : builtin_templates()) {
        if (auto form = parse_template(text); form && form->version == 1) {
            all.push_back(std::move(*form));
        }
    }
    return all;
}

Template first_version(DocumentKind kind) {
    for (Template& form : first_versions()) {
        if (form.kind == kind) {
            return std::move(form);
        }
    }
    return {};
}

Result<TemplateDraft> find_draft(Context& context, TemplateDraftId id) {
    XH_TRY(draft, store::draft(context.tx, id));
    if (!draft) {
        return fail(ErrorCode::not_found, "documents.no_such_draft");
    }
    return std::move(*draft);
}

Result<TemplateDraft> draft_to_step(Context& context, TemplateDraftId id, std::int64_t version) {
    XH_TRY(draft, find_draft(context, id));
    if (draft.version != version) {
        return fail(ErrorCode::conflict, "documents.changed_meanwhile");
    }
    return draft;
}

DraftRow row_of(const Context& context, const TemplateDraft& draft, const Template& form) {
    return {.id = draft.id,
            .kind = draft.kind,
            .state = draft.state,
            .based_on = draft.based_on,
            .valid_from = form.valid_from,
            .author_name = draft.author_name,
            .changed_at = draft.changed_at,
            .reviewer_name = draft.reviewer_name,
            .review_note = draft.review_note,
            .became = draft.became,
            .mine = draft.author == context.viewer.user};
}

Done note_draft(Context& context, std::string action, const TemplateDraft& draft,
                std::string reason = {}) {
    return audit::append(
        context.tx, context.now,
        {.actor = context.viewer.user,
         .action = std::move(action),
         .subject_kind = "template_draft",
         .subject = to_text(draft.id),
         .person = {},
         .area_code = {},
         .reason = std::move(reason),
         .facts = {R"({"kind":")" + std::string{json::enum_text(draft.kind)} + R"("})"}});
}

Result<DraftView> save_step(Context& context, TemplateDraft& draft, std::string action,
                            std::string reason = {}) {
    draft.changed_at = context.now;
    XH_DO(store::save_draft(context.tx, draft));
    XH_DO(note_draft(context, std::move(action), draft, std::move(reason)));
    return draft_view(context, draft.id);
}

Done check_ready(const Context& context, const TemplateDraft& draft, const Template& form) {
    std::vector<FieldError> faults = faults_of_draft(form, first_version(draft.kind));
    if (!is_first_day_fair(form.valid_from, office_date(context.now))) {
        faults.push_back({"valid_from", "documents.first_day_passed"});
    }
    if (!faults.empty()) {
        return fail(Error{ErrorCode::invalid, "documents.bad_template", {}, {}, std::move(faults)});
    }
    return {};
}

void stamp_review(Context& context, TemplateDraft& draft, const DraftStep& step) {
    draft.reviewer = context.viewer.user;
    draft.reviewer_name = context.viewer.name;
    draft.reviewed_at = context.now;
    draft.review_note = first_bytes(step.note.value_or(""), note_max);
}

}  // namespace

Result<Page<DraftRow>> draft_page(Context& context) {
    XH_TRY(drafts, store::drafts(context.tx, drafts_shown_max));
    Page<DraftRow> page;
    for (const TemplateDraft& draft : drafts) {
        XH_TRY(form, json::parse<Template>(draft.body));
        page.items.push_back(row_of(context, draft, form));
    }
    return page;
}

Result<DraftView> draft_view(Context& context, TemplateDraftId id) {
    XH_TRY(draft, find_draft(context, id));
    DraftView view;
    XH_TRY(form, json::parse<Template>(draft.body));
    XH_TRY(in_force, form_in_force(context.tx, draft.kind, office_date(context.now)));
    view.draft = row_of(context, draft, form);
    if (draft.state != DraftState::approved) {
        for (const FieldError& fault : faults_of_draft(form, first_version(draft.kind))) {
            view.faults.push_back({fault.field, fault.key});
        }
        if (!is_first_day_fair(form.valid_from, office_date(context.now))) {
            view.faults.push_back({"valid_from", "documents.first_day_passed"});
        }
    }
    view.form = std::move(form);
    view.in_force = std::move(in_force);
    view.known_fields = known_fields(first_versions());
    view.may_change = context.viewer.may(write_templates_permission) &&
                      decide_draft_change(draft, context.viewer.user).has_value();
    view.may_review = context.viewer.may(approve_templates_permission) &&
                      decide_draft_review(draft, context.viewer.user).has_value();
    view.version = draft.version;
    return view;
}

Result<DraftView> begin_draft(Context& context, const DraftStart& start) {
    XH_TRY(form, form_in_force(context.tx, start.kind, office_date(context.now)));
    TemplateDraft draft;
    draft.id = new_id<TemplateDraftId>(context.now);
    draft.kind = start.kind;
    draft.based_on = form.version;
    draft.author = context.viewer.user;
    draft.author_name = context.viewer.name;
    draft.created_at = draft.changed_at = context.now;
    form.valid_from = office_date(context.now) + std::chrono::days{1};
    draft.body = json::write(form);
    XH_DO(store::insert_draft(context.tx, draft));
    XH_DO(note_draft(context, "documents.begin_draft", draft));
    return draft_view(context, draft.id);
}

Result<DraftView> change_draft(Context& context, TemplateDraftId id, const DraftChange& change) {
    XH_TRY(draft, draft_to_step(context, id, change.version));
    XH_DO(decide_draft_change(draft, context.viewer.user));
    if (change.form.kind != draft.kind) {
        return fail(ErrorCode::invalid, "documents.other_kind", "form.kind");
    }
    draft.body = json::write(change.form);
    return save_step(context, draft, "documents.change_draft");
}

Result<DraftView> submit_draft(Context& context, TemplateDraftId id, const DraftStep& step) {
    XH_TRY(draft, draft_to_step(context, id, step.version));
    XH_DO(decide_draft_change(draft, context.viewer.user));
    XH_TRY(form, json::parse<Template>(draft.body));
    XH_DO(check_ready(context, draft, form));
    draft.state = DraftState::submitted;
    draft.submitted_at = context.now;
    return save_step(context, draft, "documents.submit_draft");
}

Result<DraftView> withdraw_draft(Context& context, TemplateDraftId id, const DraftStep& step) {
    XH_TRY(draft, draft_to_step(context, id, step.version));
    if (draft.author != context.viewer.user) {
        return fail(ErrorCode::forbidden, "documents.not_the_author");
    }
    if (draft.state == DraftState::approved || draft.state == DraftState::withdrawn) {
        return fail(ErrorCode::conflict, "documents.draft_closed");
    }
    draft.state = DraftState::withdrawn;
    return save_step(context, draft, "documents.withdraw_draft");
}

Result<DraftView> approve_draft(Context& context, TemplateDraftId id, const DraftStep& step) {
    XH_TRY(draft, draft_to_step(context, id, step.version));
    XH_DO(decide_draft_review(draft, context.viewer.user));
    XH_TRY(form, json::parse<Template>(draft.body));
    XH_DO(check_ready(context, draft, form));
    XH_TRY(newest, store::newest_version(context.tx, draft.kind));
    form.version = newest + 1;
    XH_DO(store::add_template(context.tx, {form.kind, form.version, form.valid_from, form.title,
                                           form.source, json::write(form)}));
    draft.body = json::write(form);
    draft.state = DraftState::approved;
    draft.became = form.version;
    stamp_review(context, draft, step);
    return save_step(context, draft, "documents.approve_draft", draft.review_note);
}

Result<DraftView> refuse_draft(Context& context, TemplateDraftId id, const DraftStep& step) {
    XH_TRY(draft, draft_to_step(context, id, step.version));
    XH_DO(decide_draft_review(draft, context.viewer.user));
    if (step.note.value_or("").empty()) {
        return fail(ErrorCode::invalid, "documents.reason_missing", "note");
    }
    draft.state = DraftState::refused;
    stamp_review(context, draft, step);
    return save_step(context, draft, "documents.refuse_draft", draft.review_note);
}

Result<std::string> preview_paper(Services& services, const Template& form) {
    XH_DO(check_template(form));
    const std::string& office = services.config.office.name;
    PaperContent content{
        .form = form,
        .fields = {},
        .office = office,
        .number = paper_number(office, form.mark, 2020, 1),
        .made_at = services.clock.now(),
        .verification_url = "https://example.invalid/v/000000000000." + std::string(86, '0'),
        .signatures = {},
        .seal = office_seal(services.config.data, office)};
    for (const TemplateField& field : form.fields) {
        content.fields[field.name] = field.sample.empty() ? field.label : field.sample;
    }
    return render_paper(content);
}

}  // namespace xiuhua::documents
