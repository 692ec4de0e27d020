#pragma once
// JSON through Boost.Describe: one visitor reads, writes and describes our structs. A missing, extra or wrong
// field is named by its path. Members of type std::optional may be absent; all others must be present.
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "kernel/id.hpp"
#include "kernel/instant.hpp"
#include "kernel/page.hpp"
#include "kernel/permission.hpp"
#include "kernel/result.hpp"

namespace xiuhua {

// For routes without a body, without an answer, or without parameters.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

// JSON carried as it is (a policy's body, an event's payload); `text` must be valid JSON.
struct RawJson {
    std::string text = "{}";
};

namespace json {

inline constexpr std::size_t nesting_max = 32;

// Names of described enumerators are their JSON and database text.
template <typename E>
std::string_view enum_text(E value) {
    return boost::describe::enum_to_string(value, "");
}
template <typename E>
std::optional<E> parse_enum(std::string_view text) {
    std::optional<E> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
        if (text == enumerator.name) {
            found = enumerator.value;
        }
    });
    return found;
}

namespace detail {

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <typename T>
inline constexpr bool is_vector = false;
template <typename T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <typename T>
inline constexpr bool is_map = false;
template <typename T>
inline constexpr bool is_map<std::map<std::string, T>> = true;
template <typename T>
inline constexpr bool is_id = false;
template <typename Tag>
inline constexpr bool is_id<Id<Tag>> = true;
template <typename T>
inline constexpr bool is_page = false;
template <typename T>
inline constexpr bool is_page<Page<T>> = true;

template <typename T, typename F>
void each_member(F&& visit) {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                             boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>(visit);
}

inline std::string join(std::string_view path, std::string_view name) {
    return path.empty() ? std::string{name} : std::string{path} + "." + std::string{name};
}

}  // namespace detail

// ---- writing

void write_text(std::string& out, std::string_view text);
void write_number(std::string& out, double value);

template <typename T>
void write_to(std::string& out, const T& value) {
    using namespace detail;
    if constexpr (is_optional<T>) {
        if (value) {
            write_to(out, *value);
        } else {
            out += "null";
        }
    } else if constexpr (std::is_same_v<T, RawJson>) {
        out += value.text;
    } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_enum_v<T>) {
        write_text(out, enum_text(value));
    } else if constexpr (std::is_integral_v<T>) {
        out += std::to_string(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        write_number(out, value);
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
        write_text(out, value);
    } else if constexpr (is_id<T> || std::is_same_v<T, Instant> || std::is_same_v<T, Date>) {
        write_text(out, to_text(value));
    } else if constexpr (is_vector<T>) {
        out += '[';
        bool first = true;
        for (const auto& item : value) {
            if (!std::exchange(first, false)) {
                out += ',';
            }
            write_to(out, item);
        }
        out += ']';
    } else if constexpr (is_map<T>) {
        out += '{';
        bool first = true;
        for (const auto& [name, item] : value) {
            if (!std::exchange(first, false)) {
                out += ',';
            }
            write_text(out, name);
            out += ':';
            write_to(out, item);
        }
        out += '}';
    } else if constexpr (is_page<T>) {
        out += "{\"items\":";
        write_to(out, value.items);
        out += ",\"next\":";
        write_text(out, value.next);
        out += '}';
    } else {
        out += '{';
        bool first = true;
        each_member<T>([&](auto member) {
            if (!std::exchange(first, false)) {
                out += ',';
            }
            write_text(out, member.name);
            out += ':';
            write_to(out, value.*member.pointer);
        });
        out += '}';
    }
}

template <typename T>
std::string write(const T& value) {
    std::string out;
    write_to(out, value);
    return out;
}

// ---- reading

// Field errors found so far; reading goes on, so that a form learns all of them at once.
class Reading {
  public:
    static constexpr std::size_t errors_max = 50;
    void wrong(std::string_view path, std::string_view key) {
        if (errors_.size() < errors_max) {
            errors_.push_back({std::string{path}, std::string{key}});
        }
    }
    std::vector<FieldError>& errors() { return errors_; }

  private:
    std::vector<FieldError> errors_;
};

template <typename T>
void read_text_into(Reading& reading, std::string_view path, std::string_view text, T& out) {
    using namespace detail;
    if constexpr (is_id<T>) {
        if (const auto uuid = parse_uuid(text)) {
            out.value = *uuid;
        } else {
            reading.wrong(path, "field.bad_id");
        }
    } else if constexpr (std::is_same_v<T, Instant>) {
        if (const auto instant = parse_instant(text)) {
            out = *instant;
        } else {
            reading.wrong(path, "field.bad_time");
        }
    } else if constexpr (std::is_same_v<T, Date>) {
        if (const auto date = parse_date(text)) {
            out = *date;
        } else {
            reading.wrong(path, "field.bad_date");
        }
    } else if constexpr (std::is_enum_v<T>) {
        if (const auto value = parse_enum<T>(text)) {
            out = *value;
        } else {
            reading.wrong(path, "field.bad_choice");
        }
    } else {
        out = std::string{text};
    }
}

template <typename T>
void read_into(Reading& reading, const std::string& path, const boost::json::value& value, T& out) {
    using namespace detail;
    if constexpr (is_optional<T>) {
        if (value.is_null()) {
            out.reset();
        } else {
            read_into(reading, path, value, out.emplace());
        }
    } else if constexpr (std::is_same_v<T, RawJson>) {
        out.text = boost::json::serialize(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        if (const bool* flag = value.if_bool()) {
            out = *flag;
        } else {
            reading.wrong(path, "field.not_boolean");
        }
    } else if constexpr (std::is_integral_v<T>) {
        boost::system::error_code error;
        const auto number = value.to_number<T>(error);
        if (error || value.is_double()) {
            reading.wrong(path, "field.not_integer");
        } else {
            out = number;
        }
    } else if constexpr (std::is_floating_point_v<T>) {
        boost::system::error_code error;
        const double number = value.to_number<double>(error);
        if (error || !std::isfinite(number)) {
            reading.wrong(path, "field.not_number");
        } else {
            out = number;
        }
    } else if constexpr (is_vector<T>) {
        const auto* array = value.if_array();
        if (array == nullptr) {
            reading.wrong(path, "field.not_list");
            return;
        }
        out.clear();
        for (std::size_t i = 0; i < array->size(); ++i) {
            read_into(reading, path + "[" + std::to_string(i) + "]", (*array)[i],
                      out.emplace_back());
        }
    } else if constexpr (is_map<T>) {
        const auto* object = value.if_object();
        if (object == nullptr) {
            reading.wrong(path, "field.not_object");
            return;
        }
        out.clear();
        for (const auto& item : *object) {
            const std::string name{item.key().data(), item.key().size()};
            read_into(reading, join(path, name), item.value(), out[name]);
        }
    } else if constexpr (boost::describe::has_describe_members<T>::value) {
        const auto* object = value.if_object();
        if (object == nullptr) {
            reading.wrong(path, "field.not_object");
            return;
        }
        std::size_t known = 0;
        each_member<T>([&](auto member) {
            using Member = std::decay_t<decltype(out.*member.pointer)>;
            const auto* found = object->if_contains(member.name);
            if (found != nullptr) {
                ++known;
                read_into(reading, join(path, member.name), *found, out.*member.pointer);
            } else if constexpr (!is_optional<Member>) {
                reading.wrong(join(path, member.name), "field.missing");
            }
        });
        if (known != object->size()) {
            for (const auto& item : *object) {
                bool named = false;
                each_member<T>([&](auto member) {
                    named = named || std::string_view{member.name} ==
                                         std::string_view{item.key().data(), item.key().size()};
                });
                if (!named) {
                    reading.wrong(join(path, {item.key().data(), item.key().size()}),
                                  "field.unknown");
                }
            }
        }
    } else {
        if (const auto* text = value.if_string()) {
            read_text_into(reading, path, {text->data(), text->size()}, out);
        } else {
            reading.wrong(path, "field.not_text");
        }
    }
}

// Fails with `request.bad_json` when the text is not JSON (UTF-8, nesting ≤ nesting_max).
Result<boost::json::value> parse_document(std::string_view text);
// `invalid` with key request.bad_field and the list of fields, or nothing when the list is empty.
Done refuse_fields(std::vector<FieldError> fields);

template <typename T>
Result<T> parse(std::string_view text) {
    XH_TRY(document, parse_document(text));
    Reading reading;
    T value{};
    read_into(reading, "", document, value);
    XH_DO(refuse_fields(std::move(reading.errors())));
    return value;
}

// Query parameters into a struct of scalars and optionals, by the same rules. "" counts as absent.
template <typename T>
Result<T> parse_parameters(const std::vector<std::pair<std::string, std::string>>& parameters) {
    using namespace detail;
    Reading reading;
    T value{};
    for (const auto& [name, text] : parameters) {
        bool named = false;
        each_member<T>([&](auto member) {
            if (name != member.name) {
                return;
            }
            named = true;
            using Member = std::decay_t<decltype(value.*member.pointer)>;
            const auto read_scalar = [&](auto& out) {
                using Scalar = std::decay_t<decltype(out)>;
                if constexpr (std::is_arithmetic_v<Scalar>) {
                    boost::system::error_code error;
                    const auto document = boost::json::parse(text, error);
                    if (error) {
                        reading.wrong(name, "field.not_number");
                    } else {
                        read_into(reading, name, document, out);
                    }
                } else {
                    read_text_into(reading, name, text, out);
                }
            };
            if (text.empty()) {
                return;
            }
            if constexpr (is_optional<Member>) {
                read_scalar((value.*member.pointer).emplace());
            } else {
                read_scalar(value.*member.pointer);
            }
        });
        if (!named) {
            reading.wrong(name, "field.unknown");
        }
    }
    XH_DO(refuse_fields(std::move(reading.errors())));
    return value;
}

// ---- describing (for contract/openapi.yaml)

// Named object schemas met while describing; the contract lists them under components.
using Schemas = std::map<std::string, boost::json::object>;

// The unqualified name of a described struct or enum: "OrderView"; a Page<OrderView> is "OrderViewPage".
std::string short_type_name(std::string_view pretty_function);
template <typename T>
std::string type_name() {
    return short_type_name(__PRETTY_FUNCTION__);
}

template <typename T>
boost::json::object schema(Schemas& schemas) {
    using namespace detail;
    using boost::json::object;
    if constexpr (is_optional<T>) {
        object inner = schema<typename T::value_type>(schemas);
        if (inner.contains("$ref")) {
            return {{"oneOf", boost::json::array{inner, object{{"type", "null"}}}}};
        }
        if (inner.contains("type")) {
            inner["type"] = boost::json::array{inner["type"], "null"};
        }
        return inner;
    } else if constexpr (std::is_same_v<T, RawJson>) {
        return {{"description", "any JSON"}};
    } else if constexpr (std::is_same_v<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::is_enum_v<T>) {
        const std::string name = type_name<T>();
        boost::json::array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto enumerator) { names.emplace_back(enumerator.name); });
        schemas[name] = object{{"type", "string"}, {"enum", names}};
        return {{"$ref", "#/components/schemas/" + name}};
    } else if constexpr (std::is_integral_v<T>) {
        return {{"type", "integer"}};
    } else if constexpr (std::is_floating_point_v<T>) {
        return {{"type", "number"}};
    } else if constexpr (is_id<T>) {
        return {{"type", "string"}, {"format", "uuid"}};
    } else if constexpr (std::is_same_v<T, Instant>) {
        return {{"type", "string"}, {"format", "date-time"}};
    } else if constexpr (std::is_same_v<T, Date>) {
        return {{"type", "string"}, {"format", "date"}};
    } else if constexpr (is_vector<T>) {
        return {{"type", "array"}, {"items", schema<typename T::value_type>(schemas)}};
    } else if constexpr (is_map<T>) {
        return {{"type", "object"},
                {"additionalProperties", schema<typename T::mapped_type>(schemas)}};
    } else if constexpr (is_page<T>) {
        using Item = typename decltype(T{}.items)::value_type;
        const std::string name = type_name<Item>() + "Page";
        schemas[name] =
            object{{"type", "object"},
                   {"additionalProperties", false},
                   {"required", boost::json::array{"items", "next"}},
                   {"properties",
                    object{{"items", object{{"type", "array"}, {"items", schema<Item>(schemas)}}},
                           {"next", object{{"type", "string"}}}}}};
        return {{"$ref", "#/components/schemas/" + name}};
    } else if constexpr (boost::describe::has_describe_members<T>::value) {
        const std::string name = type_name<T>();
        if (!schemas.contains(name)) {
            schemas[name] = {};  // Breaks recursion.
            object properties;
            boost::json::array required;
            each_member<T>([&](auto member) {
                using Member = std::decay_t<decltype(std::declval<T&>().*member.pointer)>;
                properties[member.name] = schema<Member>(schemas);
                if constexpr (!is_optional<Member>) {
                    required.emplace_back(member.name);
                }
            });
            object described{{"type", "object"}, {"additionalProperties", false}};
            if (!required.empty()) {
                described["required"] = required;
            }
            described["properties"] = properties;
            schemas[name] = described;
        }
        return {{"$ref", "#/components/schemas/" + name}};
    } else {
        return {{"type", "string"}};
    }
}

}  // namespace json
}  // namespace xiuhua
