#pragma once
// The page: letterhead, title, table, clauses, signatures, seal, footer with the QR code.
#include <span>
#include <string>
#include <vector>

#include "kernel/result.hpp"
#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// A4, fonts embedded, text that can be searched and copied. The same content gives the same bytes.
// `internal` documents.fonts_missing, documents.render_failed, documents.bad_seal, documents.bad_qr.
Result<std::string> render_paper(const PaperContent& content);

// Many papers, drawn with fonts cut once for all of them: cutting costs ten times as much as drawing. Not for
// single papers, whose bytes must depend on nothing but their content. Piles give way to single papers.
struct PaperBatch {
    std::string pdf;
    std::vector<int> pages;  // Of each paper, in the order given.
};
// after_odd: an empty page follows a paper of an odd number of pages, so that printing on both sides never puts two
// papers on one sheet; it counts among the paper's pages.
enum class BlankPages { none, after_odd };
// One file. `title` is the file's own.
Result<PaperBatch> render_together(std::span<const PaperContent> contents, std::string_view title,
                                   BlankPages blanks = BlankPages::none);
// A file each.
Result<std::vector<std::string>> render_apart(std::span<const PaperContent> contents);

// The sample values of a template's fields: for previews and for looking at a paper.
Fields sample_fields(const Template& form);

}  // namespace xiuhua::documents
