#include "platform/config/config.hpp"

#include <unistd.h>

#include <fstream>

#include "fuzz.hpp"

namespace xiuhua::fuzz {

void fuzz(std::string_view bytes) {
    static const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                              ("xiuhua-fuzz-" + std::to_string(getpid()) + ".toml");
    std::ofstream{file, std::ios::binary} << bytes;
    ConfigProblems problems;
    (void)load_config(file, problems);
    std::filesystem::remove(file);
}

}  // namespace xiuhua::fuzz
