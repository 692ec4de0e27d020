#include "rooms/isolation/rules_messages.hpp"

#include "testkit/isolation_facts.hpp"

namespace xiuhua::isolation {
namespace {

const PersonId guardian{{{9}}};

std::string text_or_key(std::string_view typed) {
    const auto text = message_text(typed);
    return text ? *text : key_of(text.error());
}

std::string repeated(std::string_view character, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) {
        text += character;
    }
    return text;
}

}  // namespace

TEST_CASE("a message has one to five hundred characters, and no control character but line ends") {
    struct Row {
        std::string typed, outcome;
    };
    for (const Row& row :
         {Row{"", "isolation.message_empty"}, Row{" \t\n　", "isolation.message_empty"},
          Row{"好", "好"}, Row{"　明早八点上门取样。\r\n", "明早八点上门取样。"},
          Row{"第一行\r\n第二行\n第三行", "第一行\n第二行\n第三行"},
          Row{repeated("菜", 500), repeated("菜", 500)},
          Row{"  " + repeated("菜", 500) + "  ", repeated("菜", 500)},
          Row{repeated("菜", 501), "isolation.message_too_long"},
          Row{"a\tb", "isolation.message_control"}, Row{"a\rb", "isolation.message_control"},
          Row{std::string{"a\0b", 3}, "isolation.message_control"},
          Row{"a\x1b[2Jb", "isolation.message_control"}, Row{"a\x7f", "isolation.message_control"},
          Row{"a\xc2\x9f"
              "b",
              "isolation.message_control"},
          Row{"a\xc2\xa1"
              "b",
              "a¡b"}}) {
        CAPTURE(row.typed);
        CHECK(text_or_key(row.typed) == row.outcome);
    }
}

TEST_CASE("only the person of an open order is written to, and only where somebody would see it") {
    struct Row {
        OrderState state;
        PhonePages pages;
        std::string_view outcome;
    };
    for (const Row& row :
         {Row{OrderState::awaiting_confirmation, {true, {}}, "ok"},
          Row{OrderState::active, {true, {}}, "ok"},
          Row{OrderState::active, {true, guardian}, "ok"},
          Row{OrderState::active, {false, guardian}, "ok"},
          Row{OrderState::active, {false, {}}, "isolation.message_no_page"},
          Row{OrderState::awaiting_confirmation, {false, {}}, "isolation.message_no_page"},
          Row{OrderState::released, {true, {}}, "isolation.already_ended"},
          Row{OrderState::withdrawn, {true, {}}, "isolation.already_ended"},
          Row{OrderState::refused, {true, guardian}, "isolation.already_ended"},
          Row{OrderState::transferred, {false, {}}, "isolation.already_ended"}}) {
        CAPTURE(static_cast<int>(row.state));
        Order order = active_order();
        order.state = row.state;
        const Done done = check_message(order, row.pages);
        CHECK((done ? "ok" : done.error().key) == row.outcome);
    }
}

TEST_CASE("a message is taken back by its sender, in ten minutes, while nobody has read it") {
    const Instant sent = at("2026-03-05", 9);
    Message message;
    message.sent_at = sent;
    message.sent_by = worker;
    const auto taken = [&](const Message& one, UserId user, Instant now) {
        return outcome(take_back(one, {user, message_undo_until(one), now}));
    };
    CHECK(taken(message, worker, sent) == "ok");
    CHECK(taken(message, worker, sent + minutes{10}) == "ok");
    CHECK(taken(message, worker, sent + minutes{10} + std::chrono::seconds{1}) ==
          "isolation.message_undo_over");
    CHECK(taken(message, reviewer, sent) == "isolation.message_not_yours");
    Message delivered = message;
    delivered.delivered_at = sent + minutes{1};
    CHECK(taken(delivered, worker, sent + minutes{2}) == "ok");
    Message read = delivered;
    read.read_at = sent + minutes{2};
    CHECK(taken(read, worker, sent + minutes{3}) == "isolation.message_read");
    const auto gone = take_back(message, {worker, sent + minutes{10}, sent + minutes{3}});
    REQUIRE(gone);
    CHECK(gone->withdrawn_at == sent + minutes{3});
    CHECK(taken(*gone, worker, sent + minutes{4}) == "isolation.message_withdrawn");
}

}  // namespace xiuhua::isolation
