#include "app/contract.hpp"

#include "app/yaml.hpp"

namespace xiuhua::app {
namespace {

using boost::json::array;
using boost::json::object;

constexpr std::string_view schema_prefix = "#/components/schemas/";

std::string lower_method(Method method) {
    std::string text{method_text(method)};
    for (char& c : text) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

std::vector<std::string> segments_of(std::string_view pattern) {
    std::vector<std::string> segments;
    std::string segment;
    for (const char c : pattern) {
        if (c == '/') {
            if (!segment.empty()) {
                segments.push_back(std::exchange(segment, {}));
            }
        } else {
            segment += c;
        }
    }
    if (!segment.empty()) {
        segments.push_back(segment);
    }
    return segments;
}

// "postIsolationOrdersIdRelease"
std::string operation_id(const RouteDescription& route) {
    std::string id = lower_method(route.method);
    for (const std::string& segment : segments_of(route.pattern)) {
        if (segment == "api") {
            continue;
        }
        bool upper = true;
        for (const char c : segment) {
            if (!std::isalnum(static_cast<unsigned char>(c))) {
                upper = true;
            } else {
                id += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
                upper = false;
            }
        }
    }
    return id;
}

// Collects the components of all routes and sees when one name means two things.
class Components {
  public:
    object describe(const std::function<object(json::Schemas&)>& shape) {
        json::Schemas met;
        object described = shape(met);
        for (auto& [name, schema] : met) {
            add(name, schema);
        }
        return described;
    }
    // A struct of query parameters is no component itself; what it refers to is.
    object parameters(const std::function<object(json::Schemas&)>& shape) {
        json::Schemas met;
        const object described = shape(met);
        std::string name{described.at("$ref").as_string()};
        name.erase(0, schema_prefix.size());
        const object own = met.at(name);
        met.erase(name);
        for (auto& [other, schema] : met) {
            add(other, schema);
        }
        return own;
    }
    const std::map<std::string, object>& all() const { return all_; }
    const std::string& clash() const { return clash_; }

  private:
    void add(const std::string& name, const object& schema) {
        const auto [found, fresh] = all_.emplace(name, schema);
        if (!fresh && found->second != schema) {
            clash_ = name;
        }
    }
    std::map<std::string, object> all_;
    std::string clash_;
};

array roles_of(const Access& access) {
    array roles;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto role) {
        if (access.permission.roles.has(role.value)) {
            roles.emplace_back(role.name);
        }
    });
    return roles;
}

std::string permission_text(const Access& access) {
    switch (access.kind) {
        case Access::Kind::anyone:
            return "anyone";
        case Access::Kind::signed_in:
            return "signed_in";
        case Access::Kind::permission:
            break;
    }
    return std::string{access.permission.name};
}

// In a query string an optional parameter is left out; there is no null.
boost::json::value without_null(const boost::json::value& schema) {
    object plain = schema.as_object();
    if (const auto* choices = plain.if_contains("oneOf")) {
        return choices->as_array().at(0);
    }
    if (const auto* types = plain.if_contains("type"); types != nullptr && types->is_array()) {
        const boost::json::value first = types->as_array().at(0);
        plain["type"] = first;
    }
    return plain;
}

array parameters_of(const RouteDescription& route, Components& components) {
    array parameters;
    for (const std::string& segment : segments_of(route.pattern)) {
        if (segment.front() == '{') {
            parameters.push_back(object{{"name", segment.substr(1, segment.size() - 2)},
                                        {"in", "path"},
                                        {"required", true},
                                        {"schema", object{{"type", "string"}}}});
        }
    }
    if (route.parameters) {
        const object own = components.parameters(route.parameters);
        const auto* required = own.if_contains("required");
        for (const auto& member : own.at("properties").as_object()) {
            object parameter{{"name", member.key()}, {"in", "query"}};
            const bool needed =
                required != nullptr &&
                std::find(required->as_array().begin(), required->as_array().end(),
                          boost::json::value(member.key())) != required->as_array().end();
            if (needed) {
                parameter["required"] = true;
            }
            parameter["schema"] = without_null(member.value());
            parameters.push_back(parameter);
        }
    }
    return parameters;
}

array security_of(const RouteDescription& route) {
    if (route.access.kind == Access::Kind::anyone) {
        return {};
    }
    object session{{"session", array{}}};
    if (route.method != Method::get) {
        session["csrf"] = array{};
    }
    return {session, object{{"token", array{}}}};
}

object operation(const RouteDescription& route, Components& components) {
    object described{{"operationId", operation_id(route)},
                     {"tags", array{room_of(route.pattern)}},
                     {"x-permission", permission_text(route.access)}};
    if (route.access.kind == Access::Kind::permission) {
        described["x-roles"] = roles_of(route.access);
    }
    described["security"] = security_of(route);
    if (array parameters = parameters_of(route, components); !parameters.empty()) {
        described["parameters"] = std::move(parameters);
    }
    if (route.options.upload) {
        described["requestBody"] =
            object{{"required", true},
                   {"content", object{{"application/octet-stream", object{{"schema", object{}}}}}}};
    } else if (route.body) {
        described["requestBody"] = object{
            {"required", true},
            {"content",
             object{{"application/json", object{{"schema", components.describe(route.body)}}}}}};
    }
    object answer{{"description", "done"}};
    if (route.answer) {
        answer["content"] =
            object{{"application/json", object{{"schema", components.describe(route.answer)}}}};
    } else if (route.options.answer_type != "application/json") {
        answer["content"] = object{{route.options.answer_type, object{{"schema", object{}}}}};
    }
    described["responses"] =
        object{{"200", answer}, {"default", object{{"$ref", "#/components/responses/Error"}}}};
    return described;
}

object error_schema() {
    const object text{{"type", "string"}};
    const object field{{"type", "object"},
                       {"required", array{"field", "key"}},
                       {"properties", object{{"field", text}, {"key", text}}}};
    const array codes{"invalid",   "unauthenticated", "forbidden",   "not_found", "conflict",
                      "too_large", "too_many",        "unavailable", "internal"};
    return {{"type", "object"},
            {"required", array{"error"}},
            {"properties",
             object{{"error",
                     object{{"type", "object"},
                            {"required", array{"code", "key", "field", "fields"}},
                            {"properties",
                             object{{"code", object{{"type", "string"}, {"enum", codes}}},
                                    {"key", text},
                                    {"field", text},
                                    {"fields", object{{"type", "array"}, {"items", field}}}}}}}}}};
}

object security_schemes() {
    return {{"session", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "xiuhua_session"}}},
            {"csrf", object{{"type", "apiKey"}, {"in", "header"}, {"name", "X-CSRF"}}},
            {"token", object{{"type", "http"}, {"scheme", "bearer"}}}};
}

}  // namespace

std::string room_of(std::string_view pattern) {
    const auto segments = segments_of(pattern);
    // /api/documents is the room's own list; /api/live belongs to no room.
    const bool named = segments.size() > 1 && segments[0] == "api" && segments[1] != "live";
    if (named) {
        return segments[1];
    }
    if (pattern == "/pub") {
        return "tracking";  // Where OwnTracks posts by custom.
    }
    return pattern.starts_with("/v/") ? "documents" : "platform";
}

Result<std::string> contract(const Router& router) {
    Components components;
    object paths;
    for (const RouteDescription* route : router.routes()) {
        if (!paths.contains(route->pattern)) {
            paths[route->pattern] = object{};
        }
        paths[route->pattern].as_object()[lower_method(route->method)] =
            operation(*route, components);
    }
    if (!components.clash().empty()) {
        return fail(ErrorCode::internal, "contract.name_clash", {}, components.clash());
    }
    object schemas{{"ErrorAnswer", error_schema()}};
    for (const auto& [name, schema] : components.all()) {
        schemas[name] = schema;
    }
    const object error_answer{
        {"description", "an error; `key` is stable and translated"},
        {"content",
         object{{"application/json",
                 object{{"schema", object{{"$ref", "#/components/schemas/ErrorAnswer"}}}}}}}};
    const object document{
        {"openapi", "3.1.0"},
        {"info", object{{"title", "Xiuhua"},
                        {"version", XIUHUA_VERSION},
                        {"license", object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
        {"servers", array{object{{"url", "/"}}}},
        {"paths", paths},
        {"components", object{{"securitySchemes", security_schemes()},
                              {"responses", object{{"Error", error_answer}}},
                              {"schemas", schemas}}}};
    return "# Printed by `./dev contract` from the server's routes; do not edit.\n" +
           yaml(document);
}

std::string permission_matrix(const Router& router) {
    std::map<std::string, std::vector<const RouteDescription*>> rooms;
    for (const RouteDescription* route : router.routes()) {
        rooms[room_of(route->pattern)].push_back(route);
    }
    std::string out =
        "# Who may do what\n\nPrinted by `./dev contract` from the server's routes; do not edit. "
        "A role that may call a route still sees\nonly the areas and people in its scope. A "
        "`device` may do what its token names, nothing else.\n";
    for (const auto& [room, routes] : rooms) {
        std::string head = "| route | permission |";
        std::string rule = "|---|---|";
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto role) {
            head += " " + std::string{role.name} + " |";
            rule += ":-:|";
        });
        out += "\n## " + room + "\n\n" + head + "\n" + rule + "\n";
        for (const RouteDescription* route : routes) {
            out += "| `" + std::string{method_text(route->method)} + " " + route->pattern + "` | " +
                   permission_text(route->access) + " |";
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto role) {
                const bool allowed = route->access.kind != Access::Kind::permission ||
                                     route->access.permission.roles.has(role.value);
                out += allowed ? " ● |" : " |";
            });
            out += "\n";
        }
    }
    return out;
}

}  // namespace xiuhua::app
