#pragma once
// From a template's sentence and the fields to what stands on the page. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// A piece of a sentence; `filled` ones come from the fields and are underlined on the page.
struct TextRun {
    std::string text;
    bool filled = false;
    bool strong = false;  // Between ** and **.
};

// What an empty field leaves on the page, to be filled in by hand.
inline constexpr std::string_view blank_line = "＿＿＿＿＿＿";

// 2020年3月2日
std::string chinese_date(Date date);
// The value as it is printed, by the field's format. Empty stays empty.
std::string printed_value(const TemplateField& field, std::string_view value);
// Replaces {name} by the field's printed value; an unknown name stays as it is (template checks find it).
std::vector<TextRun> fill(const Template& form, const Fields& fields, std::string_view sentence);
std::string joined(const std::vector<TextRun>& runs);
const TemplateField* find_field(const Template& form, std::string_view name);
// 一、二、…… 十、十一、
std::string chinese_numeral(int number);
// Lines of tab-parted cells, cut or padded to `columns` cells.
std::vector<std::vector<std::string>> record_rows(std::string_view value, std::size_t columns);
// The text without control characters, so that no layout engine trips over it.
std::string printable(std::string_view text);

}  // namespace xiuhua::documents
