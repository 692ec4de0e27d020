#include "platform/http/plain_request.hpp"

#include "fuzz.hpp"

namespace xiuhua::fuzz {

// A whole request in one piece: what is taken is framed by its own words, and no letter of a break gets through.
void fuzz(std::string_view bytes) {
    constexpr wire::PlainLimits limits{4'096, 20, 1'024};
    Request request;
    const wire::PlainRequest plain = wire::take_plain_request(bytes, limits, request);
    if (plain.bytes == 0) {
        return;
    }
    promise(plain.bytes <= bytes.size(), "no more is taken than there is");
    promise(request.body.size() <= limits.body_bytes, "a body is bounded");
    promise(!request.header("host").empty(), "a request names its host");
    promise(request.header("transfer-encoding").empty(), "chunks are left to the parser");
    for (const auto& [name, value] : request.headers) {
        promise(value.find_first_of("\r\n") == value.npos, "no line break in a value");
        promise(name.find_first_of(" :\r\n") == name.npos, "no break in a name");
    }
}

}  // namespace xiuhua::fuzz
