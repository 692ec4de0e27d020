#include "rooms/documents/rules_scans.hpp"

#include <charconv>
#include <set>

namespace xiuhua::documents {
namespace {

std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number < 1 ||
        number > paper_pages_max) {
        return std::nullopt;
    }
    return number;
}

}  // namespace

std::optional<PageCode> read_page_code(std::string_view text) {
    constexpr std::string_view mark = "/v/";
    const auto at = text.rfind(mark);
    if (at == text.npos) {
        return std::nullopt;
    }
    std::string_view rest = text.substr(at + mark.size());
    PageCode found;
    if (const auto hash = rest.find('#'); hash != rest.npos) {
        const std::string_view pages = rest.substr(hash + 1);
        const auto slash = pages.find('-');
        const auto page = number_of(pages.substr(0, slash));
        const auto count = slash == pages.npos ? std::nullopt : number_of(pages.substr(slash + 1));
        if (!page || !count || *page > *count) {
            return std::nullopt;
        }
        found.page = *page;
        found.pages = *count;
        rest = rest.substr(0, hash);
    }
    const CodeParts parts = split_code(rest);
    if (parts.code.empty() || parts.signature.empty()) {
        return std::nullopt;
    }
    found.code = parts.code;
    found.signature = parts.signature;
    return found;
}

std::string page_mark(int page, int pages) {
    return pages > 1 ? fmt::format("#{}-{}", page, pages) : std::string{};
}

std::string why_aside(const ScanFacts& facts) {
    if (!facts.is_found) {
        return "documents.scan_not_ours";
    }
    if (facts.state == DocumentState::superseded) {
        return "documents.scan_superseded";
    }
    if (facts.state == DocumentState::signed_by_person) {
        return "documents.scan_signed_already";
    }
    for (const int page : facts.present) {
        if (page == facts.page) {
            return "documents.scan_page_twice";
        }
    }
    return {};
}

bool is_whole(const ScanFacts& facts) {
    std::set<int> pages{facts.present.begin(), facts.present.end()};
    pages.insert(facts.page);
    for (int page = 1; page <= facts.pages; ++page) {
        if (!pages.contains(page)) {
            return false;
        }
    }
    return true;
}

}  // namespace xiuhua::documents
