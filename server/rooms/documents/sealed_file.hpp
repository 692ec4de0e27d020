#pragma once
// Files with people's papers in them, for a day at most: sealed with the program's own key, on the disk when the call
// returns, whole or not there at all.
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "platform/crypto/vault.hpp"

namespace xiuhua::documents {

// `unavailable` documents.no_room_for_file.
Done write_sealed(const Vault& vault, const std::filesystem::path& path, std::string_view sealed_as,
                  std::string_view plain);
// nullopt: there is no such file. `internal` when it was changed.
Result<std::optional<std::string>> read_sealed(const Vault& vault,
                                               const std::filesystem::path& path,
                                               std::string_view sealed_as);

}  // namespace xiuhua::documents
