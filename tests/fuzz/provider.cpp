#include "fuzz.hpp"
#include "platform/oidc/id_token.hpp"

namespace xiuhua::fuzz {

// What a log-in provider says: a key set and a token, with a line end between them. Nobody here holds a private key,
// so no token may ever be believed.
void fuzz(std::string_view bytes) {
    const std::size_t line = bytes.find('\n');
    const auto keys = oidc::parse_keys(bytes.substr(0, line));
    const oidc::KeySet set = keys.value_or(oidc::KeySet{});
    promise(set.size() <= oidc::keys_max, "a key set is bounded");
    const oidc::Expected expected{"https://id.example.cn", "xiuhua", "nonce",
                                  Instant{std::chrono::hours{500'000}}};
    const std::string_view token = line == std::string_view::npos ? bytes : bytes.substr(line + 1);
    const auto claims = oidc::verify_id_token(token, set, expected);
    if (!claims) {
        promise(!claims.error().key.empty(), "an error has a key");
    } else {
        promise(!set.empty(), "without a key nobody is believed");
    }
}

}  // namespace xiuhua::fuzz
