// What is committed as promise is what the program does.
#include "app/contract.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "app/yaml.hpp"
#include "testkit/source_tree.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

std::string committed(const char* path) {
    std::ifstream in{testkit::source_tree() / path};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// The first line that differs, so that a failure is read at a glance.
std::string first_difference(const std::string& left, const std::string& right) {
    std::istringstream one{left}, other{right};
    std::string line, expected;
    while (true) {
        const bool has_one = static_cast<bool>(std::getline(one, line));
        const bool has_other = static_cast<bool>(std::getline(other, expected));
        if (!has_one && !has_other) {
            return "";
        }
        if (!has_one || !has_other || line != expected) {
            return "committed: " + (has_one ? line : "(end)") +
                   "\nprinted:   " + (has_other ? expected : "(end)") + "\nrun: ./dev contract";
        }
    }
}

TEST_CASE("the committed contract is the one the routes print") {
    testkit::TestApp app;
    const auto printed = app::contract(app.program().router());
    REQUIRE_MESSAGE(printed.has_value(), (printed ? "" : printed.error().detail));
    CHECK(first_difference(committed("contract/openapi.yaml"), *printed) == "");
}

TEST_CASE("the committed permission matrix is the one the routes print") {
    testkit::TestApp app;
    CHECK(first_difference(committed("docs/rooms/permissions.md"),
                           app::permission_matrix(app.program().router())) == "");
}

TEST_CASE("YAML quotes what a reader could take for something else than text") {
    struct Row {
        std::string_view json, yaml;
    };
    for (const Row& row :
         {Row{R"({"a":"plain"})", "a: plain\n"}, Row{R"({"a":"yes"})", "a: \"yes\"\n"},
          Row{R"({"200":"0.1.0"})", "\"200\": \"0.1.0\"\n"},
          Row{R"({"/api/x/{id}":{}})", "\"/api/x/{id}\": {}\n"},
          Row{R"({"a":[],"b":["p","q"]})", "a: []\nb: [p, q]\n"},
          Row{R"({"a":[{"b":1,"c":true}]})", "a:\n  - b: 1\n    c: true\n"},
          Row{R"({"a":{"b":null}})", "a:\n  b: null\n"},
          Row{R"({"a":"is: this"})", "a: \"is: this\"\n"}}) {
        CHECK(app::yaml(boost::json::parse(row.json)) == row.yaml);
    }
}

}  // namespace
}  // namespace xiuhua
