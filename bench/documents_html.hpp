#pragma once
// The same papers as pages for a browser: the same words, tables, codes and faces, set by CSS.
#include <filesystem>
#include <string>
#include <vector>

#include "rooms/documents/model.hpp"

namespace xiuhua::bench {

std::filesystem::path write_html(const std::filesystem::path& folder, const std::string& name,
                                 const std::vector<documents::PaperContent>& papers);

}  // namespace xiuhua::bench
