#include "app/yaml.hpp"

#include <algorithm>
#include <array>

#include "platform/json/json.hpp"

namespace xiuhua::app {
namespace {

using boost::json::value;

// Plain where every YAML reader takes it for text; anything doubtful is quoted as JSON, which is YAML too.
bool is_plain(std::string_view text) {
    constexpr std::array words{"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || !(letter(text.front()) || text.front() == '/')) {
        return false;
    }
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::find(words.begin(), words.end(), lower) != words.end()) {
        return false;
    }
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/';
    });
}

std::string scalar(const value& item) {
    if (const auto* text = item.if_string()) {
        const std::string_view view{text->data(), text->size()};
        return is_plain(view) ? std::string{view} : json::write(std::string{view});
    }
    return boost::json::serialize(item);
}

bool is_block(const value& item) {
    return (item.is_object() && !item.get_object().empty()) ||
           (item.is_array() && !item.get_array().empty());
}

bool is_short_list(const value& item) {
    constexpr std::size_t short_list_max = 100;  // Columns
    const auto* list = item.if_array();
    if (list == nullptr || list->empty()) {
        return false;
    }
    std::size_t length = 0;
    for (const value& element : *list) {
        if (!element.is_string() && !element.is_number()) {
            return false;
        }
        length += scalar(element).size() + 2;
    }
    return length <= short_list_max;
}

std::string flow(const value& list) {
    std::string out = "[";
    for (const value& element : list.get_array()) {
        out += (out.size() > 1 ? ", " : "") + scalar(element);
    }
    return out + "]";
}

void write(std::string& out, const value& item, int depth, bool in_list);

void write_members(std::string& out, const boost::json::object& object, int depth, bool in_list) {
    bool first = in_list;  // The first member stands on the line of its "- ".
    for (const auto& member : object) {
        if (!std::exchange(first, false)) {
            out.append(static_cast<std::size_t>(depth) * 2, ' ');
        }
        out += scalar(value(member.key())) + ":";
        if (is_short_list(member.value())) {
            out += " " + flow(member.value()) + "\n";
        } else if (is_block(member.value())) {
            out += "\n";
            write(out, member.value(), depth + 1, false);
        } else {
            out += " " + scalar(member.value()) + "\n";
        }
    }
}

void write(std::string& out, const value& item, int depth, bool in_list) {
    if (const auto* object = item.if_object(); object != nullptr && !object->empty()) {
        write_members(out, *object, depth, in_list);
    } else if (const auto* list = item.if_array(); list != nullptr && !list->empty()) {
        for (const value& element : *list) {
            out.append(static_cast<std::size_t>(depth) * 2, ' ');
            out += "- ";
            write(out, element, depth + 1, true);
        }
    } else {
        out += scalar(item) + "\n";
    }
}

}  // namespace

std::string yaml(const value& value) {
    std::string out;
    write(out, value, 0, false);
    return out;
}

}  // namespace xiuhua::app
