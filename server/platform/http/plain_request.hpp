#pragma once
// The usual request, read in one go: head and body lie whole in memory and there is nothing unusual about them. Anything
// else - chunks, Expect, an upgrade, HTTP/1.0, a folded or doubtful line, a limit reached - is left to Beast's parser,
// which answers it; so this one may only ever say "I know exactly what this is".
#include <string_view>

#include "platform/http/message.hpp"

namespace xiuhua::wire {

struct PlainLimits {
    std::size_t header_bytes = 0, header_fields = 0, body_bytes = 0;
};
struct PlainRequest {
    std::size_t bytes = 0;  // Taken from the front; 0: leave it to the parser.
    bool head_only = false;
};
// Fills method, path, query, headers (names in lower case) and body of `request`; on 0 it may be half filled.
PlainRequest take_plain_request(std::string_view bytes, const PlainLimits& limits,
                                Request& request);

}  // namespace xiuhua::wire
