#include "adapters/owntracks/owntracks.hpp"

#include "fuzz.hpp"

namespace xiuhua::fuzz {

void fuzz(std::string_view bytes) {
    static const owntracks::Key key = owntracks::key_from_secret("secret");
    static const Instant arrival{std::chrono::hours{1'000}};
    check(owntracks::decode(bytes, nullptr, arrival));
    check(owntracks::decode(bytes, &key, arrival));
    // As what an encrypted message holds.
    check(owntracks::decode(owntracks::encrypt(bytes, key, {}), &key, arrival));
    constexpr std::size_t longest = 100;  // A command's topic is a little longer, and bounded too.
    if (const auto topic = owntracks::parse_topic(bytes.substr(0, longest))) {
        promise(owntracks::parse_topic(owntracks::command_topic(*topic)).has_value(),
                "a command's topic is a topic");
    }
}

}  // namespace xiuhua::fuzz
