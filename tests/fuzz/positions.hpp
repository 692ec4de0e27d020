#pragma once
// One round for the families that send a query, a body or both.
#include "fuzz.hpp"

namespace xiuhua::fuzz {

// The bytes are a query, a zero byte, and a body; without a zero byte, first the one and then the other.
template <typename Decode>
void read_message(std::string_view bytes, Decode decode) {
    const std::size_t zero = bytes.find('\0');
    const auto query = positions::parse_form(bytes.substr(0, zero));
    const std::string_view body = zero == std::string_view::npos ? bytes : bytes.substr(zero + 1);
    const positions::Parameters none;
    for (const auto* parameters :
         {query && zero != std::string_view::npos ? &*query : &none, query ? &*query : &none}) {
        for (const std::string_view text : {body, std::string_view{}}) {
            const positions::Message message{.query = *parameters,
                                             .content_type = {},
                                             .body = text,
                                             .received_at = Instant{std::chrono::hours{1'000}}};
            check(decode(message));
            const auto family = positions::family_of(message);
            promise(family || !family.error().key.empty(), "an error has a key");
        }
    }
}

}  // namespace xiuhua::fuzz
