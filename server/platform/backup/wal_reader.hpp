#pragma once
// Reads committed pages out of SQLite's write-ahead log file (https://www.sqlite.org/fileformat2.html#walformat).
// Inside platform/backup only.
#include <functional>
#include <optional>

#include "platform/backup/files.hpp"

namespace xiuhua::backup {

inline constexpr std::size_t wal_header_bytes = 32;
inline constexpr std::size_t frame_header_bytes = 24;
// What a log writes before each page of its own file: page number and, behind a commit, the database's pages.
inline constexpr std::size_t page_head_bytes = 8;

std::uint32_t big_endian(std::string_view bytes, std::size_t at);
std::string big_endian_text(std::uint32_t number);

class WalReader {
  public:
    // Nothing when there is no log, or an empty one.
    static Result<std::optional<WalReader>> open(const std::filesystem::path& database);
    std::uint64_t salt() const { return salt_; }  // Another one: the log has begun anew.
    std::size_t page_bytes() const { return page_bytes_; }
    // Frames [from, until) as page_head and page each. `internal` backup.damaged when one is not of this log.
    Done read(std::int64_t from, std::int64_t until,
              const std::function<Done(std::string_view)>& take);
    // How many frames at the front belong to this log and end with a commit.
    Result<std::int64_t> committed();

  private:
    Result<std::string> frame(std::int64_t number);
    File file_;
    std::uint64_t salt_ = 0;
    std::size_t page_bytes_ = 0;
};

}  // namespace xiuhua::backup
