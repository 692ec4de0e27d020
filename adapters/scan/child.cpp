// Runs in a process of its own: reads one file from standard input, writes frames to standard output, and can do no
// more harm than to end.
#include <poppler/cpp/poppler-document.h>
#include <poppler/cpp/poppler-page-renderer.h>
#include <poppler/cpp/poppler-page.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <memory>

#include "adapters/scan/code_finder.hpp"
#include "adapters/scan/frames.hpp"
#include "adapters/scan/scan.hpp"

namespace xiuhua::scan {
namespace {

constexpr rlim_t memory_max = 3ULL << 29;
constexpr rlim_t seconds_max = 1'200;
constexpr int quality = 72;  // A page of 200 dpi takes some 250 kB and reads as well as the paper.
constexpr double page_dpi = 200;  // A module of our code is then 3 pixels.
constexpr std::string_view our_mark = "/v/";

void limit(int resource, rlim_t most) {
    const rlimit both{most, most};
    setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

void limit_self() {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    // Not under them: their shadow alone takes terabytes of addresses.
    limit(RLIMIT_AS, memory_max);
#endif
    limit(RLIMIT_CPU, seconds_max);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, 16);  // Poppler reads its fonts and character maps.
    static_cast<void>(nice(10));
}

bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::string length_of(std::size_t length) {
    std::string bytes(4, '\0');
    for (int i = 0; i < 4; ++i) {
        bytes[static_cast<std::size_t>(i)] = static_cast<char>((length >> (8 * i)) & 0xFF);
    }
    return bytes;
}

void send(const ScanFrame& frame, std::string_view jpeg) {
    const std::string head = head_of(frame);
    if (!write_all(length_of(head.size()) + head + length_of(jpeg.size())) || !write_all(jpeg)) {
        _exit(3);  // Nobody listens any more.
    }
}

std::string read_input() {
    std::string bytes;
    std::string piece(1 << 16, '\0');
    while (bytes.size() <= file_bytes_max) {
        const ssize_t read = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (read <= 0) {
            break;
        }
        bytes.append(piece, 0, static_cast<std::size_t>(read));
    }
    return bytes;
}

void send_page(ScanFrame frame, Picture picture) {
    const auto found = find_code(gray_of(picture), our_mark);
    if (found) {
        frame.code = found->text;
        // The page lies so many quarters clockwise: turn it back.
        frame.quarters = ((-static_cast<int>(std::lround(found->degrees / 90.0)) % 4) + 4) % 4;
    }
    picture = turned(fitted(std::move(picture), kept_side_max), frame.quarters);
    frame.width = picture.width;
    frame.height = picture.height;
    send(frame, encode_jpeg(picture, quality));
}

void send_picture(const ScanFrame& frame, Result<Picture> picture) {
    if (picture) {
        send_page(frame, std::move(*picture));
        return;
    }
    ScanFrame bad = frame;
    bad.fault = picture.error().key;
    send(bad, {});
}

Result<Picture> rendered(const poppler::page& page) {
    const poppler::rectf size = page.page_rect();
    const double longest = std::max(size.width(), size.height());
    if (!(longest > 0) || !std::isfinite(longest)) {
        return fail(ErrorCode::invalid, "scan.unreadable_picture");
    }
    const double dpi = std::min(page_dpi, read_side_max * 72 / longest);
    poppler::page_renderer renderer;
    renderer.set_render_hint(poppler::page_renderer::antialiasing);
    renderer.set_image_format(poppler::image::format_rgb24);
    const poppler::image image = renderer.render_page(&page, dpi, dpi);
    if (!image.is_valid() || image.format() != poppler::image::format_rgb24) {
        return fail(ErrorCode::invalid, "scan.unreadable_picture");
    }
    Picture picture{image.width(), image.height(), {}};
    const std::size_t row = static_cast<std::size_t>(picture.width) * 3;
    picture.pixels.reserve(row * static_cast<std::size_t>(picture.height));
    for (int y = 0; y < picture.height; ++y) {
        const char* from =
            image.const_data() + static_cast<std::ptrdiff_t>(y) * image.bytes_per_row();
        picture.pixels.insert(picture.pixels.end(), from, from + row);
    }
    return picture;
}

void whole_fault(std::string key) {
    ScanFrame frame;
    frame.fault = std::move(key);
    send(frame, {});
}

void read_pdf(std::string& bytes) {
    poppler::byte_array data(bytes.begin(), bytes.end());
    const std::unique_ptr<poppler::document> document{poppler::document::load_from_data(&data)};
    if (!document) {
        return whole_fault("scan.unreadable_file");
    }
    if (document->is_locked()) {
        return whole_fault("scan.password");
    }
    if (document->pages() > pages_max) {
        return whole_fault("scan.too_many_pages");
    }
    for (int i = 0; i < document->pages(); ++i) {
        ScanFrame frame;
        frame.number = i + 1;
        frame.pages = document->pages();
        const std::unique_ptr<poppler::page> page{document->create_page(i)};
        send_picture(frame,
                     page ? rendered(*page) : fail(ErrorCode::invalid, "scan.unreadable_picture"));
    }
}

void read_file(std::string bytes) {
    ScanFrame frame;
    frame.number = 1;
    frame.pages = 1;
    const std::string_view view = bytes;
    if (bytes.size() > file_bytes_max) {
        whole_fault("scan.too_many_pixels");
    } else if (view.substr(0, 1024).find("%PDF-") != std::string_view::npos) {
        read_pdf(bytes);
    } else if (view.starts_with("\xFF\xD8\xFF")) {
        send_picture(frame, decode_jpeg(view));
    } else if (view.starts_with("\x89PNG\r\n\x1A\n")) {
        send_picture(frame, decode_png(view));
    } else {
        whole_fault("scan.unknown_kind");
    }
}

}  // namespace

std::optional<int> run_scan_child(int count, char** words) {
    if (count != 2 || std::string_view{words[1]} != child_word) {
        return std::nullopt;
    }
    limit_self();
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    try {
        read_file(read_input());
    } catch (const std::exception&) {
        return 4;  // Out of memory, most likely: the parent says that the reader failed.
    }
    return 0;
}

}  // namespace xiuhua::scan
