#include "platform/crypto/password.hpp"

#include <liboath/oath.h>
#include <sodium.h>

#include <memory>

namespace xiuhua::crypto {
namespace {

// OWASP's minimum for Argon2id: 19 MiB, two passes.
constexpr std::size_t argon_memory = 19'456ULL * 1024;
constexpr unsigned long long argon_passes = 2;
constexpr std::size_t password_bytes_max = 1024;  // Longer is not a password but a load.

constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226, 4: 160 bits recommended.
constexpr unsigned totp_step_seconds = 30;
constexpr unsigned totp_digits = 6;
constexpr std::int64_t totp_steps_around = 1;  // RFC 6238, 5.2: one step for clocks that drift.

std::string totp_of_step(std::string_view secret, std::int64_t step) {
    std::array<char, totp_digits + 1> code{};
    const int outcome =
        oath_hotp_generate(secret.data(), secret.size(), static_cast<std::uint64_t>(step),
                           totp_digits, false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
    return outcome == OATH_OK ? std::string{code.data()} : std::string{};
}

std::int64_t step_of(Instant now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
    return seconds.count() / totp_step_seconds;
}

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            constexpr std::string_view hex = "0123456789ABCDEF";
            out += '%';
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    return out;
}

}  // namespace

Done start() {
    // libsodium's own generator instead of one system call for each nonce; seeded by the system, one for each
    // thread. In a child of fork() it ends the program; nothing here forks without exec.
    static const int chosen = randombytes_set_implementation(&randombytes_internal_implementation);
    if (chosen != 0 || sodium_init() < 0 || oath_init() != OATH_OK) {
        return fail(ErrorCode::internal, "crypto.cannot_start");
    }
    return {};
}

Result<std::string> hash_password(std::string_view password) {
    if (password.size() > password_bytes_max) {
        return fail(ErrorCode::invalid, "access.password_too_long", "password");
    }
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), argon_passes,
                              argon_memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorCode::unavailable, "crypto.out_of_memory");
    }
    return std::string{hash.data()};
}

bool verify_password(std::string_view hash, std::string_view password) {
    if (hash.size() >= crypto_pwhash_STRBYTES || password.size() > password_bytes_max) {
        return false;
    }
    std::array<char, crypto_pwhash_STRBYTES> padded{};
    std::copy(hash.begin(), hash.end(), padded.begin());
    return crypto_pwhash_str_verify(padded.data(), password.data(), password.size()) == 0;
}

void verify_nothing(std::string_view password) {
    static const std::string some_hash = [] {
        auto hash = hash_password(new_token());
        return hash ? *hash : std::string{};
    }();
    verify_password(some_hash, password);
}

std::string new_totp_secret() {
    std::string secret(totp_secret_bytes, '\0');
    randombytes_buf(secret.data(), secret.size());
    return secret;
}

std::string totp_base32(std::string_view secret) {
    char* text = nullptr;
    std::size_t length = 0;
    if (oath_base32_encode(secret.data(), secret.size(), &text, &length) != OATH_OK) {
        return {};
    }
    const std::unique_ptr<char, decltype(&std::free)> owner{text, &std::free};
    std::string_view base32{text, length};
    while (base32.ends_with('=')) {
        base32.remove_suffix(1);
    }
    return std::string{base32};
}

std::string totp_uri(std::string_view secret, std::string_view account, std::string_view issuer) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(account) +
           "?secret=" + totp_base32(secret) + "&issuer=" + percent_encoded(issuer) +
           "&algorithm=SHA1&digits=6&period=30";
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, Instant now) {
    const std::int64_t current = step_of(now);
    std::optional<std::int64_t> found;
    for (std::int64_t step = current - totp_steps_around; step <= current + totp_steps_around;
         ++step) {
        if (step >= 0 && equal_constant_time(totp_of_step(secret, step), code)) {
            found = step;
        }
    }
    return found;
}

std::string totp_code(std::string_view secret, Instant now) {
    return totp_of_step(secret, step_of(now));
}

std::string new_token() {
    std::array<char, 32> random{};
    randombytes_buf(random.data(), random.size());
    return base64url({random.data(), random.size()});
}

std::string digest(std::string_view text) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return std::string{hex.data()};
}

bool equal_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() && !left.empty() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string base64url(std::string_view bytes) {
    constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), variant);
    text.pop_back();  // The terminating zero.
    return text;
}

std::optional<std::string> parse_base64url(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &length, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.data() + text.size()) {
        return std::nullopt;
    }
    bytes.resize(length);
    return bytes;
}

}  // namespace xiuhua::crypto
