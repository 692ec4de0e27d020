#include "rooms/documents/rules_drafts.hpp"

#include <set>

#include "rooms/documents/templates.hpp"

namespace xiuhua::documents {
namespace {

using Faults = std::vector<FieldError>;

void check_length(Faults& faults, const std::string& place, const std::string& text) {
    if (text.size() > draft_sentence_bytes_max) {
        faults.push_back({place, "documents.too_long"});
    }
}

void check_lengths(Faults& faults, const Template& draft) {
    std::size_t sentences = draft.lead.size() + draft.closing.size() + draft.rows.size();
    for (const auto& [place, text] : {std::pair{"title", &draft.title},
                                      {"mark", &draft.mark},
                                      {"salutation", &draft.salutation},
                                      {"source", &draft.source},
                                      {"copies", &draft.copies}}) {
        check_length(faults, place, *text);
    }
    for (std::size_t i = 0; i < draft.lead.size(); ++i) {
        check_length(faults, fmt::format("lead[{}]", i), draft.lead[i]);
    }
    for (std::size_t i = 0; i < draft.closing.size(); ++i) {
        check_length(faults, fmt::format("closing[{}]", i), draft.closing[i]);
    }
    for (std::size_t s = 0; s < draft.sections.size(); ++s) {
        const auto& items = draft.sections[s].items;
        sentences += items.size() + 1;
        for (std::size_t i = 0; i < items.size(); ++i) {
            check_length(faults, fmt::format("sections[{}].items[{}]", s, i), items[i]);
        }
    }
    if (sentences > draft_sentences_max || draft.fields.size() > draft_fields_max) {
        faults.push_back({"sections", "documents.too_many_parts"});
    }
}

const TemplateField* field_named(const Template& form, std::string_view name) {
    for (const TemplateField& field : form.fields) {
        if (field.name == name) {
            return &field;
        }
    }
    return nullptr;
}

}  // namespace

std::vector<FieldError> faults_of_draft(const Template& draft, const Template& first) {
    Faults faults;
    if (draft.kind != first.kind) {
        faults.push_back({"kind", "documents.other_kind"});
    }
    if (const Done checked = check_template(draft); !checked) {
        faults.insert(faults.end(), checked.error().fields.begin(), checked.error().fields.end());
    }
    check_lengths(faults, draft);
    for (const TemplateField& field : first.fields) {
        if (field.need == FieldNeed::filled && field_named(draft, field.name) == nullptr) {
            faults.push_back({"fields." + field.name, "documents.must_state"});
        }
    }
    for (std::size_t i = 0; i < draft.fields.size(); ++i) {
        const TemplateField* known = field_named(first, draft.fields[i].name);
        if (draft.fields[i].need == FieldNeed::filled &&
            (known == nullptr || known->need != FieldNeed::filled)) {
            faults.push_back({fmt::format("fields[{}].need", i), "documents.must_be_optional"});
        }
        if (known != nullptr && known->format != draft.fields[i].format) {
            faults.push_back({fmt::format("fields[{}].format", i), "documents.other_format"});
        }
    }
    return faults;
}

std::vector<TemplateField> known_fields(const std::vector<Template>& forms) {
    std::vector<TemplateField> known;
    std::set<std::string> names;
    for (const Template& form : forms) {
        for (TemplateField field : form.fields) {
            if (names.insert(field.name).second) {
                field.need = FieldNeed::optional;
                known.push_back(std::move(field));
            }
        }
    }
    return known;
}

bool is_first_day_fair(Date first_day, Date today) {
    return first_day > today;
}

Done decide_draft_change(const TemplateDraft& draft, UserId by) {
    if (draft.author != by) {
        return fail(ErrorCode::forbidden, "documents.not_the_author");
    }
    if (draft.state != DraftState::drafting && draft.state != DraftState::refused) {
        return fail(ErrorCode::conflict, "documents.draft_closed");
    }
    return {};
}

Done decide_draft_review(const TemplateDraft& draft, UserId by) {
    if (draft.state != DraftState::submitted) {
        return fail(ErrorCode::conflict, "documents.draft_not_submitted");
    }
    if (draft.author == by) {
        return fail(ErrorCode::forbidden, "documents.own_draft");
    }
    return {};
}

}  // namespace xiuhua::documents
