#pragma once
// Scenes that the scenarios of this room share: invented orders in the demo world.
#include <doctest/doctest.h>

#include "rooms/documents/public.hpp"
#include "rooms/isolation/actions.hpp"
#include "testkit/demo_world.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua::isolation {
using std::chrono::hours;
using std::chrono::minutes;
using testkit::TestApp;

inline const std::vector<std::string> never = testkit::personal_markers();
// Health words of these tests: what no list, no auditor and no stranger may get.
inline const std::vector<std::string> health_words{"37.9", "浑身发冷", "密切接触者", "在家咳嗽"};

inline std::vector<std::string> plus(std::vector<std::string> left,
                                     const std::vector<std::string>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

template <typename F>
void on_each_engine(F&& test) {
    for (const Engine engine : testkit::engines()) {
        CAPTURE(testkit::engine_name(engine));
        TestApp app{engine};
        test(app);
    }
}

inline std::string ids_json(TestApp& app, const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) {
        out += (out.empty() ? "\"" : ",\"") + app.person(name) + "\"";
    }
    return "[" + out + "]";
}

inline std::string order_body(TestApp& app, const std::vector<std::string>& names) {
    return R"({"people":)" + ids_json(app, names) +
           R"(,"reason":"密切接触者，3月1日同车","place":"home","days":14})";
}

inline std::string text_at(const boost::json::value& value, std::string_view pointer) {
    return std::string{value.at_pointer(pointer).as_string()};
}

// Orders made by the grid worker of the first grid, ids in the order of the names.
inline std::vector<std::string> make_orders(TestApp& app, const std::vector<std::string>& names) {
    const std::vector<std::string> told(names.size(), "isolation.order_made");
    const std::string answer = app.run({.as = "worker_sun",
                                        .post = "/api/isolation/orders",
                                        .body = order_body(app, names),
                                        .has = {"awaiting_confirmation", "isolation.step.confirm"},
                                        .lacks = never,
                                        .events = told});
    const auto document = boost::json::parse(answer);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < names.size(); ++i) {
        ids.push_back(text_at(document, "/orders/" + std::to_string(i) + "/id"));
    }
    return ids;
}

inline std::string path_of(const std::string& id) {
    return "/api/isolation/orders/" + id;
}

inline std::string confirmed_order(TestApp& app, const std::string& name) {
    const std::string id = make_orders(app, {name}).front();
    app.run({.as = "reviewer_zhou",
             .post = path_of(id) + "/confirmation",
             .body = R"({"version":1})",
             .has = {R"("state":"active")"},
             .lacks = never,
             .events = {"isolation.order_confirmed"}});
    app.settle();
    return id;
}

inline std::string report_body(std::string_view temperature) {
    return R"({"temperature":)" + std::string{temperature} +
           R"(,"symptoms":["chills"],"mood":"anxious","source":"telephone"})";
}

inline OrderId order_id(const std::string& id) {
    return OrderId{*parse_uuid(id)};
}

inline std::int64_t count_alerts(TestApp& app, std::string_view kind) {
    constexpr Query count{"test.count_alerts",
                          "SELECT COUNT(*) FROM isolation_alert WHERE kind = ?1"};
    const auto found = app.db().read([&](Tx& tx) { return tx.row<std::int64_t>(count, kind); });
    REQUIRE(found);
    return found->value_or(0);
}

inline std::string first_alert(TestApp& app, const std::string& login) {
    const std::string list =
        app.run({.as = login, .get = "/api/isolation/alerts?state=open", .lacks = never});
    const auto document = boost::json::parse(list);
    REQUIRE(!document.at("items").as_array().empty());
    return text_at(document, "/items/0/id");
}

}  // namespace xiuhua::isolation
