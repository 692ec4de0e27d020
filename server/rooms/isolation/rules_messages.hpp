#pragma once
// Pure decisions about messages: to whom one may be written, what it may hold, how long it can be taken back.
#include "kernel/result.hpp"
#include "rooms/isolation/model_messages.hpp"

namespace xiuhua::isolation {

inline constexpr std::size_t message_characters_max = 500;  // Two screens of a phone in large type.
inline constexpr int message_undo_minutes = 10;             // As long as for other slips.

// Trimmed, "\r\n" as "\n"; `invalid` field "text": isolation.message_empty / _too_long / _control. A line end is the
// only control character that a message may hold.
Result<std::string> message_text(std::string_view typed);
// `conflict` isolation.already_ended; isolation.message_no_page when nobody would see it: one calls instead.
Done check_message(const Order& order, const PhonePages& pages);
struct TakingBack {
    UserId user;
    Instant until, now;
};
// What has been read cannot be unread, and only whoever wrote it takes it back: `conflict` isolation.message_not_yours
// / message_withdrawn / message_read / message_undo_over.
Result<Message> take_back(Message message, const TakingBack& taking);
inline Instant message_undo_until(const Message& message) {
    return message.sent_at + std::chrono::minutes{message_undo_minutes};
}

}  // namespace xiuhua::isolation
