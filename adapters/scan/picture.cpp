#include "adapters/scan/picture.hpp"

#include <jpeglib.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstdio>

namespace xiuhua::scan {
namespace {

struct JpegFault {
    jpeg_error_mgr manager;
    std::jmp_buf back;
};

void jpeg_fault(j_common_ptr jpeg) {
    std::longjmp(reinterpret_cast<JpegFault*>(jpeg->err)->back, 1);
}
void jpeg_silence(j_common_ptr, int) {}

std::size_t bytes_of(int width, int height) {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
}

tl::unexpected<Error> unreadable() {
    return fail(ErrorCode::invalid, "scan.unreadable_picture");
}

enum class JpegOutcome { read, unreadable, too_large };

// Everything that has a destructor lives in the caller: libjpeg comes back by longjmp.
JpegOutcome read_jpeg(std::string_view bytes, Picture* picture) {
    jpeg_decompress_struct jpeg;
    JpegFault fault;
    jpeg.err = jpeg_std_error(&fault.manager);
    fault.manager.error_exit = jpeg_fault;
    fault.manager.emit_message = jpeg_silence;
    if (setjmp(fault.back) != 0) {
        jpeg_destroy_decompress(&jpeg);
        return JpegOutcome::unreadable;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()),
                 static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(&jpeg, TRUE);
    if (static_cast<std::int64_t>(jpeg.image_width) * jpeg.image_height > pixels_max) {
        jpeg_destroy_decompress(&jpeg);
        return JpegOutcome::too_large;
    }
    jpeg.out_color_space = JCS_RGB;
    jpeg.scale_denom = 1;
    while (std::max(jpeg.image_width, jpeg.image_height) / jpeg.scale_denom > read_side_max &&
           jpeg.scale_denom < 8) {
        jpeg.scale_denom *= 2;
    }
    jpeg_start_decompress(&jpeg);
    picture->width = static_cast<int>(jpeg.output_width);
    picture->height = static_cast<int>(jpeg.output_height);
    picture->pixels.resize(bytes_of(picture->width, picture->height));
    while (jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = picture->pixels.data() +
                       bytes_of(picture->width, static_cast<int>(jpeg.output_scanline));
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_destroy_decompress(&jpeg);
    return JpegOutcome::read;
}

}  // namespace

Result<Picture> decode_jpeg(std::string_view bytes) {
    Picture picture;
    switch (read_jpeg(bytes, &picture)) {
        case JpegOutcome::read:
            return picture;
        case JpegOutcome::too_large:
            return fail(ErrorCode::too_large, "scan.too_many_pixels");
        case JpegOutcome::unreadable:
            break;
    }
    return unreadable();
}

Result<Picture> decode_png(std::string_view bytes) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) {
        return unreadable();
    }
    if (static_cast<std::int64_t>(image.width) * image.height > pixels_max) {
        png_image_free(&image);
        return fail(ErrorCode::too_large, "scan.too_many_pixels");
    }
    image.format = PNG_FORMAT_RGB;
    Picture picture{static_cast<int>(image.width), static_cast<int>(image.height), {}};
    picture.pixels.resize(bytes_of(picture.width, picture.height));
    const png_color white{255, 255, 255};
    if (png_image_finish_read(&image, &white, picture.pixels.data(), 0, nullptr) == 0) {
        return unreadable();
    }
    return fitted(std::move(picture), read_side_max);
}

std::string encode_jpeg(const Picture& picture, int quality) {
    jpeg_compress_struct jpeg;
    jpeg_error_mgr errors;
    jpeg.err =
        jpeg_std_error(&errors);  // Writing to memory fails only without any: then the child ends.
    jpeg_create_compress(&jpeg);
    unsigned char* out = nullptr;
    unsigned long length = 0;
    jpeg_mem_dest(&jpeg, &out, &length);
    jpeg.image_width = static_cast<JDIMENSION>(picture.width);
    jpeg.image_height = static_cast<JDIMENSION>(picture.height);
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < jpeg.image_height) {
        auto* row = const_cast<JSAMPROW>(
            picture.pixels.data() + bytes_of(picture.width, static_cast<int>(jpeg.next_scanline)));
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    std::string bytes{reinterpret_cast<const char*>(out), length};
    jpeg_destroy_compress(&jpeg);
    std::free(out);
    return bytes;
}

GrayPicture gray_of(const Picture& picture) {
    GrayPicture gray{picture.width, picture.height, {}};
    gray.pixels.resize(picture.pixels.size() / 3);
    for (std::size_t i = 0; i < gray.pixels.size(); ++i) {
        const std::uint8_t* rgb = picture.pixels.data() + i * 3;
        gray.pixels[i] =
            static_cast<std::uint8_t>((306 * rgb[0] + 601 * rgb[1] + 117 * rgb[2]) >> 10);
    }
    return gray;
}

Picture turned(Picture picture, int quarters) {
    if (quarters == 0) {
        return picture;
    }
    const bool lies = quarters % 2 == 1;
    Picture out{lies ? picture.height : picture.width, lies ? picture.width : picture.height, {}};
    out.pixels.resize(picture.pixels.size());
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const int to_x = quarters == 1   ? picture.height - 1 - y
                             : quarters == 2 ? picture.width - 1 - x
                                             : y;
            const int to_y = quarters == 1   ? x
                             : quarters == 2 ? picture.height - 1 - y
                                             : picture.width - 1 - x;
            std::copy_n(picture.pixels.begin() +
                            static_cast<std::ptrdiff_t>(bytes_of(picture.width, y)) + x * 3,
                        3,
                        out.pixels.begin() +
                            static_cast<std::ptrdiff_t>(bytes_of(out.width, to_y)) + to_x * 3);
        }
    }
    return out;
}

Picture fitted(Picture picture, int side_max) {
    const int longest = std::max(picture.width, picture.height);
    if (longest <= side_max) {
        return picture;
    }
    Picture out{
        std::max(1,
                 static_cast<int>(static_cast<std::int64_t>(picture.width) * side_max / longest)),
        std::max(1,
                 static_cast<int>(static_cast<std::int64_t>(picture.height) * side_max / longest)),
        {}};
    out.pixels.resize(bytes_of(out.width, out.height));
    for (int y = 0; y < out.height; ++y) {
        const int top =
            static_cast<int>(static_cast<std::int64_t>(y) * picture.height / out.height);
        const int bottom = std::max(top + 1, static_cast<int>(static_cast<std::int64_t>(y + 1) *
                                                              picture.height / out.height));
        for (int x = 0; x < out.width; ++x) {
            const int left =
                static_cast<int>(static_cast<std::int64_t>(x) * picture.width / out.width);
            const int right = std::max(left + 1, static_cast<int>(static_cast<std::int64_t>(x + 1) *
                                                                  picture.width / out.width));
            unsigned sum[3] = {0, 0, 0};
            for (int row = top; row < bottom; ++row) {
                const std::uint8_t* at = picture.pixels.data() + bytes_of(picture.width, row);
                for (int column = left; column < right; ++column) {
                    for (int c = 0; c < 3; ++c) {
                        sum[c] += at[column * 3 + c];
                    }
                }
            }
            const auto count = static_cast<unsigned>((bottom - top) * (right - left));
            for (int c = 0; c < 3; ++c) {
                out.pixels[bytes_of(out.width, y) + static_cast<std::size_t>(x * 3 + c)] =
                    static_cast<std::uint8_t>(sum[c] / count);
            }
        }
    }
    return out;
}

GrayPicture doubled(const GrayPicture& picture) {
    GrayPicture out{picture.width * 2, picture.height * 2, {}};
    out.pixels.resize(picture.pixels.size() * 4);
    for (int y = 0; y < out.height; ++y) {
        // Pixel centres: each new one stands a quarter of a pixel off an old one.
        const int y0 = std::clamp((y - 1) / 2, 0, picture.height - 1);
        const int y1 = std::min(y0 + 1, picture.height - 1);
        const int wy = y % 2 == 0 ? 3 : 1;  // Of y1, in quarters.
        for (int x = 0; x < out.width; ++x) {
            const int x0 = std::clamp((x - 1) / 2, 0, picture.width - 1);
            const int x1 = std::min(x0 + 1, picture.width - 1);
            const int wx = x % 2 == 0 ? 3 : 1;
            const int top = picture.at(x0, y0) * (4 - wx) + picture.at(x1, y0) * wx;
            const int bottom = picture.at(x0, y1) * (4 - wx) + picture.at(x1, y1) * wx;
            out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(out.width) +
                       static_cast<std::size_t>(x)] =
                static_cast<std::uint8_t>((top * (4 - wy) + bottom * wy) / 16);
        }
    }
    return out;
}

GrayPicture blurred(const GrayPicture& picture) {
    GrayPicture out{picture.width, picture.height, picture.pixels};
    for (int y = 1; y + 1 < picture.height; ++y) {
        for (int x = 1; x + 1 < picture.width; ++x) {
            int sum = 0;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    sum += picture.at(x + dx, y + dy);
                }
            }
            out.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                       static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(sum / 9);
        }
    }
    return out;
}

}  // namespace xiuhua::scan
