#pragma once
// What passes from the child to its parent: a length, a head, a length, the picture.
#include <string>
#include <string_view>

#include "kernel/result.hpp"

namespace xiuhua::scan {

inline constexpr std::string_view child_word = "read-scan";
inline constexpr std::size_t frame_head_max = 8 << 10;
inline constexpr std::size_t frame_picture_max = 16 << 20;

struct ScanFrame {
    int number = 0;  // 0: about the file as a whole, and then `fault` says why there are no pages.
    int pages = 0;
    int quarters = 0;
    int width = 0, height = 0;
    std::string fault;
    std::string code;
};
// Five numbers and the fault, parted by blanks, a line's end, the code.
std::string head_of(const ScanFrame& frame);
// nullopt for a head of another form: what comes from the child is believed as little as the file is.
std::optional<ScanFrame> read_head(std::string_view head);

}  // namespace xiuhua::scan
