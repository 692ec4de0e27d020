#include "adapters/scan/frames.hpp"

#include <charconv>

namespace xiuhua::scan {

std::string head_of(const ScanFrame& frame) {
    return fmt::format("{} {} {} {} {} {}\n{}", frame.number, frame.pages, frame.quarters,
                       frame.width, frame.height, frame.fault, frame.code);
}

std::optional<ScanFrame> read_head(std::string_view head) {
    ScanFrame frame;
    for (int* number :
         {&frame.number, &frame.pages, &frame.quarters, &frame.width, &frame.height}) {
        const auto read = std::from_chars(head.data(), head.data() + head.size(), *number);
        if (read.ec != std::errc{} || read.ptr == head.data() + head.size() || *read.ptr != ' ') {
            return std::nullopt;
        }
        head.remove_prefix(static_cast<std::size_t>(read.ptr - head.data()) + 1);
    }
    const auto end = head.find('\n');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    frame.fault = head.substr(0, end);
    frame.code = head.substr(end + 1);
    return frame;
}

}  // namespace xiuhua::scan
