#pragma once
// How a stored number reads: number formats that are dates, and the two date systems.
#include <string>
#include <string_view>

namespace xiuhua::spreadsheet {

enum class DateSystem { from_1900, from_1904 };

// ECMA-376 part 1, 18.8.30: the built-in formats that are dates or times, those of Chinese locales (27–36,
// 50–58) included.
bool is_date_format(int format_id);
// A custom format's code: yyyy"年"m"月"d"日", [h]:mm and the like; quoted text and colours do not count.
bool is_date_code(std::string_view code);

// "1990-05-01", "08:30:00" (serials below 1), "1990-05-01 08:30:00"; empty when no date has this serial.
// In the 1900 system serial 60 is 1900-02-29, which never was; Excel keeps it for Lotus 1-2-3's sake.
std::string date_text(double serial, DateSystem system);

// As a person would type it: "36.6", "13800000000"; 16 digits and more in scientific form (see SheetRow).
std::string number_text(double number);

}  // namespace xiuhua::spreadsheet
