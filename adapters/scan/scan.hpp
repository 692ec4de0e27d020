#pragma once
// Scans and photographs of our own papers: PDF, JPEG or PNG in, one record a page out. Reading happens in a child
// process with limits; see README.md.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::scan {

inline constexpr std::size_t file_bytes_max = 20 << 20;
inline constexpr int pages_max = 500;

struct ScannedPage {
    int number = 0;    // From 1.
    int pages = 0;     // Of the file.
    std::string code;  // The text of our QR code; empty: none was found.
    int quarters = 0;  // How far the picture was turned clockwise to stand upright: 0 to 3.
    int width = 0, height = 0;
    std::string jpeg;   // Encoded anew. Empty when the page could not be read:
    std::string fault;  // "scan.unreadable_picture", "scan.too_many_pixels".
};

// Pages one by one, in order; an Error from `visit` ends the reading and is handed back.
// `invalid` scan.unknown_kind, scan.unreadable_file, scan.password; `too_large` scan.too_many_pages;
// `unavailable` scan.reader_failed: the child was ended by its limits, or could not start.
Done read_scan(std::string_view bytes, const std::function<Done(ScannedPage&&)>& visit);

// For main(): the exit status when this process was started to read a scan, otherwise nullopt.
std::optional<int> run_scan_child(int count, char** words);

}  // namespace xiuhua::scan
