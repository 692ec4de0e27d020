#pragma once
// Passwords, one-time codes and tokens.
#include <optional>
#include <string>
#include <string_view>

#include "kernel/instant.hpp"
#include "kernel/result.hpp"

namespace xiuhua::crypto {

// Call once before anything else here; `internal` if libsodium cannot start.
Done start();

// Argon2id in PHC text form. Takes about 100 ms and 19 MiB (OWASP's minimum): never on a writer or I/O thread.
Result<std::string> hash_password(std::string_view password);
bool verify_password(std::string_view hash, std::string_view password);
// Work equal to verify_password's, for names that do not exist, so that timing tells nothing.
void verify_nothing(std::string_view password);

// RFC 6238, SHA-1, 30 s, 6 digits. The secret is raw bytes.
std::string new_totp_secret();
std::string totp_base32(std::string_view secret);
std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer);
// The time step that `code` belongs to, if it is within one step of now. The caller refuses a step already used.
std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Instant now);
std::string totp_code(std::string_view secret, Instant now);

// 32 random bytes, base64url: sessions, API tokens, CSRF.
std::string new_token();
// SHA-256, hex. What is stored of a token.
std::string digest(std::string_view text);
bool equal_constant_time(std::string_view left, std::string_view right);

std::string base64url(std::string_view bytes);
std::optional<std::string> parse_base64url(std::string_view text);

}  // namespace xiuhua::crypto
