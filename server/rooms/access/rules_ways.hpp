#pragma once
// Pure decisions of the ways in besides the password.
#include "platform/oidc/id_token.hpp"
#include "rooms/access/model_ways.hpp"

namespace xiuhua::access {

inline constexpr std::size_t passkey_label_characters_max = 40;
inline constexpr std::size_t passkeys_max =
    10;  // Of one user: telephones and keys, not a collection.
inline constexpr std::size_t identities_max = 5;
inline constexpr std::size_t subject_bytes_max = 255;  // OpenID Connect Core 2.
inline constexpr std::chrono::minutes trip_time{10};   // To the provider and back.
inline constexpr std::chrono::minutes challenge_time{5};

// Whether the provider's own second factor counts for this log-in.
bool second_factor_counts(const ProviderPolicy& policy, const oidc::Claims& claims);
Done check_provider_policy(const ProviderPolicy& policy);
// What is still to be shown by somebody whom the provider has named.
enum class Wanted { nothing, code, passkey };
Wanted wanted_after_provider(const User& user, bool counts);
// A page of ours to come back to; "/" for anything else.
std::string safe_next(std::string_view next);

}  // namespace xiuhua::access
