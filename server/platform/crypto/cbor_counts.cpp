#include "platform/crypto/cbor_counts.hpp"

#include <cstdint>
#include <optional>

namespace xiuhua::crypto {
namespace {

constexpr unsigned bytes_type = 2, text_type = 3, list_type = 4, map_type = 5;
constexpr unsigned one_byte = 24, eight_bytes = 27, endless = 31;

struct Head {
    unsigned type = 0;
    std::uint64_t argument = 0;
};

// Takes a head off the front.
std::optional<Head> take_head(std::string_view& items) {
    const unsigned first = static_cast<unsigned char>(items.front());
    items.remove_prefix(1);
    Head head{first >> 5U, first & 31U};
    const auto kind = static_cast<unsigned>(head.argument);
    if (kind == endless) {
        head.argument = 0;  // What follows counts for itself.
        return head;
    }
    if (kind < one_byte) {
        return head;
    }
    const std::size_t size = std::size_t{1} << (kind - one_byte);
    if (kind > eight_bytes || items.size() < size) {
        return std::nullopt;
    }
    head.argument = 0;
    for (const char c : items.substr(0, size)) {
        head.argument = head.argument << 8U | static_cast<unsigned char>(c);
    }
    items.remove_prefix(size);
    return head;
}

}  // namespace

bool cbor_counts_fit(std::string_view items) {
    while (!items.empty()) {
        const auto head = take_head(items);
        if (!head) {
            return false;
        }
        switch (head->type) {
            case bytes_type:
            case text_type:
                if (head->argument > items.size()) {
                    return false;
                }
                items.remove_prefix(static_cast<std::size_t>(head->argument));
                break;
            case list_type:
            case map_type:
                if (head->argument > items.size() / (head->type == map_type ? 2 : 1)) {
                    return false;
                }
                break;
            default:
                break;
        }
    }
    return true;
}

}  // namespace xiuhua::crypto
