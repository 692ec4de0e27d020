#include "platform/live/live.hpp"

#include <doctest/doctest.h>

#include <atomic>

namespace xiuhua {
namespace {

constexpr Permission read_orders{"isolation.read", {Role::grid_worker, Role::command_post}};

UserId user(std::uint8_t number) {
    UserId id;
    id.value.bytes[15] = number;
    return id;
}

Viewer viewer(std::uint8_t number, Role role, std::string area) {
    Viewer whose;
    whose.user = user(number);
    whose.roles = {role};
    whose.scope.area_codes = {std::move(area)};
    return whose;
}

StoredEvent event(std::int64_t seq, std::string area, UserId addressee = {}) {
    StoredEvent made;
    made.seq = seq;
    made.kind = "isolation.order_released";
    made.subject = "order-" + std::to_string(seq);
    made.area_code = std::move(area);
    made.addressee = addressee;
    made.payload.text = "{\"version\":3}";
    return made;
}

std::string text_of(Live::Subscription& subscription) {
    std::string all;
    for (const std::string& frame : subscription.take()) {
        all += frame;
    }
    return all;
}

std::unique_ptr<Live> office() {
    auto live = Live::create();
    live->on("isolation.order_released", read_orders);
    return live;
}

void nothing() {}

TEST_CASE("a worker's screen shows events of the worker's own community and no other") {
    const auto live = office();
    int woken = 0;
    auto own = live->subscribe(viewer(1, Role::grid_worker, "410105014001"), {}, [&] { ++woken; });
    auto other = live->subscribe(viewer(2, Role::grid_worker, "410105014008"), {}, nothing);
    REQUIRE((own && other));
    live->publish(event(1, "41010501400102"));
    CHECK(woken == 1);
    CHECK(text_of(**own) ==
          "id: 1\nevent: isolation.order_released\n"
          "data: {\"kind\":\"isolation.order_released\",\"subject\":\"order-1\","
          "\"payload\":{\"version\":3}}\n\n");
    CHECK(text_of(**other).empty());
    CHECK(text_of(**own).empty());
}

TEST_CASE("who may not read orders is not told of them, in scope or not") {
    const auto live = office();
    auto supply = live->subscribe(viewer(1, Role::supply, "410105014"), {}, nothing);
    live->publish(event(1, "410105014001"));
    CHECK(text_of(**supply).empty());
}

TEST_CASE("an addressed event reaches its addressee alone, whatever the role") {
    const auto live = office();
    auto named = live->subscribe(viewer(1, Role::resident, ""), {}, nothing);
    auto command = live->subscribe(viewer(2, Role::command_post, ""), {}, nothing);
    live->publish(event(1, "410105014001", user(1)));
    CHECK(text_of(**named).find("order-1") != std::string::npos);
    CHECK(text_of(**command).empty());
}

TEST_CASE("an event without an area is the command post's") {
    const auto live = office();
    auto worker = live->subscribe(viewer(1, Role::grid_worker, ""), {}, nothing);
    auto command = live->subscribe(viewer(2, Role::command_post, ""), {}, nothing);
    live->publish(event(1, ""));
    CHECK(text_of(**worker).empty());
    CHECK(text_of(**command).find("order-1") != std::string::npos);
}

TEST_CASE("an event whose kind nobody registered is shown to nobody but its addressee") {
    const auto live = Live::create();
    auto command = live->subscribe(viewer(1, Role::command_post, ""), {}, nothing);
    live->publish(event(1, "410105014001"));
    CHECK(text_of(**command).empty());
    live->publish(event(2, "410105014001", user(1)));
    CHECK(text_of(**command).find("order-2") != std::string::npos);
}

TEST_CASE("a room's renderer may show less, and what it writes on many lines stays one frame") {
    const auto live = Live::create();
    live->on("isolation.order_released",
             [](const StoredEvent&, const Viewer& who) -> std::optional<std::string> {
                 if (who.roles.has(Role::auditor)) {
                     return std::nullopt;
                 }
                 return "{\n\"a\":1}\r\n";
             });
    auto auditor = live->subscribe(viewer(1, Role::auditor, "4"), {}, nothing);
    auto worker = live->subscribe(viewer(2, Role::grid_worker, "4"), {}, nothing);
    auto elsewhere = live->subscribe(viewer(3, Role::grid_worker, "5"), {}, nothing);
    live->publish(event(7, "41"));
    CHECK(text_of(**auditor).empty());
    CHECK(text_of(**elsewhere).empty());
    CHECK(text_of(**worker) ==
          "id: 7\nevent: isolation.order_released\ndata: {\ndata: \"a\":1}\ndata: \n\n");
}

TEST_CASE("a screen that was away gets what it missed, and a reset when that is no longer known") {
    const auto live = office();
    const Viewer worker = viewer(1, Role::grid_worker, "4");
    SUBCASE("nothing is known yet, as after a restart") {
        auto back = live->subscribe(worker, 12, nothing);
        CHECK(text_of(**back) == "event: reset\ndata: {}\n\n");
    }
    for (std::int64_t seq = 100; seq < 110; ++seq) {
        live->publish(event(seq, seq % 2 == 0 ? "41" : "51"));
    }
    SUBCASE("the even ones were in scope") {
        auto back = live->subscribe(worker, 103, nothing);
        const std::string text = text_of(**back);
        CHECK(text.find("order-102") == std::string::npos);
        CHECK(text.find("id: 104\n") != std::string::npos);
        CHECK(text.find("id: 105\n") == std::string::npos);
        CHECK(text.find("id: 108\n") != std::string::npos);
    }
    SUBCASE("up to date") {
        auto back = live->subscribe(worker, 109, nothing);
        CHECK(text_of(**back).empty());
    }
    SUBCASE("the first kept one is enough, one earlier is not") {
        auto back = live->subscribe(worker, 99, nothing);
        CHECK(text_of(**back).find("id: 100\n") != std::string::npos);
        auto late = live->subscribe(worker, 98, nothing);
        CHECK(text_of(**late) == "id: 109\nevent: reset\ndata: {}\n\n");
    }
    SUBCASE("a number from the future belongs to another database") {
        auto back = live->subscribe(worker, 110, nothing);
        CHECK(text_of(**back) == "id: 109\nevent: reset\ndata: {}\n\n");
    }
    SUBCASE("a new screen learns the position") {
        auto fresh = live->subscribe(worker, {}, nothing);
        CHECK(text_of(**fresh) == "id: 109\n\n");
        live->publish(event(110, "51"));
        CHECK((*fresh)->heartbeat() == "id: 110\n\n");
        live->publish(event(111, "41"));
        CHECK((*fresh)->heartbeat() == ":\n\n");
    }
}

TEST_CASE("more missed than a slow screen may lag is a reset too") {
    const auto live = office();
    const auto lag = static_cast<std::int64_t>(Live::waiting_max);
    for (std::int64_t seq = 1; seq <= lag + 1; ++seq) {
        live->publish(event(seq, "41"));
    }
    const Viewer worker = viewer(1, Role::grid_worker, "4");
    auto just = live->subscribe(worker, 1, nothing);
    CHECK((*just)->take().size() == Live::waiting_max);
    auto over = live->subscribe(worker, 0, nothing);
    CHECK(text_of(**over).find("event: reset") != std::string::npos);
}

TEST_CASE("only the latest events are kept") {
    const auto live = office();
    const auto kept = static_cast<std::int64_t>(Live::recent_max);
    for (std::int64_t seq = 1; seq <= kept + 1; ++seq) {
        live->publish(event(seq, "51"));
    }
    const Viewer worker = viewer(1, Role::grid_worker, "4");
    CHECK(text_of(**live->subscribe(worker, 1, nothing)).empty());
    CHECK(text_of(**live->subscribe(worker, 0, nothing)).find("reset") != std::string::npos);
}

TEST_CASE("a subscriber that takes nothing is dropped, and the others go on") {
    const auto live = office();
    auto slow = live->subscribe(viewer(1, Role::grid_worker, "4"), {}, nothing);
    auto quick = live->subscribe(viewer(2, Role::grid_worker, "4"), {}, nothing);
    const auto lag = static_cast<std::int64_t>(Live::waiting_max);
    for (std::int64_t seq = 1; seq <= lag; ++seq) {
        live->publish(event(seq, "41"));
        CHECK((*quick)->take().size() == 1);
    }
    CHECK_FALSE((*slow)->dropped());
    live->publish(event(lag + 1, "41"));
    CHECK((*slow)->dropped());
    CHECK((*slow)->take().empty());
    CHECK((*quick)->take().size() == 1);
    CHECK_FALSE((*quick)->dropped());
}

TEST_CASE("a user's streams end with the session, the colleague's do not") {
    const auto live = office();
    std::atomic<int> woken{0};
    auto first = live->subscribe(viewer(1, Role::grid_worker, "4"), {}, [&] { ++woken; });
    auto second = live->subscribe(viewer(1, Role::grid_worker, "4"), {}, [&] { ++woken; });
    auto other = live->subscribe(viewer(2, Role::grid_worker, "4"), {}, [&] { ++woken; });
    live->end(user(1));
    CHECK((*first)->dropped());
    CHECK((*second)->dropped());
    CHECK_FALSE((*other)->dropped());
    CHECK(woken == 2);
    live->stop();
    CHECK((*other)->dropped());
    const auto late = live->subscribe(viewer(3, Role::grid_worker, "4"), {}, nothing);
    CHECK(late.error().key == "live.stopping");
}

TEST_CASE("the number of subscribers is limited, and a place is free again when one leaves") {
    const auto live = office();
    const Viewer worker = viewer(1, Role::grid_worker, "4");
    std::vector<std::unique_ptr<Live::Subscription>> all;
    for (std::size_t i = 0; i < Live::subscribers_max; ++i) {
        all.push_back(std::move(*live->subscribe(worker, {}, nothing)));
    }
    CHECK(live->subscribe(worker, {}, nothing).error().key == "live.too_many_subscribers");
    all.pop_back();
    CHECK(live->subscribe(worker, {}, nothing).has_value());
}

}  // namespace
}  // namespace xiuhua
