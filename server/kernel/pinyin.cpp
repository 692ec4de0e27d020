#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <array>
#include <memory>
#include <unordered_map>
#include <utility>

#include "kernel/text.hpp"

namespace xiuhua {
namespace {

// Readings that a surname has and the same character elsewhere has not (《通用规范汉字表》 readings, 《现代汉语词典》 "姓").
constexpr std::array<std::pair<char32_t, std::string_view>, 38> surname_readings{{
    {U'单', "shan"}, {U'仇', "qiu"},  {U'区', "ou"},    {U'曾', "zeng"},  {U'解', "xie"},
    {U'查', "zha"},  {U'朴', "piao"}, {U'盖', "ge"},    {U'缪', "miao"},  {U'翟', "zhai"},
    {U'乐', "yue"},  {U'任', "ren"},  {U'宁', "ning"},  {U'燕', "yan"},   {U'员', "yun"},
    {U'贠', "yun"},  {U'繁', "po"},   {U'覃', "qin"},   {U'种', "chong"}, {U'折', "she"},
    {U'召', "shao"}, {U'祭', "zhai"}, {U'洗', "xian"},  {U'冼', "xian"},  {U'秘', "bi"},
    {U'牟', "mu"},   {U'隗', "wei"},  {U'柏', "bai"},   {U'谌', "chen"},  {U'句', "gou"},
    {U'都', "du"},   {U'那', "na"},   {U'仉', "zhang"}, {U'尉', "wei"},   {U'臧', "zang"},
    {U'车', "che"},  {U'石', "shi"},  {U'黑', "he"},
}};

struct CompoundSurname {
    std::u32string_view characters;
    std::array<std::string_view, 2> readings;
};
constexpr std::array<CompoundSurname, 30> compound_surnames{{
    {U"欧阳", {"ou", "yang"}},   {U"司马", {"si", "ma"}},     {U"上官", {"shang", "guan"}},
    {U"诸葛", {"zhu", "ge"}},    {U"尉迟", {"yu", "chi"}},    {U"万俟", {"mo", "qi"}},
    {U"令狐", {"ling", "hu"}},   {U"长孙", {"zhang", "sun"}}, {U"澹台", {"tan", "tai"}},
    {U"皇甫", {"huang", "fu"}},  {U"宇文", {"yu", "wen"}},    {U"夏侯", {"xia", "hou"}},
    {U"慕容", {"mu", "rong"}},   {U"公孙", {"gong", "sun"}},  {U"司徒", {"si", "tu"}},
    {U"司空", {"si", "kong"}},   {U"端木", {"duan", "mu"}},   {U"东方", {"dong", "fang"}},
    {U"南宫", {"nan", "gong"}},  {U"西门", {"xi", "men"}},    {U"独孤", {"du", "gu"}},
    {U"鲜于", {"xian", "yu"}},   {U"闻人", {"wen", "ren"}},   {U"申屠", {"shen", "tu"}},
    {U"轩辕", {"xuan", "yuan"}}, {U"呼延", {"hu", "yan"}},    {U"钟离", {"zhong", "li"}},
    {U"淳于", {"chun", "yu"}},   {U"赫连", {"he", "lian"}},   {U"单于", {"chan", "yu"}},
}};

// ü in all tones becomes v before the accents fall, else 吕 and 卢 would look alike.
void keep_umlaut(icu::UnicodeString& text) {
    for (const UChar umlaut :
         {0x00FC, 0x01D6, 0x01D8, 0x01DA, 0x01DC, 0x00DC, 0x01D5, 0x01D7, 0x01D9, 0x01DB}) {
        text.findAndReplace(icu::UnicodeString{umlaut}, icu::UnicodeString{UChar{'v'}});
    }
}

std::string letters_and_digits(const icu::UnicodeString& text) {
    std::string out;
    for (int i = 0; i < text.length(); ++i) {
        const UChar c = text.charAt(i);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out += static_cast<char>(c);
        } else if (c >= 'A' && c <= 'Z') {
            out += static_cast<char>(c - 'A' + 'a');
        }
    }
    return out;
}

// Making a transliterator takes milliseconds and one must not be shared, so each thread has its own, and remembers
// what a character sounds like: names repeat the same few thousand characters.
class Reader {
  public:
    Reader() {
        UErrorCode error = U_ZERO_ERROR;
        sounds_.reset(icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, error));
        if (U_SUCCESS(error)) {
            plain_.reset(icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, error));
        }
    }

    const std::string& syllable(char32_t character) {
        const auto known = known_.find(character);
        if (known != known_.end()) {
            return known->second;
        }
        if (known_.size() >= known_max) {
            known_.clear();
        }
        return known_.emplace(character, read(icu::UnicodeString{static_cast<UChar32>(character)}))
            .first->second;
    }

    std::string read(icu::UnicodeString text) {
        if (sounds_ && plain_) {
            sounds_->transliterate(text);
            keep_umlaut(text);
            plain_->transliterate(text);
        }
        return letters_and_digits(text);
    }

  private:
    static constexpr std::size_t known_max =
        20'000;  // GB 2312 has 6,763 characters, GB 18030's common part 20,902.
    std::unique_ptr<icu::Transliterator> sounds_, plain_;
    std::unordered_map<char32_t, std::string> known_;
};

Reader& reader() {
    thread_local Reader instance;
    return instance;
}

bool is_han(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
           (c >= 0x20000 && c <= 0x323AF) || c == 0x3007;
}

// Han characters are a syllable each; in Latin text a word begins after anything that is no letter.
void append(Pinyin& out, std::u32string_view characters) {
    bool word_begins = true;
    for (const char32_t c : characters) {
        const std::string& syllable = reader().syllable(c);
        if (syllable.empty()) {
            word_begins = true;
            continue;
        }
        out.full += syllable;
        const bool digit = syllable[0] >= '0' && syllable[0] <= '9';
        if (is_han(c) || word_begins || digit) {
            out.initials += syllable[0];
        }
        word_begins = is_han(c) || digit;
    }
}

void append_syllable(Pinyin& out, std::string_view syllable) {
    out.full += syllable;
    out.initials += syllable[0];
}

const CompoundSurname* compound_surname(std::u32string_view name) {
    if (name.size() > 2) {  // 东方 alone is surname and name: 东 and 方.
        for (const CompoundSurname& surname : compound_surnames) {
            if (name.starts_with(surname.characters)) {
                return &surname;
            }
        }
    }
    return nullptr;
}

}  // namespace

std::size_t surname_characters(std::u32string_view name) {
    return compound_surname(name) != nullptr ? 2 : 1;
}

Pinyin pinyin_of_name(std::string_view name) {
    const std::u32string line = to_code_points(without_blanks(name));
    // Blanks inside a Chinese name ("王　伟") are layout; inside a Latin one they part words.
    std::u32string characters =
        !line.empty() && is_han(line[0]) ? line : to_code_points(normalise_line(name));
    Pinyin out;
    std::u32string_view rest = characters;
    if (const CompoundSurname* compound = compound_surname(rest)) {
        append_syllable(out, compound->readings[0]);
        append_syllable(out, compound->readings[1]);
        rest.remove_prefix(2);
    } else if (!rest.empty()) {
        for (const auto& [character, reading] : surname_readings) {
            if (character == rest[0]) {
                append_syllable(out, reading);
                rest.remove_prefix(1);
                break;
            }
        }
    }
    append(out, rest);
    return out;
}

Pinyin pinyin_of(std::string_view text) {
    Pinyin out;
    append(out, to_code_points(normalise_line(text)));
    return out;
}

std::string pinyin_query(std::string_view text) {
    return pinyin_of(text).full;
}

}  // namespace xiuhua
