#include "platform/backup/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace xiuhua::backup {
namespace {

tl::unexpected<Error> cannot(const char* key, const std::filesystem::path& path) {
    const int reason = errno;
    return fail(ErrorCode::unavailable, key, {}, path.string() + ": " + std::strerror(reason));
}
constexpr std::string_view work_name = "backup-work-";  // Then the process's number.

// A process that was killed leaves an unencrypted copy behind: the next one removes it.
void remove_abandoned(const std::filesystem::path& parent) {
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator{parent, failed}) {
        const std::string name = entry.path().filename().string();
        const int pid =
            name.starts_with(work_name) ? std::atoi(name.c_str() + work_name.size()) : 0;
        if (pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH) {
            std::error_code none;
            std::filesystem::remove_all(entry.path(), none);
        }
    }
}

tl::unexpected<Error> cannot_write(const std::filesystem::path& path) {
    return cannot("backup.cannot_write", path);
}
tl::unexpected<Error> cannot_read(const std::filesystem::path& path) {
    return cannot("backup.cannot_read", path);
}

}  // namespace

File::~File() {
    if (number_ >= 0) {
        ::close(number_);
    }
}

Result<File> File::make(const std::filesystem::path& path) {
    File file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), path};
    if (file.number_ < 0) {
        return cannot_write(path);
    }
    return file;
}

Result<File> File::open(const std::filesystem::path& path) {
    File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC), path};
    if (file.number_ < 0) {
        return cannot_read(path);
    }
    return file;
}

Result<File> File::open_to_change(const std::filesystem::path& path) {
    File file{::open(path.c_str(), O_RDWR | O_CLOEXEC), path};
    if (file.number_ < 0) {
        return cannot_write(path);
    }
    return file;
}

Done File::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(number_, bytes.data(), bytes.size());
        if (done < 0 && errno != EINTR) {
            return cannot_write(path_);
        }
        if (done > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(done));
            written_ += done;
        }
    }
    return {};
}

Done File::write_at(std::int64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::pwrite(number_, bytes.data(), bytes.size(), offset);
        if (done < 0 && errno != EINTR) {
            return cannot_write(path_);
        }
        if (done > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(done));
            offset += done;
        }
    }
    return {};
}

Done File::cut(std::int64_t length) {
    return ::ftruncate(number_, length) == 0 ? Done{} : Done{cannot_write(path_)};
}

Done File::sync() {
    return ::fsync(number_) == 0 ? Done{} : Done{cannot_write(path_)};
}

Result<std::string> File::read(std::size_t bytes) {
    std::string out(bytes, '\0');
    std::size_t filled = 0;
    while (filled < bytes) {
        const ssize_t done = ::read(number_, out.data() + filled, bytes - filled);
        if (done < 0 && errno != EINTR) {
            return cannot_read(path_);
        }
        if (done == 0) {
            break;
        }
        filled += done > 0 ? static_cast<std::size_t>(done) : 0;
    }
    out.resize(filled);
    return out;
}

Result<std::string> File::read_at(std::int64_t offset, std::size_t bytes) {
    if (::lseek(number_, offset, SEEK_SET) < 0) {
        return cannot_read(path_);
    }
    return read(bytes);
}

Result<std::int64_t> File::length() const {
    struct stat status {};
    if (::fstat(number_, &status) != 0) {
        return cannot_read(path_);
    }
    return static_cast<std::int64_t>(status.st_size);
}

void File::forget_cache() {
    ::posix_fadvise(number_, 0, 0, POSIX_FADV_DONTNEED);
}

std::filesystem::path partial_name(const std::filesystem::path& file) {
    // Two processes that write the same name must not write the same file.
    return file.string() + "." + std::to_string(::getpid()) + ".partial";
}

Done rename_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return cannot_write(to);
    }
    const std::filesystem::path folder = to.has_parent_path() ? to.parent_path() : ".";
    XH_TRY(directory, File::open(folder));
    return directory.sync();
}

Done make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    if (std::filesystem::create_directories(folder, failed)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    }
    if (failed) {
        return fail(ErrorCode::unavailable, "backup.cannot_write", {},
                    folder.string() + ": " + failed.message());
    }
    return {};
}

std::string_view first_line(std::string_view text) {
    return text.substr(0, text.find_first_of("\r\n"));
}

Result<WorkFolder> WorkFolder::make(const std::filesystem::path& parent) {
    XH_DO(make_folder(parent));
    remove_abandoned(parent);
    std::string path =
        (parent / (std::string{work_name} + std::to_string(::getpid()) + "-XXXXXX")).string();
    if (::mkdtemp(path.data()) == nullptr) {
        return cannot_write(path);
    }
    return WorkFolder{path};
}

WorkFolder::~WorkFolder() {
    if (!path_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
}

}  // namespace xiuhua::backup
