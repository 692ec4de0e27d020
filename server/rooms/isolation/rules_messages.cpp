#include "rooms/isolation/rules_messages.hpp"

#include <algorithm>

#include "kernel/text.hpp"

namespace xiuhua::isolation {
namespace {

constexpr char32_t delete_character = 0x7F;
constexpr char32_t last_control = 0x9F;

bool is_refused(char32_t c) {
    return (c < U' ' && c != U'\n') || (c >= delete_character && c <= last_control);
}

// What is put together on Windows ends its lines with two characters.
std::u32string with_plain_line_ends(std::u32string text) {
    for (std::size_t at = text.find(U"\r\n"); at != text.npos; at = text.find(U"\r\n", at)) {
        text.erase(at, 1);
    }
    return text;
}

}  // namespace

Result<std::string> message_text(std::string_view typed) {
    const auto wrong = [](const char* key) { return fail(ErrorCode::invalid, key, "text"); };
    const std::u32string text = with_plain_line_ends(to_code_points(trim(typed)));
    if (text.empty()) {
        return wrong("isolation.message_empty");
    }
    if (text.size() > message_characters_max) {
        return wrong("isolation.message_too_long");
    }
    if (std::any_of(text.begin(), text.end(), is_refused)) {
        return wrong("isolation.message_control");
    }
    return from_code_points(text);
}

Done check_message(const Order& order, const PhonePages& pages) {
    if (!is_open(order.state)) {
        return fail(ErrorCode::conflict, "isolation.already_ended");
    }
    if (!pages.own && !pages.guardian) {
        return fail(ErrorCode::conflict, "isolation.message_no_page");
    }
    return {};
}

Result<Message> take_back(Message message, const TakingBack& taking) {
    const auto conflict = [](const char* key) { return fail(ErrorCode::conflict, key); };
    if (message.sent_by != taking.user) {
        return conflict("isolation.message_not_yours");
    }
    if (message.withdrawn_at) {
        return conflict("isolation.message_withdrawn");
    }
    if (message.read_at) {
        return conflict("isolation.message_read");
    }
    if (taking.until < taking.now) {
        return conflict("isolation.message_undo_over");
    }
    message.withdrawn_at = taking.now;
    return message;
}

}  // namespace xiuhua::isolation
