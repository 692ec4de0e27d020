#include <algorithm>

#include "platform/clock/new_id.hpp"
#include "platform/host/room.hpp"
#include "platform/outbox/outbox.hpp"
#include "rooms/access/public.hpp"
#include "rooms/isolation/actions_messages_shared.hpp"
#include "rooms/isolation/permissions.hpp"
#include "rooms/isolation/store_messages.hpp"
#include "rooms/registry/public.hpp"

namespace xiuhua::isolation {
namespace {

constexpr std::string_view message_column = "isolation_message.words";

// The whole district: where a guardian works or lives is no measure of whose page shows a message.
const Scope& everywhere() {
    return program_viewer().scope;
}

Result<bool> has_page(Context& context, const registry::PersonBrief& person) {
    if (person.smartphone == registry::Smartphone::no) {
        return false;
    }
    return access::has_account(context.tx, person.id, Role::resident);
}

struct Told {
    MessageId message;
    std::optional<PersonId> guardian;
};
Done tell_message(Context& context, const Order& order, const Told& told, std::string_view kind) {
    const MessagePatch patch{told.message, order.person, told.guardian};
    return outbox::append(context.tx, context.now,
                          {.kind = std::string{kind},
                           .subject = to_text(order.id),
                           .area_code = order.area_code,
                           .payload = {json::write(patch)}});
}

MessageView view_of(const Message& m, std::optional<std::string> text, const Context& context) {
    MessageView view{m.id,           m.sent_at,      {m.sent_by, m.sent_by_name},
                     m.bulk,         m.delivered_at, m.read_at,
                     m.read_by,      m.withdrawn_at, {},
                     std::move(text)};
    const Instant until = message_undo_until(m);
    if (take_back(m, {context.viewer.user, until, context.now})) {
        view.undo_until = until;
    }
    return view;
}

Result<Order> order_of(Context& context, OrderId id) {
    XH_TRY(order, store::find(context.tx, id));
    if (!order) {
        return fail(ErrorCode::internal, "isolation.order_not_found");
    }
    return std::move(*order);
}

OwnMessageView own_view(const Order& order, const Message& message, std::string text) {
    return {message.id,      order.person,    order.person_name, message.sent_by_name,
            std::move(text), message.sent_at, message.read_at};
}

}  // namespace

Result<PhonePages> phone_pages(Context& context, const Order& order) {
    PhonePages pages;
    XH_TRY(person, registry::find_person(context.tx, everywhere(), order.person));
    if (!person) {
        return pages;
    }
    XH_TRY(own, has_page(context, *person));
    pages.own = own;
    if (!person->guardian) {
        return pages;
    }
    XH_TRY(guardian, registry::find_person(context.tx, everywhere(), *person->guardian));
    if (guardian && guardian->household == person->household) {
        XH_TRY(seen, has_page(context, *guardian));
        if (seen) {
            pages.guardian = guardian->id;
        }
    }
    return pages;
}

Result<Message> write_message(Context& context, const Order& order, const Letter& letter) {
    XH_TRY(pages, phone_pages(context, order));
    XH_DO(check_message(order, pages));
    XH_TRY(before, store::count_messages(context.tx, order.id));
    if (before >= messages_max) {
        return fail(ErrorCode::conflict, "isolation.message_too_many");
    }
    Message message;
    message.id = new_id<MessageId>(context.now);
    message.order = order.id;
    message.person = order.person;
    message.sent_at = context.now;
    message.sent_by = context.viewer.user;
    message.sent_by_name = context.viewer.name;
    message.bulk = letter.bulk;
    XH_TRY(words, seal_words(context, order.person, message_column, letter.text));
    XH_DO(store::insert(context.tx, store::StoredMessage{message, words}));
    XH_DO(
        audit_order(context, order, "isolation.send_message", {{"message", to_text(message.id)}}));
    XH_DO(store::take_part(context.tx, context.viewer.user, order.id));
    XH_DO(tell_message(context, order, {message.id, pages.guardian}, "isolation.message_sent"));
    return message;
}

Result<MessageView> send_message(Context& context, OrderId id, const MessageForm& form) {
    XH_TRY(text, message_text(form.text));
    XH_TRY(order, order_in_scope(context, id));
    XH_TRY(message, write_message(context, order, {text, std::nullopt}));
    return view_of(message, text, context);
}

Result<MessagesView> look_at_messages(Context& context, OrderId id) {
    XH_TRY(order, order_in_scope(context, id));
    XH_TRY(stored, store::messages_of(context.tx, id));
    const bool words_shown = context.viewer.may(permissions::health);
    MessagesView view;
    view.person = order.person;
    for (const store::StoredMessage& item : stored) {
        std::optional<std::string> text;
        if (words_shown) {
            XH_TRY(opened, open_words(context, order.person, message_column, item.words));
            text = std::move(opened);
        }
        view.items.push_back(view_of(item.message, std::move(text), context));
    }
    XH_TRY(pages, phone_pages(context, order));
    if (const Done possible = check_message(order, pages); !possible) {
        view.refusal = possible.error().key;
    }
    if (words_shown) {
        XH_DO(audit_order(context, order, "isolation.look_at_messages",
                          {{"messages", std::to_string(view.items.size())}}));
    }
    return view;
}

Done take_message_back(Context& context, const Message& message, Instant until) {
    XH_TRY(after, take_back(message, {context.viewer.user, until, context.now}));
    XH_TRY(taken, store::withdraw(context.tx, message.id, context.now));
    if (!taken) {
        return fail(ErrorCode::conflict, "isolation.message_read");
    }
    XH_TRY(order, order_of(context, message.order));
    XH_DO(audit_order(context, order, "isolation.withdraw_message",
                      {{"message", to_text(message.id)}}));
    XH_TRY(pages, phone_pages(context, order));
    return tell_message(context, order, {after.id, pages.guardian}, "isolation.message_withdrawn");
}

Result<MessageView> withdraw_message(Context& context, MessageId id) {
    XH_TRY(found, store::find_message(context.tx, context.viewer.scope, id));
    if (!found) {
        return fail(ErrorCode::not_found, "isolation.message_not_found");
    }
    Message& message = found->message;
    XH_DO(take_message_back(context, message, message_undo_until(message)));
    message.withdrawn_at = context.now;
    XH_TRY(text, open_words(context, message.person, message_column, found->words));
    return view_of(message, text, context);
}

Result<OwnMessagesSeen> own_messages(Context& context) {
    OwnMessagesSeen seen;
    XH_TRY(shown, orders_on_own_page(context));
    for (const OwnPageOrder& one : shown) {
        const Order& order = one.order;
        XH_TRY(stored, store::messages_of(context.tx, order.id));
        for (const store::StoredMessage& item : stored) {
            const Message& message = item.message;
            if (message.withdrawn_at) {
                continue;
            }
            XH_TRY(text, open_words(context, message.person, message_column, item.words));
            seen.messages.items.push_back(own_view(order, message, std::move(text)));
            if (!message.delivered_at) {
                seen.undelivered.push_back(message.id);
            }
        }
    }
    std::stable_sort(seen.messages.items.begin(), seen.messages.items.end(),
                     [](const OwnMessageView& l, const OwnMessageView& r) { return r.id < l.id; });
    return seen;
}

Done note_deliveries(Context& context, const std::vector<MessageId>& messages) {
    for (const MessageId id : messages) {
        XH_TRY(first, store::note_delivery(context.tx, id, context.now));
        if (!first) {
            continue;
        }
        XH_TRY(found, store::find_message(context.tx, id));
        XH_TRY(order, order_of(context, found ? found->message.order : OrderId{}));
        XH_TRY(pages, phone_pages(context, order));
        XH_DO(tell_message(context, order, {id, pages.guardian}, "isolation.message_delivered"));
    }
    return {};
}

Result<OwnMessageView> read_own_message(Context& context, MessageId id) {
    XH_TRY(found, store::find_message(context.tx, id));
    XH_TRY(shown, orders_on_own_page(context));
    const auto own = std::find_if(shown.begin(), shown.end(), [&](const OwnPageOrder& one) {
        return found && one.order.id == found->message.order;
    });
    if (own == shown.end() || found->message.withdrawn_at) {
        return fail(ErrorCode::not_found, "isolation.message_not_found");
    }
    const Order& order = own->order;
    Message& message = found->message;
    const MessageReader reader =
        own->holder == context.viewer.person ? MessageReader::person : MessageReader::guardian;
    XH_TRY(first, store::note_reading(context.tx, id, reader, context.now));
    if (first) {
        message.read_at = context.now;
        XH_DO(audit_order(
            context, order, "isolation.read_message",
            {{"message", to_text(id)}, {"reader", std::string{json::enum_text(reader)}}}));
        XH_TRY(pages, phone_pages(context, order));
        XH_DO(tell_message(context, order, {id, pages.guardian}, "isolation.message_read"));
    }
    XH_TRY(text, open_words(context, message.person, message_column, found->words));
    return own_view(order, message, std::move(text));
}

}  // namespace xiuhua::isolation
