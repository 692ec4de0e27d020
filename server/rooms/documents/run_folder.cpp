#include "rooms/documents/run_folder.hpp"

#include "rooms/documents/sealed_file.hpp"

namespace xiuhua::documents {
namespace {

constexpr std::string_view sealed_as = "documents.print_run";

void put_length(std::string& out, std::uint64_t length) {
    for (int shift = 0; shift < 64; shift += 8) {
        out += static_cast<char>((length >> shift) & 0xFF);
    }
}

std::optional<std::string> take(std::string_view& rest) {
    if (rest.size() < 8) {
        return std::nullopt;
    }
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i) {
        length = length << 8 | static_cast<unsigned char>(rest[static_cast<std::size_t>(i)]);
    }
    rest.remove_prefix(8);
    if (rest.size() < length) {
        return std::nullopt;
    }
    std::string taken{rest.substr(0, length)};
    rest.remove_prefix(length);
    return taken;
}

}  // namespace

RunFolder::RunFolder(const std::filesystem::path& data, const Vault& vault, PrintRunId run)
    : folder_(data / print_folder / to_text(run)), vault_(vault) {}

std::filesystem::path RunFolder::part(std::int64_t number) const {
    return folder_ / fmt::format("{}.part", number);
}

Done RunFolder::write_part(std::int64_t number, const std::vector<NamedFile>& files) const {
    std::string bytes;
    for (const NamedFile& file : files) {
        put_length(bytes, file.name.size());
        bytes += file.name;
        put_length(bytes, file.bytes.size());
        bytes += file.bytes;
    }
    return write_sealed(vault_, part(number), sealed_as, bytes);
}

Result<std::optional<std::vector<NamedFile>>> RunFolder::read_part(std::int64_t number) const {
    XH_TRY(bytes, read_sealed(vault_, part(number), sealed_as));
    if (!bytes) {
        return std::optional<std::vector<NamedFile>>{};
    }
    std::vector<NamedFile> files;
    std::string_view rest = *bytes;
    while (!rest.empty()) {
        auto name = take(rest);
        auto content = take(rest);
        if (!name || !content) {
            return fail(ErrorCode::internal, "documents.run_file_broken");
        }
        files.push_back({std::move(*name), std::move(*content)});
    }
    return std::optional{std::move(files)};
}

Done RunFolder::write_result(std::string_view bytes) const {
    return write_sealed(vault_, folder_ / "result", sealed_as, bytes);
}

Result<std::optional<std::string>> RunFolder::read_result() const {
    return read_sealed(vault_, folder_ / "result", sealed_as);
}

void RunFolder::drop_parts(std::int64_t count) const {
    std::error_code ignored;
    for (std::int64_t number = 0; number < count; ++number) {
        std::filesystem::remove(part(number), ignored);
    }
}

void RunFolder::remove() const {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

}  // namespace xiuhua::documents
