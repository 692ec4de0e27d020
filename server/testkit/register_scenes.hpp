#pragma once
// What the scenarios of the register share.
#include <boost/json.hpp>

#include "testkit/test_app.hpp"

namespace xiuhua::registry {

using testkit::TestApp;

template <typename F>
void on_each_engine(F&& test) {
    for (const Engine engine : testkit::engines()) {
        SUBCASE(testkit::engine_name(engine)) {
            TestApp app{engine};
            test(app);
        }
    }
}

inline std::string text_at(const std::string& body, std::string_view pointer) {
    return std::string{boost::json::parse(body).at_pointer(pointer).as_string()};
}

// Somebody written down a second time at the next door, without a number.
inline std::string write_again(TestApp& app, const char* as, const char* home,
                               const std::string& facts) {
    const std::string body =
        R"({"household":")" + to_text(app.world().household(home)) + R"(",)" + facts + "}";
    return text_at(app.run({.as = as,
                            .post = "/api/registry/people",
                            .body = body,
                            .events = {"registry.person_added"}}),
                   "/id");
}
inline const std::string jiang_again =
    R"("name":"江小明","birth_date":"1985-04-12","phone":"13800000101","relation":"tenant")";

}  // namespace xiuhua::registry
