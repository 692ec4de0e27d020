#include "rooms/registry/rules_search.hpp"

#include <set>

#include "kernel/identity_number.hpp"
#include "kernel/text.hpp"

namespace xiuhua::registry {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_plain(char c) {
    return is_digit(c) || is_letter(c);
}

// The next character of well-formed UTF-8; a broken byte stands for itself.
char32_t take_character(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() < size) {
        text.remove_prefix(1);
        return lead;
    }
    char32_t character = size == 1 ? lead : lead & (0xFF >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        character = (character << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
    }
    text.remove_prefix(size);
    return character;
}

std::string key_of(char32_t character) {
    if (character < 0x80) {
        auto c = static_cast<char>(character);
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return is_plain(c) ? std::string{c} : std::string{};
    }
    if (character == 0xB7 || character == 0x2022) {
        return {};  // The dot within names: 阿依古丽·买买提
    }
    if (character == 0xFC || character == 0xDC) {
        return "v";  // ü, as people type it
    }
    return character < 0x10000 ? fmt::format("u{:04x}", static_cast<std::uint32_t>(character))
                               : fmt::format("v{:06x}", static_cast<std::uint32_t>(character));
}

// Where one typed word of an address ends and the next begins: at blanks, and where a number follows a word
// or a word that ends a place's name is over.
std::vector<std::string> address_words(std::string_view text) {
    static constexpr std::array<std::string_view, 8> ends{"社区", "网格", "家园", "小区",
                                                          "号楼", "单元", "栋",   "室"};
    std::vector<std::string> words;
    std::string word;
    const auto flush = [&] {
        if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    };
    while (!text.empty()) {
        const std::string_view before = text;
        const char32_t character = take_character(text);
        const std::string_view bytes = before.substr(0, before.size() - text.size());
        if (character == ' ' || character == ',' || character == '-') {
            flush();
            continue;
        }
        const bool digit = bytes.size() == 1 && is_digit(bytes.front());
        const bool after_digit = !word.empty() && is_digit(word.back());
        const bool ordinal = word == "第";
        if (digit && !word.empty() && !after_digit && !ordinal) {
            flush();
        }
        word += bytes;
        for (const std::string_view end : ends) {
            if (word.size() > end.size() && word.ends_with(end)) {
                flush();
                break;
            }
        }
    }
    flush();
    return words;
}

}  // namespace

std::string search_key(std::string_view text) {
    std::string key;
    while (!text.empty()) {
        key += key_of(take_character(text));
    }
    return key;
}

// No pinyin, name or number continues with seven z.
std::string search_key_last(std::string_view key) {
    return std::string{key} + "zzzzzzz";
}

std::vector<std::string> search_tokens(std::string_view name, std::string_view pinyin,
                                       std::string_view initials) {
    std::set<std::string> tokens;
    std::string_view left = name;
    while (!left.empty()) {
        tokens.insert(search_key(left));
        take_character(left);
    }
    tokens.insert(search_key(pinyin));
    const std::u32string characters = to_code_points(name);
    const std::size_t surname = surname_characters(characters);
    if (surname < characters.size()) {
        tokens.insert(search_key(
            pinyin_of(from_code_points(std::u32string_view{characters}.substr(surname))).full));
    }
    tokens.insert(search_key(initials));
    tokens.erase("");
    return {tokens.begin(), tokens.end()};
}

Question understand(std::string_view typed) {
    constexpr std::size_t words_max = 6;
    std::string text = normalise_line(typed);
    Question question;
    if (text.empty()) {
        return question;
    }
    std::string number = to_upper_ascii(without_blanks(text));
    std::erase(number, '-');
    const auto digits = std::count_if(number.begin(), number.end(), is_digit);
    const auto size = static_cast<std::ptrdiff_t>(number.size());
    const bool ascii = std::all_of(number.begin(), number.end(),
                                   [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
    if (ascii && digits > 0) {
        question.text = number;
        if (size == 4 && (digits == 4 || (digits == 3 && number.back() == 'X'))) {
            question.kind = QuestionKind::identity_tail;
            question.words = {search_key(number)};
            return question;
        }
        if (const auto phone = parse_phone(text)) {
            question.kind = QuestionKind::phone;
            question.text = phone->text;
            return question;
        }
        if (size >= 7 && text.find('-') == std::string::npos) {
            question.kind = QuestionKind::identity_number;
            return question;
        }
    }
    for (const std::string& word : address_words(text)) {
        if (auto key = search_key(word); !key.empty() && question.words.size() < words_max) {
            question.words.push_back(std::move(key));
        }
    }
    const bool spaced_latin = std::all_of(text.begin(), text.end(), [](char c) {
        return c == ' ' || c == '\'' || is_letter(static_cast<char>(c | 0x20));
    });
    question.kind = digits == 0 && (question.words.size() <= 1 || spaced_latin)
                        ? QuestionKind::names
                        : QuestionKind::address;
    question.text = search_key(text);
    return question;
}

}  // namespace xiuhua::registry
