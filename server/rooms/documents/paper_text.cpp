#include "rooms/documents/paper_text.hpp"

namespace xiuhua::documents {

std::string chinese_date(Date date) {
    const std::chrono::year_month_day day{date};
    return fmt::format("{}年{}月{}日", static_cast<int>(day.year()),
                       static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            clean += c;
        } else if (c == '\n' || c == '\t') {
            clean += ' ';
        }
    }
    return clean;
}

std::string printed_value(const TemplateField& field, std::string_view value) {
    if (field.format == FieldFormat::date) {
        if (const auto date = parse_date(value)) {
            return chinese_date(*date);
        }
    }
    if (field.format == FieldFormat::choice && field.choices) {
        std::string boxes;
        for (const std::string& choice : *field.choices) {
            boxes +=
                (boxes.empty() ? "" : "　") + std::string{choice == value ? "■" : "□"} + choice;
        }
        return boxes;
    }
    return printable(value);
}

const TemplateField* find_field(const Template& form, std::string_view name) {
    for (const TemplateField& field : form.fields) {
        if (field.name == name) {
            return &field;
        }
    }
    return nullptr;
}

namespace {

// Words of the template itself: ** begins and ends what is set in bold.
void add_words(std::vector<TextRun>& runs, std::string_view words, bool& strong) {
    constexpr std::string_view mark = "**";
    while (!words.empty()) {
        const auto at = words.find(mark);
        if (const std::string_view piece = words.substr(0, at); !piece.empty()) {
            runs.push_back({std::string{piece}, false, strong});
        }
        if (at == words.npos) {
            return;
        }
        strong = !strong;
        words.remove_prefix(at + mark.size());
    }
}

}  // namespace

std::vector<TextRun> fill(const Template& form, const Fields& fields, std::string_view sentence) {
    std::vector<TextRun> runs;
    bool strong = false;
    while (!sentence.empty()) {
        const auto open = sentence.find('{');
        const auto close = open == sentence.npos ? open : sentence.find('}', open);
        if (close == sentence.npos) {
            add_words(runs, sentence, strong);
            break;
        }
        add_words(runs, sentence.substr(0, open), strong);
        const std::string name{sentence.substr(open + 1, close - open - 1)};
        const TemplateField* field = find_field(form, name);
        const auto found = fields.find(name);
        if (field == nullptr) {
            runs.push_back({std::string{sentence.substr(open, close - open + 1)}, false, strong});
        } else if (found == fields.end() || found->second.empty()) {
            runs.push_back({std::string{blank_line}, false, strong});
        } else {
            runs.push_back({printed_value(*field, found->second), true, strong});
        }
        sentence.remove_prefix(close + 1);
    }
    return runs;
}

std::string joined(const std::vector<TextRun>& runs) {
    std::string text;
    for (const TextRun& run : runs) {
        text += run.text;
    }
    return text;
}

std::string chinese_numeral(int number) {
    static constexpr std::array<std::string_view, 10> digits{"",   "一", "二", "三", "四",
                                                             "五", "六", "七", "八", "九"};
    if (number <= 0 || number >= 100) {
        return std::to_string(number);
    }
    const auto tens = static_cast<std::size_t>(number / 10);
    const auto ones = static_cast<std::size_t>(number % 10);
    std::string text;
    if (tens > 0) {
        text += tens > 1 ? std::string{digits[tens]} + "十" : "十";
    }
    return text + std::string{digits[ones]};
}

std::vector<std::vector<std::string>> record_rows(std::string_view value, std::size_t columns) {
    std::vector<std::vector<std::string>> rows;
    while (!value.empty()) {
        const auto end = value.find('\n');
        std::string_view line = value.substr(0, end);
        value.remove_prefix(end == value.npos ? value.size() : end + 1);
        if (line.empty()) {
            continue;
        }
        auto& row = rows.emplace_back();
        while (row.size() < columns) {
            const auto tab = line.find('\t');
            row.push_back(printable(line.substr(0, tab)));
            if (tab == line.npos) {
                break;
            }
            line.remove_prefix(tab + 1);
        }
        row.resize(columns);
    }
    return rows;
}

}  // namespace xiuhua::documents
