#pragma once
// The signed copy of a paper: its scanned pages as one PDF.
#include <string>
#include <vector>

#include "kernel/result.hpp"

namespace xiuhua::documents {

// A4, a picture a page, the JPEGs as they are. `invalid` documents.bad_scan.
Result<std::string> pdf_of_scans(const std::vector<std::string>& jpegs, const std::string& title);

}  // namespace xiuhua::documents
