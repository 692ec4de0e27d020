#pragma once
// The office's OpenID provider: where a browser is sent, and what its answer is worth. Authorization code with PKCE
// (RFC 7636, S256), state and nonce; discovery and keys are kept for a while and asked anew when a key is unknown.
#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "platform/config/config.hpp"
#include "platform/json/json.hpp"
#include "platform/oidc/fetch.hpp"
#include "platform/oidc/id_token.hpp"

namespace xiuhua::oidc {

// What one log-in must come back with; the browser keeps it sealed meanwhile.
struct Attempt {
    std::string state, nonce, verifier;
};
BOOST_DESCRIBE_STRUCT(Attempt, (), (state, nonce, verifier))
Attempt new_attempt();

class Provider {
  public:
    Provider(Config::Oidc settings, std::string callback, Fetch fetch);

    // So many questions at once: a provider that hangs must not hold up every worker of the office.
    static constexpr int asking_max = 4;

    // The page of the provider that the browser goes to.
    Result<std::string> address_for(const Attempt& attempt, Instant now);
    // `state` and `issuer` (RFC 9207, may be empty) as the browser brought them back. Errors as fetch's and
    // verify_id_token's; `unauthenticated` access.provider_refused.
    struct Returned {
        std::string code, state, issuer;
    };
    Result<Claims> claims_of(const Attempt& attempt, const Returned& returned, Instant now);

  private:
    struct Addresses {
        std::string authorization, token, keys;
        bool secret_in_header = true;
        bool names_itself = false;  // Its answers carry `iss`.
    };
    // fetch_, unless asking_max are being asked already: `unavailable` access.provider_unreachable.
    Result<HttpAnswer> ask(const HttpQuestion& question);
    Result<Addresses> addresses(Instant now);
    Result<KeySet> keys(const Addresses& addresses, Instant now, bool anew);
    Result<std::string> id_token(const Addresses& addresses, const Attempt& attempt,
                                 const std::string& code);

    const Config::Oidc settings_;
    const std::string callback_;
    const Fetch fetch_;
    std::atomic<int> asking_ = 0;
    std::mutex mutex_;  // Of what is kept; not held while asking.
    std::optional<Addresses> addresses_;
    KeySet keys_;
    Instant addresses_at_{}, keys_at_{};
};

}  // namespace xiuhua::oidc
