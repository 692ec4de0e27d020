#pragma once
// What becomes of a scanned page. Pure.
#include "rooms/documents/rules.hpp"
#include "rooms/documents/scans.hpp"

namespace xiuhua::documents {

inline constexpr int paper_pages_max = 50;

// Reads "https://office/v/CODE.SIGNATURE#2-3"; nullopt for what no paper of ours carries.
std::optional<PageCode> read_page_code(std::string_view text);
// The part that says which page of how many: empty on a paper of one page.
std::string page_mark(int page, int pages);

struct ScanFacts {
    bool is_found = false;  // The code is genuine, and its paper is one the scanner may see.
    DocumentState state = DocumentState::made;
    int page = 1, pages = 1;
    std::vector<int> present;  // Pages of the paper that are in already.
};
// Nothing: it belongs to its paper. Otherwise why a person must look at it: documents.scan_not_ours,
// documents.scan_superseded, documents.scan_signed_already, documents.scan_page_twice.
std::string why_aside(const ScanFacts& facts);
// Whether the paper is whole once `page` has come.
bool is_whole(const ScanFacts& facts);

}  // namespace xiuhua::documents
