#include "platform/backup/wal_reader.hpp"

namespace xiuhua::backup {
namespace {

constexpr std::uint32_t magic_little = 0x377f0682;  // The checksums' byte order is the last bit.
constexpr std::size_t page_bytes_min = 512;
constexpr std::size_t page_bytes_max = 65'536;

}  // namespace

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return number;
}

std::string big_endian_text(std::uint32_t number) {
    std::string text(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) {
        text[i] = static_cast<char>(number >> (24 - 8 * i));
    }
    return text;
}

Result<std::optional<WalReader>> WalReader::open(const std::filesystem::path& database) {
    const std::filesystem::path path = database.string() + "-wal";
    std::error_code none;
    if (!std::filesystem::exists(path, none)) {
        return std::optional<WalReader>{};
    }
    WalReader reader;
    XH_TRY(file, File::open(path));
    reader.file_ = std::move(file);
    XH_TRY(header, reader.file_.read(wal_header_bytes));
    if (header.size() != wal_header_bytes) {
        return std::optional<WalReader>{};
    }
    reader.page_bytes_ = big_endian(header, 8);
    reader.salt_ =
        static_cast<std::uint64_t>(big_endian(header, 16)) << 32 | big_endian(header, 20);
    if ((big_endian(header, 0) & ~1U) != magic_little || reader.page_bytes_ < page_bytes_min ||
        reader.page_bytes_ > page_bytes_max) {
        return fail(ErrorCode::internal, "backup.damaged", {}, path.string());
    }
    return std::optional<WalReader>{std::move(reader)};
}

Result<std::string> WalReader::frame(std::int64_t number) {
    const std::size_t bytes = frame_header_bytes + page_bytes_;
    const auto offset =
        static_cast<std::int64_t>(wal_header_bytes) + number * static_cast<std::int64_t>(bytes);
    return file_.read_at(offset, bytes);
}

Done WalReader::read(std::int64_t from, std::int64_t until,
                     const std::function<Done(std::string_view)>& take) {
    for (std::int64_t number = from; number < until; ++number) {
        XH_TRY(bytes, frame(number));
        if (bytes.size() != frame_header_bytes + page_bytes_ ||
            (static_cast<std::uint64_t>(big_endian(bytes, 8)) << 32 | big_endian(bytes, 12)) !=
                salt_) {
            return fail(ErrorCode::internal, "backup.damaged", {}, "the log began anew");
        }
        // Salts and checksums are of the log; the copy has its own seals.
        bytes.erase(page_head_bytes, frame_header_bytes - page_head_bytes);
        XH_DO(take(bytes));
    }
    return {};
}

Result<std::int64_t> WalReader::committed() {
    std::int64_t committed = 0;
    for (std::int64_t number = 0;; ++number) {
        XH_TRY(bytes, frame(number));
        if (bytes.size() != frame_header_bytes + page_bytes_ ||
            (static_cast<std::uint64_t>(big_endian(bytes, 8)) << 32 | big_endian(bytes, 12)) !=
                salt_) {
            return committed;
        }
        committed = big_endian(bytes, 4) != 0 ? number + 1 : committed;
    }
}

}  // namespace xiuhua::backup
