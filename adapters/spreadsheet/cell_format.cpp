#include "adapters/spreadsheet/cell_format.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

#include "kernel/instant.hpp"

namespace xiuhua::spreadsheet {

bool is_date_format(int id) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

bool is_date_code(std::string_view code) {
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (c == '"') {
            const auto end = code.find('"', i + 1);
            if (end == std::string_view::npos) {
                return false;
            }
            i = end;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;  // The next character is literal.
        } else if (c == '[') {
            const auto end = code.find(']', i + 1);
            if (end == std::string_view::npos) {
                return false;
            }
            const auto inside = code.substr(i + 1, end - i - 1);
            if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) {
                return true;
            }
            i = end;
        } else if (code.substr(i, 7) == "General") {
            i += 6;
        } else if (std::string_view{"yYmMdDhHsS"}.find(c) != std::string_view::npos) {
            return true;
        } else if (c == 'E' || c == 'e') {
            // Scientific notation, or an era year in Japanese formats: neither is seen as a date.
            return false;
        }
    }
    return false;
}

std::string date_text(double serial, DateSystem system) {
    constexpr double serial_max = 2'958'466;  // 9999-12-31 and its last second.
    constexpr std::int64_t day_seconds = 86'400;
    if (!(serial >= 0) || serial >= serial_max) {
        return {};
    }
    const auto seconds = static_cast<std::int64_t>(std::llround(serial * day_seconds));
    const std::int64_t day = seconds / day_seconds;
    const std::int64_t rest = seconds % day_seconds;
    const std::string time =
        fmt::format("{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
    if (day == 0 && system == DateSystem::from_1900) {
        return time;
    }
    using namespace std::chrono;
    std::string date;
    if (system == DateSystem::from_1900 && day == 60) {
        date = "1900-02-29";
    } else {
        const sys_days first = system == DateSystem::from_1904 ? sys_days{1904y / January / 1}
                               : day < 60                      ? sys_days{1899y / December / 31}
                                                               : sys_days{1899y / December / 30};
        date = to_text(Date{first + days{day}});
    }
    return rest == 0 ? date : date + " " + time;
}

std::string number_text(double number) {
    constexpr double digits_exact = 1e15;  // Fifteen digits survive in a double whatever they are.
    if (!std::isfinite(number)) {
        return {};
    }
    if (std::fabs(number) >= digits_exact) {
        return fmt::format("{:.14E}", number);
    }
    if (number == std::floor(number)) {
        return fmt::format("{:.0f}", number == 0 ? 0.0 : number);
    }
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed);
    return end.ec == std::errc{} ? std::string{text, end.ptr} : fmt::format("{:g}", number);
}

}  // namespace xiuhua::spreadsheet
