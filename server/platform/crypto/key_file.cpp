#include "platform/crypto/key_file.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/crypto/password.hpp"

namespace xiuhua::crypto {
namespace {

constexpr std::string_view first_word = "xiuhua-master-1 ";  // Format and version; then base64url.
constexpr std::size_t file_bytes_max = 256;

// Closes what open() gave, whatever happens in between.
class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

  private:
    int number_;
};

tl::unexpected<Error> cannot_make(std::string_view what) {
    return fail(ErrorCode::internal, "vault.cannot_make_key_file", {},
                std::string{what} + ": " + std::strerror(errno));
}

Result<MasterKey> read_key(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        return fail(ErrorCode::internal, "vault.bad_key_file");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(ErrorCode::internal, "vault.key_file_open_to_others");
    }
    std::string text(file_bytes_max, '\0');
    const ssize_t length = ::read(descriptor, text.data(), text.size());
    text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    while (text.ends_with('\n') || text.ends_with('\r')) {
        text.pop_back();
    }
    if (!text.starts_with(first_word)) {
        return fail(ErrorCode::internal, "vault.bad_key_file");
    }
    auto bytes = parse_base64url(std::string_view{text}.substr(first_word.size()));
    MasterKey key{};
    if (!bytes || bytes->size() != key.size()) {
        return fail(ErrorCode::internal, "vault.bad_key_file");
    }
    std::memcpy(key.data(), bytes->data(), key.size());
    sodium_memzero(bytes->data(), bytes->size());
    sodium_memzero(text.data(), text.size());
    return key;
}

Done write_key(const std::filesystem::path& file) {
    std::string text{first_word};
    text += new_token();  // 32 random bytes as base64url.
    text += '\n';
    const Descriptor out{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (out.number() < 0 ||
        ::write(out.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(out.number()) != 0) {
        return cannot_make("write");
    }
    sodium_memzero(text.data(), text.size());
    return {};
}

// The key appears under its name whole and on disk, or not at all.
Done make_key_file(const std::filesystem::path& file) {
    const std::filesystem::path directory = file.parent_path();
    std::error_code error;
    if (std::filesystem::create_directories(directory, error)) {
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    }
    const std::filesystem::path fresh = directory / ("master.key.new-" + new_token().substr(0, 12));
    XH_DO(write_key(fresh));
    const int linked =
        ::link(fresh.c_str(), file.c_str());  // Fails when another process was first.
    const int reason = errno;
    ::unlink(fresh.c_str());
    if (linked != 0 && reason != EEXIST) {
        errno = reason;
        return cannot_make("link");
    }
    const Descriptor folder{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder.number() < 0 || ::fsync(folder.number()) != 0) {
        return cannot_make("fsync");
    }
    return {};
}

}  // namespace

Result<MasterKey> read_or_make_master_key(const std::filesystem::path& file) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        const Descriptor in{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
        if (in.number() >= 0) {
            return read_key(in.number());
        }
        if (errno != ENOENT) {
            return fail(ErrorCode::internal, "vault.bad_key_file", {}, std::strerror(errno));
        }
        XH_DO(make_key_file(file));
    }
    return fail(ErrorCode::internal, "vault.cannot_make_key_file");
}

}  // namespace xiuhua::crypto
