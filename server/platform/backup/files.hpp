#pragma once
// Files written so that they are on disk when it is said. Inside platform/backup only.
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "kernel/result.hpp"

namespace xiuhua::backup {

// `unavailable` backup.cannot_write / backup.cannot_read with path and the system's reason.
class File {
  public:
    File() = default;
    ~File();
    File(File&& other) noexcept
        : number_(std::exchange(other.number_, -1)),
          written_(other.written_),
          path_(std::move(other.path_)) {}
    File& operator=(File&& other) noexcept {
        std::swap(number_, other.number_);
        std::swap(written_, other.written_);
        std::swap(path_, other.path_);
        return *this;
    }
    static Result<File> make(const std::filesystem::path& path);  // Mode 0600; must not exist.
    static Result<File> open(const std::filesystem::path& path);  // To read.
    static Result<File> open_to_change(const std::filesystem::path& path);

    Done write(std::string_view bytes);
    Done write_at(std::int64_t offset, std::string_view bytes);
    Done cut(std::int64_t length);
    Done sync();
    Result<std::string> read(std::size_t bytes);  // Fewer only at the end of the file.
    Result<std::string> read_at(std::int64_t offset, std::size_t bytes);
    Result<std::int64_t> length() const;
    // What is read next comes from the disk.
    void forget_cache();
    std::int64_t written() const { return written_; }

  private:
    File(int number, std::filesystem::path path) : number_(number), path_(std::move(path)) {}
    int number_ = -1;
    std::int64_t written_ = 0;
    std::filesystem::path path_;
};

std::filesystem::path partial_name(const std::filesystem::path& file);
// The new name is on disk when this answers.
Done rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);
Done make_folder(const std::filesystem::path& folder);
std::string_view first_line(std::string_view text);

// Removed with everything in it when it goes out of scope.
class WorkFolder {
  public:
    static Result<WorkFolder> make(const std::filesystem::path& parent);
    WorkFolder(WorkFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    WorkFolder& operator=(WorkFolder&&) = delete;
    ~WorkFolder();
    const std::filesystem::path& path() const { return path_; }

  private:
    explicit WorkFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace xiuhua::backup
