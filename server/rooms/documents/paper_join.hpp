#pragma once
// Many files into one: pages by qpdf, an archive by libzip. Their exceptions end here.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/result.hpp"
#include "rooms/documents/paper_engine.hpp"

namespace xiuhua::documents {

struct NamedFile {
    std::string name;  // With folders, parted by '/'.
    std::string bytes;
};

// All pages of all files, in order. `internal` documents.join_failed.
Result<std::string> join_pdfs(std::span<const std::string> pdfs, std::string_view title);
// A PDF from elsewhere with the empty page it needs, and how many pages it then has.
Result<PaperBatch> pad_pdf(const std::string& pdf, BlankPages blanks);
// Stored, not packed: PDFs are packed already. `internal` documents.join_failed.
Result<std::string> zip_files(std::span<const NamedFile> files);
// A file name that every system takes: no slash, colon, quote or control character; at most 80 characters.
std::string safe_file_name(std::string_view text);

}  // namespace xiuhua::documents
