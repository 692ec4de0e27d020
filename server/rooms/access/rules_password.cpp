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
std::size_t guessable_length(std::string_view text, const CommonWords& words) {
    constexpr std::size_t run_min = 3;
    std::size_t longest = 0;
    for (const std::string_view word : common_words) {
        if (text.starts_with(word)) {
            longest = std::max(longest, word.size());
        }
    }
    longest = std::max({longest, year_length(text), words.prefix_length(text)});
    const std::size_t run = run_length(text);
    return run >= run_min ? std::max(longest, run) : longest;
}

// What is left when the guessable pieces are taken out; a piece counts as two of the characters a guesser must try.
std::size_t unguessable_characters(std::string_view text, const CommonWords& words) {
    constexpr std::size_t characters_per_piece = 2;
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t guessable = guessable_length(text, words);
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

CommonWords::CommonWords(std::string_view lines) {
    constexpr std::size_t word_bytes_min = 5;
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        const std::string word = to_lower_ascii(without_blanks(lines.substr(0, end)));
        if (word.size() >= word_bytes_min) {
            words_.insert(word);
        }
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
}

std::size_t CommonWords::prefix_length(std::string_view lower_text) const {
    constexpr std::size_t word_bytes_max = 24;
    for (std::size_t length = std::min(word_bytes_max, lower_text.size()); length > 0; --length) {
        if (words_.contains(lower_text.substr(0, length))) {
            return length;
        }
    }
    return 0;
}

Done check_password(const PasswordWish& wish, const PasswordPolicy& policy,
                    const CommonWords& words) {
    constexpr std::size_t distinct_min = 5;
    constexpr std::size_t unguessable_min = 8;
    const auto refuse = [](std::string key) {
        return fail(ErrorCode::invalid, std::move(key), "replacement");
    };
    const auto [password, login] = wish;
    if (password.size() > password_bytes_max) {
        return refuse("access.password_too_long");
    }
    const auto characters_min = static_cast<std::size_t>(policy.characters_min);
    const std::u32string characters = to_code_points(password);
    if (characters.size() < characters_min) {
        return refuse("access.password_too_short");
    }
    const std::string lower = to_lower_ascii(password);
    if (!login.empty() && lower.find(login) != std::string::npos &&
        lower.size() < login.size() + characters_min) {
        return refuse("access.password_is_login");
    }
    const std::set<char32_t> distinct{characters.begin(), characters.end()};
    if (distinct.size() < distinct_min || unguessable_characters(lower, words) < unguessable_min) {
        return refuse("access.password_common");
    }
    return {};
}

Done check_password_policy(const PasswordPolicy& policy) {
    // Below eight a stolen hash is guessed in days; above sixty-four nobody remembers it.
    constexpr int characters_low = 8;
    constexpr int characters_high = 64;
    constexpr int reuse_high = 24;  // Each costs a slow hash when a password is changed.
    constexpr int days_high = 3'650;
    constexpr int days_low = 30;  // More often makes people count: 春天1, 春天2 …
    std::vector<FieldError> faults;
    if (policy.characters_min < characters_low || policy.characters_min > characters_high) {
        faults.push_back({"characters_min", "access.policy_range"});
    }
    if (policy.reuse_last < 0 || policy.reuse_last > reuse_high) {
        faults.push_back({"reuse_last", "access.policy_range"});
    }
    if (policy.days_max != 0 && (policy.days_max < days_low || policy.days_max > days_high)) {
        faults.push_back({"days_max", "access.policy_range"});
    }
    return json::refuse_fields(std::move(faults));
}

bool password_is_old(const PasswordPolicy& policy, std::optional<Instant> set_at, Instant now) {
    if (policy.days_max == 0) {
        return false;
    }
    return !set_at || now - *set_at >= std::chrono::days{policy.days_max};
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
