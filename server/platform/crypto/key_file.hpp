#pragma once
// The master key's file: made once, readable by its owner alone, never replaced.
#include <array>
#include <filesystem>

#include "kernel/result.hpp"

namespace xiuhua::crypto {

using MasterKey = std::array<unsigned char, 32>;

// Reads `file`, or makes it with mode 0600 (and its directory with 0700). Two processes that start at once end
// with the same key. `internal` vault.key_file_open_to_others, vault.bad_key_file, vault.cannot_make_key_file.
Result<MasterKey> read_or_make_master_key(const std::filesystem::path& file);

}  // namespace xiuhua::crypto
