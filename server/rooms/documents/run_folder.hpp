#pragma once
// Where a run's pieces and its file lie: sealed, beside the database and outside its backups.
#include <filesystem>
#include <string>
#include <vector>

#include "platform/crypto/vault.hpp"
#include "rooms/documents/paper_join.hpp"
#include "rooms/documents/printing.hpp"

namespace xiuhua::documents {

inline constexpr std::string_view print_folder = "print";  // Below the data directory.

class RunFolder {
  public:
    RunFolder(const std::filesystem::path& data, const Vault& vault, PrintRunId run);
    // A part is a list of files: PDFs in the order of the pages, or the entries of an archive.
    Done write_part(std::int64_t number, const std::vector<NamedFile>& files) const;
    // nullopt: not there (never written, or lost with this machine).
    Result<std::optional<std::vector<NamedFile>>> read_part(std::int64_t number) const;
    Done write_result(std::string_view bytes) const;
    Result<std::optional<std::string>> read_result() const;
    void drop_parts(std::int64_t count) const;
    void remove() const;

  private:
    std::filesystem::path part(std::int64_t number) const;

    std::filesystem::path folder_;
    const Vault& vault_;
};

}  // namespace xiuhua::documents
