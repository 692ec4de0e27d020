#include "rooms/documents/sealed_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace xiuhua::documents {
namespace {

bool write_through(const std::filesystem::path& path, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    bool is_written = true;
    while (is_written && !bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        is_written = written > 0;
        bytes.remove_prefix(is_written ? static_cast<std::size_t>(written) : 0);
    }
    is_written = is_written && ::fsync(file) == 0;
    return ::close(file) == 0 && is_written;
}

}  // namespace

Done write_sealed(const Vault& vault, const std::filesystem::path& path, std::string_view sealed_as,
                  std::string_view plain) {
    std::error_code error;
    const std::filesystem::path folder = path.parent_path();
    std::filesystem::create_directories(folder, error);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    const std::filesystem::path fresh = path.string() + ".new";
    if (!write_through(fresh, vault.seal_own(sealed_as, plain).data)) {
        std::filesystem::remove(fresh, error);
        return fail(ErrorCode::unavailable, "documents.no_room_for_file", {}, path.string());
    }
    std::filesystem::rename(fresh, path, error);
    if (error) {
        return fail(ErrorCode::unavailable, "documents.no_room_for_file", {}, error.message());
    }
    return {};
}

Result<std::optional<std::string>> read_sealed(const Vault& vault,
                                               const std::filesystem::path& path,
                                               std::string_view sealed_as) {
    std::ifstream in{path, std::ios::binary};
    if (!in) {
        return std::optional<std::string>{};
    }
    const Bytes sealed{{std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{}}};
    XH_TRY(plain, vault.open_own(sealed_as, sealed));
    return std::optional<std::string>{std::move(plain)};
}

}  // namespace xiuhua::documents
