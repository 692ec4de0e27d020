#pragma once
// The page: letterhead, title, table, clauses, signatures, seal, footer with the QR code.
#include <string>

#include "kernel/result.hpp"
#include "rooms/documents/model.hpp"

namespace xiuhua::documents {

// A4, fonts embedded, text that can be searched and copied. The same content gives the same bytes.
// `internal` documents.fonts_missing, documents.render_failed, documents.bad_seal, documents.bad_qr.
Result<std::string> render_paper(const PaperContent& content);

// The sample values of a template's fields: for previews and for looking at a paper.
Fields sample_fields(const Template& form);

}  // namespace xiuhua::documents
