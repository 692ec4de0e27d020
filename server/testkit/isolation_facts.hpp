#pragma once
// What the tests of the rules share: the shipped policies, days, and an order.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "platform/json/json.hpp"
#include "rooms/isolation/rules.hpp"
#include "testkit/source_tree.hpp"

namespace xiuhua::isolation {
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

// The defaults that the program brings are what these tests judge by.
template <typename Policy>
Policy shipped(const std::string& name) {
    struct File {
        std::string name, valid_from, source;
        RawJson body;
    };
    std::ifstream file{testkit::source_tree() / "policy" / (name + ".json")};
    std::stringstream text;
    text << file.rdbuf();
    const auto document = json::parse_document(text.str());
    REQUIRE(document);
    auto policy = json::parse<Policy>(boost::json::serialize(document->at("body")));
    REQUIRE_MESSAGE(policy, name);
    CHECK(check_policy(*policy));
    CHECK(parse_date(std::string_view{document->at("valid_from").as_string()}));
    return *policy;
}

inline Date day(std::string_view text) {
    const auto date = parse_date(text);
    REQUIRE(date);
    return *date;
}
inline Instant at(std::string_view date, int hour, int minute = 0) {
    return office_instant(day(date), minutes{hour * 60 + minute});
}

inline const UserId maker{{{1}}}, reviewer{{{2}}}, worker{{{3}}};

// Confirmed on 1 March at 09:00 for 14 days: the last day is the 14th.
inline Order active_order() {
    Order order;
    order.state = OrderState::active;
    order.start_date = day("2026-03-01");
    order.days = 14;
    order.end_date = day("2026-03-14");
    order.made_by = maker;
    order.worker = worker;
    order.made_at = at("2026-03-01", 8);
    order.confirmed_by = reviewer;
    order.confirmed_at = at("2026-03-01", 9);
    return order;
}

inline std::string key_of(const Error& error) {
    return error.fields.empty() ? error.key : error.fields.front().key;
}
template <typename T>
std::string outcome(const Result<T>& result) {
    return result ? "ok" : key_of(result.error());
}

}  // namespace xiuhua::isolation
