#pragma once
// Search as one types: what a person is found by, and what a typed text asks for. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "rooms/registry/model.hpp"

namespace xiuhua::registry {

// Lower-case ASCII that sorts the same under every collation: letters and digits stay, any other character
// becomes u and four hexadecimal digits (v and six beyond the first plane); blanks and dots vanish.
std::string search_key(std::string_view text);
// The last key that begins with `key`.
std::string search_key_last(std::string_view key);

// What a person is found by: name and each later part of it, pinyin whole and given name, initials.
// "王小明": 王小明 小明 明 wangxiaoming xiaoming wxm
std::vector<std::string> search_tokens(std::string_view name, std::string_view pinyin,
                                       std::string_view initials);

enum class QuestionKind {
    everyone,         // Nothing typed.
    identity_number,  // A whole number of any kind of paper.
    phone,
    identity_tail,  // Last four; may as well be a room.
    names,          // Name, pinyin or initials; perhaps an address instead.
    address,        // Words of places, perhaps with a name among them.
};
struct Question {
    QuestionKind kind = QuestionKind::everyone;
    std::string text;                // Of numbers: cleaned. Of names: the search key.
    std::vector<std::string> words;  // Of an address: the search keys of its words, in order.
};
// "姚桥家园3号楼 王芳" → words 姚桥家园, 3号楼, 王芳
Question understand(std::string_view typed);

}  // namespace xiuhua::registry
