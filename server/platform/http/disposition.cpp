#include "platform/http/disposition.hpp"

#include <fmt/format.h>

namespace xiuhua {
namespace {

std::string percent_encoded(std::string_view text) {
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
            (byte >= 'a' && byte <= 'z') || byte == '.' || byte == '-' || byte == '_') {
            encoded += c;
        } else {
            encoded += fmt::format("%{:02X}", byte);
        }
    }
    return encoded;
}

}  // namespace

std::string disposition(std::string_view how, std::string_view ascii_name, std::string_view name) {
    return fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", how, ascii_name,
                       percent_encoded(name));
}

}  // namespace xiuhua
