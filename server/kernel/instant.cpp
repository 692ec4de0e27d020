#include "kernel/instant.hpp"

#include <fmt/format.h>

namespace xiuhua {
namespace {

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    if (from + count > text.size()) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

// "Z", "+08:00" or "-05:30", as the distance from UTC.
std::optional<std::chrono::minutes> parse_offset(std::string_view text) {
    if (text == "Z" || text == "z") {
        return std::chrono::minutes{0};
    }
    if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) {
        return std::nullopt;
    }
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) {
        return std::nullopt;
    }
    const std::chrono::minutes distance{*hours * 60 + *minutes};
    return text[0] == '-' ? -distance : distance;
}

// Times stand in every list, every event and every point of a track, so their digits are written by hand.
void put_digits(std::string& text, std::size_t at, std::size_t count, unsigned value) {
    for (std::size_t i = at + count; i > at; value /= 10) {
        text[--i] = static_cast<char>('0' + value % 10);
    }
}

}  // namespace

Date office_date(Instant instant) {
    return std::chrono::floor<std::chrono::days>(instant + office_offset);
}

Instant office_instant(Date date, std::chrono::minutes time_of_day) {
    return Instant{date} - office_offset + time_of_day;
}

std::string to_text(Date date) {
    const std::chrono::year_month_day day{date};
    const int year = static_cast<int>(day.year());
    if (year < 0 || year > 9999) {
        return fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(day.month()),
                           static_cast<unsigned>(day.day()));
    }
    std::string text = "0000-00-00";
    put_digits(text, 0, 4, static_cast<unsigned>(year));
    put_digits(text, 5, 2, static_cast<unsigned>(day.month()));
    put_digits(text, 8, 2, static_cast<unsigned>(day.day()));
    return text;
}

std::string to_text(Instant instant) {
    const auto date = std::chrono::floor<std::chrono::days>(instant);
    const auto of_day = static_cast<unsigned>((instant - date).count());
    std::string text = to_text(date);
    const std::size_t time = text.size() + 1;
    text += "T00:00:00.000Z";
    put_digits(text, time, 2, of_day / 3'600'000);
    put_digits(text, time + 3, 2, of_day / 60'000 % 60);
    put_digits(text, time + 6, 2, of_day / 1'000 % 60);
    put_digits(text, time + 9, 3, of_day % 1'000);
    return text;
}

std::optional<Date> parse_date(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return Date{date};
}

std::optional<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto date = parse_date(text.substr(0, 10));
    const auto hours = digits(text, 11, 2);
    const auto minutes = digits(text, 14, 2);
    const auto seconds = digits(text, 17, 2);
    if (!date || !hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 59) {
        return std::nullopt;
    }
    std::string_view rest = text.substr(19);
    int milliseconds = 0;
    if (rest.front() == '.') {
        const std::size_t length = rest.find_first_not_of("0123456789", 1);
        if (length == std::string_view::npos || length < 2 || length > 4) {
            return std::nullopt;
        }
        std::string fraction{rest.substr(1, length - 1)};
        fraction.resize(3, '0');
        milliseconds = *digits(fraction, 0, 3);
        rest = rest.substr(length);
    }
    const auto offset = parse_offset(rest);
    if (!offset) {
        return std::nullopt;
    }
    return Instant{*date} + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
           std::chrono::seconds{*seconds} + std::chrono::milliseconds{milliseconds} - *offset;
}

}  // namespace xiuhua
