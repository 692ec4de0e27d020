#pragma once
// What an office may change in a template. Pure.
#include "kernel/viewer.hpp"
#include "rooms/documents/drafts.hpp"
#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// A template's size: far above what fits on a paper that people read.
inline constexpr std::size_t draft_fields_max = 60;
inline constexpr std::size_t draft_sentences_max = 200;
inline constexpr std::size_t draft_sentence_bytes_max = 3'000;

// Faults that stand in the way of an approval, by path. Besides check_template():
//   documents.must_state      what the first version had to state (its filled fields) is still printed;
//   documents.must_be_optional a field that no record fills is a line to fill in by hand, never required;
//   documents.other_kind, documents.too_long, documents.too_many_parts.
// `first` is the version that the program brought.
std::vector<FieldError> faults_of_draft(const Template& draft, const Template& first);
// Fields that records fill, whatever the kind: the picker's list. First come, by name.
std::vector<TemplateField> known_fields(const std::vector<Template>& forms);

// The first day a version may be in force: tomorrow, so that no day has two texts.
bool is_first_day_fair(Date first_day, Date today);

// `conflict` documents.draft_closed, documents.draft_not_submitted; `forbidden` documents.own_draft (author and
// reviewer are two people), documents.not_the_author.
Done decide_draft_change(const TemplateDraft& draft, UserId by);
Done decide_draft_review(const TemplateDraft& draft, UserId by);

}  // namespace xiuhua::documents
