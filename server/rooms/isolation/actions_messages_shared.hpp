#pragma once
// What a single message and one to many share.
#include "rooms/isolation/actions_messages.hpp"
#include "rooms/isolation/actions_shared.hpp"
#include "rooms/isolation/rules_messages.hpp"

namespace xiuhua::isolation {

// As the register and the accounts stand now.
Result<PhonePages> phone_pages(Context& context, const Order& order);
struct Letter {
    std::string text;  // As message_text() left it.
    std::optional<BulkId> bulk;
};
Result<Message> write_message(Context& context, const Order& order, const Letter& letter);
Done take_message_back(Context& context, const Message& message, Instant until);

}  // namespace xiuhua::isolation
