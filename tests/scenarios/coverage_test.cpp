// Every route × every role: walked by a machine, and each route named by a scenario that a person wrote.
#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "app/contract.hpp"
#include "testkit/source_tree.hpp"
#include "testkit/test_app.hpp"

namespace xiuhua {
namespace {

using boost::json::object;
using boost::json::value;
using testkit::TestApp;

// Nothing in the demo world has it.
constexpr const char* nobodys_id = "0190a000-0000-7000-8000-00000000dead";
constexpr const char* not_signed_in = "\"request.not_signed_in\"";
constexpr int depth_max = 6;  // Of a body made up from its schema.

value plausible(const object& schema, const json::Schemas& schemas, int depth);

value plausible_text(const object& schema) {
    const auto* format = schema.if_contains("format");
    if (format == nullptr) {
        return "1";
    }
    if (*format == "uuid") {
        return nobodys_id;
    }
    return *format == "date" ? "2026-03-02" : "2026-03-02T01:00:00.000Z";
}

value plausible_object(const object& schema, const json::Schemas& schemas, int depth) {
    object made;
    const auto* required = schema.if_contains("required");
    const auto* properties = schema.if_contains("properties");
    if (required == nullptr || properties == nullptr) {
        return made;
    }
    for (const value& name : required->as_array()) {
        const value& property = properties->as_object().at(name.as_string());
        made[name.as_string()] = plausible(property.as_object(), schemas, depth + 1);
    }
    return made;
}

// The smallest value that fits the schema, so that a request gets past parsing and into the rules.
value plausible(const object& schema, const json::Schemas& schemas, int depth) {
    if (depth > depth_max) {
        return nullptr;
    }
    if (const auto* reference = schema.if_contains("$ref")) {
        std::string name{reference->as_string()};
        name.erase(0, name.rfind('/') + 1);
        return plausible(schemas.at(name), schemas, depth + 1);
    }
    if (const auto* choices = schema.if_contains("enum")) {
        return choices->as_array().at(0);
    }
    const auto* type = schema.if_contains("type");
    if (type == nullptr) {
        return object{};
    }
    const value first = type->is_array() ? type->as_array().at(0) : *type;
    if (first == "object") {
        return plausible_object(schema, schemas, depth);
    }
    if (first == "array") {
        return boost::json::array{};
    }
    if (first == "boolean") {
        return false;
    }
    return first == "integer" || first == "number" ? value(1) : plausible_text(schema);
}

testkit::Scenario request_for(const RouteDescription& route) {
    static const std::regex parameter{R"(\{\w+\})"};
    const std::string path = std::regex_replace(route.pattern, parameter, nobodys_id);
    testkit::Scenario scenario;
    std::string* places[] = {&scenario.get, &scenario.post, &scenario.put, &scenario.patch,
                             &scenario.del};
    *places[static_cast<std::size_t>(route.method)] = path;
    if (route.body) {
        json::Schemas schemas;
        const object schema = route.body(schemas);
        scenario.body = boost::json::serialize(plausible(schema, schemas, 0));
    }
    if (route.options.upload) {
        scenario.upload = "not a sheet";
    }
    return scenario;
}

std::string name_of(const RouteDescription& route) {
    return std::string{method_text(route.method)} + " " + route.pattern;
}

void check_no_markers(const std::string& body) {
    static const std::vector<std::string> markers = testkit::personal_markers();
    for (const std::string& marker : markers) {
        CHECK_MESSAGE(body.find(marker) == std::string::npos, marker);
    }
}

// What a role may not do is refused before anything is looked at; what it may do never breaks the program, and
// never shows a clear number or phone without a disclosure.
TEST_CASE("every route refuses every role that lacks its permission, and nobody") {
    for (const Engine engine : testkit::engines()) {
        TestApp app{engine};
        for (const RouteDescription* route : app.program().router().routes()) {
            const std::string route_name = name_of(*route);
            CAPTURE(route_name);
            testkit::Scenario scenario = request_for(*route);
            const bool open = route->access.kind == Access::Kind::anyone;
            const Response outside = app.send(scenario);
            // Log-in is open to anyone and answers 401 of its own: the key tells them apart.
            const bool refused =
                outside.status == 401 && outside.body.find(not_signed_in) != std::string::npos;
            CHECK(refused == !open);
            check_no_markers(outside.body);
        }
    }
}

TEST_CASE(
    "a role with the permission gets an answer, and one without it a refusal that tells nothing") {
    TestApp app;
    int pairs = 0;
    for (const testkit::DemoUser& user : testkit::demo_users()) {
        for (const RouteDescription* route : app.program().router().routes()) {
            const std::string route_name = name_of(*route), as{user.login};
            CAPTURE(route_name);
            CAPTURE(as);
            testkit::Scenario scenario = request_for(*route);
            scenario.as = as;
            app.forget_sessions();  // The route before may have been the one that logs out.
            const bool needs_none = route->access.kind != Access::Kind::permission;
            const bool may = needs_none || route->access.permission.roles.has(user.role);
            const Response response = app.send(scenario);
            INFO(response.body.substr(0, 500));
            const bool refused = response.body.find("\"request.forbidden\"") != std::string::npos ||
                                 response.body.find(not_signed_in) != std::string::npos;
            if (may) {
                CHECK_FALSE(refused);
                CHECK(response.status != 500);
                CHECK(response.status != 503);
            } else {
                CHECK(response.status == 403);
                CHECK(refused);
            }
            check_no_markers(response.body);
            ++pairs;
        }
    }
    MESSAGE(pairs << " pairs of route and role walked");
}

// ---- each route is named by a hand-written scenario of its room

std::string test_sources(const std::string& room) {
    std::string all;
    const auto tree = testkit::source_tree();
    for (const auto& folder :
         {tree / "server" / (room == "platform" ? "platform" : "rooms/" + room),
          tree / "tests" / "scenarios"}) {
        std::error_code none;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{folder, none}) {
            const std::string file = entry.path().filename().string();
            if (file.ends_with("_test.cpp") && file != "coverage_test.cpp") {
                std::ifstream in{entry.path()};
                std::ostringstream text;
                text << in.rdbuf();
                all += text.str();
            }
        }
    }
    return all;
}

// The route as written ("POST /api/x/{id}/release"), or a path put together from its pieces:
//   "/api/x/" + id + "/release"
bool is_named(const RouteDescription& route, const std::string& sources) {
    if (sources.find(name_of(route)) != std::string::npos) {
        return true;
    }
    static const std::regex special{R"([.^$|()\[\]*+?\\])"};
    std::string expression;
    std::istringstream segments{route.pattern.substr(1)};
    std::string segment;
    while (std::getline(segments, segment, '/')) {
        const bool parameter = segment.front() == '{';
        expression += parameter ? R"(/(?:"\s*\+[^;{}]*?(?:\+\s*")?|[^"/\s]+))"
                                : "/" + std::regex_replace(segment, special, R"(\$&)");
    }
    return std::regex_search(sources, std::regex{expression + R"((?:["?]|\s*[,}]))"});
}

TEST_CASE("each route is named by a scenario that a person wrote") {
    TestApp app;
    std::map<std::string, std::string> sources;
    for (const RouteDescription* route : app.program().router().routes()) {
        const std::string room = app::room_of(route->pattern);
        if (!sources.contains(room)) {
            sources[room] = test_sources(room);
        }
        CHECK_MESSAGE(is_named(*route, sources[room]), name_of(*route));
    }
}

}  // namespace
}  // namespace xiuhua
