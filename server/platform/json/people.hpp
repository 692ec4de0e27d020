#pragma once
// Whom an answer names: the PersonId members of its type, found in its text. What a look showed can be written down
// for each person without the room's help.
#include <algorithm>

#include "platform/json/json.hpp"

namespace xiuhua::json {
namespace detail {

template <typename T>
consteval bool holds_people();

template <typename T>
consteval bool member_holds_people() {
    bool any = false;
    if constexpr (boost::describe::has_describe_members<T>::value) {
        using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                                 boost::describe::mod_inherited>;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            any = any || holds_people<Member>();
        });
    }
    return any;
}

template <typename T>
consteval bool holds_people() {
    if constexpr (std::is_same_v<T, PersonId>) {
        return true;
    } else if constexpr (is_optional<T> || is_vector<T>) {
        return holds_people<typename T::value_type>();
    } else if constexpr (is_map<T>) {
        return holds_people<typename T::mapped_type>();
    } else if constexpr (is_page<T>) {
        return holds_people<typename decltype(T::items)::value_type>();
    } else {
        return member_holds_people<T>();
    }
}

template <typename T>
void collect_people(const boost::json::value& value, std::vector<PersonId>& people) {
    if constexpr (std::is_same_v<T, PersonId>) {
        const auto uuid = value.is_string() ? parse_uuid(value.get_string()) : std::nullopt;
        if (uuid) {
            people.push_back(PersonId{*uuid});
        }
    } else if constexpr (is_optional<T>) {
        collect_people<typename T::value_type>(value, people);
    } else if constexpr (is_vector<T>) {
        if (const auto* items = value.if_array()) {
            for (const auto& item : *items) {
                collect_people<typename T::value_type>(item, people);
            }
        }
    } else if constexpr (is_map<T>) {
        if (const auto* object = value.if_object()) {
            for (const auto& [name, item] : *object) {
                collect_people<typename T::mapped_type>(item, people);
            }
        }
    } else if constexpr (is_page<T>) {
        const auto* object = value.if_object();
        if (const auto* items = object != nullptr ? object->if_contains("items") : nullptr) {
            collect_people<decltype(T::items)>(*items, people);
        }
    } else if (const auto* object = value.if_object()) {
        each_member<T>([&](auto member) {
            using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            if constexpr (holds_people<Member>()) {
                if (const auto* found = object->if_contains(member.name)) {
                    collect_people<Member>(*found, people);
                }
            }
        });
    }
}

}  // namespace detail

template <typename T>
consteval bool names_people() {
    return detail::holds_people<T>();
}

// Each once, in the order of their ids.
template <typename T>
std::vector<PersonId> people_in(std::string_view answer) {
    boost::system::error_code bad;
    const boost::json::value value = boost::json::parse(answer, bad);
    std::vector<PersonId> people;
    if (!bad) {
        detail::collect_people<T>(value, people);
    }
    std::sort(people.begin(), people.end());
    people.erase(std::unique(people.begin(), people.end()), people.end());
    return people;
}

}  // namespace xiuhua::json
