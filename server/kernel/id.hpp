#pragma once
// Identifiers differ by type, so that a person's id cannot be passed where an order's is meant.
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernel/instant.hpp"

namespace xiuhua {

// A UUID (RFC 9562). New ones are version 7, so that ids sort by the time they were made.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const Uuid&) const = default;
    bool is_nil() const { return *this == Uuid{}; }
};

// Ten random bytes and the time make one UUIDv7; platform/clock/new_id.hpp supplies both.
Uuid make_uuid_v7(Instant now, std::span<const std::uint8_t, 10> random);
// Lower case, 8-4-4-4-12.
std::string to_text(const Uuid& uuid);
std::optional<Uuid> parse_uuid(std::string_view text);

template <typename Tag>
struct Id {
    Uuid value{};
    auto operator<=>(const Id&) const = default;
    bool is_nil() const { return value.is_nil(); }
};
template <typename Tag>
std::string to_text(const Id<Tag>& id) {
    return to_text(id.value);
}

// Shared words: ids that more than one room speaks of.
using PersonId = Id<struct PersonTag>;
using HouseholdId = Id<struct HouseholdTag>;
using UserId = Id<struct UserTag>;
using ScopeId = Id<struct ScopeTag>;
using OrderId = Id<struct OrderTag>;  // An isolation order.

}  // namespace xiuhua

template <typename Tag>
struct std::hash<xiuhua::Id<Tag>> {
    std::size_t operator()(const xiuhua::Id<Tag>& id) const noexcept {
        const auto& bytes = id.value.bytes;
        return std::hash<std::string_view>{}(
            {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
};
