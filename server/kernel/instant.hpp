#pragma once
// Time as the rules see it. Nothing here reads a clock: `now` is always given.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace xiuhua {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Date = std::chrono::sys_days;

// The office's day. China has kept one zone without daylight saving since 1991, so the offset is a constant.
inline constexpr std::chrono::hours office_offset{8};

// The calendar day at the office in which `instant` falls.
Date office_date(Instant instant);
// Midnight at the office that begins `date`, plus `time_of_day`.
Instant office_instant(Date date, std::chrono::minutes time_of_day = std::chrono::minutes{0});

// "2026-11-23T06:05:00.000Z". Parsing accepts 0 to 3 fraction digits, and Z or ±hh:mm.
std::string to_text(Instant instant);
std::optional<Instant> parse_instant(std::string_view text);
// "2026-11-23"; parsing refuses days that do not exist.
std::string to_text(Date date);
std::optional<Date> parse_date(std::string_view text);

}  // namespace xiuhua
