#include <algorithm>
#include <array>
#include <set>

#include "kernel/text.hpp"
#include "rooms/access/rules.hpp"

namespace xiuhua::access {
namespace {

// Words that common passwords of ten characters and more are built of (public breach statistics, with the Chinese ones:
// woaini "I love you", 1314 "for ever", 520 "I love you"). A password made only of these, of runs and of years is common.
constexpr std::array<std::string_view, 44> common_words{
    "password", "passw0rd",  "p@ssw0rd", "p@ssword",      "qwertyuiop", "qwerty",   "asdfghjkl",
    "asdfgh",   "zxcvbnm",   "zxcvbn",   "1q2w3e4r",      "5t6y7u8i",   "1qaz2wsx", "qazwsx",
    "3edc4rfv", "abc123",    "admin",    "administrator", "root",       "letmein",  "welcome",
    "iloveyou", "monkey",    "dragon",   "sunshine",      "princess",   "football", "superman",
    "woaini",   "woaiwojia", "5201314",  "1314520",       "1314",       "520",      "xiuhua",
    "zhongguo", "china",     "henan",    "zhengzhou",     "longzihu",   "jiedao",   "shequ",
    "test",     "user"};

// "aaaa", "1234", "dcba": characters that only repeat or step by one.
std::size_t run_length(std::string_view text) {
    std::size_t longest = 1;
    for (const int step : {0, 1, -1}) {
        std::size_t length = 1;
        while (length < text.size()) {
            const int previous = text[length - 1];
            const int next = text[length];
            // 0 follows 9 on the keyboard.
            const bool wraps = step == 1 && previous == '9' && next == '0';
            if (next != previous + step && !wraps) {
                break;
            }
            ++length;
        }
        longest = std::max(longest, length);
    }
    return longest;
}

std::size_t year_length(std::string_view text) {
    const bool century = text.size() >= 4 && (text.starts_with("19") || text.starts_with("20"));
    return century && text[2] >= '0' && text[2] <= '9' && text[3] >= '0' && text[3] <= '9' ? 4 : 0;
}

// How many characters at the front are guessable.
std::size_t guessable_length(std::string_view text) {
    constexpr std::size_t run_min = 3;
    std::size_t longest = 0;
    for (const std::string_view word : common_words) {
        if (text.starts_with(word)) {
            longest = std::max(longest, word.size());
        }
    }
    longest = std::max(longest, year_length(text));
    const std::size_t run = run_length(text);
    return run >= run_min ? std::max(longest, run) : longest;
}

// What is left when the guessable pieces are taken out; a piece counts as two of the characters a guesser must try.
std::size_t unguessable_characters(std::string_view text) {
    constexpr std::size_t characters_per_piece = 2;
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t guessable = guessable_length(text);
        if (guessable > 0) {
            count += characters_per_piece;
            text.remove_prefix(guessable);
        } else {
            ++count;
            text.remove_prefix(1);
        }
    }
    return count;
}

}  // namespace

Done check_password(std::string_view password, std::string_view login) {
    constexpr std::size_t distinct_min = 5;
    constexpr std::size_t unguessable_min = 8;
    const auto refuse = [](std::string key) {
        return fail(ErrorCode::invalid, std::move(key), "replacement");
    };
    if (password.size() > password_bytes_max) {
        return refuse("access.password_too_long");
    }
    const std::u32string characters = to_code_points(password);
    if (characters.size() < password_characters_min) {
        return refuse("access.password_too_short");
    }
    const std::string lower = to_lower_ascii(password);
    if (!login.empty() && lower.find(login) != std::string::npos &&
        lower.size() < login.size() + password_characters_min) {
        return refuse("access.password_is_login");
    }
    const std::set<char32_t> distinct{characters.begin(), characters.end()};
    if (distinct.size() < distinct_min || unguessable_characters(lower) < unguessable_min) {
        return refuse("access.password_common");
    }
    return {};
}

std::string initial_password(std::string_view random) {
    // Without 0 o 1 l i, which look alike on a slip of paper; 32 signs, so that no byte favours one.
    constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789+";
    static_assert(alphabet.size() == 32);
    constexpr std::size_t group = 4;
    std::string password;
    for (std::size_t i = 0; i < random.size(); ++i) {
        if (i > 0 && i % group == 0) {
            password += '-';
        }
        password += alphabet[static_cast<unsigned char>(random[i]) % alphabet.size()];
    }
    return password;
}

}  // namespace xiuhua::access
