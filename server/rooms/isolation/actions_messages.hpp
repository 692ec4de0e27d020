#pragma once
// Messages: the office writes, the person's own page shows them and says when.
#include "rooms/isolation/actions.hpp"
#include "rooms/isolation/model_messages.hpp"

namespace xiuhua::isolation {

struct MessageForm {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(MessageForm, (), (text))
struct MessageView {
    MessageId id;
    Instant sent_at;
    UserCell sent_by;
    std::optional<BulkId> bulk;
    std::optional<Instant> delivered_at, read_at;
    std::optional<MessageReader> read_by;
    std::optional<Instant> withdrawn_at;
    std::optional<Instant> undo_until;  // While this viewer may take it back.
    std::optional<std::string> text;    // Absent for who may not see health words.
};
BOOST_DESCRIBE_STRUCT(MessageView, (),
                      (id, sent_at, sent_by, bulk, delivered_at, read_at, read_by, withdrawn_at,
                       undo_until, text))
struct MessagesView {
    PersonId person;
    std::vector<MessageView> items;  // Newest first.
    std::string refusal;             // Key of why nothing can be written now; empty when it can.
};
BOOST_DESCRIBE_STRUCT(MessagesView, (), (person, items, refusal))

// `invalid`, `conflict` as rules_messages.hpp says; `conflict` isolation.message_too_many.
Result<MessageView> send_message(Context& context, OrderId id, const MessageForm& form);
// With its words when the viewer may see them: then the look is audited, and the transaction writes.
Result<MessagesView> look_at_messages(Context& context, OrderId id);
Result<MessageView> withdraw_message(Context& context, MessageId id);

// ---- the person's own page: one's own, and those of the people whose guardian one is
struct OwnMessageView {
    MessageId id;
    PersonId person;
    std::string person_name, sender_name, text;
    Instant sent_at;
    std::optional<Instant> read_at;
};
BOOST_DESCRIBE_STRUCT(OwnMessageView, (),
                      (id, person, person_name, sender_name, text, sent_at, read_at))
struct OwnMessages {
    std::vector<OwnMessageView> items;  // Newest first; none that was taken back.
};
BOOST_DESCRIBE_STRUCT(OwnMessages, (), (items))

struct OwnMessagesSeen {
    OwnMessages messages;
    std::vector<MessageId> undelivered;  // Shown for the first time: note_deliveries.
};
Result<OwnMessagesSeen> own_messages(Context& context);
Done note_deliveries(Context& context, const std::vector<MessageId>& messages);
// The first time counts. `not_found` isolation.message_not_found.
Result<OwnMessageView> read_own_message(Context& context, MessageId id);

// What the live events carry: nothing that was written.
struct MessagePatch {
    MessageId id;
    PersonId person;
    std::optional<PersonId> guardian;
};
BOOST_DESCRIBE_STRUCT(MessagePatch, (), (id, person, guardian))

}  // namespace xiuhua::isolation
